package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// set is a chain whose validators are keys of one byte, under a contract that may ask for anything.
type set struct {
	t       testing.TB
	c       *sandbox.Chain
	silent  map[byte]bool // who does not sign
	updates []runtime.ValidatorUpdate
}

// public is a key that the chain takes for a validator's.
func public(key byte) [32]byte { return [32]byte{key, 31: 1} }

// newSet starts with the powers of a, b, and so on.
func newSet(t testing.TB, powers ...int64) *set {
	t.Helper()
	g := probes(t, "one")
	for i, p := range powers {
		g.Validators = append(g.Validators, runtime.ValidatorUpdate{PubKey: public('a' + byte(i)), Power: p})
	}
	return &set{t: t, c: start(t, g), silent: map[byte]bool{}}
}

// ask has the contract ask for a power, and returns what the host answers.
func (s *set) ask(key byte, power uint64) int64 {
	s.t.Helper()
	p := new(program)
	pub := public(key)
	return results(s.t, s.c, builtin(0), p.host("validator_update", p.at(pub[:]), power))[0]
}

// block is a block with the votes of everybody who has power.
func (s *set) block(at int64) sandbox.Block {
	s.t.Helper()
	var votes []runtime.Vote
	for _, v := range s.all() {
		if v.Power > 0 {
			votes = append(votes, runtime.Vote{Validator: v.Address(), Signed: !s.silent[v.PubKey[0]]})
		}
	}
	s.c.Votes(votes)
	b := block(s.t, s.c, at)
	s.updates = b.End.ValidatorUpdates
	return b
}

// epoch closes an epoch.
func (s *set) epoch() {
	s.t.Helper()
	s.block(s.c.Time())
	s.block(clockEnd(s.t, s.c))
}

func (s *set) all() (list []world.Validator) {
	s.t.Helper()
	must(s.t, s.c.Read(func(r world.Reader) (err error) { list, err = r.Validators(); return err }))
	return list
}

func (s *set) power(key byte) int64 {
	s.t.Helper()
	for _, v := range s.all() {
		if v.PubKey[0] == key {
			return v.Power
		}
	}
	return 0
}

// wants checks powers, those of a, b, and so on.
func (s *set) wants(what string, powers ...int64) {
	s.t.Helper()
	for i, want := range powers {
		if got := s.power('a' + byte(i)); got != want {
			s.t.Errorf("%s: %c has %d, want %d", what, 'a'+i, got, want)
		}
	}
}

// ghosts checks that those who do not sign hold at most a fifth.
func (s *set) ghosts() {
	s.t.Helper()
	var total, absent int64
	for _, v := range s.all() {
		if total += v.Power; v.Absent() {
			absent += v.Power
		}
	}
	if absent*5 > total || total == 0 {
		s.t.Fatalf("absent validators hold %d of %d", absent, total)
	}
}

func TestPowerFollowsItsTargetInSteps(t *testing.T) {
	s := newSet(t, 10, 10)
	s.ask('a', 8)
	s.wants("not before the boundary", 10, 10)
	s.epoch()
	s.wants("a small change", 8, 10)
	if len(s.updates) != 1 || s.updates[0] != (runtime.ValidatorUpdate{PubKey: public('a'), Power: 8}) {
		t.Errorf("consensus is told %v", s.updates)
	}
	s.epoch()
	if len(s.updates) != 0 {
		t.Errorf("and again %v", s.updates)
	}
	s.ask('b', 0)
	s.epoch()
	s.wants("a third of 18", 8, 4)
	s.epoch()
	s.wants("and the rest", 8, 0)
	s.ask('a', 0)
	for range 20 {
		s.epoch()
	}
	s.wants("the last one stays", 1)
	if neg := s.ask('a', ^uint64(0)); neg != int64(abi.ErrInvalidArgument) {
		t.Errorf("negative power answers %d", neg)
	}
}

// A change that is too large for one epoch holds up nobody else's.
func TestALargeBondIsBroughtInOverEpochs(t *testing.T) {
	s := newSet(t, 30, 30)
	s.ask('c', 6_000)
	s.epoch()
	s.wants("on trial", 30, 30, 1)
	s.ask('b', 20)
	s.epoch()
	s.wants("what goes down goes first", 30, 20, 11)
	epochs := 0
	for ; s.power('c') < 6_000; epochs++ {
		if epochs == 17 { // (4/3)^17 > 100
			t.Fatalf("c has %d", s.power('c'))
		}
		s.epoch()
	}
}

// A contract adds a key that nobody uses at every boundary, and takes away those who sign: blocks go on.
func TestI12KeysThatNobodyUsesCannotStopBlocks(t *testing.T) {
	s := newSet(t, 100, 100, 100)
	for i := range byte(60) {
		s.ask(128+i, 1<<40)
		s.silent[128+i] = true
		if i == 30 {
			s.ask('a', 0)
			s.ask('b', 0)
		}
		s.epoch()
		s.ghosts()
	}
}

func TestWhoFallsSilentLosesPowerAndComesBack(t *testing.T) {
	s := newSet(t, 100, 100, 100, 25)
	s.silent['c'], s.silent['d'] = true, true
	for range world.AbsentAfter - 1 {
		s.block(s.c.Time())
	}
	s.epoch() // its first block is the last one missed
	s.wants("a fifth of all power", 100, 100, 35, 25)
	for range 10 {
		s.epoch()
	}
	s.wants("and no more in a hundred epochs", 100, 100, 35, 25)
	for range 90 {
		s.epoch()
	}
	s.wants("then a fifth again", 100, 100, 1, 7)
	s.silent = map[byte]bool{}
	s.epoch()
	s.wants("back, in steps", 100, 100, 70, 7)
	s.epoch()
	s.wants("to the whole bond", 100, 100, 100, 25)
}

// A silent one is counted until it is absent; when everybody signs, nothing is.
func TestI13SignaturesAreNotWritten(t *testing.T) {
	s := newSet(t, 10, 10)
	root := s.block(s.c.Time()).Root
	if s.block(s.c.Time()+1).Root != root {
		t.Error("a signed block changes the root")
	}
	s.silent['b'] = true
	if s.block(s.c.Time()+1).Root == root {
		t.Error("a miss is not noted")
	}
	s.silent['b'] = false
	if s.block(s.c.Time()+1).Root != root {
		t.Error("a miss that is over leaves a trace")
	}
}

func TestWhoSignsAgainstItselfIsJailedOnce(t *testing.T) {
	s := newSet(t, 10, 10, 10)
	proof := runtime.Misbehavior{Validator: world.AddressOfKey(public('b')), Height: 1, Kind: 1}
	s.c.Misbehave(proof, proof)
	if b := s.block(s.c.Time()); !same(kinds(b.End.Events), []string{"validator_jailed"}) || len(s.updates) != 1 {
		t.Errorf("events %v, updates %v", kinds(b.End.Events), s.updates)
	}
	s.wants("at once", 10, 0, 10)
	s.c.Misbehave(proof)
	if b := s.block(s.c.Time()); len(b.End.Events) != 0 {
		t.Errorf("again: %v", kinds(b.End.Events))
	}
	if answer := s.ask('b', 10); answer != int64(abi.ErrJailed) {
		t.Errorf("the contract is answered %d", answer)
	}
	for _, key := range []byte{'a', 'c'} {
		s.c.Misbehave(runtime.Misbehavior{Validator: world.AddressOfKey(public(key)), Height: 2, Kind: 2})
		s.block(s.c.Time())
	}
	if s.power('a')+s.power('c') == 0 {
		t.Error("nobody is left")
	}
}

// At most 256 validators, those that wait included: one more comes in only when another has left.
func TestThereAreAtMost256Validators(t *testing.T) {
	powers := make([]int64, 255)
	for i := range powers {
		powers[i] = 10
	}
	s := newSet(t, powers...)
	seat := byte('a' - 1) // the only key that genesis does not use
	if s.ask(seat, 1) != 0 || s.ask('a', 11) != 0 {
		t.Error("a free seat is not given, or a member not heard")
	}
	next := func() int64 {
		p, pub := new(program), [32]byte{1, 1}
		return results(t, s.c, builtin(0), p.host("validator_update", p.at(pub[:]), 1))[0]
	}
	if answer := next(); answer != int64(abi.ErrTooLarge) {
		t.Errorf("a seat too many: %d", answer)
	}
	s.ask(seat, 0)
	if answer := next(); answer != 0 {
		t.Errorf("the seat of one who leaves is not given to another: %d", answer)
	}
	g := probes(t, "one")
	for i := range 257 {
		g.Validators = append(g.Validators, runtime.ValidatorUpdate{PubKey: [32]byte{byte(i), byte(i >> 8), 1}, Power: 1})
	}
	if c, err := sandbox.New(g, sandbox.Options{}); err == nil {
		t.Error("a genesis with 257 is accepted")
		must(t, c.Close())
	}
}

// Nobody can sign with a key of small order: it would wait among the validators for good.
func TestAKeyOfSmallOrderIsNoValidator(t *testing.T) {
	s, p := newSet(t, 10), new(program)
	for _, y := range []byte{0, 1} { // of order 4, and the identity
		p.host("validator_update", p.at([]byte{y, 31: 0}), 1)
	}
	expect(t, results(t, s.c, builtin(0), p), int64(abi.ErrInvalidArgument), int64(abi.ErrInvalidArgument))
	if n := len(s.all()); n != 1 {
		t.Errorf("%d validators", n)
	}
}

func TestWhatAFailedCallAskedForIsForgotten(t *testing.T) {
	s := newSet(t, 10, 10)
	p := new(program)
	pub := public('a')
	do(t, s.c, builtin(0), p.host("validator_update", p.at(pub[:]), 5).op(opTrap))
	s.epoch()
	s.wants("as before", 10, 10)
}
