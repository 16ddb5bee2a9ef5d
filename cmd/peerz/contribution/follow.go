package contribution

import (
	"context"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
)

// following is submissions on their way to being verified.
type following struct {
	*Run
	first  uint64 // the epoch that was verified next when they were sent: none of them belongs to an earlier one
	list   []Contribution
	at     []*roles.SubmissionInfo // of each; nil: not taken, because its reference is
	before []bool                  // of each: it was verified before they were sent
}

// look begins to follow contributions before they are sent: what an import that was cut short has sent of them may still
// wait in an earlier epoch, where this one goes on with it.
func (r *Run) look(ctx context.Context, contributions []Contribution) (*following, error) {
	status, err := r.Node.Status(ctx)
	if err != nil {
		return nil, err
	}
	progress, err := roles.Client{Node: r.Node}.Verification(ctx, roles.VerificationArgs{Epoch: status.Epoch})
	if err != nil {
		return nil, err
	}
	r.result.Epoch = status.Epoch
	f := &following{Run: r, first: min(progress.Verifying, status.Epoch), list: contributions,
		at: make([]*roles.SubmissionInfo, len(contributions)), before: make([]bool, len(contributions))}
	if err := f.refresh(ctx, status.Epoch); err != nil {
		return nil, err
	}
	for i, s := range f.at {
		f.before[i] = s != nil && s.State == "verified"
	}
	return f, nil
}

// follow waits until all submissions are verified, or are not, in whatever epoch each belongs to.
func (f *following) follow(ctx context.Context) error {
	for told := false; ; told = true {
		now, err := f.Node.Status(ctx)
		if err != nil {
			return err
		}
		if err := f.refresh(ctx, now.Epoch); err != nil {
			return err
		}
		if !f.waiting() {
			return f.sum()
		}
		if !told {
			f.Note("epoch %d ends in %s: what attestors report until then is verified after it", now.Epoch, max(left(now), 0))
		}
		if err := client.Pause(ctx, now.BlockTime()/2); err != nil {
			return err
		}
	}
}

// left is the time until the epoch ends, by the time of the last block.
func left(s client.Status) time.Duration { return time.Duration(s.EpochEnd-s.Time) * time.Second }

// waiting reports whether one of the submissions is not decided.
func (f *following) waiting() bool {
	for _, s := range f.at {
		if s != nil && s.State == "waiting" {
			return true
		}
	}
	return false
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
	for i, s := range f.at {
		switch {
		case s == nil || f.before[i]:
			r.Repeated++
		case s.State == "verified":
			r.Verified++
			r.Epoch = max(r.Epoch, s.Epoch)
		default:
			states[s.State]++
		}
	}
	if r.Verified+r.Repeated < r.Contributions {
		return notVerified(r, states, f.bond)
	}
	return nil
}
