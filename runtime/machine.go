package runtime

import (
	"errors"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

var errSkeleton = errors.New("runtime: not there yet")

// Config tunes a node's machine. The zero value works; nothing in it can change a result.
type Config struct {
	Interpreter bool   // run contracts on the slow second engine, as a check of the first
	CacheDir    string // where machine code is kept between starts; "" for memory only
}

// Header is what a block brings from consensus.
type Header struct {
	ChainID  string
	Height   uint64
	Time     int64 // unix seconds
	Proposer [20]byte
}

// Machine executes blocks. One block at a time; queries and checks beside it are safe.
type Machine struct{}

// NewEngine builds the sandbox with the host functions of the ABI.
func NewEngine(cfg Config) (*vm.Engine, error) { return nil, errSkeleton }

// New returns a machine over an engine of NewEngine, which it does not close.
func New(eng *vm.Engine, cfg Config) *Machine { return &Machine{} }

// InitChain writes the genesis into an empty overlay: height 0, before the first block.
func (m *Machine) InitChain(ov *state.Overlay, g *Genesis, chainID string, time int64) ([]ValidatorUpdate, error) {
	return nil, errSkeleton
}

// Begin starts a block: when its time is past the end of the epoch, the boundary runs here.
func (m *Machine) Begin(ov *state.Overlay, h Header) (*Block, error) { return nil, errSkeleton }

// Block is a block being executed.
type Block struct{}

// Apply executes a transaction. The error is a node fault only: bad bytes get a receipt.
func (b *Block) Apply(raw []byte) (Receipt, error) { return Receipt{}, errSkeleton }

// End runs the hooks after the transactions.
func (b *Block) End() (BlockEnd, error) { return BlockEnd{}, errSkeleton }

// Prepare compiles a stored code in the background, so that the block that first calls it
// need not wait. Call it after the block that stored the code is committed.
func (m *Machine) Prepare(v *state.View, hash abi.Hash) error { return errSkeleton }

// Query runs the query entry of a contract over a committed view.
func (m *Machine) Query(v *state.View, h Header, contract abi.Address, input []byte, gas uint64) (output []byte, gasUsed uint64, fault *Fault, err error) {
	return nil, 0, nil, errSkeleton
}

// Pure runs a pure entry of a stored code: its output depends on the input alone.
func (m *Machine) Pure(v *state.View, h Header, hash abi.Hash, entry string, input []byte, gas uint64) (output []byte, gasUsed uint64, fault *Fault, err error) {
	return nil, 0, nil, errSkeleton
}

// Simulate executes the message of a transaction over a committed view and forgets the
// effects. Signature, nonce and fee are not looked at; a gas limit of 0 means the largest.
func (m *Machine) Simulate(v *state.View, h Header, raw []byte) (Receipt, error) {
	return Receipt{}, errSkeleton
}

// Check admits transactions to the pool, by a scratch copy of nonces and balances over a
// committed view. It belongs to one goroutine and lives no longer than its view.
type Check struct{}

// NewCheck returns a check for transactions that would follow the committed view v, in
// blocks after header h's.
func (m *Machine) NewCheck(v *state.View, h Header) *Check { return &Check{} }

// CheckResult is the answer to a transaction that wants into the pool.
type CheckResult struct {
	Code      abi.Code
	Log       string
	GasWanted uint64
	Sender    abi.Address
	Nonce     uint64
	Fee       abi.Amount
}

// Tx checks one transaction and, if it is good, counts its nonce and fee as spent.
func (c *Check) Tx(raw []byte) (CheckResult, error) { return CheckResult{}, errSkeleton }

// PendingNonce returns the nonce that a sender's next transaction must have.
func (c *Check) PendingNonce(a abi.Address) (uint64, error) { return 0, errSkeleton }
