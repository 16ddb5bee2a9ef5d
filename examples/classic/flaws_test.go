package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// world is a chain with the contract: three validators with a third of the stake each, 1,000 base units a second from
// second 1000 on, a tenth of it for validators, and a delay of 100 seconds.
type world struct {
	*sdktest.Chain
	t  *testing.T
	in uint64 // base units that came in
}

func who(name string) sdk.Address { return sdk.AddressOf([]byte(name)) }

func newWorld(t *testing.T) *world {
	w := &world{Chain: sdktest.New(t), t: t}
	for _, v := range []string{"v1", "v2", "v3"} {
		w.SetStake(who(v), 0, sdk.U64(100))
	}
	w.Ctx.Time = 1000
	w.pay("founder", 1_000_000, func() {
		Instantiate(InstantiateArgs{Validators: []sdk.Address{who("v1"), who("v2"), who("v3")}, Rate: sdk.U64(1000), Start: 1000, Delay: 100, Cut: 100_000, Bond: sdk.U64(50)})
	})
	w.in = 1_000_000
	return w
}

// pay makes a call with tokens along.
func (w *world) pay(name string, amount uint64, f func()) {
	w.t.Helper()
	w.Fund(who(name), sdk.U64(amount))
	if code := w.As(who(name)).Send(sdk.U64(amount), f); code != 0 {
		w.t.Fatalf("%s pays %d: abort %d", name, amount, code)
	}
}

func (w *world) join(id string) { w.t.Helper(); w.pay(id, 50, func() { Join(IDArgs{id}) }) }

// says has validators state a contribution.
func (w *world) says(id string, value uint64, validators ...string) {
	w.t.Helper()
	for _, v := range validators {
		w.As(who(v)).Must(func() { State(StateArgs{ID: id, Round: Peer(IDArgs{id}).Round, Value: value}) })
	}
}

// works joins a peer with a contribution.
func (w *world) works(id string, value uint64) {
	w.t.Helper()
	w.join(id)
	w.says(id, value, "v1", "v2", "v3")
}

func (w *world) reports(id string, validators ...string) {
	w.t.Helper()
	for _, v := range validators {
		w.As(who(v)).Must(func() { Report(ReportArgs{ID: id, Round: Peer(IDArgs{id}).Round}) })
	}
}

func (w *world) claims(id string) uint64 {
	w.t.Helper()
	var r ClaimResult
	w.As(who("anybody")).Must(func() { r = Claim(IDArgs{id}) })
	w.sound()
	return r.Paid.Lo
}

func (w *world) later(seconds uint64) { w.Ctx.Time += seconds }

// sound checks that no token was lost or made: what is accounted for is the balance, to the last unit.
func (w *world) sound() {
	w.t.Helper()
	_, b := load()
	parts := b.Rest.Add(b.Owed)
	for _, v := range b.Validators {
		parts = parts.Add(v)
	}
	units := whole(&parts)
	if held, has := b.Pot.Add(units), w.Balance(w.Ctx.Self); held != has || !parts.IsZero() {
		w.t.Fatalf("accounted for are %s and %s parts, and the balance is %s", held, parts, has)
	}
}

func want[T comparable](t *testing.T, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: got %v, want %v", what, got, expected)
	}
}

// One declared the largest contribution for itself, and nobody could join any more: sums overflowed.
func TestF01NobodyDeclaresItsOwnContribution(t *testing.T) {
	w := newWorld(t)
	w.join("eve")
	w.As(who("eve")).Expect(ErrNotOne, func() { State(StateArgs{ID: "eve", Value: 7}) })
	w.As(who("v1")).Expect(ErrLimit, func() { State(StateArgs{ID: "eve", Value: 1<<48 + 1}) })
	w.says("eve", 1<<48, "v1", "v2") // two thirds are not more than two thirds
	want(t, "value", Peer(IDArgs{"eve"}).Value, 0)
	w.says("eve", 1<<48, "v3")
	w.works("ann", 1<<48)
	w.later(10)
	w.claims("ann")
}

// Who was reported raised its contribution again while it was off the list, earned, and could not be reported any more.
func TestF02WhoWasSlashedNeverEarnsAgain(t *testing.T) {
	w := newWorld(t)
	w.works("eve", 5)
	w.works("ann", 5)
	w.reports("eve", "v1", "v2", "v3")
	w.As(who("v1")).Expect(ErrOver, func() { State(StateArgs{ID: "eve", Round: 0, Value: 9}) })
	w.later(1000)
	want(t, "paid", w.claims("eve"), 0)
	w.works("bob", 5)
	w.As(who("bob")).Must(func() { Leave(IDArgs{"bob"}) })
	w.As(who("v1")).Expect(ErrOver, func() { State(StateArgs{ID: "bob", Round: 0, Value: 9}) })
	w.reports("bob", "v1", "v2", "v3") // who has left can still be reported
	want(t, "slashed", Peer(IDArgs{"bob"}).Slashed, true)
}

// Deactivating twice removed the first of the list instead, an honest peer.
func TestF03EndingTwiceHitsNobodyElse(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.works("eve", 5)
	w.As(who("eve")).Must(func() { Leave(IDArgs{"eve"}) })
	w.As(who("eve")).Expect(ErrOver, func() { Leave(IDArgs{"eve"}) })
	w.reports("eve", "v1", "v2", "v3")
	w.As(who("v1")).Expect(ErrOver, func() { Report(ReportArgs{ID: "eve"}) })
	want(t, "ann contributes", Peer(IDArgs{"ann"}).Value, 5)
	w.later(250)
	if Peer(IDArgs{"ann"}).Pending.IsZero() {
		t.Error("ann earns nothing")
	}
}

// An owner of zero made an id free again: who took it inherited what the other had earned.
func TestF04AnIDIsTakenForEver(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.later(250)
	w.As(who("ann")).Must(func() { Leave(IDArgs{"ann"}) })
	w.later(500)
	w.claims("ann")
	w.Fund(who("eve"), sdk.U64(50))
	want(t, "again", w.As(who("eve")).Send(sdk.U64(50), func() { Join(IDArgs{"ann"}) }), uint32(ErrID))
	want(t, "owner", Peer(IDArgs{"ann"}).Owner, who("ann"))
}

// The quorum was counted over a list of the caller's, and who was in it twice counted twice.
func TestF05TheQuorumIsOfAllValidatorsEachOnce(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.reports("ann", "v1", "v2")
	w.As(who("v1")).Expect(ErrStatedOnce, func() { Report(ReportArgs{ID: "ann"}) })
	want(t, "slashed by two of three", Peer(IDArgs{"ann"}).Slashed, false)
	w.As(who("eve")).Expect(ErrNotOne, func() { Report(ReportArgs{ID: "ann"}) })
	w.As(who("v3")).Expect(ErrConfig, func() {
		Instantiate(InstantiateArgs{Validators: []sdk.Address{who("v1"), who("v1")}, Delay: 1})
	})
	w.reports("ann", "v3")
	want(t, "slashed by three of three", Peer(IDArgs{"ann"}).Slashed, true)
}

// A signed report had no domain, epoch or number, and could be sent again. Here it is a transaction of the validator, which
// the chain takes once, on this chain; and it names the round, so that an old opinion does not count in a new one.
func TestF06AReportCountsOnce(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.reports("ann", "v1", "v2")
	w.Ctx.Epoch += 4
	w.reports("ann", "v3") // too late: the round is over
	want(t, "slashed", Peer(IDArgs{"ann"}).Slashed, false)
	want(t, "round", Peer(IDArgs{"ann"}).Round, 1)
	w.As(who("v1")).Expect(ErrRound, func() { Report(ReportArgs{ID: "ann", Round: 0}) })
	w.reports("ann", "v1", "v2")
	want(t, "two of the new round", Peer(IDArgs{"ann"}).Slashed, false)
}

// Only what was not claimed could be slashed: who claimed just before the report lost nothing, and no bond was at stake.
func TestF07ClaimingFirstSavesNothing(t *testing.T) {
	w := newWorld(t)
	w.works("eve", 5)
	w.later(99)
	want(t, "claimed just before", w.claims("eve"), 0)
	if Peer(IDArgs{"eve"}).Pending.IsZero() {
		t.Fatal("eve has earned nothing")
	}
	w.reports("eve", "v1", "v2", "v3")
	w.later(1000)
	want(t, "paid", w.claims("eve"), 0)
	want(t, "bond", w.Escrow(who("eve")), sdk.Amount{})
	want(t, "balance", w.Balance(who("eve")), sdk.Amount{})
}

// Validators earned from deactivations alone: a reason to report honest peers.
func TestF08ValidatorsEarnTheSameWhateverTheyReport(t *testing.T) {
	var collected []uint64
	for _, report := range []bool{false, true} {
		w := newWorld(t)
		w.works("ann", 5)
		w.works("eve", 5)
		w.later(10)
		if report {
			w.reports("eve", "v1", "v2", "v3")
		}
		w.later(10)
		var r ClaimResult
		w.As(who("v1")).Must(func() { r = Collect() })
		collected = append(collected, r.Paid.Lo)
		w.sound()
	}
	want(t, "with a report", collected[1], collected[0])
	want(t, "a tenth of 20 seconds, for each of three", collected[0], 666)
}

// What was emitted while nobody was there was lost, and so were the remainders of divisions.
func TestF09NothingIsLost(t *testing.T) {
	w := newWorld(t)
	w.later(300) // nobody is there
	for i := range uint64(7) {
		w.works(fmt.Sprint("p", i), 1+i*i*3)
		w.later(7)
		w.sound()
	}
	w.later(100_000) // all of it flows
	for range 3 {
		for i := range 7 {
			w.claims(fmt.Sprint("p", i))
		}
		w.later(200)
	}
	for _, v := range []string{"v1", "v2", "v3"} {
		w.As(who(v)).Must(func() { Collect() })
	}
	w.sound()
	if left := w.Balance(w.Ctx.Self); !left.Less(sdk.U64(12)) {
		t.Errorf("%s of %d are with nobody", left, w.in)
	}
}

// A call before the start made the first ninety days drop out.
func TestF10ACallBeforeTheStartChangesNothing(t *testing.T) {
	var pots []sdk.Amount
	for _, early := range []bool{false, true} {
		w := newWorld(t)
		w.Ctx.Time = 500
		if early {
			w.pay("fan", 0, Fund)
		}
		w.works("ann", 5)
		w.Ctx.Time = 1100
		w.pay("fan", 0, Fund)
		_, b := load()
		pots = append(pots, b.Pot)
	}
	want(t, "left after 100 seconds", pots[0], sdk.U64(900_000))
	want(t, "and with an early call", pots[1], pots[0])
}

// A claim could be sent to nobody or to a contract that cannot use it, and was gone.
func TestF11AClaimIsPaidToWhoJoined(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.later(250)
	w.claims("ann") // what was earned is fresh until somebody looks, and ripe two windows later
	w.later(250)
	before := w.Balance(who("ann"))
	paid := w.claims("ann") // sent by anybody
	want(t, "ann got it", w.Balance(who("ann")), before.Add(sdk.U64(paid)))
	if paid == 0 {
		t.Error("nothing was paid")
	}
}

// One key owned all of it: validators, code and bridge. Here nobody does: no method changes the configuration.
func TestF12NobodyOwnsIt(t *testing.T) {
	w := newWorld(t)
	before, _ := load()
	for _, name := range []string{"founder", "v1", "eve"} {
		for _, method := range []string{"set_owner", "set_validators", "upgrade", "instantiate", "set_rate"} {
			w.As(who(name)).Expect(sdk.ErrMethod, func() { peerzExecute(sdk.Method(method, nil)) })
		}
	}
	after, _ := load()
	want(t, "rate", after.Rate, before.Rate)
	want(t, "validators", len(after.Validators), len(before.Validators))
}

// Votes counted repeated signatures, and balances of the moment: tokens that moved voted again.
func TestF13PowerIsStakeAtTheStartOfTheEpoch(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.reports("ann", "v1")
	w.SetStake(who("v1"), 1, sdk.U64(1_000_000)) // bonded after the report began
	w.Ctx.Epoch = 1
	w.reports("ann", "v2")
	want(t, "slashed by stake that came later", Peer(IDArgs{"ann"}).Slashed, false)
	w.reports("ann", "v3")
	want(t, "slashed by all", Peer(IDArgs{"ann"}).Slashed, true)
}

// No event told what was emitted, who validated, or where the accumulator stood.
func TestF14EverythingIsTold(t *testing.T) {
	w := newWorld(t)
	w.works("ann", 5)
	w.works("eve", 5)
	w.later(250)
	w.claims("ann")
	w.reports("eve", "v1", "v2", "v3")
	w.As(who("v1")).Must(func() { Collect() })
	w.As(who("ann")).Must(func() { Leave(IDArgs{"ann"}) })
	var told strings.Builder
	for _, e := range w.Events() {
		told.WriteString(e.String() + "\n")
	}
	for _, kind := range []string{"joined{", "stated{", "flowed{due=", "per_unit=", "paid{", "reported{", "slashed{", "collected{", "left{"} {
		if !strings.Contains(told.String(), kind) {
			t.Errorf("no event %s in\n%s", kind, told.String())
		}
	}
}
