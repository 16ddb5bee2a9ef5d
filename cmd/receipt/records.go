package receipt

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// fields are a record of the contract rewards, by name: uint64, bool, string, []byte, sdk.Amount, sdk.Address, or
// a list of strings.
type fields map[string]any

func (f fields) amount(name string) sdk.Amount   { a, _ := f[name].(sdk.Amount); return a }
func (f fields) address(name string) sdk.Address { a, _ := f[name].(sdk.Address); return a }
func (f fields) bytes(name string) []byte        { b, _ := f[name].([]byte); return b }
func (f fields) number(name string) uint64       { n, _ := f[name].(uint64); return n }

// decode reads a record as the contract of this program packs it, up to the first field that only the contract can read.
func decode(kind string, value []byte) (fields, error) {
	for _, line := range strings.Split(contracts.Stored(), "\n") {
		names := strings.Fields(line)
		if len(names) == 0 || names[0] != kind {
			continue
		}
		r := abi.NewReader(value)
		if n := r.Array(); n != len(names)-1 {
			return nil, fmt.Errorf("a record %s has %d fields, not %d", kind, n, len(names)-1)
		}
		f := fields{}
		for _, field := range names[1:] {
			name, of, _ := strings.Cut(field, ":")
			v, ok := read(r, of)
			if !ok {
				return f, r.Err()
			}
			f[name] = v
		}
		return f, r.Close()
	}
	return nil, fmt.Errorf("rewards has no record %s", kind)
}

// read reads a value of a type, and returns false for one that is a record itself.
func read(r *abi.Reader, of string) (any, bool) {
	if of, isList := strings.CutPrefix(of, "[]"); isList {
		var list []string
		for range r.Array() {
			v, ok := read(r, of)
			if !ok {
				return nil, false
			}
			list = append(list, fmt.Sprint(v))
		}
		return list, true
	}
	switch of {
	case "uint":
		return r.Uint(), true
	case "bool":
		return r.Bool(), true
	case "text":
		return r.Text(), true
	case "bytes":
		return r.Bytes(), true
	case "hash":
		h := r.Hash()
		return h[:], true
	case "amount":
		return sdk.Amount(r.Amount()), true
	case "address":
		a := r.Address()
		return sdk.AddressOf(a[:]), true
	}
	return nil, false
}

// books are the records behind a payout.
type books struct {
	config, closed, share, record fields
	row                           *row // instead of the record
}

// score is what counts of the record, and of all records of the role.
func (b *books) score() (score, total sdk.Amount) {
	const byLive, byLastGood = 1, 2
	switch b.share.number("paid_by") {
	case byLive:
		score = b.record.amount("live")
	case byLastGood:
		score = b.record.amount("last")
	default:
		list, _ := b.record["measures"].([]string)
		for _, m := range list {
			a, _ := sdk.ParseAmount(m)
			score, _ = score.CheckedAdd(a)
		}
	}
	return score, b.share.amount("score")
}

// role is the id of the role of a name.
func (b *books) role(name string) (byte, error) {
	list, _ := b.config["roles"].([]string)
	for id, role := range list {
		if role == name {
			return byte(id), nil
		}
	}
	return 0, fmt.Errorf("there is no role %q", name)
}

// errAbsent says that the state has nothing that a payout needs.
var errAbsent = errors.New("the state has no such payout")

// get gives the value of a key of the state; nil for none.
type get func(key []byte) ([]byte, error)

// read asks for what a payout follows from, always in the same order: where rewards is, its code, its configuration,
// the epoch, the role in it, and the participant's record.
func (r *Receipt) read(ask get) (*books, error) {
	contract, err := whereRewardsIs(ask)
	if err != nil {
		return nil, err
	}
	if err := thisCode(contract, ask); err != nil {
		return nil, err
	}
	b := new(books)
	record := func(kind string, parts ...[]byte) (fields, error) {
		var k []byte
		for _, p := range parts {
			k = append(k, p...)
		}
		value, err := ask(world.StorageKey(contract, k))
		if err == nil && len(value) == 0 {
			err = fmt.Errorf("%w: key %x", errAbsent, k)
		}
		if err != nil {
			return nil, err
		}
		return decode(kind, value)
	}
	epoch := binary.BigEndian.AppendUint64(nil, r.Epoch)
	if b.config, err = record("config", []byte{'c'}); err != nil {
		return nil, err
	}
	role, err := b.role(r.Role)
	if err != nil {
		return nil, err
	}
	if b.closed, err = record("closed", []byte{'e'}, epoch); err != nil {
		return nil, err
	}
	if b.closed["sealed"] != true {
		return nil, errors.New("the epoch is not sealed: its scores are not final")
	}
	if b.share, err = record("share", []byte{'t'}, epoch, []byte{role}); err != nil {
		return nil, err
	}
	if r.Row == nil {
		b.record, err = record("record", []byte{'r'}, epoch, []byte{role}, []byte(r.Participant))
		return b, err
	}
	if b.row, err = r.Row.read(uint64(role), r.Participant, b.closed.bytes("table")); err != nil {
		return nil, err
	}
	return b, gone(ask, world.StorageKey(contract, slices.Concat([]byte{'r'}, epoch, []byte{role}, []byte(r.Participant))))
}

// gone checks that the state has no record any more.
func gone(ask get, key []byte) error {
	value, err := ask(key)
	if err == nil && len(value) > 0 {
		return errStays
	}
	return err
}

// errStays says that a record is in the state: then that counts, and its row may not be what was paid.
var errStays = errors.New("the record is still in the state: what counts is that, not a row of the table")

func whereRewardsIs(ask get) (contract abi.Address, err error) {
	key, err := world.ParseKeyName("name:"+rewards.Name, nil)
	if err != nil {
		return contract, err
	}
	value, err := ask(key)
	if err != nil {
		return contract, err
	}
	at := abi.NewReader(value) // fails where there is nothing
	contract = at.Address()
	return contract, at.Close()
}

// thisCode checks that the contract runs the code whose records this program can read.
func thisCode(contract abi.Address, ask get) error {
	key, err := world.ParseKeyName("contract:"+contract.String(), nil)
	if err != nil {
		return err
	}
	value, err := ask(key)
	if err != nil {
		return err
	}
	r := abi.NewReader(value)
	r.Array()
	code := r.Hash()
	own, _ := contracts.Get(rewards.Name)
	if r.Err() != nil || hex.EncodeToString(code[:]) != own.Hash {
		return fmt.Errorf("the contract rewards of that chain runs the code %s, and this program knows the records of %s: check it with the program of that version", code, own.Hash)
	}
	return nil
}
