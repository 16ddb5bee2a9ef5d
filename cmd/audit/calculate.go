package audit

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Finding is something that does not come out as the chain accounts for it.
type Finding struct {
	Epoch    uint64 `json:"epoch"`
	What     string `json:"what"`
	Recorded string `json:"recorded"`
	Computed string `json:"computed"`
}

// String is one line.
func (f Finding) String() string {
	return fmt.Sprintf("epoch %d: %s: recorded %s, computed %s", f.Epoch, f.What, f.Recorded, f.Computed)
}

// Auditor calculates epochs again, one after the other.
type Auditor struct {
	codes  Codes
	m      *machine
	before *Epoch // without contributions and payouts
}

// New returns an auditor that takes the formula's modules from codes. Close it.
func New(codes Codes) *Auditor { return &Auditor{codes: codes} }

// Close frees the sandbox.
func (a *Auditor) Close() error { return a.m.close() }

// Check calculates an epoch again and returns what differs; if it follows the one checked before, also
// whether it goes on from that.
func (a *Auditor) Check(ctx context.Context, e *Epoch) ([]Finding, error) {
	if err := a.bring(ctx, e.Codes()); err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name(), err)
	}
	k := &check{e: e, m: a.m}
	if a.before != nil && a.before.Inputs.Last+1 == e.Account.Epoch {
		k.follows(a.before)
	}
	a.before = &Epoch{Account: e.Account, Inputs: e.Inputs}
	if err := k.all(); err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name(), err)
	}
	return k.findings, ctx.Err()
}

// bring has the sandbox know codes, beside those that it knows.
func (a *Auditor) bring(ctx context.Context, hashes []sdk.Hash) error {
	if a.m.knows(hashes) {
		return nil
	}
	m, err := newMachine(ctx, append(a.m.hashes(), hashes...), a.codes)
	if err != nil {
		return err
	}
	err = a.m.close()
	a.m = m
	return err
}

// check is that of one epoch.
type check struct {
	e        *Epoch
	m        *machine
	findings []Finding
}

// same notes a finding unless two values are the same.
func (k *check) same(what string, recorded, computed any) {
	r, c := fmt.Sprint(recorded), fmt.Sprint(computed)
	if r != c {
		k.findings = append(k.findings, Finding{k.e.Account.Epoch, what, r, c})
	}
}

// all calculates the epoch. Each part begins with what is recorded, so that one wrong number is one finding, not all
// that follow from it.
func (k *check) all() error {
	a, in := &k.e.Account, &k.e.Inputs
	k.same("inputs are of epoch", in.Epoch, a.Epoch)
	if len(in.Roles) != len(a.Roles) {
		k.same("roles", len(a.Roles), len(in.Roles))
		return nil
	}
	k.income()
	paidBy, err := k.weights()
	if err != nil {
		return err
	}
	k.split()
	k.same("Merkle root of what was verified", fmt.Sprintf("%x", a.Root.Bytes()), fmt.Sprintf("%x", k.e.root().Bytes()))
	k.same("verified contributions", a.Verified, len(k.e.Contributions))
	return k.payouts(paidBy)
}

// follows compares an epoch with the one before it.
func (k *check) follows(before *Epoch) {
	k.same("begins where the one before ends", k.e.Account.Start, before.Account.End)
	emitted := before.Account.End
	if before.Account.Emission.IsZero() && Emission(before).Sign() > 0 { // it was refused
		emitted = before.Inputs.Emitted
	}
	k.same("emission is minted up to", k.e.Inputs.Emitted, emitted)
	for i, r := range k.e.Inputs.Roles {
		if i < len(before.Account.Roles) {
			k.same("previous weight of "+r.Role, r.Previous, before.Account.Roles[i].Weight)
		}
	}
}

// income is where the pool comes from.
func (k *check) income() {
	a, in := &k.e.Account, &k.e.Inputs
	if !a.Emission.IsZero() { // the ledger may refuse to mint; then the next epoch catches up
		k.emission()
	}
	fees := sum(Wide(a.Fees), Wide(a.FeePool))
	share := share(fees, count(in.Params.FeeShare), count(million))
	if _, ok := k.e.roleID("liquidity"); !ok {
		share = new(big.Int)
	}
	k.same("fee_pool", a.FeePool, share)
	k.same("from_reserve", a.FromReserve, FromReserve(k.e))
	k.same("pool", a.Pool, sum(Wide(a.Emission), Wide(a.Fees), Wide(a.FromReserve)))
	k.same("carry_in", a.CarryIn, a.FromReserve)
}

// emission compares what was minted with the schedule. Where several of the chain's epochs were paid as one, each had a share of its own,
// rounded down by itself, and the chain has recorded the last one alone: of them anything up to the whole schedule is taken, which is what
// the chain's ledger lets nobody exceed.
func (k *check) emission() {
	minted := Wide(k.e.Account.Emission)
	if k.e.Several() && minted.Cmp(k.e.scheduled()) <= 0 {
		return
	}
	k.same("emission", minted, Emission(k.e))
}

// Several reports whether the emission of an epoch is that of more than one of the chain's: they were closed as one, or the ledger had
// refused to mint for those before.
func (e *Epoch) Several() bool {
	return e.Inputs.Last > e.Account.Epoch || e.Inputs.Emitted < e.Account.Start
}

// Emission is what the schedule gives an epoch, or the share of it that the chain minted then.
func Emission(e *Epoch) *big.Int {
	return share(e.scheduled(), count(e.Account.EmissionShare), count(million))
}

// scheduled is all that the schedule gives an epoch.
func (e *Epoch) scheduled() *big.Int {
	in := &e.Inputs
	until := Accumulated(in.Cap, in.ScheduleStart, e.Account.End)
	return until.Sub(until, Accumulated(in.Cap, in.ScheduleStart, in.Emitted))
}

// FromReserve is what is minted again: what there was, up to a part of the epoch's emission.
func FromReserve(e *Epoch) *big.Int {
	had := sum(Wide(e.Account.Reserve), Wide(e.Account.FromReserve))
	most := share(Wide(e.Account.Emission), count(e.Inputs.Params.PoolLimit-million), count(million))
	return least(had, most)
}

// weights has the formula give the weights, and returns who can pay: the codes that have not failed.
func (k *check) weights() (*scoring, error) {
	in := &k.e.Inputs
	s := &scoring{m: k.m, in: in, records: map[key]*record{}, liveSum: map[string]*big.Int{}, lastSum: map[string]*big.Int{}}
	ppm, err := k.ask(&s.live, in.Live.CodeHash)
	if err != nil {
		return nil, err
	}
	last, err := k.ask(&s.last, in.LastGood.CodeHash) // asked in any case: a code that fails here scores nothing either
	if err != nil {
		return nil, err
	}
	if ppm == nil {
		ppm = last
	}
	if ppm == nil {
		ppm = linear(in)
	}
	for i, r := range k.e.Account.Roles {
		k.same("weight of "+r.Role, r.Weight, ppm[i])
	}
	return s, nil
}

// ask asks a code for weights; nil when it fails.
func (k *check) ask(reason *uint64, code sdk.Hash) (ppm []uint64, err error) {
	ppm, *reason, err = k.m.weights(&k.e.Inputs, code)
	if *reason != 0 {
		return nil, err
	}
	return ppm, err
}

// linear are the weights without a code: those of the epoch before, without the roles that are suspended.
func linear(in *rewards.InputsResult) []uint64 {
	ppm, base := make([]uint64, len(in.Roles)), make([]uint64, len(in.Roles))
	for i, r := range in.Roles {
		if base[i] = r.Base; r.Base > 0 {
			ppm[i] = r.Previous
		}
	}
	if slices.Max(ppm) == 0 {
		return base
	}
	return ppm
}

// split is the pool between the roles.
func (k *check) split() {
	ppm := make([]uint64, len(k.e.Account.Roles))
	for i, r := range k.e.Account.Roles {
		ppm[i] = r.Weight
	}
	parts, ok := abi.Apportion(abi.Amount(k.e.Account.Pool), ppm)
	for i, r := range k.e.Account.Roles {
		if ok {
			k.same("pool of "+r.Role, r.Pool, parts[i])
		}
	}
}
