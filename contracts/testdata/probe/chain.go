package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Outcome is an errno.
type Outcome struct{ Errno int64 }

// Who is the context without what changes from run to run.
type Who struct {
	Self, Caller, Origin sdk.Address
	ReadOnly, System     bool
	Value                sdk.Amount
	Height, Time         uint64
	Epoch                uint64
	EpochStart, EpochEnd uint64
	ChainID              sdk.Hash
}

func who() Who {
	c := sdk.Context()
	return Who{c.Self, c.Caller, c.Origin, c.ReadOnly, c.System, c.Value, c.Height, c.Time,
		c.Epoch, c.EpochStart, c.EpochEnd, c.ChainID}
}

//peerz:query context
func Context() Who { return who() }

//peerz:execute context
func Receive() Who { return who() }

// To is where and how much.
type To struct {
	To     sdk.Address
	Amount sdk.Amount
}

//peerz:execute transfer
func Transfer(args To) Outcome { return Outcome{int64(sdk.Transfer(args.To, args.Amount))} }

// Of names an account.
type Of struct{ Of sdk.Address }

// Money is an amount.
type Money struct{ Amount sdk.Amount }

//peerz:query balance
func Balance(args Of) Money { return Money{sdk.Balance(args.Of)} }

// SupplyResult is the supply.
type SupplyResult struct {
	Cap, Minted sdk.Amount
	HasGas      bool
}

//peerz:query supply
func Supply() SupplyResult {
	limit, minted, _ := sdk.Supply()
	return SupplyResult{limit, minted, sdk.GasLeft() > 0}
}

// CallArgs is a call of another contract.
type CallArgs struct {
	To     sdk.Address
	Method string
	Value  sdk.Amount
	Query  bool
}

// CallResult is what it came to.
type CallResult struct {
	Output      []byte
	Errno       int64
	Fault, Code uint64
}

func result(output []byte, err *sdk.CallError) CallResult {
	if err != nil {
		return CallResult{Errno: int64(err.Errno), Fault: uint64(err.Fault), Code: uint64(err.Code)}
	}
	return CallResult{Output: output}
}

//peerz:execute call
func Call(args CallArgs) CallResult {
	return result(sdk.Call(args.To, sdk.Method(args.Method, nil), sdk.CallOptions{Value: args.Value, Query: args.Query}))
}

// PureArgs is a call of a code.
type PureArgs struct {
	Code  sdk.Hash
	Entry string
	Input []byte
}

//peerz:query call_pure
func CallPure(args PureArgs) CallResult {
	return result(sdk.CallPure(args.Code, args.Entry, args.Input, 0))
}

// Name is a contract's name.
type Name struct{ Name string }

// Known is what the registry knows.
type Known struct {
	Address sdk.Address
	Found   bool
}

//peerz:query by_name
func ByName(args Name) Known {
	a, ok := sdk.ContractByName(args.Name)
	return Known{a, ok}
}

// InfoResult is a contract's code.
type InfoResult struct {
	CodeHash, LastGood, Failed                        sdk.Hash
	ProbationEnd, FailedEpoch, FailedReason, Revision uint64
	Found, Callable                                   bool
}

//peerz:query info
func Info(args Of) InfoResult {
	i, ok := sdk.Info(args.Of)
	return InfoResult{i.CodeHash, i.LastGood, i.Failed, i.ProbationEnd, i.FailedEpoch,
		uint64(i.FailedReason), uint64(i.Revision), ok, sdk.CodeCallable(i.CodeHash)}
}

// Privileged is what needs capabilities.
type Privileged struct {
	Mint, Collect, Upgrade int64
	Failed                 bool
}

//peerz:execute privileged
func Powers() Privileged {
	self := sdk.Context().Self
	_, fees := sdk.CollectFees()
	return Privileged{int64(sdk.Mint(sdk.U64(1))), int64(fees), int64(sdk.Upgrade(&sdk.NewCode{Contract: self})),
		sdk.CodeFailed(self, sdk.Hash{}, 1)}
}

// Bonded is what the chain knows of an account's stake.
type Bonded struct {
	Stake, Total        sdk.Amount
	Power               uint64
	SignedAll, HasEpoch bool
}

//peerz:query stake
func Stake(args Of) Bonded {
	epoch := sdk.Context().Epoch
	duty, ok := sdk.ValidatorDuty(args.Of, epoch)
	return Bonded{sdk.Stake(args.Of, epoch), sdk.TotalStake(epoch), duty.Power, duty.Signed == duty.Due, ok}
}

// Locked is what became of an escrow.
type Locked struct {
	Lock, Release, Forfeit int64
	Reward, Left           sdk.Amount
}

//peerz:execute escrow
func Escrow(args To) Locked {
	lock := sdk.LockEscrow(args.To, args.Amount)
	release := sdk.ReleaseEscrow(args.To, sdk.U64(1))
	reward, forfeit := sdk.ForfeitEscrow(args.To, sdk.U64(2), sdk.Context().Self, sdk.U64(1))
	return Locked{int64(lock), int64(release), int64(forfeit), reward, sdk.Escrow(args.To)}
}

//peerz:execute emit
func Emit() {
	sdk.Emit("probe.all", sdk.Text("text", "hi"), sdk.Uint("n", 1), sdk.Amt("big", sdk.MaxAmount),
		sdk.Addr("to", sdk.Context().Self), sdk.Bytes("raw", []byte{1}))
}

//peerz:execute emit_wrongly
func EmitWrongly() { sdk.Emit("Capital") }

//peerz:execute abort
func Abort() { sdk.Abort(64999, "on purpose") }

//peerz:execute trap
func Trap() { panic("on purpose") }
