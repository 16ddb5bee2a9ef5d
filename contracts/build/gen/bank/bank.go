// Package main exercises every type and directive of the generator.
//
// Its doc has two paragraphs.
//
//peerz:contract bank 2.1.0
package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Codes.
//
//peerz:errors
const (
	ErrNoAccount = iota + 10 // there is no such account
	ErrIDTaken
	_
	// ErrLate says that the deadline is over.
	ErrLate
)

type roleID uint64

// Everything has a field of each type.
type Everything struct {
	Flag      bool
	Small     uint8
	Number    uint64 `unit:"seconds"`
	Signed    int64
	Total     sdk.Amount `unit:"base units"` // trailing comment
	Note      string
	Raw       []byte
	Signature [64]byte
	Owner     sdk.Address
	Code      sdk.Hash
	Role      roleID
	// Lines are nested.
	Lines     []Line
	Grid      [][]sdk.Amount
	MaybeZero uint64  `cbor:",omitempty"`
	Maybe     *uint64 `cbor:"perhaps"`
	MaybeLine *Line
	MaybeList []Line      `cbor:"more,omitempty"`
	MaybeWho  sdk.Address `cbor:",omitempty"`
}

// Line is a nested struct.
type Line struct{ PubKey, CodeHash sdk.Hash }

// Create starts the bank.
//
//peerz:instantiate
func Create(args Everything) {}

// Move moves everything.
//
//peerz:execute move
func Move(args Everything) Everything { return args }

// Ping needs nothing and gives nothing.
//
//peerz:execute ping
func Ping() {}

// Total adds up.
//
//peerz:query total
func Total() Line { return Line{} }

// Migrate is the entry of an upgrade.
//
//peerz:migrate
func Migrate() {}

// EndEpoch is the hook of an epoch.
//
//peerz:end_epoch
func EndEpoch(args sdk.EndEpochArgs) {}

// EndBlock is the hook of a block.
//
//peerz:end_block
func EndBlock() {}

// Other is sent to other contracts.
//
//peerz:message
type Other struct{ N uint64 }

// Limits are parameters.
//
//peerz:message
//peerz:params
type Limits struct {
	Most  sdk.Amount
	Days  uint16
	Extra []byte
	Kinds []Kind
}

// Kind is one of several that have the same parameters.
//
//peerz:params
type Kind struct {
	Name string
	Fee  uint64
}

//peerz:store
type record struct {
	Sum   sdk.Amount
	Lines []Line
	kind  uint8
}
