package runtime_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func TestStorage(t *testing.T) {
	c := start(t, probes(t, "one"))
	var p program
	k, v := p.at([]byte("key")), p.at([]byte("value"))
	p.host("state_get", k, 3, spareAt, 10)
	p.host("state_set", k, 3, v, 5)
	p.host("state_get", k, 3, spareAt, 2).host("result_read", spareAt+2, 1, 4).show(spareAt, 6)
	out := do(t, c, builtin(0), &p).Data
	expect(t, words(out[:32]), int64(abi.ErrNotFound), 0, 5, 4)
	if got := string(out[32:]); got != "vaalue" {
		t.Errorf("copied %q, want the first two bytes and then bytes 1 to 5", got)
	}
	var q program
	k = q.at([]byte("key"))
	q.host("state_delete", k, 3).host("state_delete", k, 3).host("state_get", k, 3, spareAt, 10)
	expect(t, results(t, c, builtin(0), &q), 0, 0, int64(abi.ErrNotFound))
}

func TestStorageLimits(t *testing.T) {
	c := start(t, probes(t, "one"))
	var p program
	k := p.at(make([]byte, abi.MaxKey+1))
	p.host("state_set", k, 0, k, 1).host("state_set", k, abi.MaxKey+1, k, 1).host("state_set", k, abi.MaxKey, k, 1)
	p.host("state_set", k, 1, k, 0).host("state_set", k, 1, dataAt, abi.MaxValue+1).host("state_set", k, 1, 0, abi.MaxValue)
	p.host("state_set", nowhere, 20, k, 1).host("state_set", k, 1, nowhere, 20).host("state_get", k, 1, nowhere, 20)
	expect(t, results(t, c, builtin(0), &p), int64(abi.ErrKeyTooLong), int64(abi.ErrKeyTooLong), 0,
		int64(abi.ErrValueTooLong), int64(abi.ErrValueTooLong), 0,
		int64(abi.ErrBadPointer), int64(abi.ErrBadPointer), int64(abi.ErrBadPointer))
}

func TestScanGoesInOrderAndStaysAtHome(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	for i, keys := range [][]string{{"b", "a", "d", "c"}, {"bb"}} {
		var p program
		for _, k := range keys {
			at := p.at([]byte(k))
			p.host("state_set", at, uint64(len(k)), at, 1)
		}
		results(t, c, builtin(i), &p)
	}
	scan := func(start, end string, flags, limit uint64) string {
		var p program
		s, e := p.at([]byte(start)), p.at([]byte(end))
		p.host("state_scan", s, uint64(len(start)), e, uint64(len(end)), flags, limit)
		p.host("result_read", spareAt, 0, 10*limit).show(spareAt, 40)
		out := do(t, c, builtin(0), &p).Data
		n := binary.LittleEndian.Uint64(out)
		keys := ""
		for b := out[16:][:n]; len(b) > 0; b = b[10:] {
			keys += string(b[4])
		}
		return keys
	}
	for _, x := range []struct {
		start, end   string
		flags, limit uint64
		want         string
	}{{"", "", 0, 4, "abcd"}, {"b", "d", 0, 2, "bc"}, {"", "", 1, 2, "dc"}, {"b", "", 0, 1, "b"}, {"a", "b", 1, 1, "a"}} {
		if got := scan(x.start, x.end, x.flags, x.limit); got != x.want {
			t.Errorf("scan %+v finds %q", x, got)
		}
	}
	var p program
	p.host("state_scan", 0, 0, 0, 0, 2, 1).host("state_scan", 0, 0, 0, 0, 0, 1001).host("state_scan", 0, 257, 0, 0, 0, 1)
	p.host("state_scan", nowhere, 20, 0, 0, 0, 1).host("state_scan", dataAt, 1, dataAt, 1, 0, 10).host("state_scan", 0, 0, 0, 0, 0, 0)
	expect(t, results(t, c, builtin(0), &p), int64(abi.ErrInvalidArgument), int64(abi.ErrInvalidArgument),
		int64(abi.ErrKeyTooLong), int64(abi.ErrBadPointer), 0, 0)
}

func TestMathAndHashes(t *testing.T) {
	c := start(t, probes(t, "one"))
	var p program
	a, zero := p.at(abi.Amount{Hi: 5, Lo: 7}.AppendLE(nil)), p.at(make([]byte, 16))
	p.host("mul_div", a, a, a, spareAt, spareAt+16).host("mul_div", a, a, zero, spareAt, spareAt)
	p.host("sha256", a, 16, spareAt+32).host("sha256", a, abi.MaxHash+1, spareAt).host("sha256", a, 16, nowhere)
	weights := p.at([]byte{1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0})
	total := p.at(abi.U64(10).AppendLE(nil))
	p.host("apportion", total, weights, 2, spareAt+64).host("apportion", total, zero, 2, spareAt).host("apportion", total, weights, 257, spareAt)
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	pub, sig, msg := p.at(key.Public().(ed25519.PublicKey)), p.at(ed25519.Sign(key, []byte("hello"))), p.at([]byte("hello"))
	p.host("ed25519_verify", pub, sig, msg, 5).host("ed25519_verify", pub, sig, msg, 4)
	p.show(spareAt, 96)
	out := do(t, c, builtin(0), &p).Data
	expect(t, words(out[:80]), 0, int64(abi.ErrOverflow), 0, int64(abi.ErrTooLarge), int64(abi.ErrBadPointer),
		0, int64(abi.ErrInvalidArgument), int64(abi.ErrInvalidArgument), 1, 0)
	shown := out[80:]
	hash := sha256.Sum256(abi.Amount{Hi: 5, Lo: 7}.AppendLE(nil))
	if abi.AmountLE(shown) != (abi.Amount{Hi: 5, Lo: 7}) || !bytes.Equal(shown[32:64], hash[:]) ||
		abi.AmountLE(shown[64:]) != abi.U64(3) || abi.AmountLE(shown[80:]) != abi.U64(7) {
		t.Errorf("shown %x", shown)
	}
}

func TestContextAndLedger(t *testing.T) {
	c := start(t, probes(t, "one"))
	earn(t, c, builtin(0))
	alice := sandbox.Key("alice").Address()
	var p program
	to, amount, more := p.at(alice[:]), p.at(abi.U64(5).AppendLE(nil)), p.at(tokens(2000).AppendLE(nil))
	p.host("context", spareAt).host("balance", to, spareAt+160).host("transfer", to, amount)
	p.host("transfer", to, more).host("balance", to, spareAt+176).host("supply", spareAt+192).host("collect_fees", spareAt+240)
	p.show(spareAt, 256)
	out := do(t, c, builtin(0), &p).Data
	expect(t, words(out[:56]), 0, 0, 0, int64(abi.ErrInsufficient), 0, 0, 0)
	s := out[56:]
	self := builtin(0)
	if !bytes.Equal(s[:20], self[:]) || !bytes.Equal(s[20:40], alice[:]) || !bytes.Equal(s[40:60], alice[:]) || binary.LittleEndian.Uint32(s[60:]) != 0 {
		t.Errorf("context %x", s[:64])
	}
	if h, now := binary.LittleEndian.Uint64(s[80:]), binary.LittleEndian.Uint64(s[88:]); h != c.Height() || int64(now) != c.Time() {
		t.Errorf("height %d, time %d", h, now)
	}
	before, after := abi.AmountLE(s[160:]), abi.AmountLE(s[176:])
	if d, _ := after.Sub(before); d != abi.U64(5) {
		t.Errorf("the transfer moved %s", d)
	}
	if fees, pending := abi.AmountLE(s[240:]), abi.AmountLE(s[224:]); fees.IsZero() || fees != pending {
		t.Errorf("collected %s of %s", fees, pending)
	}
}

// The hash of a block is there while it is executed, for contracts of the chain alone, and for no query.
func TestTheHashOfTheBlock(t *testing.T) {
	c := start(t, probes(t, "one"))
	var p program
	p.host("block_hash", spareAt).show(spareAt, 32)
	hash := sha256.Sum256(binary.BigEndian.AppendUint64(nil, c.Height()+1)) // as the sandbox has it
	if out := do(t, c, builtin(0), &p).Data; !bytes.Equal(out[8:], hash[:]) {
		t.Errorf("hash %x, want %x", out, hash)
	}
	if out, _, err := c.Query(builtin(0), p.bytes(), 10_000_000); err != nil || !bytes.Equal(out[8:], make([]byte, 32)) {
		t.Errorf("in a query %x, %v", out, err)
	}
}

// mints has a contract mint an amount, and returns the answer.
func mints(t testing.TB, c *sandbox.Chain, n abi.Amount) int64 {
	t.Helper()
	var p program
	return results(t, c, builtin(0), p.host("mint", p.at(n.AppendLE(nil))))[0]
}

// due is what the schedule of mintLimits has for so many epochs of ten seconds from its start on.
func due(epochs uint64) abi.Amount {
	n, _, _ := mintLimits().PerDay.MulDiv(abi.U64(10*epochs), abi.U64(86_400))
	return n
}

// What may be minted is what the schedule has for the epochs that have ended: to the unit, in any number of parts, and no
// later than in the next epoch that something is minted in. So a code that asks for more gets nothing more.
func TestI14MintKeepsToTheSchedule(t *testing.T) {
	c := start(t, probes(t, "one"))
	refused := int64(abi.ErrCapExceeded)
	expect(t, []int64{mints(t, c, abi.U64(1))}, refused) // no epoch has ended
	nextEpoch(t, c)
	tooMuch, _ := due(1).Add(abi.U64(1))
	rest, _ := due(1).Sub(abi.U64(7))
	expect(t, []int64{mints(t, c, tooMuch), mints(t, c, abi.U64(7)), mints(t, c, due(1)), mints(t, c, rest), mints(t, c, abi.U64(1))}, refused, 0, refused, 0, refused)
	nextEpoch(t, c)
	expect(t, []int64{mints(t, c, abi.U64(1))}, 0) // the rest is never minted
	nextEpoch(t, c)
	third, _ := due(3).Sub(due(2))
	tooMuch, _ = third.Add(abi.U64(1))
	expect(t, []int64{mints(t, c, tooMuch), mints(t, c, third)}, refused, 0)
	for range 3 {
		nextEpoch(t, c)
	}
	missed, _ := due(6).Sub(due(3)) // nothing was minted for three epochs: nothing of them is lost
	tooMuch, _ = missed.Add(abi.U64(1))
	expect(t, []int64{mints(t, c, tooMuch), mints(t, c, missed)}, refused, 0)
}

// The emission is a share of the schedule: a vote on it binds what is minted for the epochs that begin after it.
func TestTheEmissionIsAShareOfTheSchedule(t *testing.T) {
	c := start(t, probes(t, "one"))
	results(t, c, builtin(0), new(program).changeParams(values(world.ParamValue{Name: "emission", Value: 250_000}), 0))
	nextEpoch(t, c) // the change holds from the next block on, in the midst of an epoch: the whole of it is minted so
	quarter, _, _ := due(1).MulDiv(abi.U64(1), abi.U64(4))
	tooMuch, _ := quarter.Add(abi.U64(1))
	expect(t, []int64{mints(t, c, tooMuch), mints(t, c, quarter)}, int64(abi.ErrCapExceeded), 0)
	results(t, c, builtin(0), new(program).changeParams(values(world.ParamValue{Name: "emission", Value: 0}), 0))
	nextEpoch(t, c)
	nextEpoch(t, c)
	expect(t, []int64{mints(t, c, abi.U64(1))}, int64(abi.ErrCapExceeded))
	results(t, c, builtin(0), new(program).changeParams(values(world.ParamValue{Name: "emission", Value: 1_000_000}), 0))
	nextEpoch(t, c)
	whole, _ := due(4).Sub(due(3)) // what was not emitted meanwhile is not made up for
	tooMuch, _ = whole.Add(abi.U64(1))
	expect(t, []int64{mints(t, c, tooMuch), mints(t, c, whole)}, int64(abi.ErrCapExceeded), 0)
}

func TestEventsAndAbort(t *testing.T) {
	c := start(t, probes(t, "one"))
	var p program
	kind, data := p.at([]byte("thing.done")), p.at([]byte{0xa1, 0x61, 'n', 0x05})
	p.host("event", kind, 10, data, 4).host("event", kind, 10, data, 3).host("event", kind, 0, data, 4).host("event", data, 4, data, 4)
	r := do(t, c, builtin(0), &p)
	bad := int64(abi.ErrInvalidArgument)
	expect(t, words(r.Data), 0, bad, bad, bad)
	if len(r.Events) != 1 || r.Events[0].Type != "thing.done" || r.Events[0].Contract != builtin(0) {
		t.Errorf("events %+v", r.Events)
	}
	p.host("abort", 77, kind, 10)
	r = do(t, c, builtin(0), &p)
	if r.Code != abi.CodeAborted || !bytes.Equal(r.Data, []byte{0xa1, 0x64, 'c', 'o', 'd', 'e', 0x18, 77}) || len(r.Events) != 0 || r.Log != "thing.done" {
		t.Errorf("abort: %+v", r)
	}
	for _, code := range []uint64{0, 70_000} {
		if r := do(t, c, builtin(0), new(program).host("abort", code, 0, 0)); r.Code != abi.CodeAborted || !bytes.HasSuffix(r.Data, []byte{0x19, 0xff, 0xff}) {
			t.Errorf("abort %d: %+v", code, r)
		}
	}
	if r := do(t, c, builtin(0), new(program).op(opReturn, 9)); r.Code != abi.CodeAborted || r.Data[6] != 9 {
		t.Errorf("return 9: %+v", r)
	}
}

// A scan pays for every key that it comes to, also for those that the block has removed, and a fresh
// block finds nothing of them. The first entry is returned whatever its size.
func TestI3ScansPayForWhatTheyWalk(t *testing.T) {
	c := start(t, probes(t, "one"))
	scan := func(removals int) uint64 {
		p := new(program)
		for i := range removals {
			k := p.at([]byte{'k', byte(i)})
			p.host("state_delete", k, 2)
		}
		remove, err := c.Tx("alice", call(builtin(0), p))
		must(t, err)
		look, err := c.Tx("alice", call(builtin(0), new(program).host("state_scan", 0, 0, 0, 0, 0, 1)))
		must(t, err)
		return block(t, c, c.Time(), remove, look).Receipts[1].GasUsed
	}
	none := scan(0)
	if got := scan(10); got != none+10*(2_000+2*2) {
		t.Errorf("over ten removed keys a scan costs %d more", got-none)
	}
	if got := scan(0); got != none {
		t.Errorf("in the next block a scan costs %d instead of %d", got, none)
	}
	fill := new(program)
	for i := range 10 {
		k := fill.at([]byte{'k', byte(i)})
		fill.host("state_set", k, 2, k, 1)
	}
	results(t, c, builtin(0), fill)
	found := func(n uint64) uint64 {
		return do(t, c, builtin(0), new(program).host("state_scan", 0, 0, 0, 0, 0, n)).GasUsed
	}
	if got := found(8) - found(2); got != 6*(2_000+2*(2+1)) {
		t.Errorf("six more entries cost %d more", got)
	}
	big := new(program)
	k := big.at([]byte{'k'})
	big.host("state_set", k, 1, 0, abi.MaxValue).host("state_scan", 0, 0, 0, 0, 0, 9)
	expect(t, results(t, c, builtin(0), big), 0, 8+1+abi.MaxValue)
}
