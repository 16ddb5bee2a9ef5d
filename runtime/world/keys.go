package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// The first byte of a key says what the record is. Consensus: never reused for another kind.
const (
	prefixAccount    = 'a' // address -> Account
	prefixProbation  = 'b' // address -> 1: the contract has a way back (index)
	prefixContract   = 'c' // address -> Contract
	prefixUnbonding  = 'd' // owner -> Unbonding, by release
	prefixClock      = 'e' // -> Clock
	prefixEscrow     = 'f' // contract, owner -> what the contract holds locked for the owner
	prefixEscrows    = 'g' // contract -> Escrows
	prefixHooks      = 'h' // -> addresses called at boundaries, in order
	prefixCodeInfo   = 'i' // hash -> CodeInfo
	prefixJailed     = 'j' // consensus address -> Jailed
	prefixStorage    = 'k' // address, key -> a contract's own value
	prefixWarm       = 'l' // -> WarmCodes, oldest first
	prefixLabel      = 'm' // creator, label -> address: a creator uses a label once
	prefixName       = 'n' // name -> address
	prefixOffence    = 'o' // consensus address, height, kind -> 1: slashed for it
	prefixParams     = 'p' // -> Params
	prefixIncome     = 'q' // address -> Income, of contracts with the capability "mint"
	prefixRelease    = 'r' // epoch, owner -> 1: unbonding is over then (index)
	prefixSupply     = 's' // -> Supply
	prefixProgram    = 't' // -> Program
	prefixPending    = 'u' // group, address -> Upgrade, applied at the next boundary
	prefixValidator  = 'v' // public key -> Validator
	prefixCode       = 'w' // hash -> module bytes
	prefixAbsence    = 'x' // -> Absence: power that absent validators lost in this window of epochs
	prefixVesting    = 'y' // address -> Vesting
	prefixKeyOwner   = 'z' // consensus address -> whose validator key it is, for ever
	prefixSigned     = 'A' // owner of stake -> epoch of the last transaction that it signed
	prefixSilent     = 'C' // epoch -> stake of those who signed last in it
	prefixSignalEnd  = 'E' // epoch, owner, contract -> 1: the signal ends then (index)
	prefixFailing    = 'B' // address -> reason: it goes back when the hooks of the block have run
	prefixHealth     = 'H' // address -> Health
	prefixRescue     = 'P' // contract -> Rescue
	prefixSignal     = 'R' // owner, contract -> Signal
	prefixSupport    = 'U' // contract, round, code -> Support
	prefixServed     = 'V' // contract, code -> 1: it was proven there
	prefixProxy      = 'D' // owner, number of an epoch -> whom it has named to vote for it
	prefixDelegated  = 'F' // proxy, number of an epoch -> stake of those who have named it
	prefixSilentOf   = 'G' // proxy -> of that, how much of those who signed last when
	prefixGroup      = 'I' // group -> the call that belongs to its upgrades
	prefixOutcome    = 'O' // group -> Outcome
	prefixTrial      = 'W' // group -> Trial
	prefixTried      = 'X' // group, address -> Upgrade, that is tried
	prefixVerdict    = 'J' // -> the epoch in which a contract has slashed last
	prefixKeys       = 'K' // owner -> validator keys (index)
	prefixStake      = 'S' // owner, number of an epoch -> stake
	prefixTotalStake = 'T' // number of an epoch -> stake of all
)

func key(prefix byte, parts ...[]byte) []byte {
	k := make([]byte, 1, 64)
	k[0] = prefix
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

// StorageKey is the state key of a contract's own key: for proofs.
func StorageKey(contract abi.Address, k []byte) []byte {
	return key(prefixStorage, contract[:], k)
}

// OfStorage takes a state key apart into a contract and its own key; it reports false for keys of another kind.
func OfStorage(k []byte) (contract abi.Address, own []byte, ok bool) {
	if len(k) <= 1+abi.AddressSize || k[0] != prefixStorage {
		return contract, nil, false
	}
	copy(contract[:], k[1:])
	return contract, k[1+abi.AddressSize:], true
}

// StorageRange is where all keys of a contract lie in the state: the first one, and what follows the last one.
func StorageRange(contract abi.Address) (start, end []byte) {
	start = key(prefixStorage, contract[:])
	return start, after(start)
}

// AccountKey is the state key of an account: for proofs.
func AccountKey(a abi.Address) []byte { return key(prefixAccount, a[:]) }

// after returns the first key behind every key that starts with k, or nil at the end of all.
func after(k []byte) []byte {
	end := append([]byte(nil), k...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
