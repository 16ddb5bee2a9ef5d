package runtime_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// set is a chain with validators, whose owners have the names of their keys.
type set struct {
	t       testing.TB
	c       *sandbox.Chain
	keys    map[[32]byte]string // by key, those that joined later included
	silent  map[string]bool     // whose keys do not sign
	updates []runtime.ValidatorUpdate
}

// owner is the key that signs transactions for a validator, and genesisKey its key in the genesis: the order
// of names is the order of these.
func owner(name string) abi.Address { return sandbox.Key(name).Address() }

func genesisKey(name string) [32]byte {
	r := []rune(name)[0]
	return [32]byte{byte(r), byte(r >> 8), 31: 1}
}

// consensusKey is a key that can prove that it agrees.
func consensusKey(name string) (private ed25519.PrivateKey, public [32]byte) {
	seed := sha256.Sum256([]byte("validator/" + name))
	private = ed25519.NewKeyFromSeed(seed[:])
	copy(public[:], private[32:])
	return private, public
}

// newSet starts with validators a, b, and so on, of these stakes in tokens, and with people who have tokens.
func newSet(t testing.TB, stakes []uint64, people ...string) *set {
	t.Helper()
	return newSetOf(t, probes(t, "one"), stakes, people...)
}

// newSetOf is newSet on a chain that begins with a genesis.
func newSetOf(t testing.TB, g *runtime.Genesis, stakes []uint64, people ...string) *set {
	t.Helper()
	s := &set{t: t, keys: map[[32]byte]string{}, silent: map[string]bool{}}
	for i, n := range stakes {
		name := string(rune('a' + i))
		pub := abi.Hash(genesisKey(name))
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: owner(name), Amount: tokens(n), Validator: &pub})
		s.keys[pub] = name
		people = append(people, name)
	}
	for _, name := range people {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: owner(name), Balance: tokens(100_000)})
	}
	s.c = start(t, g)
	return s
}

// send sends a message and returns the code of its receipt; the time stands still.
func (s *set) send(name string, msg tx.Msg) abi.Code {
	s.t.Helper()
	raw, err := s.c.Tx(name, msg)
	must(s.t, err)
	return s.block(s.c.Time(), raw).Receipts[0].Code
}

func (s *set) must(name string, msg tx.Msg) {
	s.t.Helper()
	if code := s.send(name, msg); code != abi.CodeOK {
		s.t.Fatalf("%s: %T is refused: %s", name, msg, code)
	}
}

func (s *set) bond(name string, n uint64)   { s.t.Helper(); s.must(name, tx.Bond{Amount: tokens(n)}) }
func (s *set) unbond(name string, n uint64) { s.t.Helper(); s.must(name, tx.Unbond{Amount: tokens(n)}) }

// joins is the message that makes a key of this name a validator of an account.
func (s *set) joins(account, key string) tx.Join {
	private, public := consensusKey(key)
	s.keys[public] = key
	m := tx.Join{Key: public}
	copy(m.Proof[:], ed25519.Sign(private, tx.KeyProof(sha256.Sum256([]byte(sandbox.ChainID)), owner(account))))
	return m
}

// block is a block with the votes of everybody who has power.
func (s *set) block(at int64, raw ...[]byte) sandbox.Block {
	s.t.Helper()
	var votes []runtime.Vote
	for _, v := range s.all() {
		if v.Power > 0 {
			votes = append(votes, runtime.Vote{Validator: v.Address(), Signed: !s.silent[s.keys[v.PubKey]]})
		}
	}
	s.c.Votes(votes)
	b := block(s.t, s.c, at, raw...)
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

func (s *set) power(key string) int64 {
	s.t.Helper()
	for _, v := range s.all() {
		if s.keys[v.PubKey] == key {
			return v.Power
		}
	}
	return 0
}

// wants checks powers, those of a, b, and so on.
func (s *set) wants(what string, powers ...int64) {
	s.t.Helper()
	for i, want := range powers {
		if got := s.power(string(rune('a' + i))); got != want {
			s.t.Errorf("%s: %c has %d, want %d", what, 'a'+i, got, want)
		}
	}
}

func (s *set) wantsCode(what string, got, want abi.Code) {
	s.t.Helper()
	if got != want {
		s.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// ghosts checks that those who do not sign hold at most a fifth.
func (s *set) ghosts() {
	s.t.Helper()
	var total, absent int64
	for _, v := range s.all() {
		if total += v.Power; v.Absent(s.c.Height()) {
			absent += v.Power
		}
	}
	if absent*5 > total || total == 0 {
		s.t.Fatalf("absent validators hold %d of %d", absent, total)
	}
}

func TestPowerFollowsTheStakeInSteps(t *testing.T) {
	s := newSet(t, []uint64{10, 10})
	s.unbond("a", 2)
	s.wants("not before the boundary", 10, 10)
	s.epoch()
	s.wants("a small change", 8, 10)
	if len(s.updates) != 1 || s.updates[0] != (runtime.ValidatorUpdate{PubKey: genesisKey("a"), Power: 8}) {
		t.Errorf("consensus is told %v", s.updates)
	}
	s.epoch()
	if len(s.updates) != 0 {
		t.Errorf("and again %v", s.updates)
	}
	s.unbond("b", 10)
	s.epoch()
	s.wants("a third of 18", 8, 4)
	s.epoch()
	s.wants("and the rest", 8, 0)
	if len(s.all()) != 1 {
		t.Error("who has no stake waits on")
	}
	s.bond("a", 3)
	s.epoch()
	s.wants("up, a third of 8 at most", 10)
	s.unbond("a", 11)
	for range 20 {
		s.epoch()
	}
	s.wants("the last one stays", 1)
}

// A change that is too large for one epoch holds up nobody else's.
func TestALargeBondIsBroughtInOverEpochs(t *testing.T) {
	s := newSet(t, []uint64{30, 30}, "c")
	s.bond("c", 6_000)
	s.must("c", s.joins("c", "c"))
	s.epoch()
	s.wants("on trial", 30, 30, 1)
	s.unbond("b", 10)
	s.epoch()
	s.wants("what goes down goes first", 30, 20, 11)
	epochs := 0
	for ; s.power("c") < 6_000; epochs++ {
		if epochs == 17 { // (4/3)^17 > 100
			t.Fatalf("c has %d", s.power("c"))
		}
		s.epoch()
	}
}

// Whoever unbonds everything has no power after a few epochs, long before the tokens are free.
func TestWhoUnbondsEverythingLosesAllPower(t *testing.T) {
	s := newSet(t, []uint64{30, 30, 41})
	s.unbond("c", 41)
	before := account(t, s.c, "c").Balance
	for range 2 {
		s.epoch()
	}
	s.wants("after two epochs", 30, 30, 0)
	for range 19 {
		s.epoch()
	}
	if now := account(t, s.c, "c").Balance; now != before {
		t.Errorf("the tokens are free too early: %s, %s before", now, before)
	}
	s.epoch()
	if now, _ := before.Add(tokens(41)); account(t, s.c, "c").Balance != now {
		t.Errorf("the balance is %s, want %s", account(t, s.c, "c").Balance, now)
	}
}

// Tokens with power behind them are not free: however short unbonding is, they wait until their power is gone, and then
// as long as all others.
func TestTokensWithPowerAreNotFree(t *testing.T) {
	g := probes(t, "one")
	g.Params.Unbonding, g.Params.EvidenceSeconds = 1, g.Params.EpochSeconds
	s := newSetOf(t, g, []uint64{10, 90})
	s.unbond("b", 90)
	before := account(t, s.c, "b").Balance
	for free := false; !free; free = len(s.unbonding("b")) == 0 {
		if paid := account(t, s.c, "b").Balance != before; paid || clock(t, s.c).Epoch > 40 {
			t.Fatalf("epoch %d: free %v, with a power of %d", clock(t, s.c).Epoch, paid, s.power("b"))
		}
		if clock(t, s.c).Epoch == 3 && s.power("b") == 0 {
			t.Fatal("the power is gone already: this test shows nothing")
		}
		s.epoch()
	}
	if after, _ := before.Add(tokens(90)); account(t, s.c, "b").Balance != after || s.power("b") != 0 {
		t.Errorf("%s, with a power of %d", account(t, s.c, "b").Balance, s.power("b"))
	}
}

// Rich accounts add a key that nobody uses at every boundary, and those who sign take their stake away:
// blocks go on, whatever a contract that was voted in says, since none is asked.
func TestI12KeysThatNobodyUsesCannotStopBlocks(t *testing.T) {
	var rich []string
	for i := range 60 {
		rich = append(rich, fmt.Sprint("rich", i))
	}
	s := newSet(t, []uint64{100, 100, 100}, rich...)
	for i, name := range rich {
		s.silent[name] = true
		s.bond(name, 90_000)
		s.must(name, s.joins(name, name))
		if i == 30 {
			s.unbond("a", 100)
			s.unbond("b", 100)
		}
		s.epoch()
		s.ghosts()
	}
}

func TestWhoFallsSilentLosesPowerAndComesBack(t *testing.T) {
	s := newSet(t, []uint64{100, 100, 100, 25})
	s.silent["c"], s.silent["d"] = true, true
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
	s.silent = map[string]bool{}
	s.epoch()
	s.wants("back, in steps", 100, 100, 70, 7)
	s.epoch()
	s.wants("to the whole bond", 100, 100, 100, 25)
}

// Who falls silent is written down, and who is back; nothing between, and nothing when everybody signs.
func TestI13SignaturesAreNotWritten(t *testing.T) {
	s := newSet(t, []uint64{10, 10})
	root := s.block(s.c.Time()).Root
	if s.block(s.c.Time()+1).Root != root {
		t.Error("a signed block changes the root")
	}
	s.silent["b"] = true
	missed := s.block(s.c.Time() + 1).Root
	if missed == root {
		t.Error("a miss is not noted")
	}
	if s.block(s.c.Time()+1).Root != missed {
		t.Error("every miss is written")
	}
	s.silent["b"] = false
	back := s.block(s.c.Time() + 1).Root
	if back == missed {
		t.Error("the end of the silence is not noted")
	}
	if s.block(s.c.Time()+1).Root != back {
		t.Error("a signed block changes the root")
	}
}

// At most 256 validators stay: who has most stake. One more takes the seat of the smallest.
func TestThereAreAtMost256Validators(t *testing.T) {
	powers := make([]uint64, 254)
	for i := range powers {
		powers[i] = 10
	}
	s := newSet(t, powers, "v1", "v2", "v3")
	for _, name := range []string{"v1", "v2", "v3"} {
		s.bond(name, 2)
	}
	s.must("v1", s.joins("v1", "v1"))
	s.must("v2", s.joins("v2", "v2"))
	s.wantsCode("one too many", s.send("v3", s.joins("v3", "v3")), abi.CodeValidatorsFull)
	s.must("v1", s.joins("v1", "another key, which takes no seat"))
	s.bond("v3", 1)
	s.must("v3", s.joins("v3", "v3"))
	if n := len(s.all()); n != 256 {
		t.Errorf("%d validators", n)
	}
	staying := 0
	must(t, s.c.Read(func(r world.Reader) error {
		for _, name := range []string{"v1", "v2", "v3"} {
			keys, err := r.KeysOf(owner(name))
			if err != nil {
				return err
			}
			if staying += len(keys); name == "v3" && len(keys) == 0 {
				t.Error("the newcomer has no seat")
			}
		}
		return nil
	}))
	if staying != 2 {
		t.Errorf("of the three small ones %d stay", staying)
	}
	g := probes(t, "one")
	for i := range 257 {
		pub := abi.Hash{byte(i), byte(i >> 8), 1}
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: abi.Address{byte(i), byte(i >> 8)}, Amount: tokens(1), Validator: &pub})
	}
	if c, err := sandbox.New(g, sandbox.Options{}); err == nil {
		t.Error("a genesis with 257 is accepted")
		must(t, c.Close())
	}
}

// What a validator must have to join, and what a key must be.
func TestWhoCanJoin(t *testing.T) {
	s := newSet(t, []uint64{10, 10}, "c", "d", "poor")
	s.bond("c", 10)
	s.bond("d", 10)
	s.must("poor", tx.Bond{Amount: abi.U64(999_999_999_999_999_999)})
	for _, x := range []struct {
		about, who string
		msg        tx.Msg
		want       abi.Code
	}{
		{"a proof for another account", "d", s.joins("c", "key"), abi.CodeKeyProof},
		{"no proof", "c", tx.Join{Key: s.joins("c", "key").Key}, abi.CodeKeyProof},
		{"a key of zeros", "c", tx.Join{}, abi.CodeInvalidArgument},
		{"the identity", "c", tx.Join{Key: [32]byte{1}}, abi.CodeInvalidArgument},
		{"a base unit short of a token", "poor", s.joins("poor", "key"), abi.CodeInsufficientStake},
		{"nobody leaves", "c", tx.Leave{}, abi.CodeNoValidator},
		{"well", "c", s.joins("c", "key"), abi.CodeOK},
		{"again", "c", s.joins("c", "key"), abi.CodeInvalidArgument},
		{"a key that is somebody's", "d", s.joins("d", "key"), abi.CodeKeyTaken},
		{"gone before it began", "c", tx.Leave{}, abi.CodeOK},
		{"a key that was somebody's", "d", s.joins("d", "key"), abi.CodeKeyTaken},
		{"back", "c", s.joins("c", "key"), abi.CodeOK},
		{"nothing to bond", "c", tx.Bond{}, abi.CodeInvalidArgument},
		{"more than there is", "c", tx.Bond{Amount: tokens(1_000_000)}, abi.CodeInsufficientFunds},
		{"nothing to unbond", "c", tx.Unbond{}, abi.CodeInvalidArgument},
		{"more than is bonded", "c", tx.Unbond{Amount: tokens(11)}, abi.CodeInsufficientStake},
	} {
		s.wantsCode(x.about, s.send(x.who, x.msg), x.want)
	}
}

// Another key proves itself first; the old one stays until it has. Both together never have more than the stake.
func TestAnotherKeyTakesOver(t *testing.T) {
	s := newSet(t, []uint64{60, 30, 30})
	s.must("a", s.joins("a", "never used"))
	s.must("a", s.joins("a", "new"))
	s.silent["new"] = true
	for range 3 {
		s.epoch()
	}
	s.wants("while the new one is silent", 59, 30, 30)
	s.wantsCode("a third key", s.send("a", s.joins("a", "newer")), abi.CodeValidatorsFull)
	s.silent["new"] = false
	for epoch := 0; s.power("new") < 60; epoch++ {
		if epoch > 5 {
			t.Fatalf("after %d epochs the new key has %d, the old one %d", epoch, s.power("new"), s.power("a"))
		}
		s.epoch()
		if both := s.power("a") + s.power("new"); both > 60 {
			t.Errorf("the keys have %d together", both)
		}
	}
	s.wants("the old one", 0, 30, 30)
	s.must("a", s.joins("a", "newer"))
	s.must("a", s.joins("a", "new")) // back, at once
	for range 2 {
		s.epoch()
	}
	if s.power("newer") != 0 || s.power("new") != 60 {
		t.Errorf("then %d and %d", s.power("newer"), s.power("new"))
	}
	s.must("a", tx.Leave{})
	s.wantsCode("twice", s.send("a", tx.Leave{}), abi.CodeNoValidator)
	for range 4 {
		s.epoch()
	}
	if s.power("new") != 0 {
		t.Errorf("it stays with %d", s.power("new"))
	}
}

// What a validator did is counted without a write for a signed block: power times blocks.
func TestDutiesAreCounted(t *testing.T) {
	s := newSet(t, []uint64{10, 10}, "c")
	s.bond("c", 10)
	s.must("c", s.joins("c", "c"))
	s.epoch()
	duty := func(name string, epoch uint64) (answer, power, signed, due uint64) {
		p := new(program)
		o := owner(name)
		p.host("validator_duty", p.at(o[:]), epoch, spareAt).show(spareAt, 40)
		list := words(do(t, s.c, builtin(0), p).Data) // itself a block, with the votes of the last
		return uint64(list[0]), uint64(list[1]), uint64(list[2]), uint64(list[4])
	}
	s.silent["b"] = true
	for range 3 {
		s.block(s.c.Time())
	}
	s.silent["b"] = false
	s.block(s.c.Time())
	s.block(clockEnd(t, s.c))
	for name, want := range map[string][3]uint64{"a": {10, 50, 50}, "b": {10, 20, 50}, "c": {2, 5, 5}} { // order does not matter: each is read alone
		_, power, signed, due := duty(name, 1)
		if name == "c" { // a newcomer on trial with a power of 1, which the boundary has raised
			power = want[0]
		}
		if [3]uint64{power, signed, due} != want {
			t.Errorf("%s: power %d, signed %d of %d, want %d", name, power, signed, due, want)
		}
	}
	if answer, _, _, _ := duty("a", 0); int64(int32(answer)) != int64(abi.ErrInvalidArgument) {
		t.Errorf("an epoch long ago answers %d", answer)
	}
	if _, _, signed, due := duty("a", 2); due == 0 || signed != due {
		t.Errorf("of the open epoch: %d of %d", signed, due)
	}
}
