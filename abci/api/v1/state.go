package v1

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// At says which state an answer is from, and proves it on request.
type At struct {
	Height uint64 `json:"height" doc:"The answer is from the state after this block."`
	Proof  *Proof `json:"proof,omitempty" doc:"With prove: what the answer was made of."`
}

// Proof is every key of the state that an answer was read from. Whoever trusts the app hash in the header of the block
// after Height needs to trust the node in nothing else.
type Proof struct {
	AppHash abi.Hash    `json:"app_hash" doc:"Root of the state after height. The header of height+1 has it, and validators signed it."`
	Keys    []ProvenKey `json:"keys"`
}

// ProvenKey is a key of the state with its value and the proof that it has it.
type ProvenKey struct {
	Key   string  `json:"key" doc:"Hex."`
	Value *string `json:"value,omitempty" doc:"Hex; absent when the state does not have the key."`
	Proof string  `json:"proof" doc:"Hex of an ICS 23 commitment proof, of presence or absence, for the spec that docs/SPEC.md names."`
}

// StateKey is one key of the state, raw.
type StateKey struct {
	At
	Key   string  `json:"key" doc:"Hex."`
	Value *string `json:"value,omitempty" doc:"Hex; absent when the state does not have the key."`
}

// Account is the ledger's record of an address; all zero for one never seen.
type Account struct {
	Address      abi.Address `json:"address"`
	Balance      abi.Amount  `json:"balance"`
	Nonce        uint64      `json:"nonce" doc:"The next one."`
	PendingNonce uint64      `json:"pending_nonce" doc:"The next one after what waits in the mempool."`
	Stake        Stake       `json:"stake"`
	Vesting      *Vesting    `json:"vesting,omitempty" doc:"Until all of it is released."`
	At
}

// Stake is what an account has bonded.
type Stake struct {
	Bonded    abi.Amount  `json:"bonded"`
	Votes     abi.Amount  `json:"votes" doc:"Bonded at the start of this epoch: its power in votes on what is proposed in it."`
	Dormant   bool        `json:"dormant,omitempty" doc:"Whether it is in no quorum, because the account has signed no transaction for long: signing any wakes it."`
	Unbonding []Unbonding `json:"unbonding" doc:"By release."`
	Validator *abi.Hash   `json:"validator,omitempty" doc:"Key of its validator."`
}

// Unbonding is stake on its way out.
type Unbonding struct {
	Amount  abi.Amount `json:"amount"`
	Release uint64     `json:"release" doc:"With the beginning of this epoch it is free."`
}

// Vesting is what genesis gave an account and time releases.
type Vesting struct {
	Amount   abi.Amount `json:"amount"`
	Released abi.Amount `json:"released" doc:"Of it, into the balance."`
	Start    int64      `json:"start" doc:"Unix seconds."`
	Cliff    int64      `json:"cliff" doc:"Unix seconds; nothing is released before."`
	End      int64      `json:"end" doc:"Unix seconds."`
}

// Supply is the token's books.
type Supply struct {
	Cap     abi.Amount `json:"cap"`
	Minted  abi.Amount `json:"minted"`
	Fees    abi.Amount `json:"fees" doc:"Taken, not yet collected."`
	Reserve abi.Amount `json:"reserve" doc:"Of what is not minted: came back, and may be minted again."`
	At
}

// Params are the rules of the chain that can be chosen.
type Params struct {
	EpochSeconds    uint64     `json:"epoch_seconds" doc:"Length of an epoch's grid."`
	Probation       uint64     `json:"probation" doc:"Epochs that new code has a way back."`
	MinGasPrice     abi.Amount `json:"min_gas_price" doc:"Base units for one unit of gas."`
	MaxTxGas        uint64     `json:"max_tx_gas" doc:"The most gas that one transaction may ask for."`
	MaxBlockGas     uint64     `json:"max_block_gas" doc:"The most that the transactions of a block ask for together."`
	HookGas         uint64     `json:"hook_gas" doc:"Of each end_epoch hook and migration."`
	BlockHookGas    uint64     `json:"block_hook_gas" doc:"Of each end_block hook."`
	CodeDelayBlocks uint64     `json:"code_delay_blocks" doc:"From an upload until the code is callable."`
	GrowthGas       uint64     `json:"growth_gas" doc:"Of each byte that the state has more afterwards."`
	Unbonding       uint64     `json:"unbonding" doc:"Whole epochs that stake waits before it is free."`
	Slash           uint64     `json:"slash" doc:"Parts per million of the stake that are lost for signing against oneself."`
	EvidenceSeconds uint64     `json:"evidence_seconds" doc:"How old a proof of it can be."`
	MaxBlockBytes   uint64     `json:"max_block_bytes" doc:"The most that a block has."`
	Emission        uint64     `json:"emission" doc:"Parts per million of what the schedule allows that are minted."`
}

// ParamRange is how far votes can move a parameter of the chain, whatever guardrails they keep to besides.
type ParamRange struct {
	Name  string `json:"name" doc:"As it is named among the parameters."`
	Unit  string `json:"unit"`
	Least uint64 `json:"least"`
	Most  uint64 `json:"most"`
}

// ParamsAt are the parameters in force after a block.
type ParamsAt struct {
	Params
	Ranges []ParamRange `json:"ranges" doc:"Of the parameters that a vote can change."`
	At
}

// Validator is a validator, or a key that waits to become one.
type Validator struct {
	Key     abi.Hash    `json:"key"`
	Address string      `json:"address" doc:"What consensus calls it: 20 bytes in hex, in capitals as CometBFT has them."`
	Owner   abi.Address `json:"owner"`
	Stake   abi.Amount  `json:"stake" doc:"Of the owner."`
	Power   int64       `json:"power" doc:"In consensus."`
	Target  int64       `json:"target" doc:"The power that the stake gives it, step by step."`
	State   string      `json:"state" enum:"waiting,trial,active,absent,leaving"`
	Silent  uint64      `json:"silent" doc:"Blocks in a row, up to this height, that it did not sign."`
	Last    Duty        `json:"last" doc:"The epoch before."`
	Open    Duty        `json:"open" doc:"The open epoch so far."`
}

// Duty counts blocks, each weighted by the validator's power.
type Duty struct {
	Signed abi.Amount `json:"signed"`
	Due    abi.Amount `json:"due"`
}

// Validators is the validator set, with those that wait or leave.
type Validators struct {
	Power      int64       `json:"power" doc:"Of all together."`
	Stake      abi.Amount  `json:"stake" doc:"Of everybody, whether with a validator or not."`
	Validators []Validator `json:"validators"`
	At
	Page
}
