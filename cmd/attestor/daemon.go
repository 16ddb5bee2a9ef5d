package attestor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Daemon attests for one account: it looks at what is submitted, and reports what it finds, by the way of
// reporting that each epoch has.
type Daemon struct {
	Node *client.Client
	Key  tx.Key
	// Look finds what submissions of one role are worth: see Looker.
	Look func(ctx context.Context, asked []plugin.Submission) []Finding
	Dir  string // of the journal
	// Lock holds the keys for this process while a transaction is signed and handed over: see keystore.Store.Lock.
	Lock func() (unlock func(), err error)
	Note func(format string, args ...any)

	journal  *Journal
	contract abi.Address
	limits   client.Params
	now      client.Status
	measures map[string][]string      // names, by role
	sources  map[string]roles.Source  // by role
	next     map[list]uint64          // number from which on a list of submissions is not read yet
	open     []*submitted             // to look at
	tries    map[string]int           // transactions that failed, by what they say
	noted    map[string]bool          // what was said in this epoch
	way      roles.VerificationResult // of the present epoch
	judged   map[uint64]*judging      // disputes
}

// list is a role's submissions in an epoch.
type list struct {
	epoch uint64
	role  string
}

// submitted is a submission that waits for a finding.
type submitted struct {
	location
	roles.SubmissionInfo
	tries int       // that failed
	after time.Time // of the next one
}

// maxTries is how often a submission is looked at, and a transaction made anew, when that fails.
const maxTries = 4

// atOnce is how many submissions are looked at together.
const atOnce = 64

// Run attests until ctx ends. What fails is said once in an epoch, and tried again.
func (d *Daemon) Run(ctx context.Context) error {
	defer d.close()
	for {
		if err := d.Round(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, ErrJournalInUse) || errors.Is(err, errJournal) {
				return err
			}
			d.once("attestor: %v", err)
		}
		if err := client.Pause(ctx, max(d.now.BlockTime()/2, 50*time.Millisecond)); err != nil {
			return nil
		}
	}
}

// Once does what is to be done now, and ends when nothing is left.
func (d *Daemon) Once(ctx context.Context) error {
	defer d.close()
	for {
		before := d.now.Height
		if err := d.Round(ctx); err != nil {
			return err
		}
		if before > 0 && len(d.open) == 0 && len(d.journal.waiting) == 0 {
			return nil
		}
		if err := client.Pause(ctx, max(d.now.BlockTime()/2, 50*time.Millisecond)); err != nil {
			return err
		}
	}
}

func (d *Daemon) close() {
	if d.journal != nil {
		_ = d.journal.Close()
	}
}

// Round looks at what is new and says what is found.
func (d *Daemon) Round(ctx context.Context) error {
	status, err := d.Node.Status(ctx)
	if err != nil {
		return err
	}
	if status.CatchingUp {
		return nil
	}
	epoch := d.now.Epoch
	if d.now = status; d.journal == nil || epoch != status.Epoch {
		if err := d.begin(ctx); err != nil {
			return err
		}
	}
	if err := d.settleAll(ctx); err != nil {
		return err
	}
	if err := d.reveal(ctx); err != nil {
		return err
	}
	if err := d.judge(ctx); err != nil {
		return err
	}
	if power, err := d.hasPower(ctx); err != nil || !power {
		return err
	}
	if err := d.read(ctx); err != nil {
		return err
	}
	for {
		looked, err := d.look(ctx)
		if err != nil {
			return err
		}
		if err := d.say(ctx); err != nil || !looked { // before the next look: a slow one delays nobody
			return err
		}
	}
}

// begin prepares for an epoch.
func (d *Daemon) begin(ctx context.Context) error {
	if d.journal == nil {
		record, err := d.Node.Contract(ctx, roles.Name)
		if err != nil {
			return err
		}
		d.contract = record.Address
		if d.journal, err = OpenJournal(d.Dir, d.now.ChainID, d.Key.Address(), d.now.Epoch); err != nil {
			return fmt.Errorf("%w: %w", errJournal, err)
		}
	} else if err := d.journal.trim(d.now.Epoch); err != nil {
		return fmt.Errorf("%w: %w", errJournal, err)
	}
	known, err := roles.Client{Node: d.Node}.Roles(ctx)
	if err != nil {
		return err
	}
	d.measures, d.sources = map[string][]string{}, map[string]roles.Source{}
	for _, r := range known.Roles {
		d.sources[r.Name] = r.Source
		for _, m := range r.Measures {
			d.measures[r.Name] = append(d.measures[r.Name], m.Name)
		}
	}
	d.next, d.open, d.tries, d.noted = map[list]uint64{}, nil, map[string]int{}, map[string]bool{}
	d.judged = map[uint64]*judging{}
	d.limits, err = d.Node.Params(ctx)
	return err
}

// errJournal says that nothing can be recorded, so that nothing may be said.
var errJournal = errors.New("the attestor's journal")

// hasPower reports whether this attestor's reports count in the present epoch.
func (d *Daemon) hasPower(ctx context.Context) (bool, error) {
	set, err := roles.Client{Node: d.Node}.Attestors(ctx)
	if err != nil {
		return false, err
	}
	for _, a := range set.Attestors {
		if abi.Address(a.Account.Bytes()) == d.Key.Address() && !a.Stake.IsZero() {
			return true, nil
		}
	}
	d.once("%s has no attestor power in epoch %d, so it does not report", d.Key.Address(), d.now.Epoch)
	return false, nil
}

// read adds the submissions that are new.
func (d *Daemon) read(ctx context.Context) (err error) {
	node := roles.Client{Node: d.Node}
	if d.way, err = node.Verification(ctx, roles.VerificationArgs{Epoch: d.now.Epoch}); err != nil {
		return err
	}
	for _, role := range d.way.Roles {
		at := list{d.now.Epoch, role.Role}
		for d.next[at] < role.Submissions {
			page, err := node.Submissions(ctx, roles.SubmissionsArgs{Epoch: at.epoch, Role: at.role, From: d.next[at]})
			if err != nil {
				return err
			}
			if len(page.Submissions) == 0 {
				break
			}
			for _, s := range page.Submissions {
				d.next[at] = s.Number + 1
				p := location{at.epoch, at.role, s.Number}
				if _, known := d.journal.found[p]; !known && s.State == "waiting" {
					d.open = append(d.open, &submitted{location: p, SubmissionInfo: s})
				}
			}
		}
	}
	return nil
}

func compare(a, b sdk.Amount) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}

// look looks at the next submissions of one role, and reports whether there were any.
func (d *Daemon) look(ctx context.Context) (looked bool, err error) {
	// The dearest first, so that whoever floods attestors with submissions pays more than those who wait; what failed comes
	// after what nobody has looked at.
	slices.SortStableFunc(d.open, func(a, b *submitted) int { return cmp.Or(cmp.Compare(a.tries, b.tries), compare(b.Bond, a.Bond)) })
	var batch []*submitted
	for _, s := range d.open {
		if time.Now().After(s.after) && (len(batch) == 0 || s.Role == batch[0].Role) && len(batch) < atOnce {
			batch = append(batch, s)
		}
	}
	if len(batch) == 0 {
		return false, nil
	}
	asked := make([]plugin.Submission, len(batch))
	for i, s := range batch {
		asked[i] = d.question(s)
	}
	var records []record
	for i, f := range d.Look(ctx, asked) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if r := d.decide(batch[i], f); r != nil {
			records = append(records, record{Found: r})
		}
	}
	if len(records) > 0 {
		if err := d.journal.append(records...); err != nil {
			return false, fmt.Errorf("%w: %w", errJournal, err)
		}
	}
	d.open = slices.DeleteFunc(d.open, func(s *submitted) bool {
		_, known := d.journal.found[s.location]
		return known || s.tries >= maxTries
	})
	return true, nil
}

// question is a submission as plug-ins are asked about it.
func (d *Daemon) question(s *submitted) plugin.Submission {
	q := plugin.Submission{
		ChainID: d.now.ChainID, Epoch: s.location.Epoch, Role: s.Role, Measures: d.measures[s.Role], Number: s.location.Number,
		ID: s.ID, Account: abi.Address(s.Account.Bytes()), Ref: s.Ref, Locator: s.Locator, SHA256: abi.Hash(s.Hash.Bytes()), Repositories: slices.Clone(d.sources[s.Role].Repositories),
	}
	for _, a := range d.sources[s.Role].Publishers {
		q.Publishers = append(q.Publishers, abi.Address(a.Bytes()).String())
	}
	return q
}

// decide makes a finding of what came of a look, or nothing when it has to be tried again, or is left unsaid. Evidence that
// cannot be had is worth 0: it is the submitter's to have it there. A plug-in that fails is this attestor's fault, of which
// others' reports are better evidence than a 0 of its own.
func (d *Daemon) decide(s *submitted, f Finding) *foundRecord {
	at := s.location
	if f.Err != nil {
		s.tries++
		s.after = time.Now().Add(d.pause(s.tries))
		d.once("%s %s, number %d of epoch %d: %v", at.Role, s.ID, at.Number, at.Epoch, f.Err)
		var gone *evidence.Fault
		if s.tries < maxTries || !errors.As(f.Err, &gone) {
			return nil
		}
		f.Answer = plugin.Answer{Reason: f.Err.Error()}
	}
	r := &foundRecord{At: at, Time: uint64(f.Time), Reason: f.Reason}
	nothing := f.Err == nil // else that is said
	for _, name := range d.measures[at.Role] {
		r.Measures = append(r.Measures, f.Measures[name])
		nothing = nothing && f.Measures[name].IsZero()
	}
	if nothing {
		d.once("%s %s, number %d of epoch %d, is worth nothing: %s", at.Role, s.ID, at.Number, at.Epoch, f.Reason)
	}
	return r
}

// pause is how long a submission waits after so many tries that failed: longer each time, as the epoch allows.
func (d *Daemon) pause(tries int) time.Duration {
	part := time.Duration(d.now.EpochEnd-d.now.EpochStart) * time.Second / 40
	return min(max(part*time.Duration(tries), 200*time.Millisecond), 10*time.Minute)
}

// once tells something once in an epoch.
func (d *Daemon) once(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if d.noted == nil {
		d.noted = map[string]bool{}
	}
	if !d.noted[text] && len(d.noted) < 1000 {
		d.noted[text] = true
		d.Note("%s", text)
	}
}
