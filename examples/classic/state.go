package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

const (
	keyConfig = 'c' // config
	keyBooks  = 'b' // books
	keyPeer   = 'p' // id -> peer; stays for ever, so that no id comes back
)

const (
	million       = 1_000_000
	scale         = 1_000_000_000 // rewards are counted in parts of a base unit, so that no division loses any
	maxValidators = 16
	maxValue      = 1 << 48
)

// config is what instantiate sets.
//
//peerz:store
type config struct {
	Validators []sdk.Address
	Rate       sdk.Amount
	Start      uint64
	Delay      uint64
	Cut        uint64
	Bond       sdk.Amount
}

// books are the stream. Everything that came in is in Pot, Rest, Validators, or what peers have earned.
//
//peerz:store
type books struct {
	Updated    uint64       // unix seconds up to which the stream has flowed
	Total      sdk.Amount   // of all contributions
	PerUnit    sdk.Amount   // scaled: what one unit of contribution has earned since the beginning
	Pot        sdk.Amount   // base units that have not flowed yet
	Rest       sdk.Amount   // scaled: what divisions have left
	Validators []sdk.Amount // scaled: what each has earned, and not taken
	Owed       sdk.Amount   // scaled: what all peers have earned, and not taken
}

// peer is somebody who contributes.
//
//peerz:store
type peer struct {
	Owner   sdk.Address
	Value   uint64     // its contribution, as validators see it
	Paid    sdk.Amount // scaled: PerUnit up to which it has earned
	Fresh   sdk.Amount // scaled: earned in this window, which is as long as the delay
	Aging   sdk.Amount // scaled: in the one before
	Ripe    sdk.Amount // scaled: before that: it can be claimed
	Window  uint64     // number of this window
	Over    uint64     // unix seconds: when it left or was slashed; 0: neither
	Slashed bool
	Round   uint64   // of statements: those of another round count for nothing
	Epoch   uint64   // in which the round's first report came: power is the stake at its start
	Said    []bool   // by validator: it has reported the peer in this round
	Values  []uint64 // by validator: what it says the contribution is
}

func load() (*config, *books) {
	c, b := new(config), new(books)
	sdk.Load([]byte{keyConfig}, c)
	sdk.Load([]byte{keyBooks}, b)
	return c, b
}

func (b *books) save() { sdk.Save([]byte{keyBooks}, b) }

func peerKey(id string) []byte { return sdk.Key(keyPeer, []byte(id)) }

func loadPeer(id string) *peer {
	p := new(peer)
	if id == "" || len(id) > 64 || !sdk.Load(peerKey(id), p) {
		sdk.Abort(ErrUnknown, id)
	}
	return p
}

func (p *peer) save(id string) { sdk.Save(peerKey(id), p) }
