package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// council starts a chain of probes whose owners of stake have 100 tokens each of a thousand, as many names as are
// given, and codes for its contracts. Epochs last a day.
func council(t testing.TB, names ...string) (*sandbox.Chain, codes) {
	t.Helper()
	return upgradableWith(t, func(g *runtime.Genesis) {
		g.Params.EpochSeconds = 86_400
		rest := uint64(1000)
		for _, name := range names {
			a := sandbox.Key(name).Address()
			g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: a, Balance: tokens(1000)})
			g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: a, Amount: tokens(100)})
			rest -= 100
		}
		if rest > 0 {
			g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: abi.Address{9}, Amount: tokens(rest)})
		}
	})
}

// ten are the owners of all stake.
var ten = []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"}

// signal has owners signal a code for the second contract.
func signal(t testing.TB, c *sandbox.Chain, code abi.Hash, against bool, who ...string) {
	t.Helper()
	for _, name := range who {
		if r := send(t, c, name, tx.Rescue{Contract: builtin(1), Code: code, Against: against}); r.Code != abi.CodeOK {
			t.Fatalf("%s: %s %s", name, r.Code, r.Log)
		}
	}
}

// enact makes a code live in the second contract, as a vote would.
func enact(t testing.TB, c *sandbox.Chain, code abi.Hash) {
	t.Helper()
	results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), code, abi.Hash{}, nil))
	nextEpoch(t, c)
}

func TestARescueToCodeThatServedTakesTwoThirdsOfWhatIsAwakeAndAnEpoch(t *testing.T) {
	for n, want := range map[int]bool{6: false, 7: true} {
		c, h := council(t, ten...)
		enact(t, c, h.good)
		signal(t, c, h.old, false, ten[:n]...)
		first := nextEpoch(t, c)
		if live(t, c, 1) != h.good {
			t.Errorf("%d of ten: rescued at once", n)
		}
		second := nextEpoch(t, c)
		if got := live(t, c, 1) == h.old; got != want {
			t.Errorf("%d of ten: rescued %v, events %v, %v", n, got, first, second)
		}
		if con := contract(t, c, 1); want && (con.Failed != h.good || con.FailedReason != uint32(abi.CodeRescued) || con.OnProbation() || !con.Previous.IsZero()) {
			t.Errorf("%+v", con)
		}
	}
}

func TestARescueToNewCodeTakesTwoThirdsOfAllAndSevenEpochs(t *testing.T) {
	for name, x := range map[string]struct {
		yes, no int
		epochs  int // until it is live; 0: never
	}{
		"six of ten": {6, 0, 0}, "seven of ten": {7, 0, 8}, "a third says no": {6, 4, 0}, "less than a third says no": {7, 3, 8},
	} {
		c, h := council(t, ten...)
		signal(t, c, h.other, false, ten[:x.yes]...)
		signal(t, c, h.other, true, ten[x.yes:x.yes+x.no]...)
		for n := 1; n <= 9; n++ {
			nextEpoch(t, c)
			if got, want := live(t, c, 1) == h.other, x.epochs > 0 && n >= x.epochs; got != want {
				t.Errorf("%s: after %d epochs live %v", name, n, got)
			}
		}
	}
}

// A third of what is awake stops new code even where all others are for it.
func TestAThirdStopsNewCode(t *testing.T) {
	for against, stopped := range map[string]bool{"p8": true, "": false} {
		c, h := council(t, ten...)
		send(t, c, "p9", tx.Unbond{Amount: tokens(100)}) // 900 are left: six are two thirds, three a third
		signal(t, c, h.other, false, ten[:6]...)
		signal(t, c, h.other, true, "p6", "p7")
		if against != "" {
			signal(t, c, h.other, true, against)
		}
		for range 9 {
			nextEpoch(t, c)
		}
		if got := live(t, c, 1) != h.other; got != stopped {
			t.Errorf("stopped %v, want %v", got, stopped)
		}
	}
}

// The code before gets its storage from the migrate_back of the upgrade.
func TestARescueMigratesBack(t *testing.T) {
	c, h := council(t, ten...)
	results(t, c, builtin(1), store("back", new(program).set('s', 1)))
	results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.good, h.back, new(program).set('s', 2).bytes()))
	nextEpoch(t, c)
	signal(t, c, h.old, false, ten...)
	nextEpoch(t, c)
	nextEpoch(t, c)
	if live(t, c, 1) != h.old || stored(t, c, builtin(1), 's') != 1 {
		t.Errorf("the storage is at %d", stored(t, c, builtin(1), 's'))
	}
}

// Who changes its mind takes its stake along, as does who unbonds; both within the time that a rescue waits.
func TestARescueNeedsItsStakeUntilItsTime(t *testing.T) {
	for name, leave := range map[string]func(c *sandbox.Chain, h codes){
		"withdrawn":     func(c *sandbox.Chain, _ codes) { signal(t, c, abi.Hash{}, false, "p0") },
		"another code":  func(c *sandbox.Chain, h codes) { signal(t, c, h.other, false, "p0") },
		"against":       func(c *sandbox.Chain, h codes) { signal(t, c, h.old, true, "p0") },
		"unbonded":      func(c *sandbox.Chain, _ codes) { send(t, c, "p0", tx.Unbond{Amount: tokens(100)}) },
		"most unbonded": func(c *sandbox.Chain, _ codes) { send(t, c, "p0", tx.Unbond{Amount: tokens(99)}) },
	} {
		c, h := council(t, ten...)
		enact(t, c, h.good)
		signal(t, c, h.old, false, ten[:7]...)
		nextEpoch(t, c)
		if leave(c, h); name == "unbonded" || name == "most unbonded" {
			send(t, c, "p1", tx.Unbond{Amount: tokens(100)}) // of eight hundred, five hundred are left
		}
		nextEpoch(t, c)
		if live(t, c, 1) != h.good {
			t.Errorf("%s: rescued", name)
		}
	}
}

// Stake that is silent does not keep the others from going back to code that served; to new code nobody gets
// without it.
func TestSilentStakeStopsNoRescueToOldCode(t *testing.T) {
	c, h := council(t, "p0", "p1", "p2") // the other 700 tokens are nobody's
	for range 62 {
		block(t, c, clockEnd(t, c))
		for _, name := range []string{"p0", "p1", "p2"} {
			send(t, c, name, tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)})
		}
	}
	enact(t, c, h.good)
	signal(t, c, h.other, false, "p0", "p1", "p2")
	for range 9 {
		nextEpoch(t, c)
	}
	if live(t, c, 1) != h.good {
		t.Fatal("three tenths of all stake have installed new code")
	}
	signal(t, c, h.old, false, "p0", "p1")
	nextEpoch(t, c)
	nextEpoch(t, c)
	if live(t, c, 1) != h.old {
		t.Error("two thirds of what is awake do not get the old code back")
	}
}

// A signal ends with the time after which stake is dormant: the stake behind it is awake.
func TestSignalsEnd(t *testing.T) {
	c, h := council(t, ten...)
	signal(t, c, h.other, false, "p0")
	support := func() (s world.Support) {
		must(t, c.Read(func(r world.Reader) (err error) { s, err = r.Support(builtin(1), 0, h.other); return err }))
		return s
	}
	for range 59 {
		block(t, c, clockEnd(t, c))
	}
	if support().For != tokens(100) {
		t.Error("it ends too early")
	}
	block(t, c, clockEnd(t, c))
	if support() != (world.Support{}) {
		t.Error("it does not end")
	}
}

func TestASignalCountsOnceWithTheStakeOfNow(t *testing.T) {
	c, h := council(t, ten...)
	signal(t, c, h.other, false, "p0", "p1", "p0")
	send(t, c, "p0", tx.Bond{Amount: tokens(50)})
	send(t, c, "p1", tx.Unbond{Amount: tokens(30)})
	signal(t, c, h.good, true, "p2")
	must(t, c.Read(func(r world.Reader) error {
		list, err := r.Supports(builtin(1), 0, 10)
		if len(list) != 2 {
			t.Fatalf("%+v", list)
		}
		for _, p := range list {
			if p.Code == h.other && p.For != tokens(220) || p.Code == h.good && (p.Against != tokens(100) || !p.For.IsZero()) {
				t.Errorf("%+v", p)
			}
		}
		return err
	}))
}

func TestSignalsThatAreRefused(t *testing.T) {
	c, h := council(t, ten...)
	for name, x := range map[string]struct {
		who  string
		msg  tx.Rescue
		want abi.Code
	}{
		"no contract":         {"p0", tx.Rescue{Contract: abi.Address{4}, Code: h.good}, abi.CodeContractUnknown},
		"no code":             {"p0", tx.Rescue{Contract: builtin(1), Code: abi.Hash{4}}, abi.CodeCodeUnknown},
		"the code that it is": {"p0", tx.Rescue{Contract: builtin(1), Code: h.old}, abi.CodeInvalidArgument},
		"without stake":       {"alice", tx.Rescue{Contract: builtin(1), Code: h.good}, abi.CodeInsufficientStake},
	} {
		if r := send(t, c, x.who, x.msg); r.Code != x.want || len(r.Events) > 0 {
			t.Errorf("%s: %s, want %s", name, r.Code, x.want)
		}
	}
	if r := send(t, c, "p0", tx.Instantiate{CodeHash: h.good, Label: "mine"}); r.Code != abi.CodeOK {
		t.Fatal(r)
	} else if r := send(t, c, "p0", tx.Rescue{Contract: abi.Address(r.Data[len(r.Data)-20:]), Code: h.bad}); r.Code != abi.CodeNoRescue {
		t.Errorf("a contract without hooks: %s", r.Code)
	}
}

// A code that cannot run is not made live, and its rescue waits for storage with which it can: the record says why.
func TestARescueIsTriedBeforeItIsLive(t *testing.T) {
	c, h := council(t, ten...)
	enact(t, c, h.good)
	endlessly(t, c, 1, "end_epoch")
	signal(t, c, h.old, false, ten...)
	var events []string
	for range 3 {
		events = nextEpoch(t, c)
	}
	if live(t, c, 1) != h.good {
		t.Fatalf("rescued to code that does not run: %v", events)
	}
	must(t, c.Read(func(r world.Reader) error {
		x, err := r.Rescue(builtin(1))
		if x.Fault != uint32(abi.CodeTrap) || x.Since == 0 {
			t.Errorf("%+v", x)
		}
		return err
	}))
	results(t, c, builtin(1), store("end_epoch", new(program).host("gas_left")))
	if ev := nextEpoch(t, c); live(t, c, 1) != h.old {
		t.Errorf("events %v", ev)
	}
}

// After a rescue the signals are void: they do not bring the code back that a later vote replaces; and what was
// planned for the contract is dropped.
func TestARescueEndsItsRound(t *testing.T) {
	c, h := council(t, ten...)
	enact(t, c, h.good)
	signal(t, c, h.old, false, ten...)
	nextEpoch(t, c)
	results(t, c, builtin(0), new(program).upgradeIn(8, builtin(1), h.other, abi.Hash{}, nil). // live for no block
													upgradeIn(9, builtin(1), h.good, abi.Hash{}, nil)) // waits, and is dropped
	for range 2 {
		if ev := nextEpoch(t, c); live(t, c, 1) != h.old {
			t.Fatalf("events %v", ev)
		}
	}
	enact(t, c, h.other)
	signal(t, c, h.old, false, "p0") // one of ten, by the signals of this round
	for range 3 {
		nextEpoch(t, c)
	}
	if live(t, c, 1) != h.other {
		t.Error("old signals have undone a vote")
	}
}

// A contract whose code holds up everything else there is, upgrades of other contracts included, is rescued.
func TestARescueAsksNoContract(t *testing.T) {
	c, h := council(t, ten...)
	enact(t, c, h.good)
	for i := range 3 {
		endlessly(t, c, i, "end_block")
	}
	results(t, c, builtin(0), store("end_epoch", new(program).upgradeIn(9, builtin(1), h.bad, abi.Hash{}, nil))) // every epoch
	signal(t, c, h.other, false, ten...)
	results(t, c, builtin(1), store("end_block", new(program).host("gas_left")))
	for range 12 {
		nextEpoch(t, c)
		if live(t, c, 1) == h.other {
			return
		}
	}
	t.Error("not rescued")
}
