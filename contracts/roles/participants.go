package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Register adds participants to a role; the caller is the sponsor of those that are new.
func Register(a roles.RegisterArgs) roles.RegisterResult {
	mustFit(len(a.Entries), maxRegister)
	id, r := findActiveRole(a.Role)
	r.mustBeAttested()
	sponsor := sdk.Context().Caller
	for _, e := range a.Entries {
		register(id, e, sponsor)
	}
	n := uint64(len(a.Entries))
	sdk.Emit("roles.registered", sdk.Text("role", a.Role), sdk.Uint("count", n), sdk.Addr("sponsor", sponsor))
	return roles.RegisterResult{Registered: n}
}

func register(role uint64, e roles.RegisterEntry, sponsor sdk.Address) {
	if !text.IsName(e.ID) { // (P8)
		sdk.Abort(roles.ErrIDInvalid, "bad id")
	}
	if e.Account.IsZero() {
		sdk.Abort(roles.ErrAccountInvalid, "zero address")
	}
	p, exists := loadParticipant(e.ID)
	if exists && p.Account != e.Account {
		sdk.Abort(roles.ErrIDTaken, e.ID)
	}
	if exists && p.in(role) {
		return
	}
	if !exists {
		if _, contract := sdk.ContractByName(e.ID); contract {
			sdk.Abort(roles.ErrIDTaken, e.ID)
		}
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

func mustFit(n, limit int) {
	if n > limit {
		sdk.Abort(roles.ErrTooMany, "too many entries")
	}
}

func (p *participant) info(id string) roles.ParticipantInfo {
	info := roles.ParticipantInfo{ID: id, Account: p.Account, Sponsor: p.Sponsor}
	for role := range loadConfig().Roles {
		if p.in(role) {
			info.Roles = append(info.Roles, loadRole(role).Name)
		}
	}
	return info
}

// Participant returns one participant.
func Participant(a roles.ParticipantArgs) roles.ParticipantInfo {
	p, ok := loadParticipant(a.ID)
	if !ok {
		sdk.Abort(roles.ErrParticipantUnknown, a.ID)
	}
	return p.info(a.ID)
}

// ByAccount lists the participants whose rewards go to an account, at most 100.
func ByAccount(a roles.ByAccountArgs) roles.ParticipantsResult {
	prefix := sdk.Key(keyOwned, a.Account.Bytes())
	return list(prefix, "", maxPage)
}

// Participants lists a role's participants.
func Participants(a roles.ParticipantsArgs) roles.ParticipantsResult {
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
func list(prefix []byte, after string, limit int) (result roles.ParticipantsResult) {
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
