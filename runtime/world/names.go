package world

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A state key has a name for people: account:ADDRESS, contract:ADDRESS for the
// record of a contract and contract:ADDRESS/0xKEY for a key of its own,
// code:HASH, code-info:HASH, name:NAME, label:ADDRESS/LABEL, upgrade:ADDRESS, probation:ADDRESS,
// income:ADDRESS, vesting:ADDRESS, unbonding:ADDRESS, validator-keys:ADDRESS, escrows:ADDRESS, validator:PUBKEY,
// jailed:CONSENSUS-ADDRESS, key-owner:CONSENSUS-ADDRESS, and clock, hooks, params, supply, absence,
// program and warm-codes, of which there is one each. Any key may be written as 0xHEX.

// what follows the prefix of a key
const (
	nothing = iota
	address
	hash      // 32 bytes in hex
	consensus // 20 bytes in hex
	text
	addressAndText
)

var named = []struct {
	prefix byte
	name   string
	rest   int
}{
	{prefixAccount, "account", address}, {prefixContract, "contract", address}, {prefixProbation, "probation", address},
	{prefixPending, "upgrade", address}, {prefixCode, "code", hash}, {prefixCodeInfo, "code-info", hash},
	{prefixValidator, "validator", hash}, {prefixName, "name", text}, {prefixLabel, "label", addressAndText}, {prefixClock, "clock", nothing},
	{prefixHooks, "hooks", nothing}, {prefixParams, "params", nothing}, {prefixSupply, "supply", nothing}, {prefixIncome, "income", address},
	{prefixUnbonding, "unbonding", address}, {prefixKeys, "validator-keys", address}, {prefixEscrows, "escrows", address}, {prefixKeyOwner, "key-owner", consensus},
	{prefixAbsence, "absence", nothing}, {prefixJailed, "jailed", consensus}, {prefixWarm, "warm-codes", nothing},
	{prefixVesting, "vesting", address}, {prefixProgram, "program", nothing},
}

// KeyName names a state key for people. called gives an address its name, or ""
// if it has none; it may be nil.
func KeyName(k []byte, called func(abi.Address) string) string {
	who := func(a abi.Address) string {
		if called != nil {
			if name := called(a); name != "" {
				return name
			}
		}
		return a.String()
	}
	raw := "0x" + hex.EncodeToString(k)
	if len(k) == 0 {
		return raw
	}
	rest := k[1:]
	if k[0] == prefixStorage && len(rest) > len(abi.Address{}) {
		return "contract:" + who(abi.Address(rest[:len(abi.Address{})])) + "/0x" + hex.EncodeToString(rest[len(abi.Address{}):])
	}
	for _, n := range named {
		switch {
		case n.prefix != k[0]:
		case n.rest == nothing && len(rest) == 0:
			return n.name
		case n.rest == address && len(rest) == len(abi.Address{}):
			return n.name + ":" + who(abi.Address(rest))
		case n.rest == hash && len(rest) == len(abi.Hash{}), n.rest == consensus && len(rest) == len(ConsensusAddress{}):
			return n.name + ":" + hex.EncodeToString(rest)
		case n.rest == text && len(rest) > 0:
			return n.name + ":" + string(rest)
		case n.rest == addressAndText && len(rest) > len(abi.Address{}):
			return n.name + ":" + who(abi.Address(rest[:len(abi.Address{})])) + "/" + string(rest[len(abi.Address{}):])
		}
	}
	return raw
}

// Find turns a name that is not an address into one. kind is the word before the colon: what may be
// called so is another matter for a contract than for an account.
type Find func(kind, name string) (abi.Address, error)

// ParseKeyName is the state key that a name stands for.
func ParseKeyName(s string, find Find) ([]byte, error) {
	if raw, ok := strings.CutPrefix(s, "0x"); ok {
		return unhex(raw, s)
	}
	kind, rest, _ := strings.Cut(s, ":")
	who := func(text string) ([]byte, error) {
		a, err := abi.ParseAddress(text)
		if err != nil {
			a, err = find(kind, text)
		}
		return a[:], err
	}
	if owner, own, ok := strings.Cut(rest, "/"); ok && kind == "contract" {
		a, err := who(owner)
		if err != nil {
			return nil, err
		}
		k, err := unhex(strings.TrimPrefix(own, "0x"), s)
		return StorageKey(abi.Address(a), k), err
	}
	for _, n := range named {
		if n.name != kind || (n.rest == nothing) != (rest == "") {
			continue
		}
		switch n.rest {
		case address:
			a, err := who(rest)
			return key(n.prefix, a), err
		case hash:
			h, err := abi.ParseHash(rest)
			return key(n.prefix, h[:]), err
		case consensus:
			b, err := hex.DecodeString(rest)
			return key(n.prefix, b), err
		case addressAndText:
			creator, label, _ := strings.Cut(rest, "/")
			a, err := who(creator)
			return key(n.prefix, a, []byte(label)), err
		}
		return key(n.prefix, []byte(rest)), nil
	}
	return nil, fmt.Errorf("%q names no state key: write account:NAME, contract:NAME, contract:NAME/0xKEY, code:HASH, supply, or 0x and the key in hex", s)
}

func unhex(digits, whole string) ([]byte, error) {
	k, err := hex.DecodeString(digits)
	if err != nil || len(k) == 0 {
		return nil, fmt.Errorf("%q: want hex digits after 0x", whole)
	}
	return k, nil
}
