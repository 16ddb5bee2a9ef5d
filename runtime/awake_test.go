package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// sleepers starts a chain of epochs of a day with bonds of alice and bob: 300 and 700 tokens.
func sleepers(t testing.TB) *sandbox.Chain {
	t.Helper()
	g := probes(t, "one")
	g.Params.EpochSeconds = 86_400
	for name, n := range map[string]uint64{"alice": 300, "bob": 700} {
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: sandbox.Key(name).Address(), Amount: tokens(n)})
	}
	return start(t, g)
}

// awakeAt is how much stake was awake at the start of an epoch, in tokens, and whether bob's was.
func awakeAt(t testing.TB, c *sandbox.Chain, epoch uint64) (n int64, bob bool) {
	t.Helper()
	n = -1
	must(t, c.Read(func(r world.Reader) error {
		total, known, err := r.AwakeStakeAt(epoch)
		if known {
			n = world.PowerOf(total)
		}
		if err == nil {
			bob, err = r.Awake(sandbox.Key("bob").Address(), epoch)
		}
		return err
	}))
	return n, bob
}

// pass ends epochs, in each of which somebody signs something.
func pass(t testing.TB, c *sandbox.Chain, epochs int, who ...string) {
	t.Helper()
	for range epochs {
		block(t, c, clockEnd(t, c))
		for _, name := range who {
			if r := send(t, c, name, tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)}); r.Code != abi.CodeOK {
				t.Fatal(r)
			}
		}
	}
}

func TestStakeIsDormantAfterSixtySilentEpochs(t *testing.T) {
	c := sleepers(t)
	pass(t, c, 62, "alice")
	for epoch, want := range map[uint64]int64{0: 1000, 60: 1000, 61: 300, 62: 300, 63: -1} {
		if n, bob := awakeAt(t, c, epoch); n != want || bob != (want != 300 && epoch < 61) {
			t.Errorf("epoch %d: %d awake, want %d; bob %v", epoch, n, want, bob)
		}
	}
	pass(t, c, 3, "alice")
	if n, _ := awakeAt(t, c, 62); n != 300 {
		t.Errorf("%d awake later", n)
	}
	pass(t, c, 0)
	if r := send(t, c, "bob", tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)}); r.Code != abi.CodeOK {
		t.Fatal(r)
	}
	for epoch := uint64(58); epoch < 66; epoch++ { // judged now: it counts in snapshots that were taken while it slept
		if n, bob := awakeAt(t, c, epoch); n != 1000 || !bob {
			t.Errorf("bob is awake again: %d at epoch %d, %v", n, epoch, bob)
		}
	}
}

// The sixtieth epoch after the one in which an owner signed begins with it awake, the next one does not.
func TestTheSixtiethEpochIsAwake(t *testing.T) {
	c := sleepers(t)
	pass(t, c, 1, "alice", "bob")
	pass(t, c, 62, "alice")
	for epoch, want := range map[uint64]int64{61: 1000, 62: 300} {
		if n, bob := awakeAt(t, c, epoch); n != want || bob != (want == 1000) {
			t.Errorf("epoch %d: %d awake, want %d; bob %v", epoch, n, want, bob)
		}
	}
}

// However long stake is silent, and however the owners change what they have bonded, the sums are those of the
// owners: block checks them in every block.
func TestSilentStakeIsSummedUp(t *testing.T) {
	c := sleepers(t)
	pass(t, c, 100, "alice")
	send(t, c, "carol", tx.Bond{Amount: tokens(50)})
	pass(t, c, 150, "alice")
	if n, _ := awakeAt(t, c, 250); n != 300 {
		t.Errorf("%d awake", n)
	}
	if n, _ := awakeAt(t, c, 130); n != 350 {
		t.Errorf("%d awake when carol had bonded", n)
	}
	if n, _ := awakeAt(t, c, 121); n != -1 {
		t.Errorf("%d awake further back than anybody can ask", n)
	}
	send(t, c, "carol", tx.Unbond{Amount: tokens(50)})
	send(t, c, "bob", tx.Unbond{Amount: tokens(700)})
	pass(t, c, 3, "alice")
	if n, _ := awakeAt(t, c, 253); n != 300 {
		t.Errorf("%d awake at the end", n)
	}
}

// As far back as one can ask the answer is that of then; what lies together is never asked about.
func TestTheOldestStartThatOneCanAskAbout(t *testing.T) {
	c := sleepers(t)
	pass(t, c, 1, "alice", "bob") // bob is awake at the start of 61, and of no later epoch
	for last := 61 + world.AwakeMemory - 3; last < 61+world.AwakeMemory+3; last++ {
		pass(t, c, last-int(clock(t, c).Epoch), "alice")
		for back, epoch := 0, last; back <= world.AwakeMemory+1; back, epoch = back+1, epoch-1 {
			want := int64(300)
			switch {
			case back >= world.AwakeMemory:
				want = -1
			case epoch <= 61:
				want = 1000
			}
			if n, _ := awakeAt(t, c, uint64(epoch)); n != want {
				t.Errorf("in epoch %d: %d awake at the start of %d, want %d", last, n, epoch, want)
			}
		}
	}
}

// Tokens that are bonded in an epoch have no part in its start, asleep or awake.
func TestBondingForAMomentGivesNoPower(t *testing.T) {
	c := sleepers(t)
	pass(t, c, 70, "alice")
	send(t, c, "carol", tx.Bond{Amount: tokens(100_000)})
	send(t, c, "carol", tx.Unbond{Amount: tokens(100_000)})
	if n, _ := awakeAt(t, c, 70); n != 300 {
		t.Errorf("%d awake in the epoch", n)
	}
	pass(t, c, 1, "alice")
	if n, _ := awakeAt(t, c, 71); n != 300 {
		t.Errorf("%d awake in the next", n)
	}
}

// Epochs of seconds do not make stake dormant within a week.
func TestStakeIsAwakeForSevenDays(t *testing.T) {
	for seconds, want := range map[uint64]uint64{10: 60_480, 86_400: 60, 7 * 86_400: 60, 10_079: 61, 1: 604_800} {
		if got := world.DormantAfter(seconds); got != want {
			t.Errorf("epochs of %d s: %d, want %d", seconds, got, want)
		}
	}
}

func TestContractsAskWhoIsAwake(t *testing.T) {
	c := sleepers(t)
	pass(t, c, 70, "alice")
	p := new(program)
	bob, alice := sandbox.Key("bob").Address(), sandbox.Key("alice").Address()
	p.host("awake_stake", 70, spareAt).host("awake_stake", 71, spareAt+16).host("awake", p.at(bob[:]), 70).host("awake", p.at(alice[:]), 70)
	p.show(spareAt, 16)
	out := do(t, c, builtin(0), p).Data
	expect(t, words(out[:32]), 0, int64(abi.ErrInvalidArgument), 0, 1)
	if got := abi.AmountLE(out[32:]); got != tokens(300) {
		t.Errorf("awake are %s", got)
	}
}
