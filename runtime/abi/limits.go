package abi

import "github.com/peerz-ai/peerz-chain/runtime/abi/text"

// Module is the import module of every host function; the digit is the ABI version.
const Module = "peerz1"

// InterfaceSection is the custom section that holds the interface as JSON.
const InterfaceSection = "peerz.interface"

// Limits of ABI version 1, in bytes unless said.
const (
	MaxKey         = 256          // of a storage key, at least 1
	MaxValue       = 64 << 10     // of a stored value, at least 1
	MaxInput       = 256 << 10    // of the input of a call
	MaxOutput      = 64 << 10     // of the output of a call
	MaxScanEntries = 1000         // entries of one state_scan
	MaxScanBytes   = 64 << 10     // result of one state_scan
	MaxEventType   = 64           // of an event's type, at least 1
	MaxEventData   = 4 << 10      // of an event's data
	MaxEvents      = 1000         // events of one transaction or hook
	MaxEventBytes  = 256 << 10    // types and data of the events of one transaction or hook
	MaxDepth       = 8            // nested calls, the outermost included
	MaxNestedPages = 1024         // of 64 KiB, that the memories of nested calls can grow to together
	MaxApportion   = 256          // weights of one apportion
	MaxAbortCode   = 65535        // the largest code a contract may abort with, at least 1
	MaxName        = text.MaxName // of a contract's name or label
	MaxHash        = 1 << 20      // of the input of sha256 or ed25519_verify
	MaxEntryName   = 32           // of an entry named by call_pure
	MaxParams      = 1 << 10      // of the changes that set_params takes
	MaxPower       = 1 << 40      // of a validator: 256 of them sum up to what consensus can count
)

// Entry points a contract may export, each () -> i32.
const (
	EntryInstantiate = "instantiate" // once, when the contract is created
	EntryExecute     = "execute"     // a call that may write
	EntryQuery       = "query"       // a call that only reads
	EntryMigrate     = "migrate"     // once, when new code takes over
	EntryEndEpoch    = "end_epoch"   // system hook at an epoch boundary
	EntryEndBlock    = "end_block"   // system hook after the transactions of a block
	EntryWeights     = "weights"     // pure: the weights of the roles
	EntryScores      = "scores"      // pure: the scores of a batch of contributions
)

// Entries lists every entry point, in the order ABI.md documents them.
func Entries() []string {
	return []string{EntryInstantiate, EntryExecute, EntryQuery, EntryMigrate,
		EntryEndEpoch, EntryEndBlock, EntryWeights, EntryScores}
}

// Pure reports whether an entry runs only as a pure call: no storage, calls or ledger.
func Pure(entry string) bool { return entry == EntryWeights || entry == EntryScores }

// Flags of call, set_params and state_scan, and of the context.
const (
	CallQuery      = 1 << 0 // call: the callee may not write
	ParamsCheck    = 1 << 0 // set_params: nothing changes
	ScanDescending = 1 << 0 // state_scan: from the end to the start
	ContextQuery   = 1 << 0 // context: this call may not write
	ContextSystem  = 1 << 1 // context: the host itself called a system hook
)

// Sizes of the fixed records that host functions write.
const (
	AddressSize      = 20  // an address
	ContextSize      = 152 // context
	ContractInfoSize = 192 // contract_info
	SupplySize       = 64  // supply
	DutySize         = 40  // validator_duty
	OutcomeSize      = 48  // upgrade_outcome
	ValidatorSize    = 52  // next_validator
)

// The stages of an upgrade, and of its dry run.
const (
	StageEntries       = 1 // the new code has the entries and methods of the old one
	StageMigrate       = 2
	StageHooks         = 3
	StageBack          = 4 // the module that migrates back
	StageOldCode       = 5 // all that follows, by the code before, after that
	StageCall          = 6 // what is done with it
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
