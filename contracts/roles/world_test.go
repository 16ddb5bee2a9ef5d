package main

import (
	"fmt"
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
	added    []string
	answer   *sdk.CallError // what rewards answers; nil: it accepts
}

func who(id string) sdk.Address { return sdk.AddressOf([]byte(id)) }

func newWorld(t *testing.T) *world {
	w := &world{Chain: sdktest.New(t), t: t}
	w.Name("rewards", rewardsAddress)
	w.Name("governance", governanceAddress)
	w.Handle(rewardsAddress, w.rewards)
	args := roles.InstantiateArgs{
		Unbonding: 21,
		Roles: []roles.RoleDefinition{
			{Name: "compute", Measures: []roles.Measure{{Name: "tokens", Unit: "1"}, {Name: "seconds", Unit: "s"}}},
			{Name: "developers", Measures: []roles.Measure{{Name: "merged_changes", Unit: "1"}}},
		},
		Bonds: []roles.GenesisBond{{Account: who("holder"), Amount: sdk.U64(100)}},
	}
	for i, stake := range []uint64{40, 30, 20, 10} {
		id := who(fmt.Sprintf("a%d", i+1))
		args.Bonds = append(args.Bonds, roles.GenesisBond{Account: id, Amount: sdk.U64(stake)})
		args.Attestors = append(args.Attestors, roles.GenesisAttestor{Account: id})
	}
	w.Fund(who("genesis"), sdk.U64(200))
	if code := w.As(who("genesis")).Send(sdk.U64(200), func() { Instantiate(args) }); code != 0 {
		t.Fatalf("instantiate aborts with %d", code)
	}
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

// enrol registers participants for a role, each with an account of its own name.
func (w *world) enrol(role string, ids ...string) {
	w.t.Helper()
	args := roles.RegisterArgs{Role: role}
	for _, id := range ids {
		args.Entries = append(args.Entries, roles.RegisterEntry{ID: id, Account: who(id)})
	}
	w.As(who("sponsor")).Must(func() { Register(args) })
}

func contributions(role string, epoch uint64, id string, values ...uint64) roles.ContributionsArgs {
	c := roles.Contribution{ID: id}
	for _, v := range values {
		c.Measures = append(c.Measures, sdk.U64(v))
	}
	return roles.ContributionsArgs{Role: role, Epoch: epoch, Entries: []roles.Contribution{c}}
}

// submit claims for a developer.
func (w *world) submit(id string, value uint64) {
	w.t.Helper()
	w.As(who("sponsor")).Must(func() { Submit(contributions("developers", w.Ctx.Epoch, id, value)) })
}

// attest reports on a developer.
func (w *world) attest(attestor, id string, value uint64) {
	w.t.Helper()
	w.As(who(attestor)).Must(func() { Attest(contributions("developers", w.Ctx.Epoch, id, value)) })
}

// next ends the epoch.
func (w *world) next() {
	w.t.Helper()
	w.Must(func() { EndEpoch(sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}) })
	w.Ctx.Epoch++
}

func (w *world) bond(id string, amount uint64) {
	w.t.Helper()
	w.Fund(who(id), sdk.U64(amount))
	if code := w.As(who(id)).Send(sdk.U64(amount), Bond); code != 0 {
		w.t.Fatalf("bond aborts with %d", code)
	}
}

// power is what stake answers for an epoch.
func (w *world) power(id string, epoch uint64) string {
	return Stake(roles.StakeArgs{Account: who(id), Epoch: &epoch}).Stake.String()
}

func want[T comparable](t *testing.T, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: got %v, want %v", what, got, expected)
	}
}
