package audit

import (
	"cmp"
	"context"
	"fmt"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Fetch asks a chain for what it has of the epoch that n is a part of, which must be sealed.
func Fetch(ctx context.Context, node sdk.Querier, chainID string, n uint64) (*Epoch, error) {
	e := &Epoch{ChainID: chainID}
	books := rewards.Client{Node: node}
	var err error
	if e.Account, err = books.Epoch(ctx, rewards.EpochArgs{Epoch: n}); err != nil {
		return nil, err
	}
	if !e.Sealed() {
		return nil, fmt.Errorf("%s is %s: it can be audited once it is sealed", e.Name(), e.Account.State)
	}
	if e.Inputs, err = books.Inputs(ctx, rewards.EpochArgs{Epoch: n}); err != nil {
		return nil, err
	}
	for part := e.Account.Epoch; part <= e.Inputs.Last; part++ {
		for _, r := range e.Account.Roles {
			if err := e.fetchVerified(ctx, node, part, r.Role); err != nil {
				return nil, err
			}
		}
		if err := e.fetchMeasured(ctx, node, part); err != nil {
			return nil, err
		}
	}
	if uint64(len(e.Contributions)) != e.Account.Verified {
		return nil, fmt.Errorf("the chain has %d of the %d verified contributions of %s: the others are older than it retains them; audit it from an export (--data)",
			len(e.Contributions), e.Account.Verified, e.Name())
	}
	for _, r := range e.Account.Roles {
		if err := e.fetchPayouts(ctx, books, r.Role); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func (e *Epoch) fetchVerified(ctx context.Context, node sdk.Querier, epoch uint64, role string) error {
	for from := uint64(0); ; {
		page, err := roles.Client{Node: node}.Submissions(ctx, roles.SubmissionsArgs{Epoch: epoch, Role: role, From: from})
		if err != nil {
			return err
		}
		for _, s := range page.Submissions {
			if s.State == "verified" || s.State == "void" { // what a dispute made void was verified
				e.Contributions = append(e.Contributions, Contribution{Epoch: epoch, Role: role, Batch: s.Number / roles.SheetSize, Number: s.Number,
					ID: cmp.Or(s.Payee, s.ID), Account: s.Account, Measures: s.Measures, Evidence: &Evidence{Ref: s.Ref, Locator: s.Locator, Hash: s.Hash, Time: s.Time}})
			}
		}
		if from = page.Next; from == 0 {
			return nil
		}
	}
}

// spot is where a contribution is, or with the number of a sheet that.
type spot struct {
	epoch  uint64
	role   string
	number uint64
}

// FetchReports adds what attestors reported on each contribution, as long as the chain has it.
func (e *Epoch) FetchReports(ctx context.Context, node sdk.Querier) error {
	said, asked := map[spot][]Report{}, map[spot]bool{}
	for i := range e.Contributions {
		c := &e.Contributions[i]
		if c.Evidence == nil {
			continue
		}
		if sheet := (spot{c.Epoch, c.Role, c.Number / roles.SheetSize}); !asked[sheet] {
			asked[sheet] = true
			if err := fetchSheet(ctx, node, sheet, said); err != nil {
				return err
			}
		}
		c.Evidence.Reports = said[spot{c.Epoch, c.Role, c.Number}]
	}
	return nil
}

// fetchSheet adds what was reported on sixteen contributions.
func fetchSheet(ctx context.Context, node sdk.Querier, at spot, said map[spot][]Report) error {
	args := roles.SheetsArgs{Epoch: at.epoch, Role: at.role, Sheet: at.number}
	for {
		page, err := roles.Client{Node: node}.Sheets(ctx, args)
		if err != nil {
			return err
		}
		for _, s := range page.Sheets {
			for _, f := range s.Findings {
				of := spot{at.epoch, at.role, f.Number}
				said[of] = append(said[of], Report{s.Attestor, f.Measures, f.Time})
			}
		}
		if args.After = page.Next; page.Next == nil {
			return nil
		}
	}
}

// fetchMeasured gets what the chain itself and contracts have counted.
func (e *Epoch) fetchMeasured(ctx context.Context, node sdk.Querier, epoch uint64) error {
	for from := uint64(0); ; {
		page, err := roles.Client{Node: node}.Measured(ctx, roles.MeasuredArgs{Epoch: epoch, From: from})
		if err != nil {
			return err
		}
		for _, m := range page.Entries {
			e.Contributions = append(e.Contributions, Contribution{Epoch: epoch, Role: m.Role, Batch: m.Batch, Number: m.Number,
				ID: m.ID, Account: m.Account, Measures: m.Measures})
		}
		if from = page.Next; from == 0 {
			return nil
		}
	}
}

func (e *Epoch) fetchPayouts(ctx context.Context, books rewards.Client, role string) error {
	for after := ""; ; {
		page, err := books.Payouts(ctx, rewards.PayoutsArgs{Epoch: e.Account.Epoch, Role: role, After: after, Limit: 200})
		if err != nil {
			return err
		}
		for _, p := range page.Payouts {
			e.Payouts = append(e.Payouts, Payout{role, p})
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// Compare returns what an epoch that was read from files says of its own results that the chain does not say.
func (e *Epoch) Compare(now *rewards.EpochResult) (findings []Finding) {
	k := &check{e: e}
	a := &e.Account
	k.same("pool in the chain's state", a.Pool, now.Pool)
	k.same("Merkle root in the chain's state", fmt.Sprintf("%x", a.Root.Bytes()), fmt.Sprintf("%x", now.Root.Bytes()))
	if !a.Table.IsZero() {
		k.same("Merkle root of the table in the chain's state", fmt.Sprintf("%x", a.Table.Bytes()), fmt.Sprintf("%x", now.Table.Bytes()))
	}
	k.same("verified contributions in the chain's state", a.Verified, now.Verified)
	k.same("paid_by in the chain's state", a.PaidBy, now.PaidBy)
	for i := range a.Roles {
		if i >= len(now.Roles) {
			break
		}
		r, other := &a.Roles[i], &now.Roles[i]
		k.same("pool of "+r.Role+" in the chain's state", r.Pool, other.Pool)
		k.same("score total of "+r.Role+" in the chain's state", r.ScoreTotal, other.ScoreTotal)
	}
	return k.findings
}
