package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Keys: one byte that names the kind, then parts of fixed width, big endian, so that a
// scan gives epochs and ids in their order. Only the last part varies in length.
const (
	keyConfig      = 'c' // config
	keyRole        = 'r' // role id -> role
	keyRoleName    = 'n' // name -> role id
	keyParticipant = 'p' // id -> participant
	keyOwned       = 'o' // account, id -> 1
	keyMember      = 'm' // role id, id -> the epoch of its registration, 8 bytes
	keyAttestors   = 'a' // epoch from which on they are the ones -> attestors
	keyEpoch       = 'e' // epoch -> epochStart
	keyProgress    = 'g' // progress
	keyDispute     = 'y' // number -> dispute, while it is open
	keyVote        = 'v' // dispute, account -> 0 to reject it, 1 to uphold it, 2 to have nobody paid, until it ends
	keyDisputes    = 'u' // how many disputes there have been, 8 bytes
	keyDuties      = 'd' // epoch -> duties, until it is sealed
	keyBatch       = 'b' // epoch, first leaf -> batch: what sources other than attestors have measured
	keyCount       = 'q' // epoch, role id -> how many submissions, 8 bytes
	keySubmission  = 's' // epoch, role id, number -> submission
	keySheet       = 'x' // epoch, role id, sheet, account -> what one attestor committed or reported
	keyWorks       = 'k' // role id, account -> epoch and id: under which it worked last, in a role that asks for age or stake
	keyWaiting     = 'w' // role id, id, space, reference -> epoch and number of the submission that waits
	keyTaken       = 'z' // role id, reference -> epoch and number of the submission that was verified
	keyHeld        = 'h' // role id, account, epoch, number -> 1: verified, and the account is not registered
	keyHeldSince   = 'i' // epoch, role id, number -> 1: the same, the oldest first
	keyUndecided   = 't' // epoch, role id, id -> 1: a dispute about what it is paid was undecided, until the epoch matures
	keyArrived     = 'j' // role id, account -> 1: it is registered, and work of it is held
)

// Limits that bound work and records.
const (
	maxRoles      = 64
	maxMeasures   = 8
	maxRegister   = 100 // entries of one call of register, each with a signature
	maxSubmit     = 50  // of one call of submit
	maxSheets     = 16  // of one call of report or reveal
	maxCommit     = 64  // of one call of commit
	maxRefLength  = 64
	maxLocator    = 256
	maxRoleName   = 32 // of a role or a measure
	maxUnitLength = 64
	maxNumbers    = 16  // submissions of a dispute
	maxReason     = 256 // its bytes
)

// config is what instantiate sets.
//
//peerz:store
type config struct {
	Roles  uint64 // how many there are: ids are 0 to Roles-1
	Start  uint64 // unix seconds, of epoch 0
	Length uint64 // seconds, of epoch 0
	Params roles.Params
}

// role is a role's definition. Measures and Units belong together by position.
//
//peerz:store
type role struct {
	Name     string
	Measures []string
	Units    []string
	Retired  bool

	Kind         string // of its source: see roles.Source
	Contracts    []sdk.Address
	Returned     uint64 // ppm
	Publishers   []sdk.Address
	Repositories []string
	Age          uint64 // epochs
	Stake        sdk.Amount
}

// participant is an identity that earns. Its account changes by its own word alone (P6).
//
//peerz:store
type participant struct {
	Account sdk.Address // that is paid
	Sponsor sdk.Address // that may submit for it
	Vouched bool        // the sponsor has registered it itself
	Roles   uint64      // bit i: registered in role i

	Recovery sdk.Address // that may move it to another account; zero: nobody
	Moving   sdk.Address // where to; zero: nowhere
	Moves    uint64      // from which epoch on
	Retired  bool        // for ever
	Heir     string      // that gets the work that is not recorded yet
}

func loadConfig() (c config) { sdk.Load([]byte{keyConfig}, &c); return c }
func (c *config) save()      { sdk.Save([]byte{keyConfig}, c) }

func roleKey(id uint64) []byte { return sdk.Key(keyRole, []byte{byte(id)}) }

func loadRole(id uint64) (r role) {
	sdk.Load(roleKey(id), &r)
	return r
}

// findRole returns a role by its name, or aborts.
func findRole(name string) (uint64, role) {
	id, ok := sdk.Get(sdk.Key(keyRoleName, []byte(name)))
	if !ok {
		sdk.Abort(roles.ErrRoleUnknown, name)
	}
	return uint64(id[0]), loadRole(uint64(id[0]))
}

// mustBeAttested aborts for a role whose measures nobody attests.
func (r *role) mustBeAttested() {
	if r.Kind != roles.FromAttestors {
		sdk.Abort(roles.ErrMeasuredRole, r.Name)
	}
}

// findActiveRole is findRole for a role that takes contributions; it aborts for a retired one.
func findActiveRole(name string) (uint64, role) {
	id, r := findRole(name)
	if r.Retired {
		sdk.Abort(roles.ErrRoleRetired, name)
	}
	return id, r
}

func participantKey(id string) []byte { return sdk.Key(keyParticipant, []byte(id)) }

func loadParticipant(id string) (p participant, ok bool) {
	ok = sdk.Load(participantKey(id), &p)
	return p, ok
}

func (p *participant) save(id string) { sdk.Save(participantKey(id), p) }

func (p *participant) in(role uint64) bool { return p.Roles>>role&1 == 1 }

// voucher is the sponsor, if it has vouched for the participant: one that the account has only named may know nothing of it, and
// whoever is judged would choose who does not judge (P1).
func (p *participant) voucher() sdk.Address {
	if !p.Vouched {
		return sdk.Address{}
	}
	return p.Sponsor
}

// onlyContract aborts for every caller but the built-in contract of that name.
func onlyContract(name string) {
	if a, ok := sdk.ContractByName(name); !ok || a != sdk.Context().Caller {
		sdk.Abort(roles.ErrDenied, "caller is not "+name)
	}
}
