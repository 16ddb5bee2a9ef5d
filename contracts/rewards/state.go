package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Keys: one byte that names the kind, then parts of fixed width, big endian, so that a
// scan gives epochs, roles and ids in their order. Only the last part varies in length.
const (
	keyConfig   = 'c' // config
	keyBooks    = 'b' // books
	keyWeights  = 'w' // weights
	keyEpoch    = 'e' // epoch -> closed
	keyScoring  = 's' // epoch -> scoring
	keyInputs   = 'i' // epoch -> inputs
	keyNeed     = 'n' // epoch -> need
	keyGauge    = 'v' // account -> wish
	keyCount    = 'd' // gauge
	keyStanding = 'g' // code -> standing
	keyLineage  = 'l' // lineage
	keyTrial    = 'f' // trial
	keyShare    = 't' // epoch, role -> share
	keyGiven    = 'h' // epoch, role, id -> the account for which a record was verified that a dispute has given to another
	keyRecord   = 'r' // epoch, role, id -> record: the order of the sweep
	keyPart     = 'o' // epoch, role, id -> partPaid: of an entitlement that is not paid whole
	keyUnpaid   = 'x' // account, epoch, role, id -> 1 until it is paid: the order of a claim
	keyPaid     = 'p' // account -> paidOut
	keyArchive  = 'k' // archive
	keyPage     = 'm' // epoch, role, page -> the id behind which it begins, but for the first
	keyPayout   = 'a' // account -> the address that it is paid to, 20 bytes
)

// config is what instantiate and set_params set.
//
//peerz:store
type config struct {
	Cap    sdk.Amount
	Start  uint64   // of the emission, unix seconds
	Roles  []string // by id
	Params rewards.Params
}

// books is the money that is spoken for, and how far payment has come.
//
//peerz:store
type books struct {
	Next    uint64     // the open epoch: the first that is not closed
	Opened  uint64     // unix seconds: when it began
	Emitted uint64     // unix seconds up to which the emission is minted
	Held    sdk.Amount // what of the balance is spoken for: unpaid pools

	Trial      bool   // the end of a block goes on with it
	Stopped    uint64 // the chain's epoch after the one in which the host last refused a payment; 0: never
	SweepEpoch uint64 // the sweep goes on in this epoch
	SweepKey   []byte // after this record key; empty: at the epoch's beginning
}

// closed is an epoch after its end.
//
//peerz:store
type closed struct {
	Start       uint64 // unix seconds
	End         uint64 // unix seconds, exclusive: the start of the next
	Last        uint64 // the chain's epoch at whose end it was closed: its own number, unless that failed then
	Pool        sdk.Amount
	Emission    sdk.Amount
	Share       uint64     // ppm of the schedule that is minted, when it closed
	Fees        sdk.Amount // that went to the pool
	FromReserve sdk.Amount
	Reserve     sdk.Amount // what was left in the reserve then
	FeePool     sdk.Amount // of liquidity, outside Pool
	Returned    sdk.Amount // by roles without a score, to the reserve
	Recorded    bool       // something was recorded
	Overdue     bool       // a review of the weights was due
	Sealed      bool       // scores are final
	Matures     uint64     // once it is sealed: the epoch in which it can be paid, whatever the parameters become
	Root        sdk.Hash   // of what was verified
	Verified    uint64     // contributions
	Table       sdk.Hash   // root of the tree of its records, with scores and amounts; zero until it is made
	PaidBy      uint64     // byLive, byLastGood or byLinear
	Reason      uint64     // why it was not the live code, else 0
	Formula     sdk.Address
	Code        sdk.Hash // that gave weights and scores; zero when linear
}

// share is one role in one epoch. Weight and Pool are fixed when it closes; the totals grow while it
// is verified; FeePool, PaidBy, Score and Returned are fixed when it is sealed, and the others follow the payments.
//
//peerz:store
type share struct {
	Participants uint64
	Raw          sdk.Amount // sum of all measures
	LiveTotal    sdk.Amount // sum of the live code's scores
	LastTotal    sdk.Amount // sum of the fallback's scores
	Weight       uint64
	Pool         sdk.Amount
	FeePool      sdk.Amount
	PaidBy       uint64     // who pays it: of the epoch, or its fallback
	Score        sdk.Amount // the total that pays: one of the three above

	Settled  sdk.Amount // scores whose entitlements are paid; Score in the end
	Paid     sdk.Amount
	FeePaid  sdk.Amount
	Dust     sdk.Amount // Pool - Paid once all are settled: in the reserve
	FeeDust  sdk.Amount
	Returned sdk.Amount // Pool, when nobody has a score
}

// record is one participant's verified contribution to a role in an epoch.
//
//peerz:store
type record struct {
	Account  sdk.Address // that is paid
	Given    bool        // by a dispute: see keyGiven
	Measures []sdk.Amount
	Live     sdk.Amount // the live code's score
	Last     sdk.Amount // the fallback's
	Limited  bool       // there is a limit
	Limit    sdk.Amount // the most that its measures earn
	State    uint64     // what is known beside the sweep's position: see below
}

// partPaid is what of an entitlement is paid, while the outflow's limit keeps the rest.
//
//peerz:store
type partPaid struct{ Paid sdk.Amount }

// partOf is what is noted of the record under key: nothing, if all or nothing is paid of it.
func partOf(key []byte) (p partPaid) { sdk.Load(partKey(key), &p); return p }

// partKey is where that is noted of the record under key.
func partKey(key []byte) []byte { return append([]byte{keyPart}, key[1:]...) }

// What a record's entitlement is, if it is not simply due until the sweep has passed it.
const (
	due     = 0
	claimed = 1 // paid, before the sweep came to it or after it had passed it
	held    = 2 // disputed
	void    = 3 // a dispute was upheld: it is in the reserve
	late    = 4 // it was held when the sweep passed it: a claim pays it
)

// paidOut is what an account has received so far.
//
//peerz:store
type paidOut struct {
	Total sdk.Amount
}

// Records are handled by pointer: by value each would be copied word by word, which
// makes the module larger and calls dearer.

func loadConfig() *config          { c := new(config); sdk.Load([]byte{keyConfig}, c); return c }
func (c *config) save()            { sdk.Save([]byte{keyConfig}, c) }
func loadBooks() *books            { b := new(books); sdk.Load([]byte{keyBooks}, b); return b }
func (b *books) save()             { sdk.Save([]byte{keyBooks}, b) }
func epochKey(epoch uint64) []byte { return sdk.Key(keyEpoch, sdk.BE64(epoch)) }

func loadClosed(epoch uint64) (c *closed, ok bool) {
	c = new(closed)
	ok = sdk.Load(epochKey(epoch), c)
	return c, ok
}

// epochAt returns the number of the epoch that the chain's epoch n is a part of, and its account if it is
// closed. That is n itself, unless the chain could not close it at its end: then it became one with
// those that followed, under the number of the first.
func (b *books) epochAt(n uint64) (epoch uint64, e *closed) {
	if n >= b.Next {
		return b.Next, nil
	}
	for _, entry := range sdk.Scan(epochKey(0), epochKey(n+1), true, 1) {
		e = new(closed)
		if !sdk.Unmarshal(entry.Value, e) {
			sdk.Abort(sdk.ErrState, "closed")
		}
		epoch = sdk.ReadBE64(entry.Key[1:])
	}
	return epoch, e
}

func shareKey(epoch, role uint64) []byte {
	return sdk.Key(keyShare, sdk.BE64(epoch), []byte{byte(role)})
}

func loadShare(epoch, role uint64) *share {
	s := new(share)
	sdk.Load(shareKey(epoch, role), s)
	return s
}

// shareOf returns a role in a closed epoch; until that is sealed, who pays is what it is so far.
func shareOf(e *closed, epoch, role uint64) *share {
	t := loadShare(epoch, role)
	if !e.Sealed {
		t.PaidBy = e.PaidBy
	}
	return t
}

func (s *share) save(epoch, role uint64) { sdk.Save(shareKey(epoch, role), s) }

func recordKey(epoch, role uint64, id string) []byte {
	return sdk.Key(keyRecord, sdk.BE64(epoch), []byte{byte(role)}, []byte(id))
}

// splitRecordKey takes a record key apart again.
func splitRecordKey(key []byte) (epoch, role uint64, id string) {
	return sdk.ReadBE64(key[1:]), uint64(key[9]), string(key[10:])
}

func unpaidKey(account sdk.Address, epoch, role uint64, id string) []byte {
	return sdk.Key(keyUnpaid, account.Bytes(), sdk.BE64(epoch), []byte{byte(role)}, []byte(id))
}

// splitUnpaidKey takes an index key apart again.
func splitUnpaidKey(key []byte) (epoch, role uint64, id string) {
	return sdk.ReadBE64(key[21:]), uint64(key[29]), string(key[30:])
}

func loadPaidOut(account sdk.Address) (p paidOut) {
	sdk.Load(sdk.Key(keyPaid, account.Bytes()), &p)
	return p
}

// roleID returns the id of a role's name.
func (c *config) roleID(name string) (uint64, bool) {
	for i, role := range c.Roles {
		if role == name {
			return uint64(i), true
		}
	}
	return 0, false
}

// mustRole is roleID for a name that a caller gave.
func (c *config) mustRole(name string) uint64 {
	id, ok := c.roleID(name)
	if !ok {
		sdk.Abort(rewards.ErrRoleUnknown, name)
	}
	return id
}

// onlyContract aborts for every caller but the built-in contract of that name.
func onlyContract(name string) {
	if a, ok := sdk.ContractByName(name); !ok || a != sdk.Context().Caller {
		sdk.Abort(rewards.ErrDenied, "caller is not "+name)
	}
}
