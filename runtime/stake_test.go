package runtime_test

import (
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// units is an amount in thousandths of a token.
func units(n uint64) abi.Amount {
	a, _ := abi.U64(n).Mul(abi.U64(1_000_000_000_000_000))
	return a
}

func (s *set) stake(name string) (a abi.Amount) {
	s.t.Helper()
	must(s.t, s.c.Read(func(r world.Reader) (err error) { a, err = r.Stake(owner(name)); return err }))
	return a
}

// votes is the stake that counts for an account in an epoch, and in all, as contracts see it.
func (s *set) votes(name string, epoch uint64) (one, all uint64) {
	s.t.Helper()
	p, o := new(program), owner(name)
	p.host("stake", p.at(o[:]), epoch, spareAt).show(spareAt, 16).host("total_stake", epoch, spareAt).show(spareAt, 16)
	list := words(do(s.t, s.c, builtin(0), p).Data)
	return uint64(list[1]), uint64(list[4])
}

func (s *set) unbonding(name string) (list []world.Unbonding) {
	s.t.Helper()
	must(s.t, s.c.Read(func(r world.Reader) (err error) { list, err = r.Unbonding(owner(name)); return err }))
	return list
}

// What is bonded in an epoch has no vote in it, and what is unbonded has: nobody votes with tokens that are
// bonded for a moment.
func TestAFlashBondHasNoVote(t *testing.T) {
	s := newSet(t, []uint64{1}, "x")
	s.must("x", tx.Bond{Amount: abi.U64(7)})
	token := abi.Unit.Lo
	check := func(epoch, one, all uint64) {
		t.Helper()
		if gotOne, gotAll := s.votes("x", epoch); gotOne != one || gotAll != all {
			t.Errorf("epoch %d: %d of %d, want %d of %d", epoch, gotOne, gotAll, one, all)
		}
	}
	check(0, 0, token)
	check(1, 7, token+7)
	s.epoch()
	s.must("x", tx.Unbond{Amount: abi.U64(5)})
	s.must("x", tx.Bond{Amount: abi.U64(1)})
	check(1, 7, token+7)
	check(2, 3, token+3)
	for range 3 {
		s.epoch()
	}
	check(0, 0, token)
	check(1, 7, token+7)
	check(4, 3, token+3)
	check(^uint64(0), 3, token+3)
}

// Tokens of one epoch come free together, whole epochs later, by themselves; 32 amounts can be on their way.
func TestUnbondingTakesItsTime(t *testing.T) {
	s := newSet(t, []uint64{1}, "x")
	s.bond("x", 100)
	s.unbond("x", 1)
	s.unbond("x", 2)
	if list := s.unbonding("x"); len(list) != 1 || list[0] != (world.Unbonding{Release: 22, Amount: tokens(3)}) {
		t.Errorf("on their way out: %+v", list)
	}
	for clock(t, s.c).Epoch < 21 {
		s.epoch()
	}
	before := account(t, s.c, "x").Balance
	s.epoch()
	if after, _ := before.Add(tokens(3)); account(t, s.c, "x").Balance != after || len(s.unbonding("x")) != 0 {
		t.Errorf("%s became %s, and %+v is left", before, account(t, s.c, "x").Balance, s.unbonding("x"))
	}

	g := probes(t, "one")
	g.Params.Unbonding = 100
	g.Bonds = []runtime.GenesisBond{{Account: owner("alice"), Amount: tokens(100)}}
	s = &set{t: t, c: start(t, g)}
	for range world.MaxUnbonding {
		s.unbond("alice", 1)
		s.epoch()
	}
	s.wantsCode("one more", s.send("alice", tx.Unbond{Amount: tokens(1)}), abi.CodeUnbondingFull)
}

// A hundred owners are paid in a block, and the others in the next: nobody is forgotten.
func TestManyReleasesTakeSomeBlocks(t *testing.T) {
	long(t)
	g := probes(t, "one")
	g.Params.Unbonding = 1
	var names []string
	for i := range 120 {
		names = append(names, string(rune('A'+i)))
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: owner(names[i]), Balance: tokens(1)})
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: owner(names[i]), Amount: tokens(1)})
	}
	s := &set{t: t, c: start(t, g)}
	for _, name := range names {
		s.unbond(name, 1)
	}
	s.epoch()
	waiting := func() (n int) {
		for _, name := range names {
			n += len(s.unbonding(name))
		}
		return n
	}
	s.block(clockEnd(t, s.c))
	if n := waiting(); n != 20 {
		t.Errorf("%d wait, want 20", n)
	}
	s.block(s.c.Time())
	if n := waiting(); n != 0 {
		t.Errorf("%d wait, want nobody", n)
	}
}

func reserve(t testing.TB, c *sandbox.Chain) abi.Amount {
	t.Helper()
	var sup world.Supply
	must(t, c.Read(func(r world.Reader) (err error) { sup, err = r.Supply(); return err }))
	return sup.Reserve
}

// Who signs against itself loses a twentieth of what it has bonded and of what is on its way out, once for
// each height and kind, and its key for good. What it loses goes to the reserve.
func TestWhoSignsAgainstItselfIsSlashedOnce(t *testing.T) {
	s := newSet(t, []uint64{10, 10, 10})
	s.unbond("b", 4)
	proof := runtime.Misbehavior{Validator: world.AddressOfKey(genesisKey("b")), Height: 1, Kind: 1}
	s.c.Misbehave(proof, proof)
	if b := s.block(s.c.Time()); !same(kinds(b.End.Events), []string{"slashed", "validator_jailed"}) || len(s.updates) != 1 {
		t.Errorf("events %v, updates %v", kinds(b.End.Events), s.updates)
	}
	s.wants("at once", 10, 0, 10)
	check := func(stake, out, lost uint64) {
		t.Helper()
		if s.stake("b") != units(stake) || s.unbonding("b")[0].Amount != units(out) || reserve(t, s.c) != units(lost) {
			t.Errorf("stake %s, on its way out %s, reserve %s", s.stake("b"), s.unbonding("b")[0].Amount, reserve(t, s.c))
		}
	}
	check(5_700, 3_800, 500)
	s.c.Misbehave(proof)
	if b := s.block(s.c.Time()); len(b.End.Events) != 0 {
		t.Errorf("again: %v", kinds(b.End.Events))
	}
	check(5_700, 3_800, 500)
	proof.Height = 2
	s.c.Misbehave(proof)
	if b := s.block(s.c.Time()); !same(kinds(b.End.Events), []string{"slashed"}) {
		t.Errorf("at another height: %v", kinds(b.End.Events))
	}
	check(5_415, 3_610, 975)
	for _, name := range []string{"a", "c"} {
		s.c.Misbehave(runtime.Misbehavior{Validator: world.AddressOfKey(genesisKey(name)), Height: 2, Kind: 2})
		s.block(s.c.Time())
	}
	if s.power("a")+s.power("c") == 0 {
		t.Error("nobody is left")
	}
	s.must("b", s.joins("b", "another key"))
	private := s.joins("b", "jailed")
	s.c.Misbehave(runtime.Misbehavior{Validator: world.AddressOfKey(private.Key), Height: 2, Kind: 1}) // not even a validator's yet
	s.block(s.c.Time())
	s.wantsCode("a jailed key", s.send("b", private), abi.CodeJailed)
}

// Nobody escapes by leaving, by another key, or by unbonding everything before the proof comes.
func TestLeavingEscapesNoSlashing(t *testing.T) {
	s := newSet(t, []uint64{10, 10})
	s.unbond("b", 10)
	for range 5 {
		s.epoch()
	}
	if len(s.all()) != 1 {
		t.Error("b has not left")
	}
	s.c.Misbehave(runtime.Misbehavior{Validator: world.AddressOfKey(genesisKey("b")), Height: 1, Kind: 1})
	s.block(s.c.Time())
	if got := s.unbonding("b")[0].Amount; got != units(9_500) {
		t.Errorf("b gets %s", got)
	}
}

// What a contract has locked for somebody goes to that account or to the reserve, but for a reward that is
// bounded for the contract as a whole; it counts as paid out when it is locked (I14).
func TestEscrowsAreOnlyReleasedOrForfeited(t *testing.T) {
	g := probes(t, "one", "two")
	g.Params.EpochSeconds = 1000
	c := start(t, g)
	const short, over, bad = int64(abi.ErrInsufficient), int64(abi.ErrOutflowExceeded), int64(abi.ErrInvalidArgument)
	bob, thief := owner("bob"), owner("thief")
	escrow := func(contract int, name string, amount, reward uint64) int64 {
		p := new(program)
		of, a, r := p.at(bob[:]), p.at(units(amount).AppendLE(nil)), p.at(units(reward).AppendLE(nil))
		switch name {
		case "escrow_forfeit":
			p.host(name, of, a, p.at(thief[:]), r, spareAt)
		default:
			p.host(name, of, a)
		}
		return results(t, c, builtin(contract), p)[0]
	}
	expect(t, []int64{escrow(0, "escrow_lock", 1_000, 0)}, over) // no income
	nextEpoch(t, c)
	p := new(program)
	expect(t, results(t, c, builtin(0), p.host("mint", p.at(tokens(20).AppendLE(nil)))), 0)
	expect(t, []int64{escrow(0, "escrow_lock", 2_000_000, 0), escrow(0, "escrow_lock", 10_000, 0), escrow(0, "escrow_lock", 40_000, 0)}, short, 0, over)
	expect(t, []int64{escrow(1, "escrow_release", 1, 0), escrow(0, "escrow_release", 10_001, 0), escrow(0, "escrow_release", 2_000, 0)}, short, short, 0)
	expect(t, []int64{escrow(0, "escrow_forfeit", 101, 51), escrow(0, "escrow_forfeit", 9_000, 0), escrow(0, "escrow_forfeit", 10, 5)}, bad, short, 0)
	if got := account(t, c, "thief").Balance; !got.IsZero() {
		t.Errorf("in the epoch in which all was locked, a reward is %s", got)
	}
	if got := reserve(t, c); got != units(10) {
		t.Errorf("the reserve is %s", got)
	}
	nextEpoch(t, c) // 7.99 tokens are locked: 0.799 can be given away
	for range 4 {
		escrow(0, "escrow_forfeit", 1_000, 500)
	}
	if got := account(t, c, "thief").Balance; got != units(799) {
		t.Errorf("the thief got %s", got)
	}
	if got := reserve(t, c); got != units(10+4_000-799) {
		t.Errorf("the reserve is %s", got)
	}
	p = new(program)
	list := words(do(t, c, builtin(0), p.host("escrow", p.at(bob[:]), spareAt).show(spareAt, 16)).Data)
	if list[0] != 0 || (abi.Amount{Hi: uint64(list[2]), Lo: uint64(list[1])}) != units(3_990) {
		t.Errorf("left is %x", list)
	}
}

// Whatever people, contracts and consensus do, every token is in a balance, a stake, on its way out of one,
// in an escrow, or among the fees (I11): block checks it after each block. No contract moves a stake.
func TestI11NoTokenIsLostOrMadeByStakes(t *testing.T) {
	long(t)
	names := []string{"a", "b", "c", "d", "alice", "bob"}
	for seed := range int64(4) {
		r := rand.New(rand.NewSource(seed))
		s := newSet(t, []uint64{10, 20, 30}, "d")
		stakes := map[string]abi.Amount{}
		for range 120 {
			name := names[r.Intn(len(names))]
			before := s.stake("c")
			switch r.Intn(9) {
			case 0, 1:
				s.send(name, tx.Bond{Amount: units(uint64(r.Intn(20_000)))})
			case 2:
				s.send(name, tx.Unbond{Amount: units(uint64(r.Intn(9_000)))})
			case 3:
				s.send(name, s.joins(name, name+string(rune('0'+r.Intn(3)))))
			case 4:
				s.send(name, tx.Leave{})
			case 5:
				for _, v := range s.all() {
					if r.Intn(4) == 0 {
						s.c.Misbehave(runtime.Misbehavior{Validator: v.Address(), Height: uint64(r.Intn(3)), Kind: 1})
					}
				}
				s.block(s.c.Time())
			case 6, 7:
				s.silent[name] = r.Intn(2) == 0
				s.epoch()
			case 8:
				do(t, s.c, builtin(0), randomProgram(r, 2))
				if now := s.stake("c"); now != before {
					t.Fatalf("a contract changes a stake from %s to %s", before, now)
				}
			}
			stakes[name] = s.stake(name)
		}
	}
}
