package contribution

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// perReport is how many sheets one call carries: as many as the contract takes.
const perReport = 16

// attestors returns the keys that are here of attestors with power. When they hold less than two thirds of it, others
// have to report too.
func (r *Run) attestors(ctx context.Context) (here []keystore.Key, err error) {
	list, broken := r.Keys.List()
	if broken != nil {
		r.Note("warning: left out: %v", broken)
	}
	answer, err := roles.Client{Node: r.Node}.Attestors(ctx)
	if err != nil {
		return nil, err
	}
	var all, ours abi.Amount // sums of bonds: far below 2^128
	for _, a := range answer.Attestors {
		all, _ = all.Add(abi.Amount(a.Stake))
		at := slices.IndexFunc(list, func(k keystore.Account) bool { return k.Address() == chain.AddressOf(a.Account) })
		if at < 0 || a.Stake.IsZero() {
			continue
		}
		key, err := r.Unlock(list[at].Name)
		if err != nil {
			return nil, err
		}
		here = append(here, key)
		ours, _ = ours.Add(abi.Amount(a.Stake))
	}
	two, _ := all.Mul(abi.U64(2))
	if three, _ := ours.Mul(abi.U64(3)); all.IsZero() || three.Less(two) {
		r.Note("the attestors whose keys are here hold %s of %s: others have to report on the contributions too", ours, all)
	}
	return here, nil
}

// report has every attestor say what the contributions are, of those that belong to the epoch and that it
// has not reported on yet.
func (f *following) report(ctx context.Context, epoch uint64, attestors []keystore.Key) error {
	sheets := map[string]map[uint64][]roles.Finding{} // by role and sheet
	var new []location
	for i, s := range f.at {
		if s == nil || s.State != "waiting" || s.Epoch != epoch || f.reported[f.location(i)] {
			continue
		}
		new = append(new, f.location(i))
		role := f.list[i].Role
		if sheets[role] == nil {
			sheets[role] = map[uint64][]roles.Finding{}
		}
		at := s.Number / roles.SheetSize
		sheets[role][at] = append(sheets[role][at], roles.Finding{Number: s.Number, Time: uint64(time.Now().Unix()), Measures: measuresOf(f.list[i])})
	}
	var outgoing []client.Outgoing
	for _, role := range slices.Sorted(maps.Keys(sheets)) {
		for numbers := range slices.Chunk(slices.Sorted(maps.Keys(sheets[role])), perReport) {
			args := roles.ReportArgs{Epoch: epoch, Role: role}
			for _, n := range numbers {
				slices.SortFunc(sheets[role][n], func(a, b roles.Finding) int { return int(a.Number) - int(b.Number) })
				args.Sheets = append(args.Sheets, roles.Sheet{Sheet: n, Findings: sheets[role][n]})
			}
			for _, attestor := range attestors {
				outgoing = append(outgoing, f.call(attestor, roles.Client{}.Report(args).Input, f.limits.MaxTxGas))
			}
		}
	}
	err := f.sendReports(ctx, outgoing)
	if err != nil && !isLate(err) {
		return err
	}
	for _, p := range new {
		f.reported[p] = true
	}
	return nil
}

func (f *following) sendReports(ctx context.Context, outgoing []client.Outgoing) error {
	if len(outgoing) == 0 {
		return nil
	}
	if err := f.measured(ctx, outgoing); err != nil {
		return err
	}
	if f.Async {
		_, err := f.hand(ctx, outgoing)
		return err
	}
	return f.send(ctx, outgoing)
}

// measuresOf returns the measures as a message has them.
func measuresOf(c Contribution) []sdk.Amount {
	measures := make([]sdk.Amount, len(c.Measures))
	for i, m := range c.Measures {
		measures[i] = sdk.Amount(m)
	}
	return measures
}

func rolesOf(contributions []Contribution) []string {
	var roles []string
	for _, c := range contributions {
		if !slices.Contains(roles, c.Role) {
			roles = append(roles, c.Role)
		}
	}
	return roles
}

// left is the time until the epoch ends, by the time of the last block.
func left(s client.Status) time.Duration { return time.Duration(s.EpochEnd-s.Time) * time.Second }
