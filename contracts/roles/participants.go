package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// RegisterEntry is an identity that wants to earn in a role.
type RegisterEntry struct {
	ID      string      `cbor:"id"` // 1 to 64 of letters, digits, dot, _, colon and -
	Account sdk.Address // that is paid; fixed for ever
}

// RegisterArgs are participants of one role.
type RegisterArgs struct {
	Role    string
	Entries []RegisterEntry // at most 250
}

// RegisterResult counts.
type RegisterResult struct {
	Registered uint64 // entries that are now in the role, new or not
}

// Register adds participants to a role; the caller is the sponsor of those that are new.
// Anybody can register anybody, without an approval list and without tokens of the
// participant's own. Registration alone earns nothing.
//
//peerz:execute register
func Register(a RegisterArgs) RegisterResult {
	mustFit(len(a.Entries))
	id, r := findRole(a.Role)
	if r.Retired {
		sdk.Abort(ErrRoleRetired, a.Role)
	}
	sponsor := sdk.Context().Caller
	for _, e := range a.Entries {
		register(id, e, sponsor)
	}
	n := uint64(len(a.Entries))
	sdk.Emit("roles.registered", sdk.Text("role", a.Role), sdk.Uint("count", n), sdk.Addr("sponsor", sponsor))
	return RegisterResult{Registered: n}
}

func register(role uint64, e RegisterEntry, sponsor sdk.Address) {
	mustBeID(e.ID)
	if e.Account.IsZero() {
		sdk.Abort(ErrAccountInvalid, "zero address")
	}
	p, exists := loadParticipant(e.ID)
	if exists && p.Account != e.Account {
		sdk.Abort(ErrIDTaken, e.ID)
	}
	if exists && p.in(role) {
		return
	}
	if !exists {
		p = participant{Account: e.Account, Sponsor: sponsor}
		sdk.Set(sdk.Key(keyOwned, e.Account.Bytes(), []byte(e.ID)), []byte{1})
	}
	p.Roles |= 1 << role
	sdk.Save(participantKey(e.ID), &p)
	sdk.Set(memberKey(role, e.ID), []byte{1})
}

func memberKey(role uint64, id string) []byte {
	return sdk.Key(keyMember, []byte{byte(role)}, []byte(id))
}

func mustFit(n int) {
	if n > maxEntries {
		sdk.Abort(ErrTooMany, "too many entries")
	}
}

func mustBeID(s string) {
	ok := len(s) >= 1 && len(s) <= 64
	for i := 0; i < len(s); i++ {
		c := s[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			c == '.' || c == '_' || c == ':' || c == '-')
	}
	if !ok {
		sdk.Abort(ErrIDInvalid, "bad id")
	}
}

// ParticipantInfo is a participant as queries show it.
type ParticipantInfo struct {
	ID      string `cbor:"id"`
	Account sdk.Address
	Roles   []string    // names, by role id
	Sponsor sdk.Address // that registered it
}

func (p *participant) info(id string) ParticipantInfo {
	info := ParticipantInfo{ID: id, Account: p.Account, Sponsor: p.Sponsor}
	for role := range loadConfig().Roles {
		if p.in(role) {
			info.Roles = append(info.Roles, loadRole(role).Name)
		}
	}
	return info
}

// ParticipantArgs name a participant.
type ParticipantArgs struct {
	ID string `cbor:"id"`
}

// Participant returns one participant.
//
//peerz:query participant
func Participant(a ParticipantArgs) ParticipantInfo {
	p, ok := loadParticipant(a.ID)
	if !ok {
		sdk.Abort(ErrParticipantUnknown, a.ID)
	}
	return p.info(a.ID)
}

// ByAccountArgs name an account.
type ByAccountArgs struct {
	Account sdk.Address
}

// ParticipantsResult is a page of participants.
type ParticipantsResult struct {
	Participants []ParticipantInfo // by id
	Next         string            `cbor:"next,omitempty"` // for after; absent on the last page
}

// ByAccount lists the participants whose rewards go to an account, at most 100.
//
//peerz:query by_account
func ByAccount(a ByAccountArgs) ParticipantsResult {
	prefix := sdk.Key(keyOwned, a.Account.Bytes())
	return list(prefix, "", maxPage)
}

// ParticipantsArgs ask for a page of a role's participants.
type ParticipantsArgs struct {
	Role  string
	After string `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 100, which is the default
}

// Participants lists a role's participants.
//
//peerz:query participants
func Participants(a ParticipantsArgs) ParticipantsResult {
	id, _ := findRole(a.Role)
	return list(memberKey(id, ""), a.After, pageSize(a.Limit))
}

const maxPage = 100

func pageSize(limit uint64) int {
	if limit == 0 || limit > maxPage {
		return maxPage
	}
	return int(limit)
}

// list shows the participants whose ids are under prefix.
func list(prefix []byte, after string, limit int) (result ParticipantsResult) {
	ids, more := page(prefix, after, limit)
	for _, entry := range ids {
		id := string(entry.Key[len(prefix):])
		p, _ := loadParticipant(id)
		result.Participants = append(result.Participants, p.info(id))
		if more {
			result.Next = id
		}
	}
	return result
}

// page returns up to limit entries under prefix whose ids come after one, and whether
// there are more behind them.
func page(prefix []byte, after string, limit int) (entries []sdk.Entry, more bool) {
	start, end := prefix, sdk.PrefixEnd(prefix)
	if after != "" {
		start = append(append(append([]byte(nil), prefix...), after...), 0)
	}
	entries = sdk.Scan(start, end, false, limit)
	if len(entries) == 0 {
		return nil, false
	}
	behind := append(append([]byte(nil), entries[len(entries)-1].Key...), 0)
	return entries, len(sdk.Scan(behind, end, false, 1)) > 0
}
