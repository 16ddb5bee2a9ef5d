package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// ConsentInput is what an account signs to be paid for an id, for a sponsor that may submit for it: the
// signature is of "peerz/request/1" and the SHA-256 of this. It serves no other chain, id, account or sponsor.
func ConsentInput(chain sdk.Hash, id string, account, sponsor sdk.Address) []byte {
	var e sdk.Encoder
	e.Array(5)
	e.Text("peerz/consent/1")
	e.Hash(chain)
	e.Text(id)
	e.Address(account)
	e.Address(sponsor)
	return e.Bytes()
}

// Consent shows that an account agrees to be paid for an id. The account itself needs none for its own calls.
type Consent struct {
	Key       sdk.Hash // the public key that the account belongs to
	Signature []byte   // 64 bytes: see ConsentInput
}

// RegisterEntry is an identity that wants to earn in a role.
type RegisterEntry struct {
	ID      string      `cbor:"id"` // a name: 1 to 64 of a-z, 0-9, dot, _, colon and -; no capitals, and no contract's name
	Account sdk.Address // that is paid
	Sponsor sdk.Address `cbor:"sponsor,omitempty"` // that may submit for a new id; absent: the caller
	Consent *Consent    // of the account, unless it is the caller, or the id is registered with it already
}

// RotateArgs move an id to another account.
type RotateArgs struct {
	ID      string `cbor:"id"`
	Account sdk.Address
	Consent *Consent // of that account, with the sponsor that the id has
}

// SetBackingArgs say who stands behind an id beside its account.
type SetBackingArgs struct {
	ID       string      `cbor:"id"`
	Sponsor  sdk.Address // that may submit for it
	Recovery sdk.Address `cbor:"recovery,omitempty"` // that may move it to another account after recovery_delay; absent: nobody
}

// IDArgs name an id.
type IDArgs struct {
	ID string `cbor:"id"`
}

// RegisterArgs are participants of one role.
type RegisterArgs struct {
	Role    string
	Entries []RegisterEntry // at most 100
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
	Sponsor sdk.Address // that may submit for it, too
	Vouched bool        `cbor:"vouched,omitempty"` // the sponsor has registered it itself, rather than been named by the account

	Recovery sdk.Address `cbor:"recovery,omitempty"` // that may move it to another account
	Moving   sdk.Address `cbor:"moving,omitempty"`   // where that moves it
	Moves    uint64      `cbor:"moves,omitempty"`    // in which epoch
	Retired  bool        `cbor:"retired,omitempty"`  // it has left, or a dispute took it from its account: it is never used again
	Heir     string      `cbor:"heir,omitempty"`     // the id that a dispute gave its unpaid work to
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
