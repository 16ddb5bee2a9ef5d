package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// RegisterEntry is an identity that wants to earn in a role.
type RegisterEntry struct {
	ID      string      `cbor:"id"` // a name: 1 to 64 of a-z, 0-9, dot, _, colon and -; no capitals, and no contract's name
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

// ParticipantInfo is a participant as queries show it.
type ParticipantInfo struct {
	ID      string `cbor:"id"`
	Account sdk.Address
	Roles   []string    // names, by role id
	Sponsor sdk.Address // that registered it
}

// ParticipantArgs name a participant.
type ParticipantArgs struct {
	ID string `cbor:"id"`
}

// ByAccountArgs name an account.
type ByAccountArgs struct {
	Account sdk.Address
}

// ParticipantsArgs ask for a page of a role's participants.
type ParticipantsArgs struct {
	Role  string
	After string `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 100, which is the default
}

// ParticipantsResult is a page of participants.
type ParticipantsResult struct {
	Participants []ParticipantInfo // by id
	Next         string            `cbor:"next,omitempty"` // for after; absent on the last page
}
