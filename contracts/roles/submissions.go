package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// What became of a submission.
const (
	waiting  = 0
	verified = 1 // above 0: it counts
	nothing  = 2 // attended, and nothing was found
	repeated = 3 // its reference was taken before
	old      = 4 // the work is older than references are retained
	lapsed   = 5 // not attended in four epochs
	voided   = 6 // it was verified, and a dispute upheld
	held     = 7 // it is verified, and its account is in the role under no id
	expired  = 8 // it was held, and nobody registered in time
)

var stateNames = []string{"waiting", "verified", "nothing", "repeated", "old", "lapsed", "void", "unregistered", "expired"}

// submission asks for the verification of something that one participant did. Whoever is paid for
// it, and who has an interest in it, is fixed with it.
//
//peerz:store
type submission struct {
	ID       string // of whom the evidence speaks
	Payee    string // the participant that is paid; empty: the account is in the role under no id
	Ref      string
	Locator  string
	Hash     sdk.Hash
	Account  sdk.Address // that is paid
	Sponsor  sdk.Address // of the participant, if it has vouched for it
	Sender   sdk.Address // that gets the bond back
	Bond     sdk.Amount
	Moved    uint64 // how often it was not attended
	State    uint64
	Measures []sdk.Amount // as verified
	Time     uint64       // unix seconds, of the work, as verified
}

func submissionKey(epoch, role, number uint64) []byte {
	return sdk.Key(keySubmission, sdk.BE64(epoch), []byte{byte(role)}, sdk.BE64(number))
}

// splitSubmissionKey takes a submission's key apart again.
func splitSubmissionKey(key []byte) (epoch, role, number uint64) {
	return sdk.ReadBE64(key[1:]), uint64(key[9]), sdk.ReadBE64(key[10:])
}

func waitingKey(role uint64, id, ref string) []byte {
	return sdk.Key(keyWaiting, []byte{byte(role)}, []byte(id), []byte{' '}, []byte(ref)) // an id has no space
}

// strangersKey is under what is submitted under an id that is not the payee's own: each for himself, so that nobody stands in
// another's way. A reference has no end of line.
func strangersKey(role uint64, id, ref string) []byte {
	return sdk.Key(keyWaiting, []byte{byte(role)}, []byte(id), []byte{'/'}, []byte(ref), []byte{'\n'})
}

// waitingKey is the place under which a submission waits.
func (s *submission) waitingKey(role uint64) []byte {
	if s.Payee != s.ID {
		return append(strangersKey(role, s.ID, s.Ref), s.Sender.Bytes()...)
	}
	return waitingKey(role, s.ID, s.Ref)
}

func takenKey(role uint64, ref string) []byte {
	return sdk.Key(keyTaken, []byte{byte(role)}, []byte(ref))
}

func countKey(epoch, role uint64) []byte {
	return sdk.Key(keyCount, sdk.BE64(epoch), []byte{byte(role)})
}

// countOf is how many numbers of a role are used in an epoch.
func countOf(epoch, role uint64) uint64 {
	value, ok := sdk.Get(countKey(epoch, role))
	if !ok {
		return 0
	}
	return sdk.ReadBE64(value)
}

// location is where a submission is, as 16 bytes.
func location(epoch, number uint64) []byte { return append(sdk.BE64(epoch), sdk.BE64(number)...) }

// put stores a submission at the end of an epoch's list.
func (s *submission) put(epoch, role, number uint64) {
	sdk.Save(submissionKey(epoch, role, number), s)
	sdk.Set(s.waitingKey(role), location(epoch, number))
}

func isTaken(role uint64, ref string) bool {
	_, taken := sdk.Get(takenKey(role, ref))
	return taken
}

// Submit takes submissions of the caller itself, of those it sponsors, and of accounts that are not in the role.
func Submit(a roles.SubmitArgs) roles.SubmitResult {
	mustFit(len(a.Entries), maxSubmit)
	role, r := findActiveRole(a.Role)
	r.mustBeAttested()
	ctx, c := sdk.Context(), loadConfig()
	result := roles.SubmitResult{Epoch: c.epochFor(ctx)}
	result.First = countOf(result.Epoch, role)
	var bonds sdk.Amount
	for i := range a.Entries {
		s := c.newSubmission(role, &a.Entries[i], ctx.Caller)
		r.mustAdmit(role, s, result.Epoch)
		_, waits := sdk.Get(s.waitingKey(role))
		if waits || isTaken(role, s.Ref) { // (P3)
			result.Repeated++
			continue
		}
		s.put(result.Epoch, role, result.First+result.Accepted)
		bonds = bonds.Add(s.Bond)
		result.Accepted++
	}
	takeFunds(bonds)
	if result.Accepted > 0 {
		sdk.Set(countKey(result.Epoch, role), sdk.BE64(result.First+result.Accepted))
	}
	sdk.Emit("roles.submitted", sdk.Text("role", a.Role), sdk.Uint("epoch", result.Epoch), sdk.Uint("first", result.First),
		sdk.Uint("count", result.Accepted), sdk.Uint("repeated", result.Repeated))
	return result
}

// newSubmission checks an entry.
func (c *config) newSubmission(role uint64, e *roles.Submission, sender sdk.Address) *submission {
	s := &submission{ID: e.ID, Account: e.Account, Ref: e.Ref, Locator: e.Locator, Hash: e.Hash, Bond: e.Bond, Sender: sender}
	s.findPayee(role)
	switch {
	case !isLine(e.Ref, maxRefLength):
		sdk.Abort(roles.ErrRef, e.ID)
	case !isLine(e.Locator, maxLocator) || e.Hash.IsZero():
		sdk.Abort(roles.ErrEvidence, e.ID)
	case e.Bond.Less(c.Params.Bond):
		sdk.Abort(roles.ErrBond, "the bond is too small")
	}
	return s
}

// findPayee finds the participant for whom the sender submits: the id's, or the one as which the account that the
// evidence names is in the role. For that account itself speaks whoever may; while there is none anybody does, and gains
// nothing but the bond back.
func (s *submission) findPayee(role uint64) {
	p, known := loadParticipant(s.ID)
	if s.Account.IsZero() {
		switch {
		case !known || !p.in(role):
			sdk.Abort(roles.ErrParticipantUnknown, s.ID)
		case p.Retired:
			sdk.Abort(roles.ErrRetired, s.ID)
		}
		s.Account, s.Payee = p.Account, s.ID
	} else if !text.IsName(s.ID) {
		sdk.Abort(roles.ErrIDInvalid, "bad id")
	} else if s.Payee = idIn(role, s.Account, s.ID); s.Payee == "" {
		return
	}
	if s.Payee != s.ID {
		p, _ = loadParticipant(s.Payee)
	}
	if s.Sender != p.Account && s.Sender != p.Sponsor {
		sdk.Abort(roles.ErrNotSponsor, s.Payee)
	}
	s.Sponsor = p.voucher()
}

func isLine(s string, longest int) bool { return s != "" && len(s) <= longest && text.IsLine(s) }

// interests reports whether an attestor has signed for this submission itself: it is the
// participant's account, a sponsor that has vouched for it, or the sender. Then its word does not count for it (P1).
func (s *submission) interests(attestor sdk.Address) bool {
	return attestor == s.Account || attestor == s.Sponsor || attestor == s.Sender
}

// maxListed is how many submissions a page has, so that an answer fits in 64 KiB.
const maxListed = 50

// submissionsOf returns up to limit submissions of a role in an epoch, from a number on.
func submissionsOf(epoch, role, from, end uint64, limit int) []sdk.Entry {
	return sdk.Scan(submissionKey(epoch, role, from), submissionKey(epoch, role, end), false, limit)
}

// Submissions lists what was submitted for a role in an epoch.
func Submissions(a roles.SubmissionsArgs) (result roles.SubmissionsResult) {
	role, _ := findRole(a.Role)
	limit := maxListed
	if a.Limit > 0 && a.Limit < maxListed {
		limit = int(a.Limit)
	}
	end := countOf(a.Epoch, role)
	for _, entry := range submissionsOf(a.Epoch, role, a.From, end, limit) {
		result.Submissions = append(result.Submissions, readSubmission(entry.Value).info(entry.Key))
	}
	if n := len(result.Submissions); n > 0 {
		next := result.Submissions[n-1].Number + 1
		if len(submissionsOf(a.Epoch, role, next, end, 1)) > 0 {
			result.Next = next
		}
	}
	return result
}

func readSubmission(value []byte) *submission {
	s := new(submission)
	if !sdk.Unmarshal(value, s) {
		sdk.Abort(sdk.ErrState, "submission")
	}
	return s
}

func (s *submission) info(key []byte) roles.SubmissionInfo {
	epoch, _, number := splitSubmissionKey(key)
	info := roles.SubmissionInfo{
		Epoch: epoch, Number: number, ID: s.ID, Ref: s.Ref, Locator: s.Locator, Hash: s.Hash,
		Account: s.Account, Sponsor: s.Sponsor, Sender: s.Sender, Bond: s.Bond, Moved: s.Moved,
		State: stateNames[s.State], Measures: s.Measures, Time: s.Time,
	}
	if s.Payee != s.ID {
		info.Payee = s.Payee
	}
	return info
}

// Submission finds a contribution by its reference.
func Submission(a roles.SubmissionArgs) roles.SubmissionInfo {
	role, _ := findRole(a.Role)
	if len(a.ID) > maxRefLength || len(a.Ref) > maxRefLength {
		sdk.Abort(roles.ErrSubmissionUnknown, a.Role)
	}
	at, ok := sdk.Get(waitingKey(role, a.ID, a.Ref))
	if !ok {
		at, ok = sdk.Get(takenKey(role, a.Ref))
	}
	if prefix := strangersKey(role, a.ID, a.Ref); !ok {
		for _, one := range sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, 1) {
			at, ok = one.Value, true
		}
	}
	if !ok {
		sdk.Abort(roles.ErrSubmissionUnknown, a.Ref)
	}
	key := submissionKey(sdk.ReadBE64(at), role, sdk.ReadBE64(at[8:]))
	value, ok := sdk.Get(key)
	if !ok {
		sdk.Abort(sdk.ErrState, "submission")
	}
	return readSubmission(value).info(key)
}
