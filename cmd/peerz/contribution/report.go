package contribution

import (
	"context"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// chunk is what one call carries: contributions of one role.
type chunk struct {
	role    string
	foreign bool // about participants that somebody else sponsors
	reports []roles.Contribution
}

// chunks splits contributions by role, then into calls, in their order.
func (r *Run) chunks(contributions []Contribution) []chunk {
	type kind struct {
		role    string
		foreign bool
	}
	var out []chunk
	open := map[kind]int{} // to the chunk that still has space
	for _, c := range contributions {
		k := kind{c.Role, r.foreign[c.ID]}
		at, ok := open[k]
		if !ok || len(out[at].reports) == perCall {
			at, out = len(out), append(out, chunk{role: c.Role, foreign: k.foreign})
			open[k] = at
		}
		out[at].reports = append(out[at].reports, roles.Contribution{ID: c.ID, Ref: r.Ref, Measures: measuresOf(c)})
	}
	return out
}

// measuresOf returns the measures as a message has them.
func measuresOf(c Contribution) []sdk.Amount {
	measures := make([]sdk.Amount, len(c.Measures))
	for i, m := range c.Measures {
		measures[i] = sdk.Amount(m)
	}
	return measures
}

// reports makes every transaction of an epoch: the submissions, and the same from each
// attestor. Only a participant, its sponsor or an attestor may submit, so contributions about those
// that somebody else sponsors are submitted by an attestor if there is one.
func (r *Run) reports(epoch uint64, contributions []Contribution, attestors []keystore.Key) []client.Outgoing {
	var outgoing []client.Outgoing
	for _, c := range r.chunks(contributions) {
		args := roles.ContributionsArgs{Role: c.role, Epoch: epoch, Entries: c.reports}
		gas := r.formula.toReport(len(c.reports))
		from := r.From
		if c.foreign && len(attestors) > 0 {
			from = attestors[0]
		}
		outgoing = append(outgoing, r.call(from, roles.Client{}.Submit(args).Input, gas))
		for _, attestor := range attestors {
			outgoing = append(outgoing, r.call(attestor, roles.Client{}.Attest(args).Input, gas))
		}
	}
	return outgoing
}

// attestors returns the keys that are here of registered attestors, and whether they are
// enough to verify anything: two thirds of the stake.
func (r *Run) attestors(ctx context.Context) (here []keystore.Key, quorum bool, err error) {
	list, broken := r.Keys.List()
	if broken != nil {
		r.Note("warning: left out: %v", broken)
	}
	answer, err := roles.Client{Node: r.Node}.Attestors(ctx)
	if err != nil {
		return nil, false, err
	}
	var all, ours abi.Amount // sums of bonds: far below 2^128
	for _, a := range answer.Attestors {
		all, _ = all.Add(abi.Amount(a.Stake))
		at := slices.IndexFunc(list, func(k keystore.Key) bool { return k.Address() == chain.AddressOf(a.Account) })
		if at >= 0 {
			here = append(here, list[at])
			ours, _ = ours.Add(abi.Amount(a.Stake))
		}
	}
	three, _ := ours.Mul(abi.U64(3))
	two, _ := all.Mul(abi.U64(2))
	quorum = !all.IsZero() && !three.Less(two)
	if !quorum {
		r.Note("the attestors whose keys are here hold %s of %s: others have to confirm the contributions too", ours, all)
	}
	return here, quorum, nil
}

// verified counts the contributions that the chain holds as verified in an epoch.
func (r *Run) verified(ctx context.Context, epoch uint64, contributions []Contribution) (int, error) {
	count := 0
	for _, role := range rolesOf(contributions) {
		done, err := r.verifiedOf(ctx, epoch, role)
		if err != nil {
			return 0, err
		}
		for _, c := range contributions {
			if c.Role == role && done[c.ID] {
				count++
			}
		}
	}
	return count, nil
}

func (r *Run) verifiedOf(ctx context.Context, epoch uint64, role string) (map[string]bool, error) {
	done := map[string]bool{}
	for after := ""; ; {
		args := roles.PageArgs{Epoch: epoch, Role: role, After: after, Limit: perCall}
		page, err := roles.Client{Node: r.Node}.Contributions(ctx, args)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Contributions {
			if c.Ref == r.Ref {
				done[c.ID] = c.Verified
			}
		}
		if after = page.Next; after == "" {
			return done, nil
		}
	}
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
