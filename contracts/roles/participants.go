package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Register adds participants to a role; the caller is the sponsor of those that are new, unless their account
// names another.
func Register(a roles.RegisterArgs) roles.RegisterResult {
	mustFit(len(a.Entries), maxRegister)
	id, r := findActiveRole(a.Role)
	r.mustBeAttested()
	caller := sdk.Context().Caller
	for i := range a.Entries {
		register(id, &a.Entries[i], caller)
	}
	n := uint64(len(a.Entries))
	sdk.Emit("roles.registered", sdk.Text("role", a.Role), sdk.Uint("count", n), sdk.Addr("sponsor", caller))
	return roles.RegisterResult{Registered: n}
}

func register(role uint64, e *roles.RegisterEntry, caller sdk.Address) {
	if !text.IsName(e.ID) { // (P8)
		sdk.Abort(roles.ErrIDInvalid, "bad id")
	}
	if e.Account.IsZero() {
		sdk.Abort(roles.ErrAccountInvalid, "zero address")
	}
	p, exists := loadParticipant(e.ID)
	switch {
	case exists && p.Retired:
		sdk.Abort(roles.ErrRetired, e.ID)
	case exists && p.Account != e.Account:
		sdk.Abort(roles.ErrIDTaken, e.ID)
	case exists && p.in(role):
		return
	case !exists:
		if _, contract := sdk.ContractByName(e.ID); contract {
			sdk.Abort(roles.ErrIDTaken, e.ID)
		}
		p = participant{Account: e.Account, Sponsor: e.Sponsor}
		if p.Sponsor.IsZero() {
			p.Sponsor = caller
		}
		p.Vouched = p.Sponsor == caller
		mustConsent(e.ID, e.Account, p.Sponsor, e.Consent)
		sdk.Set(ownedKey(e.Account, e.ID), []byte{1})
	}
	p.Roles |= 1 << role
	p.save(e.ID)
	sdk.Set(memberKey(role, e.ID), sdk.BE64(sdk.Context().Epoch))
	arrive(role, p.Account)
}

// mustConsent aborts unless an account agrees to be paid for an id: it is the caller, or has signed for this id and
// sponsor (P6). So nobody registers what is not theirs to be paid, and a contract, which cannot sign, registers itself.
func mustConsent(id string, account, sponsor sdk.Address, c *roles.Consent) {
	ctx := sdk.Context()
	if ctx.Caller == account {
		return
	}
	if c == nil || len(c.Signature) != 64 || sdk.AccountOf(c.Key) != account {
		sdk.Abort(roles.ErrConsent, id)
	}
	hash := sdk.SHA256(roles.ConsentInput(ctx.ChainID, id, account, sponsor))
	if !sdk.VerifyEd25519(c.Key, [64]byte(c.Signature), append([]byte("peerz/request/1"), hash.Bytes()...)) {
		sdk.Abort(roles.ErrConsent, id)
	}
}

func ownedKey(account sdk.Address, id string) []byte {
	return sdk.Key(keyOwned, account.Bytes(), []byte(id))
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
	info := roles.ParticipantInfo{
		ID: id, Account: p.Account, Sponsor: p.Sponsor, Vouched: p.Vouched, Recovery: p.Recovery, Moving: p.Moving, Moves: p.Moves, Retired: p.Retired, Heir: p.Heir,
	}
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
