package sdk

// Context returns who calls and when. It is fetched once a call; do not change it.
//
//go:noinline
func Context() *Ctx { return hostContext() }

// Savepoint makes this moment of the call the one that Undo goes back to; at first it is the call's beginning.
func Savepoint() { must(hostSavepoint(), "savepoint") }

// Undo takes back what this call has done since the savepoint, with the calls that it has made: storage, transfers,
// events, everything that an abort would undo. The call goes on, and its variables stay as they are.
func Undo() { must(hostUndo(), "undo") }

// GasLeft returns the gas that this call may still use.
func GasLeft() uint64 { return hostGasLeft() }

// Balance returns the base units that an account or contract holds.
//
//go:noinline
func Balance(of Address) Amount { return hostBalance(of) }

// Transfer moves base units from this contract: OK, Insufficient, or OutflowExceeded when a contract that can
// mint has paid out what it may in this epoch.
//
//go:noinline
func Transfer(to Address, amount Amount) Errno { return hostTransfer(to, amount) }

// Mint creates base units in this contract's balance. It needs the capability "mint"
// (Denied) and stays within the cap and the daily rate (CapExceeded).
//
//go:noinline
func Mint(amount Amount) Errno { return hostMint(amount) }

// MintReserve creates base units again that have come back to the reserve: as many as there are, at most most,
// and in an epoch at most twice what this contract has minted by the rate in it. It returns how many, and
// what is left in the reserve. It needs the capability "mint" (Denied).
//
//go:noinline
func MintReserve(most Amount) (amount, left Amount, errno Errno) { return hostMintReserve(most) }

// ReturnToReserve takes base units of this contract's balance out of circulation, for MintReserve. It needs
// the capability "mint" (Denied); Insufficient if it has fewer.
//
//go:noinline
func ReturnToReserve(amount Amount) Errno { return hostReturnToReserve(amount) }

// Burn takes base units of this contract's balance out of what is minted, for good; Insufficient if it has fewer.
//
//go:noinline
func Burn(amount Amount) Errno { return hostBurn(amount) }

// CollectFees moves the transaction fees since the last time into this contract's
// balance and returns how much that was. It needs the capability "fees" (Denied).
//
//go:noinline
func CollectFees() (Amount, Errno) { return hostCollectFees() }

// Supply returns the cap, what is minted so far, and the fees not yet collected.
//
//go:noinline
func Supply() (limit, minted, pending Amount) { return hostSupply() }

// Mintable is what Mint may create now: what the schedule has for the epoch that ends, less what was minted of it.
//
//go:noinline
func Mintable() Amount { return hostMintable() }

// BlockHash is the hash of the block that is executed; zero in a query. Only contracts of the chain itself may ask: it is
// known to nobody before, but whoever proposes the block can choose among several.
//
//go:noinline
func BlockHash() Hash { return hostBlockHash() }

// ContractByName looks up a contract of the registry, such as "rewards".
//
//go:noinline
func ContractByName(name string) (Address, bool) {
	a, errno := hostContractByName(name)
	return a, errno >= 0
}

// ContractInfo is what the chain knows of a contract's code.
type ContractInfo struct {
	CodeHash     Hash   // the live code
	LastGood     Hash   // the proven code: the live one, or while that is on probation the one before
	Failed       Hash   // the code that was last rolled back; zero: none
	ProbationEnd uint64 // the first epoch that can begin with the code proven; 0: not on probation
	FailedEpoch  uint64 // when Failed was rolled back
	FailedReason uint32 // why, as given to CodeFailed
	Revision     uint32 // counts changes of code, roll-backs included; 1 at creation
	Previous     Hash   // the code that the live one replaced, for good; zero: none
	MigrateBack  Hash   // the code that makes the storage fit Previous again; zero: none
	BackFault    uint32 // why the way back to Previous did not work when it was last tried, code of a fault; 0: it works
	Failing      uint32 // epochs in a row in which a hook of the contract, or a hook's calls of it, failed
}

// Info returns what the chain knows of the contract at a, and false when there is none.
//
//go:noinline
func Info(a Address) (ContractInfo, bool) { return hostInfo(a) }

// CodeCallable reports whether a code is uploaded and old enough to be called.
//
//go:noinline
func CodeCallable(code Hash) bool { return hostCodeInfo(code) >= 0 }

// NewCode is an upgrade of a contract. Those of one group become live together or not at all, and go back
// together while they are on probation.
type NewCode struct {
	Contract    Address
	Code        Hash
	Migrate     []byte // input of the code's migrate entry
	MigrateBack Hash   // a code whose migrate entry makes the storage the old code's again; zero: none
	Group       uint64
}

// Upgrade schedules new code for a contract. It takes effect at the end of this epoch boundary, or of the next
// one; a boundary later if another group has just upgraded a contract of this one. It needs the capability
// "upgrade".
//
//go:noinline
func Upgrade(u *NewCode) Errno { return hostUpgrade(u) }

// UpgradeCall has this contract called, by itself and with input, just before the codes of a group become live: the call
// and the upgrades take effect together, or nothing of them. NotFound: the group has no upgrade. It needs the capability
// "upgrade".
//
//go:noinline
func UpgradeCall(group uint64, input []byte) Errno { return hostUpgradeCall(group, input) }

// Stages of an upgrade and of its dry run, in which it can fail.
const (
	StageEntries       = 1 // an entry or a method of the old code is missing
	StageMigrate       = 2
	StageHooks         = 3
	StageBack          = 4 // the module that migrates back
	StageOldCode       = 5 // anything of the code before, after that
	StageCall          = 6 // see UpgradeCall
	StageContributions = 7
	StagePayouts       = 8
	StageVotes         = 9
	StageQueries       = 10
)

// What became of a group of upgrades that did not take effect.
const (
	OutcomeTried  = 1 // its dry run goes on
	OutcomeWorks  = 2 // its dry run
	OutcomeFailed = 3
)

// UpgradeOutcome is what became of a group of upgrades that did not take effect, or was only tried.
type UpgradeOutcome struct {
	State    uint32 // one of the Outcome constants
	Stage    uint32 // in which it failed: one of the Stage constants
	Fault    uint32 // one of the Fault constants, or what the chain says of a code
	Abort    uint32 // the abort code, if it aborted
	Contract Address
	Before   uint64 // gas that the acts of a dry run took by the code that is live
	After    uint64 // and by the new code
}

// OutcomeOf returns what became of a group; false if it took effect, or waits, or there never was one.
//
//go:noinline
func OutcomeOf(group uint64) (UpgradeOutcome, bool) { return hostOutcomeOf(group) }

// DryRun has what is scheduled for a group tried, on branches of the state, instead of carried out. OutcomeOf says, some
// blocks later, what comes of it. NotFound: nothing is scheduled. It needs the capability "upgrade".
//
//go:noinline
func DryRun(group uint64) Errno { return hostDryRun(group) }

// CodeFailed reports that code misbehaved as the live code of contract. If there is a
// last good code the chain goes back to it now and CodeFailed returns true. It needs
// the capability "guard"; reason is the reporter's own number, shown by ContractInfo.
//
//go:noinline
func CodeFailed(contract Address, code Hash, reason uint32) bool {
	return hostCodeFailed(contract, code, reason) == 1
}

// Stake returns what an account had bonded at the start of an epoch: its power in votes and as an attestor. For an
// epoch that is yet to begin it is what is bonded now.
//
//go:noinline
func Stake(of Address, epoch uint64) Amount { return hostStake(of, epoch) }

// TotalStake is the sum of Stake of everybody.
//
//go:noinline
func TotalStake(epoch uint64) Amount { return hostTotalStake(epoch) }

// AwakeStake is the part of TotalStake whose owners were not dormant at the start of an epoch, as it is known now:
// dormant is who has signed no transaction for long before it, nor since. It is false for an epoch that is yet to
// begin, or 128 or more epochs back.
//
//go:noinline
func AwakeStake(epoch uint64) (Amount, bool) {
	total, errno := hostAwakeStake(epoch)
	return total, errno >= 0
}

// Awake reports whether an account's stake was not dormant at the start of an epoch.
//
//go:noinline
func Awake(of Address, epoch uint64) bool { return hostAwake(of, epoch) == 1 }

// Delegate has the stake of this contract's caller vote by a proxy, from the next epoch on and whatever it will be;
// by nobody for the zero address. InvalidArgument: the caller itself. It needs the capability "delegate".
//
//go:noinline
func Delegate(to Address) Errno { return hostDelegate(to) }

// Proxy returns whom an account had named at the start of an epoch to vote with its stake, and false for nobody.
//
//go:noinline
func Proxy(of Address, epoch uint64) (Address, bool) {
	a, errno := hostProxy(of, epoch)
	return a, errno >= 0
}

// Delegated is the stake of those who had named a proxy at the start of an epoch, without what was dormant then, as it
// is known now.
//
//go:noinline
func Delegated(of Address, epoch uint64) Amount { return hostDelegated(of, epoch) }

// Duty is what an account's validator did.
type Duty struct {
	Power  uint64 // in consensus, now
	Signed Amount // blocks that it signed, each weighted by its power then
	Due    Amount // blocks that it had to sign, likewise
}

// ValidatorDuty returns what an account's validator did in an epoch: the open one so far, which the hook
// end_epoch sees whole, or the one before it; false for others. All is 0 for an account without a validator.
//
//go:noinline
func ValidatorDuty(of Address, epoch uint64) (Duty, bool) { return hostValidatorDuty(of, epoch) }

// NextValidator returns the key of the validator that comes next after some bytes, and the account whose it is; false when there is
// none. Those that wait or leave are among them.
//
//go:noinline
func NextValidator(after Hash) (key Hash, owner Address, ok bool) { return hostNextValidator(after) }

// Slash takes a part of what an account has bonded for good, by the chain's parameter slash, and returns how much it was.
// NotFound: nothing is bonded. OutflowExceeded: it was done in this epoch already. It needs the capability "slash".
//
//go:noinline
func Slash(of Address) (Amount, Errno) { return hostSlash(of) }

// Escrow returns how many base units this contract holds locked for an account.
//
//go:noinline
func Escrow(of Address) Amount { return hostEscrow(of) }

// LockEscrow locks base units of this contract's balance for an account. Nothing but ReleaseEscrow and
// ForfeitEscrow moves them again, whatever code the contract gets. It answers OK, Insufficient, or
// OutflowExceeded as Transfer does.
//
//go:noinline
func LockEscrow(of Address, amount Amount) Errno { return hostEscrowLock(of, amount) }

// ReleaseEscrow pays base units that are locked for an account to that account; Insufficient if fewer are.
//
//go:noinline
func ReleaseEscrow(of Address, amount Amount) Errno { return hostEscrowRelease(of, amount) }

// ForfeitEscrow takes base units that are locked for an account: they go to the reserve, but for a reward to
// another account. It returns how much that got: at most reward, which is at most half of amount
// (InvalidArgument), and in an epoch at most a tenth of all that this contract held locked when the epoch
// began. Insufficient if fewer are locked.
//
//go:noinline
func ForfeitEscrow(of Address, amount Amount, to Address, reward Amount) (Amount, Errno) {
	return hostEscrowForfeit(of, amount, to, reward)
}

// ChainParam returns the value of a parameter of the chain as votes write it, and false for what is none.
//
//go:noinline
func ChainParam(name string) (string, bool) {
	value, errno := hostChainParam(name)
	return value, errno >= 0
}

// SetChainParams changes parameters of the chain from the next block on. changes is the CBOR of a map
// from their names to numbers. It answers how many of them get another value, or InvalidArgument for a
// name that there is not, a value out of its range, or values that do not fit each other: nothing changes
// then. It needs the capability "params".
//
//go:noinline
func SetChainParams(changes []byte) Errno { return hostSetParams(changes, false) }

// CheckChainParams answers what SetChainParams would answer now, and changes nothing. It needs the same
// capability, and is not for queries.
//
//go:noinline
func CheckChainParams(changes []byte) Errno { return hostSetParams(changes, true) }

// SHA256 returns the digest of data.
//
//go:noinline
func SHA256(data []byte) Hash { return hostSHA256(data) }

// VerifyEd25519 reports whether sig is pub's signature of msg.
func VerifyEd25519(pub Hash, sig [64]byte, msg []byte) bool { return hostVerify(pub, sig, msg) }

// MulDiv returns q = floor(a*b/c) and the remainder r, exactly, through a 256 bit
// product; false when c is 0 or q needs more than 128 bits.
//
//go:noinline
func MulDiv(a, b, c Amount) (q, r Amount, ok bool) { return hostMulDiv(a, b, c) }

// Apportion splits total by the weights with the largest remainder method: the parts
// add up to total exactly, and ties go to the lower index. It takes 1 to 256 weights,
// not all zero; false otherwise.
//
//go:noinline
func Apportion(total Amount, weights []uint64) ([]Amount, bool) {
	return hostApportion(total, weights)
}

// Input returns this call's input.
func Input() []byte { return hostInput() }

// Return sets this call's output, at most 64 KiB; the generated entries call it.
//
//go:noinline
func Return(output []byte) { must(hostOutput(output), "output too large") }

// Abort ends the call and undoes its effects. code is the contract's own, 1 to 64999;
// msg is for the operator's log only. It never returns.
//
//go:noinline
func Abort(code uint32, msg string) {
	hostAbort(code, msg)
	panic("abort returned") // unreachable: tells the compiler that it never returns
}
