package contribution

import (
	"context"
	"errors"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
)

// location is where a submission is, in a role's list of an epoch.
type location struct {
	role          string
	epoch, number uint64
}

// following is submissions on their way to being verified.
type following struct {
	*Run
	first    uint64 // the epoch in which they were sent: none of them belongs to an earlier one
	list     []Contribution
	at       []*roles.SubmissionInfo // of each; nil: not taken, because its reference is
	reported map[location]bool
}

// follow has attestors report on the submissions, in whatever epoch each belongs to, until all are verified,
// or are not.
func (f *following) follow(ctx context.Context, attestors []keystore.Key) error {
	told := false
	for {
		now, err := f.Node.Status(ctx)
		if err != nil {
			return err
		}
		if err := f.refresh(ctx, now.Epoch); err != nil {
			return err
		}
		if err := f.report(ctx, now.Epoch, attestors); err != nil {
			return err
		}
		switch {
		case f.Async && !f.reportable(attestors):
			f.result.Height = 0
			return nil
		case !f.waiting():
			return f.sum()
		case !told:
			told = true
			f.Note("epoch %d ends in %s: what it has is verified then", now.Epoch, max(left(now), 0))
		}
		if err := client.Pause(ctx, now.BlockTime()/2); err != nil {
			return err
		}
	}
}

// waiting reports whether one of the submissions is not decided.
func (f *following) waiting() bool {
	for _, s := range f.at {
		if s != nil && s.State == "waiting" {
			return true
		}
	}
	return false
}

// reportable reports whether attestors here have something left to say.
func (f *following) reportable(attestors []keystore.Key) bool {
	for i, s := range f.at {
		if s != nil && s.State == "waiting" && !f.reported[f.location(i)] {
			return len(attestors) > 0
		}
	}
	return false
}

func (f *following) location(i int) location {
	return location{f.list[i].Role, f.at[i].Epoch, f.at[i].Number}
}

// refresh looks where the submissions are now: in the epochs since they were sent, or in the next.
func (f *following) refresh(ctx context.Context, epoch uint64) error {
	type name struct{ id, ref string }
	for _, role := range rolesOf(f.list) {
		known := map[name]*roles.SubmissionInfo{}
		for e := f.first; e <= epoch+1; e++ {
			for from := uint64(0); ; {
				page, err := roles.Client{Node: f.Node}.Submissions(ctx, roles.SubmissionsArgs{Epoch: e, Role: role, From: from})
				if err != nil {
					return err
				}
				for i := range page.Submissions {
					s := &page.Submissions[i]
					known[name{s.ID, s.Ref}] = s
				}
				if from = page.Next; from == 0 {
					break
				}
			}
		}
		for i, c := range f.list {
			if s := known[name{c.ID, c.Ref}]; s != nil && c.Role == role {
				f.at[i] = s
			}
		}
	}
	return nil
}

// sum counts what became of the submissions.
func (f *following) sum() error {
	states := map[string]int{}
	r := &f.result
	for _, s := range f.at {
		switch {
		case s == nil:
			r.Repeated++
		case s.State == "verified":
			r.Verified++
			r.Epoch = max(r.Epoch, s.Epoch)
		default:
			states[s.State]++
		}
	}
	if r.Verified+r.Repeated < r.Contributions {
		return notVerified(r, states)
	}
	return nil
}

// isLate reports whether a report came after the end of its epoch. Then the submission has moved on, or is
// verified by what others said.
func isLate(err error) bool {
	var failed *client.TxError
	return errors.As(err, &failed) && failed.Receipt.Abort != nil &&
		(failed.Receipt.Abort.Code == roles.ErrWrongEpoch || failed.Receipt.Abort.Code == roles.ErrNotAttestor)
}
