package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var (
	rewardsAddress    = sdk.AddressOf([]byte{1})
	governanceAddress = sdk.AddressOf([]byte{2})
)

// world is a chain with the contract instantiated: four attestors a1 to a4 with stakes
// 40, 30, 20 and 10, a bonded account "holder" with 100, and a contract rewards that
// notes what is recorded.
type world struct {
	*sdktest.Chain
	t        *testing.T
	recorded []rewards.RecordArgs
	owners   map[string]sdk.Address // of records
	sealed   []rewards.SealArgs
	added    []string
	answer   *sdk.CallError // what rewards answers; nil: it accepts
	window   uint64         // epochs after the seal in which rewards lets a record be disputed
	decided  []rewards.DecideArgs
}

const epochSeconds = 100

var least = roles.Params{Late: 200_000, Bond: sdk.U64(10), Deposit: sdk.U64(3), MinStake: sdk.U64(1), DisputeBond: sdk.U64(20), DisputeReward: 500_000, RecoveryDelay: 3, Registration: 1}

func who(id string) sdk.Address { return sdk.AddressOf([]byte(id)) }

func newWorld(t *testing.T, change ...func(*roles.Params)) *world {
	w := &world{Chain: sdktest.New(t), t: t, owners: map[string]sdk.Address{}}
	w.Ctx.EpochEnd = epochSeconds
	w.Name("rewards", rewardsAddress)
	w.Name("governance", governanceAddress)
	w.Handle(rewardsAddress, w.rewards)
	args := roles.InstantiateArgs{
		Params: least,
		Roles: []roles.RoleDefinition{
			{Name: "compute", Measures: []roles.Measure{{Name: "tokens", Unit: "1"}, {Name: "seconds", Unit: "s"}}},
			{Name: "developers", Measures: []roles.Measure{{Name: "merged_changes", Unit: "1"}}},
		},
	}
	for _, f := range change {
		f(&args.Params)
	}
	w.SetStake(who("holder"), 0, sdk.U64(100))
	for i, stake := range []uint64{40, 30, 20, 10} {
		id := who(fmt.Sprintf("a%d", i+1))
		w.SetStake(id, 0, sdk.U64(stake))
		args.Attestors = append(args.Attestors, id)
	}
	w.As(who("genesis")).Must(func() { Instantiate(args) })
	return w
}

func (w *world) rewards(input []byte, _ bool) ([]byte, *sdk.CallError) {
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	if w.answer != nil {
		return nil, w.answer
	}
	switch d.Text() {
	case "record":
		var call rewards.RecordArgs
		call.UnmarshalCBOR(d)
		w.recorded = append(w.recorded, call)
		var result rewards.RecordResult
		for i, e := range call.Entries { // a record is one account's
			at := fmt.Sprint(call.Epoch, call.Role, e.ID)
			if owner, known := w.owners[at]; known && owner != e.Account {
				result.Others = append(result.Others, uint64(i))
			} else {
				w.owners[at] = e.Account
			}
		}
		return sdk.Marshal(&result), nil
	case "seal":
		var call rewards.SealArgs
		call.UnmarshalCBOR(d)
		w.sealed = append(w.sealed, call)
		if !d.Done() {
			w.t.Error("rewards gets a malformed seal")
		}
		return sdk.Marshal(&rewards.SealResult{Matures: call.From + w.window}), nil
	case "hold":
		var call rewards.HoldArgs
		call.UnmarshalCBOR(d)
		return sdk.Marshal(&rewards.HoldResult{Account: who(call.ID)}), nil
	case "decide":
		var call rewards.DecideArgs
		call.UnmarshalCBOR(d)
		w.decided = append(w.decided, call)
	case "add_role":
		var call rewards.AddRoleArgs
		call.UnmarshalCBOR(d)
		w.added = append(w.added, call.Role)
	}
	if !d.Done() {
		w.t.Error("rewards gets a malformed call")
	}
	return nil, nil
}

// takeRecorded shows what rewards was told since the last time, as "compute:id=1,2 ...".
func (w *world) takeRecorded() (s string) {
	for _, call := range w.recorded {
		for _, e := range call.Entries {
			s += fmt.Sprintf("%d:%s=", call.Role, e.ID)
			for i, m := range e.Measures {
				if i > 0 {
					s += ","
				}
				s += m.String()
			}
			s += " "
		}
	}
	w.recorded = nil
	return s
}

// enrol registers participants for a role, each with an account of its own name, which names the sponsor.
func (w *world) enrol(role string, ids ...string) {
	w.t.Helper()
	for _, id := range ids {
		w.enrolFor("sponsor", role, id, id)
	}
}

// enrolFor registers a participant for a role, by its account.
func (w *world) enrolFor(sponsor, role, id, account string) {
	w.t.Helper()
	e := roles.RegisterEntry{ID: id, Account: who(account), Sponsor: who(sponsor)}
	w.As(who(account)).Must(func() { Register(roles.RegisterArgs{Role: role, Entries: []roles.RegisterEntry{e}}) })
}

// entry is a submission with the least bond.
func entry(id, ref string) roles.Submission {
	return roles.Submission{ID: id, Ref: ref, Locator: "https://example.org/" + id, Hash: sdk.HashOf([]byte{1}), Bond: least.Bond}
}

func submissions(role string, entries ...roles.Submission) roles.SubmitArgs {
	return roles.SubmitArgs{Role: role, Entries: entries}
}

// send submits as somebody who has the bonds; it returns the result or the abort code.
func (w *world) send(sender string, args roles.SubmitArgs) (result roles.SubmitResult, code uint32) {
	w.t.Helper()
	var bonds sdk.Amount
	for _, e := range args.Entries {
		bonds = bonds.Add(e.Bond)
	}
	w.Fund(who(sender), bonds)
	code = w.As(who(sender)).Send(bonds, func() { result = Submit(args) })
	return result, code
}

// submit asks for the verification of a developer's work, and returns its number.
func (w *world) submit(id, ref string) (number uint64) {
	w.t.Helper()
	r, code := w.send("sponsor", submissions("developers", entry(id, ref)))
	if code != 0 || r.Accepted != 1 {
		w.t.Fatalf("submit answers %+v, code %d", r, code)
	}
	return r.First
}

func finding(number uint64, values ...uint64) roles.Finding {
	f := roles.Finding{Number: number, Time: 1}
	for _, v := range values {
		f.Measures = append(f.Measures, sdk.U64(v))
	}
	return f
}

// report says what an attestor found about a developer's work.
func (w *world) report(attestor string, number, value uint64) {
	w.t.Helper()
	w.As(who(attestor)).Must(func() { Report(w.sheet(finding(number, value))) })
}

// sheet is a report of one finding on a developer's work.
func (w *world) sheet(f roles.Finding) roles.ReportArgs {
	return roles.ReportArgs{Epoch: w.Ctx.Epoch, Role: "developers", Sheets: []roles.Sheet{{Sheet: f.Number / roles.SheetSize, Findings: []roles.Finding{f}}}}
}

// end ends the epoch.
func (w *world) end() {
	w.t.Helper()
	w.As(sdk.Address{}).Must(func() { EndEpoch(sdk.EndEpochArgs{Epoch: w.Ctx.Epoch, NextStart: w.Ctx.EpochEnd}) })
	w.Ctx.Epoch++
	w.Ctx.EpochStart, w.Ctx.EpochEnd, w.Ctx.Time = w.Ctx.EpochEnd, w.Ctx.EpochEnd+epochSeconds, w.Ctx.EpochEnd
}

// block is the end of a block: the hook is called as long as it asks for it.
func (w *world) block() (calls int) {
	w.t.Helper()
	for from := uint64(0); ; calls++ {
		var r sdk.HookResult
		w.As(sdk.Address{}).Must(func() { r = EndBlock(sdk.EndBlockArgs{From: from}) })
		if r.Next <= from {
			return calls
		}
		from = r.Next
	}
}

// next ends the epoch, and verifies what is due.
func (w *world) next() {
	w.t.Helper()
	w.end()
	w.block()
	want(w.t, "covered", Invariants().Ok, true)
}

// state is what became of a developer's submission.
func (w *world) state(epoch, number uint64) string {
	w.t.Helper()
	for _, s := range Submissions(roles.SubmissionsArgs{Role: "developers", Epoch: epoch, From: number, Limit: 1}).Submissions {
		if s.Number == number {
			return s.State
		}
	}
	return "gone"
}

// members shows the set of the next epoch, as "a1=40 a2=30".
func (w *world) members() (s string) {
	for _, a := range Attestors().Attestors {
		s += fmt.Sprintf("%s=%s ", strings.TrimRight(string(a.Account.Bytes()), "\x00"), a.Stake)
	}
	return strings.TrimSpace(s)
}

// bond adds to an account's stake, from the next epoch on.
func (w *world) bond(id string, amount uint64) {
	w.SetStake(who(id), w.Ctx.Epoch+1, w.Stake(who(id), now).Add(sdk.U64(amount)))
}

// unbond takes from it.
func (w *world) unbond(id string, amount uint64) {
	w.SetStake(who(id), w.Ctx.Epoch+1, w.Stake(who(id), now).Sub(sdk.U64(amount)))
}

func want[T comparable](t *testing.T, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: got %v, want %v", what, got, expected)
	}
}
