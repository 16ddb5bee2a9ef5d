//go:build !tinygo

package sdk

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
)

// Host is the chain as a contract sees it when it is compiled natively, for tests;
// package sdktest implements it. Functions of pure arithmetic are not part of it: they
// are computed here, with the results that the chain gives.
type Host interface {
	HostStorage
	HostCalls
	HostLedger
	HostRegistry
	HostStake
}

// HostStorage is this contract's keys and values.
type HostStorage interface {
	Get(key []byte) ([]byte, Errno)
	Set(key, value []byte) Errno
	Delete(key []byte) Errno
	Scan(start, end []byte, reverse bool, limit int) ([]Entry, Errno)
}

// HostCalls is the call itself, and calls to others.
type HostCalls interface {
	Context() *Ctx
	BlockHash() Hash
	Call(to Address, input []byte, o CallOptions) ([]byte, *CallError)
	CallPure(code Hash, entry string, input []byte, gas uint64) ([]byte, *CallError)
	Event(kind string, data []byte) Errno
	GasLeft() uint64
	Savepoint() Errno
	Undo() Errno
}

// HostLedger is the token.
type HostLedger interface {
	Balance(of Address) Amount
	Transfer(to Address, amount Amount) Errno
	Mint(amount Amount) Errno
	MintReserve(most Amount) (amount, left Amount, errno Errno)
	ReturnToReserve(amount Amount) Errno
	Burn(amount Amount) Errno
	CollectFees() (Amount, Errno)
	Supply() (limit, minted, pending Amount)
	Mintable() Amount
}

// HostRegistry is codes, contracts and parameters.
type HostRegistry interface {
	ContractByName(name string) (Address, bool)
	Info(a Address) (ContractInfo, bool)
	CodeInfo(code Hash) Errno
	Upgrade(u NewCode) Errno
	UpgradeCall(group uint64, input []byte) Errno
	OutcomeOf(group uint64) (UpgradeOutcome, bool)
	DryRun(group uint64) Errno
	CodeFailed(contract Address, code Hash, reason uint32) bool
	ChainParam(name string) (string, bool)
	SetChainParams(changes []byte, check bool) Errno
}

// HostStake is stakes, validators and escrows.
type HostStake interface {
	Stake(of Address, epoch uint64) Amount
	TotalStake(epoch uint64) Amount
	AwakeStake(epoch uint64) (Amount, Errno)
	Awake(of Address, epoch uint64) bool
	Delegate(to Address) Errno
	Proxy(of Address, epoch uint64) (Address, bool)
	Delegated(of Address, epoch uint64) Amount
	ValidatorDuty(of Address, epoch uint64) (Duty, bool)
	NextValidator(after Hash) (key Hash, owner Address, ok bool)
	Slash(of Address) (Amount, Errno)
	Escrow(of Address) Amount
	LockEscrow(of Address, amount Amount) Errno
	ReleaseEscrow(of Address, amount Amount) Errno
	ForfeitEscrow(of Address, amount Amount, to Address, reward Amount) (Amount, Errno)
}

// AbortError is what Abort panics with natively.
type AbortError struct {
	Code uint32
	Msg  string
}

// Error returns the message.
func (e *AbortError) Error() string { return e.Msg }

var host Host

// UseHost makes h the chain of all following calls; nil for none. It is meant for
// package sdktest, and for one test at a time.
func UseHost(h Host) { host = h }

func hostGet(key []byte) ([]byte, Errno)          { return host.Get(key) }
func hostSet(key, value []byte) Errno             { return host.Set(key, value) }
func hostDelete(key []byte) Errno                 { return host.Delete(key) }
func hostContext() *Ctx                           { return host.Context() }
func hostBlockHash() Hash                         { return host.BlockHash() }
func hostGasLeft() uint64                         { return host.GasLeft() }
func hostSavepoint() Errno                        { return host.Savepoint() }
func hostUndo() Errno                             { return host.Undo() }
func hostBalance(of Address) Amount               { return host.Balance(of) }
func hostTransfer(to Address, a Amount) Errno     { return host.Transfer(to, a) }
func hostMint(a Amount) Errno                     { return host.Mint(a) }
func hostReturnToReserve(a Amount) Errno          { return host.ReturnToReserve(a) }
func hostBurn(a Amount) Errno                     { return host.Burn(a) }
func hostCollectFees() (Amount, Errno)            { return host.CollectFees() }
func hostSupply() (limit, minted, pending Amount) { return host.Supply() }
func hostMintable() Amount                        { return host.Mintable() }
func hostInfo(a Address) (ContractInfo, bool)     { return host.Info(a) }
func hostCodeInfo(code Hash) Errno                { return host.CodeInfo(code) }
func hostStake(of Address, epoch uint64) Amount   { return host.Stake(of, epoch) }
func hostTotalStake(epoch uint64) Amount          { return host.TotalStake(epoch) }
func hostEscrow(of Address) Amount                { return host.Escrow(of) }
func hostEscrowLock(of Address, a Amount) Errno   { return host.LockEscrow(of, a) }
func hostSetParams(c []byte, check bool) Errno    { return host.SetChainParams(c, check) }
func hostEscrowRelease(of Address, a Amount) Errno {
	return host.ReleaseEscrow(of, a)
}
func hostEscrowForfeit(of Address, a Amount, to Address, reward Amount) (Amount, Errno) {
	return host.ForfeitEscrow(of, a, to, reward)
}
func hostValidatorDuty(of Address, epoch uint64) (Duty, bool) {
	return host.ValidatorDuty(of, epoch)
}
func hostNextValidator(after Hash) (key Hash, owner Address, ok bool) {
	return host.NextValidator(after)
}
func hostSlash(of Address) (Amount, Errno) { return host.Slash(of) }
func hostMintReserve(most Amount) (amount, left Amount, errno Errno) {
	return host.MintReserve(most)
}
func hostEvent(kind string, data []byte) Errno { return host.Event(kind, data) }
func hostAbort(code uint32, msg string)        { panic(&AbortError{code, msg}) }
func hostInput() []byte                        { return nil }
func hostOutput([]byte) Errno                  { return OK }

func hostDelegate(to Address) Errno                 { return host.Delegate(to) }
func hostDelegated(of Address, epoch uint64) Amount { return host.Delegated(of, epoch) }

func hostChainParam(name string) (string, Errno) {
	value, ok := host.ChainParam(name)
	if !ok {
		return value, NotFound
	}
	return value, OK
}

func hostProxy(of Address, epoch uint64) (Address, Errno) {
	a, ok := host.Proxy(of, epoch)
	if !ok {
		return a, NotFound
	}
	return a, OK
}

func hostUpgrade(u *NewCode) Errno { return host.Upgrade(*u) }

func hostUpgradeCall(group uint64, input []byte) Errno { return host.UpgradeCall(group, input) }

func hostOutcomeOf(group uint64) (UpgradeOutcome, bool) { return host.OutcomeOf(group) }

func hostDryRun(group uint64) Errno { return host.DryRun(group) }

func hostAwakeStake(epoch uint64) (Amount, Errno) { return host.AwakeStake(epoch) }

func hostAwake(of Address, epoch uint64) Errno {
	if host.Awake(of, epoch) {
		return 1
	}
	return 0
}

func hostContractByName(name string) (Address, Errno) {
	a, ok := host.ContractByName(name)
	if !ok {
		return a, NotFound
	}
	return a, OK
}

func hostCodeFailed(contract Address, code Hash, reason uint32) Errno {
	if host.CodeFailed(contract, code, reason) {
		return 1
	}
	return 0
}

// hostScan packs the entries as the ABI does, so that tests take the same path.
func hostScan(start, end []byte, reverse bool, limit int) ([]byte, Errno) {
	entries, errno := host.Scan(start, end, reverse, limit)
	var data []byte
	for _, e := range entries {
		data = binary.LittleEndian.AppendUint32(data, uint32(len(e.Key)))
		data = append(data, e.Key...)
		data = binary.LittleEndian.AppendUint32(data, uint32(len(e.Value)))
		data = append(data, e.Value...)
	}
	return data, errno
}

func hostCall(to Address, input []byte, o CallOptions) ([]byte, Errno) {
	return unresult(host.Call(to, input, o))
}

func hostCallPure(code Hash, entry string, input []byte, gas uint64) ([]byte, Errno) {
	return unresult(host.CallPure(code, entry, input, gas))
}

func unresult(output []byte, err *CallError) ([]byte, Errno) {
	if err == nil {
		return output, OK
	}
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, err.Fault), err.Code), err.Errno
}

func hostSHA256(data []byte) Hash {
	sum := sha256.Sum256(data)
	return HashOf(sum[:])
}

func hostVerify(pub Hash, sig [64]byte, msg []byte) bool {
	return ed25519.Verify(pub.Bytes(), msg, sig[:])
}

func hostMulDiv(a, b, c Amount) (q, r Amount, ok bool) {
	if c.IsZero() {
		return q, r, false
	}
	quotient, rest := new(big.Int).QuoRem(new(big.Int).Mul(toBig(a), toBig(b)), toBig(c), new(big.Int))
	if quotient.BitLen() > 128 {
		return q, r, false
	}
	return fromBig(quotient), fromBig(rest), true
}

func toBig(a Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}

func fromBig(n *big.Int) Amount {
	return Amount{Hi: new(big.Int).Rsh(n, 64).Uint64(), Lo: new(big.Int).And(n, toBig(U64(^uint64(0)))).Uint64()}
}
