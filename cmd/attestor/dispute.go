package attestor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// judging is how far this attestor has come with a dispute in this epoch.
type judging struct {
	tries int       // looks that failed
	after time.Time // of the next one
	done  bool      // it has voted, or has no vote
}

// judge votes on the next open dispute on which this attestor has not. It looks again at all that was verified for the
// participant in that epoch: who finds less than that upholds the dispute, and has nobody paid, the heir neither.
func (d *Daemon) judge(ctx context.Context) error {
	node := roles.Client{Node: d.Node}
	for after := uint64(0); ; {
		page, err := node.Disputes(ctx, roles.DisputesArgs{After: after})
		if err != nil {
			return err
		}
		for i := range page.Disputes {
			if judged, err := d.judgeOne(ctx, &page.Disputes[i]); judged || err != nil {
				return err
			}
		}
		if after = page.Next; after == 0 {
			return nil
		}
	}
}

// judgeOne reports whether it looked at anything.
func (d *Daemon) judgeOne(ctx context.Context, q *roles.DisputeInfo) (looked bool, err error) {
	address := d.Key.Address()
	own := sdk.AddressOf(address[:])
	j := d.judged[q.Dispute]
	if j == nil {
		voted := slices.ContainsFunc(q.Votes, func(v roles.DisputeVote) bool { return v.Attestor == own })
		over := q.Last < d.now.Epoch
		j = &judging{done: voted || over || own == q.Account || own == q.Disputer}
		d.judged[q.Dispute] = j
		if !j.done && q.Heir != "" {
			d.once("dispute %d says that the id %s is of the wrong account, and its work that of %s: look yourself, and vote with `peerz contribution vote-dispute %d uphold|reject|void`",
				q.Dispute, q.ID, q.Heir, q.Dispute)
		}
	}
	if j.done || time.Now().Before(j.after) {
		return false, nil
	}
	wrong, err := d.isWrong(ctx, q)
	if ctx.Err() != nil {
		return true, ctx.Err()
	}
	var gone *evidence.Fault
	if err != nil {
		j.tries++
		j.after = time.Now().Add(d.pause(j.tries))
		d.once("dispute %d: %v", q.Dispute, err)
		if j.done = j.tries >= maxTries; !j.done || !errors.As(err, &gone) {
			return true, nil // a plug-in that fails says nothing about the work
		}
		wrong = true // evidence that is gone is the submitter's to have there
	}
	if q.Heir != "" && !wrong { // whose it is, is for a person to say
		j.done = true
		return true, nil
	}
	args := roles.VoteDisputeArgs{Dispute: q.Dispute, Uphold: wrong && q.Heir == "", Void: wrong && q.Heir != ""}
	o := outgoing{Epoch: d.now.Epoch, Dispute: q.Dispute}
	j.done = true
	err = d.send(ctx, o, roles.Client{}.VoteDispute(args).Input, abi.Amount{})
	var refused *client.TxError
	if errors.As(err, &refused) && refused.Receipt.Abort() != nil {
		switch refused.Receipt.Abort().Code {
		case roles.ErrInterest, roles.ErrNotAttestor, roles.ErrDisputeUnknown:
			return true, nil // it has no vote
		}
	}
	j.done = err == nil
	return true, err
}

// isWrong looks again at what was verified for a participant in an epoch.
func (d *Daemon) isWrong(ctx context.Context, q *roles.DisputeInfo) (bool, error) {
	var verified []roles.SubmissionInfo
	for from := uint64(0); ; {
		page, err := roles.Client{Node: d.Node}.Submissions(ctx, roles.SubmissionsArgs{Epoch: q.Epoch, Role: q.Role, From: from})
		if err != nil {
			return false, err
		}
		for _, s := range page.Submissions {
			if cmp.Or(s.Payee, s.ID) == q.ID && s.State == "verified" {
				verified = append(verified, s)
			}
		}
		if from = page.Next; from == 0 {
			break
		}
	}
	if err := d.showTable(ctx, q, verified); err != nil {
		return false, err
	}
	for part := range slices.Chunk(verified, atOnce) {
		asked := make([]plugin.Submission, len(part))
		for i, s := range part {
			asked[i] = d.question(&submitted{location: location{q.Epoch, q.Role, s.Number}, SubmissionInfo: s})
		}
		for i, f := range d.Look(ctx, asked) {
			if f.Err != nil {
				return false, fmt.Errorf("number %d of epoch %d: %w", part[i].Number, q.Epoch, f.Err)
			}
			for k, name := range d.measures[q.Role] {
				if k < len(part[i].Measures) && sdk.Amount(f.Measures[name]).Less(part[i].Measures[k]) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}

// showTable has plug-ins look at the table that a dispute names, if it names one, before they look again at what was verified: they
// remember what its publisher says in it. What they find in it for whoever is asked about counts nothing.
func (d *Daemon) showTable(ctx context.Context, q *roles.DisputeInfo, verified []roles.SubmissionInfo) error {
	locator, hash, ok := TableOf(q.Reason)
	if !ok || len(verified) == 0 {
		return nil
	}
	s := verified[0]
	s.Locator, s.Hash = locator, sdk.HashOf(hash[:])
	asked := d.question(&submitted{location: location{q.Epoch, q.Role, s.Number}, SubmissionInfo: s})
	err := d.Look(ctx, []plugin.Submission{asked})[0].Err
	var gone *evidence.Fault
	if errors.As(err, &gone) {
		d.once("dispute %d names a table that cannot be had: %v", q.Dispute, err)
		return nil
	}
	return err
}

// WithTable is a reason for a dispute that names a table of the same publisher, which says less.
func WithTable(reason, locator string, hash abi.Hash) string {
	return fmt.Sprintf("%s: see %s %x", reason, locator, hash[:])
}

// TableOf is the table that a reason names, if it does.
func TableOf(reason string) (locator string, hash abi.Hash, ok bool) {
	words := strings.Fields(reason)
	if len(words) < 3 || words[len(words)-3] != "see" {
		return "", hash, false
	}
	locator = words[len(words)-2]
	hash, err := abi.ParseHash(words[len(words)-1])
	if l, bad := evidence.ParseLocator(locator); err != nil || bad != nil || l.Repository {
		return "", abi.Hash{}, false
	}
	return locator, hash, true
}
