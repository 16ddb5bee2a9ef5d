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
		if !ok || len(out[at].reports) == perReport {
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

// report is a transaction with a submission or an attestation of size contributions.
type report struct {
	client.Outgoing
	method, role string
	size         int
	likely       uint64 // gas
}

// wave is reports that may share blocks, and how many attestors each of their contributions
// has among them.
type wave struct {
	reports   []report
	attestors int
}

// waves makes every transaction of an epoch: the submissions, with the same from each attestor that
// leaves a quorum open; then the same from the one who completes it; then from the others. So it
// is known what each does, and so what it uses, whatever the order within a block. Only a
// participant, its sponsor or an attestor may submit, so contributions about those that somebody
// else sponsors are submitted by an attestor if there is one.
func (r *Run) waves(epoch uint64, contributions []Contribution, by confirming) []wave {
	var waves [3]wave
	chunks := r.chunks(contributions)
	for _, c := range chunks {
		args := roles.ContributionsArgs{Role: c.role, Epoch: epoch, Entries: c.reports}
		add := func(to *wave, from keystore.Key, method string, input []byte) {
			n := len(c.reports)
			one := report{r.call(from, input, r.formula.toReport(n)), method, c.role, n, r.formula.likely(n, to == &waves[1])}
			if r.Async { // all of them at once
				one.likely = one.Gas
			}
			to.reports = append(to.reports, one)
		}
		from := r.From
		if c.foreign && len(by.keys) > 0 {
			from = by.keys[0]
		}
		add(&waves[0], from, "submit", roles.Client{}.Submit(args).Input)
		for i, attestor := range by.keys {
			add(&waves[1+min(max(i-by.decides, -1), 1)], attestor, "attest", roles.Client{}.Attest(args).Input)
		}
	}
	waves[0].attestors = min(by.decides, len(by.keys))
	return slices.DeleteFunc(waves[:], func(w wave) bool { return len(w.reports) == 0 })
}

// all returns the transactions of waves.
func all(waves []wave) (outgoing []client.Outgoing) {
	for _, w := range waves {
		for _, one := range w.reports {
			outgoing = append(outgoing, one.Outgoing)
		}
	}
	return outgoing
}

// sendWaves sends each wave once the one before is in blocks. Should the gas of a transaction
// not do, because others have reported meanwhile, it is sent again with as much as it could need.
func (r *Run) sendWaves(ctx context.Context, waves []wave) (receipts []client.Receipt, err error) {
	for _, w := range waves {
		most := all([]wave{w})
		if err := r.lower(ctx, w); err != nil {
			return receipts, err
		}
		got, failed := r.send(ctx, all([]wave{w}))
		receipts = append(receipts, got...)
		if isShort(failed) { // the first that failed; whatever others did is found done
			got, failed = r.send(ctx, most)
			receipts = append(receipts, got...)
		}
		if failed != nil {
			return receipts, failed
		}
	}
	return receipts, nil
}

// confirming is whose keys are here of registered attestors, in the order in which they report.
type confirming struct {
	keys    []keystore.Key
	decides int // index of the one whose report completes two thirds of the stake; above all: nobody's
}

func (c confirming) quorum() bool { return c.decides < len(c.keys) }

// attestors returns the keys that are here of registered attestors, and which of them are
// enough to verify anything: two thirds of the stake.
func (r *Run) attestors(ctx context.Context) (here confirming, err error) {
	list, broken := r.Keys.List()
	if broken != nil {
		r.Note("warning: left out: %v", broken)
	}
	answer, err := roles.Client{Node: r.Node}.Attestors(ctx)
	if err != nil {
		return here, err
	}
	var all, ours abi.Amount // sums of bonds: far below 2^128
	for _, a := range answer.Attestors {
		all, _ = all.Add(abi.Amount(a.Stake))
	}
	two, _ := all.Mul(abi.U64(2))
	here.decides = len(answer.Attestors)
	for _, a := range answer.Attestors {
		at := slices.IndexFunc(list, func(k keystore.Account) bool { return k.Address() == chain.AddressOf(a.Account) })
		if at < 0 {
			continue
		}
		key, err := r.Unlock(list[at].Name)
		if err != nil {
			return here, err
		}
		here.keys = append(here.keys, key)
		ours, _ = ours.Add(abi.Amount(a.Stake))
		if three, _ := ours.Mul(abi.U64(3)); !all.IsZero() && !three.Less(two) {
			here.decides = min(here.decides, len(here.keys)-1)
		}
	}
	if !here.quorum() {
		r.Note("the attestors whose keys are here hold %s of %s: others have to confirm the contributions too", ours, all)
	}
	return here, nil
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
