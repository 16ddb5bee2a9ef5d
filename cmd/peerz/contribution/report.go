package contribution

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// report is a participant in the arguments of roles.submit and roles.attest.
type report struct {
	ID       string       `json:"id"`
	Ref      string       `json:"ref"`
	Measures []abi.Amount `json:"measures"`
}

// chunk is what one call carries: contributions of one role.
type chunk struct {
	role    string
	foreign bool // about participants that somebody else sponsors
	reports []report
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
		out[at].reports = append(out[at].reports, report{c.ID, r.Ref, c.Measures})
	}
	return out
}

// reports makes every transaction of an epoch: the submissions, and the same from each
// attestor. Only a participant, its sponsor or an attestor may submit, so contributions about those
// that somebody else sponsors are submitted by an attestor if there is one.
func (r *Run) reports(epoch uint64, contributions []Contribution, attestors []keystore.Key) ([]client.Outgoing, error) {
	var outgoing []client.Outgoing
	for _, c := range r.chunks(contributions) {
		args, err := json.Marshal(map[string]any{"role": c.role, "epoch": epoch, "entries": c.reports})
		if err != nil {
			return nil, err
		}
		from := r.From
		if c.foreign && len(attestors) > 0 {
			from = attestors[0]
		}
		call, err := r.call(from, "submit", args, r.formula.toReport(len(c.reports)))
		if err != nil {
			return nil, err
		}
		outgoing = append(outgoing, call)
		for _, attestor := range attestors {
			if call, err = r.call(attestor, "attest", args, r.formula.toReport(len(c.reports))); err != nil {
				return nil, err
			}
			outgoing = append(outgoing, call)
		}
	}
	return outgoing, nil
}

// attestors returns the keys that are here of registered attestors, and whether they are
// enough to verify anything: two thirds of the stake.
func (r *Run) attestors(ctx context.Context) (here []keystore.Key, quorum bool, err error) {
	list, broken := r.Keys.List()
	if broken != nil {
		r.Note("warning: left out: %v", broken)
	}
	var answer struct {
		Attestors []struct {
			Account abi.Address
			Stake   abi.Amount
		}
	}
	if err := r.Node.Query(ctx, "roles", "attestors", struct{}{}, &answer); err != nil {
		return nil, false, err
	}
	var all, ours abi.Amount // sums of bonds: far below 2^128
	for _, a := range answer.Attestors {
		all, _ = all.Add(a.Stake)
		at := slices.IndexFunc(list, func(k keystore.Key) bool { return k.Address() == a.Account })
		if at >= 0 {
			here = append(here, list[at])
			ours, _ = ours.Add(a.Stake)
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
		var page struct {
			Contributions []struct {
				ID, Ref  string
				Verified bool
			}
			Next string
		}
		query := map[string]any{"epoch": epoch, "role": role, "after": after, "limit": perCall}
		if err := r.Node.Query(ctx, "roles", "contributions", query, &page); err != nil {
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
