package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Who is paid is the account that the evidence names, and attestors find 0 where it names another: so whoever registers a
// name first gains nothing by it. What is verified of an account that is in the role under no id is held until the account
// registers, by its own word (P6). Then it joins the submissions of the open epoch, verified already, and is recorded,
// disputed and paid as all of them are.

const (
	releaseAtOnce = 16 // submissions
	maxOwned      = 16 // ids of an account that are looked at
	maxHeirs      = 8  // of heirs
)

func heldPrefix(role uint64, account sdk.Address) []byte {
	return sdk.Key(keyHeld, []byte{byte(role)}, account.Bytes())
}

func heldSinceKey(epoch, role, number uint64) []byte {
	return sdk.Key(keyHeldSince, sdk.BE64(epoch), []byte{byte(role)}, sdk.BE64(number))
}

// idIn is the id under which an account is in a role: the wanted one if that is its own, else the first of its ids;
// empty when there is none.
func idIn(role uint64, account sdk.Address, wanted string) string {
	if p, _ := loadParticipant(wanted); p.Account == account && p.in(role) && !p.Retired {
		return wanted
	}
	prefix := ownedKey(account, "")
	for _, entry := range sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, maxOwned) {
		id := string(entry.Key[len(prefix):])
		if p, _ := loadParticipant(id); p.in(role) && !p.Retired {
			return id
		}
	}
	return ""
}

// findHeir fixes for whom a verified submission is recorded: the participant for whom it was sent, the heir of one from whom
// a dispute has taken the id, or the id under which the account has registered since. It is false while there is none.
func (s *submission) findHeir(role uint64) bool {
	if s.Payee == "" {
		s.Payee = idIn(role, s.Account, s.ID)
	}
	for range maxHeirs { // an heir's id can be taken from it, too; two can be each other's
		p, _ := loadParticipant(s.Payee)
		if p.Heir == "" {
			break
		}
		heir, _ := loadParticipant(p.Heir)
		s.Payee, s.Account = p.Heir, heir.Account
	}
	return s.Payee != ""
}

// hold keeps a submission of the epoch until its account is in the role.
func (s *submission) hold(epoch, role, number uint64) {
	sdk.Set(append(heldPrefix(role, s.Account), location(epoch, number)...), []byte{1})
	sdk.Set(heldSinceKey(epoch, role, number), []byte{1})
}

// unhold forgets where a submission is held.
func (s *submission) unhold(epoch, role, number uint64) {
	sdk.Delete(append(heldPrefix(role, s.Account), location(epoch, number)...))
	sdk.Delete(heldSinceKey(epoch, role, number))
}

// arrive notes that an account is in a role from now on, if something of it is held.
func arrive(role uint64, account sdk.Address) {
	prefix := heldPrefix(role, account)
	if len(sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, 1)) > 0 {
		sdk.Set(sdk.Key(keyArrived, []byte{byte(role)}, account.Bytes()), []byte{1})
	}
}

// release moves what is held of the next account that has come into a role to the open epoch, and reports whether there was one.
func release(c *config) bool {
	arrived := sdk.Scan([]byte{keyArrived}, []byte{keyArrived + 1}, false, 1)
	if len(arrived) == 0 {
		return false
	}
	role, prefix := uint64(arrived[0].Key[1]), append([]byte{keyHeld}, arrived[0].Key[1:]...)
	entries := sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, releaseAtOnce)
	if len(entries) == 0 {
		sdk.Delete(arrived[0].Key)
		return true
	}
	open := c.epochFor(sdk.Context())
	next := countOf(open, role)
	for _, entry := range entries {
		at := entry.Key[len(prefix):]
		epoch, number := sdk.ReadBE64(at), sdk.ReadBE64(at[8:])
		s, key := mustSubmission(epoch, role, number)
		s.unhold(epoch, role, number)
		sdk.Delete(key)
		sdk.Save(submissionKey(open, role, next), s)
		sdk.Set(takenKey(role, s.Ref), location(open, next))
		next++
	}
	sdk.Set(countKey(open, role), sdk.BE64(next))
	return true
}

// expire ends the wait of what has been held too long: its bond goes back, and its reference is free again. It reports
// whether there was any.
func expire(c *config) bool {
	some := false
	var escrows shares
	for _, entry := range sdk.Scan([]byte{keyHeldSince}, []byte{keyHeldSince + 1}, false, releaseAtOnce) {
		epoch, role, number := splitSubmissionKey(entry.Key)
		if epoch+c.Params.Registration >= sdk.Context().Epoch {
			break
		}
		s, key := mustSubmission(epoch, role, number)
		s.unhold(epoch, role, number)
		s.State = expired
		sdk.Save(key, s)
		sdk.Delete(takenKey(role, s.Ref))
		back := &escrows.of(s.Sender).back
		*back = back.Add(s.Bond)
		s.emit(loadRole(role).Name, epoch, number)
		some = true
	}
	escrows.pay()
	return some
}

// mustSubmission returns a submission that is known to be there.
func mustSubmission(epoch, role, number uint64) (s *submission, key []byte) {
	s, key = new(submission), submissionKey(epoch, role, number)
	if !sdk.Load(key, s) {
		sdk.Abort(sdk.ErrState, "submission")
	}
	return s, key
}

// emit says what has become of a submission.
func (s *submission) emit(role string, epoch, number uint64) {
	sdk.Emit("roles.verified", sdk.Text("role", role), sdk.Uint("epoch", epoch), sdk.Uint("number", number),
		sdk.Text("id", s.ID), sdk.Text("ref", s.Ref), sdk.Text("state", stateNames[s.State]))
}
