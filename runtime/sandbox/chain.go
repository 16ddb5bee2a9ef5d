package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

// ChainID is the chain id of every sandbox.
const ChainID = "sandbox"

// Start is the genesis time of every sandbox, in unix seconds.
const Start int64 = 1_700_000_000

// Options tune a sandbox. The zero value works; nothing but Rehearsal changes a root.
type Options struct {
	Interpreter bool        // run contracts on the second engine
	Observer    vm.Observer // watches every call of a contract; nil: nobody
	Dir         string      // folder of the state; empty: in memory
	Code        vm.Disk     // where compiled code is kept; the zero value keeps none

	Rehearsal []runtime.Act // what new code goes through in a dry run; empty: upgrade and way back alone
}

// Chain is a chain in memory. It belongs to one goroutine.
type Chain struct {
	eng     *vm.Engine
	machine *runtime.Machine
	store   *state.Store
	genesis *state.Overlay // until the first block commits it
	head    runtime.Header
	nonces  map[abi.Address]uint64 // of transactions made by Tx

	votes       []runtime.Vote        // that consensus reports with every block
	misbehavior []runtime.Misbehavior // and with the next
}

// Block is what a block came to.
type Block struct {
	Receipts []runtime.Receipt
	End      runtime.BlockEnd
	Root     [32]byte
}

// New starts a chain from a genesis.
func New(g *runtime.Genesis, o Options) (*Chain, error) {
	cfg := runtime.Config{Interpreter: o.Interpreter, Observer: o.Observer, Code: o.Code}
	eng, err := runtime.NewEngine(cfg)
	if err != nil {
		return nil, err
	}
	dir, fs := o.Dir, vfs.Default
	if dir == "" {
		dir, fs = "state", vfs.NewMem()
	}
	store, err := state.Open(dir, state.Config{FS: fs, CacheBytes: 16 << 20, NoSync: true})
	if err != nil {
		return nil, errors.Join(err, eng.Close())
	}
	c := &Chain{eng: eng, machine: runtime.New(eng), store: store, genesis: store.Overlay(),
		head: runtime.Header{ChainID: ChainID, Time: Start}, nonces: make(map[abi.Address]uint64)}
	c.machine.Rehearsal = o.Rehearsal
	if _, err := c.machine.InitChain(c.genesis, g, ChainID, Start); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Close frees everything.
func (c *Chain) Close() error {
	c.machine.Close()
	return errors.Join(c.store.Close(), c.eng.Close())
}

// Height is the height of the last block, 0 before the first.
func (c *Chain) Height() uint64 { return c.head.Height }

// Time is the time of the last block, in unix seconds.
func (c *Chain) Time() int64 { return c.head.Time }

// Machine is the machine under the chain.
func (c *Chain) Machine() *runtime.Machine { return c.machine }

// Engine is what the machine runs contracts on.
func (c *Chain) Engine() *vm.Engine { return c.eng }

// Header is the last block's.
func (c *Chain) Header() runtime.Header { return c.head }

// Block executes and commits a block at a time not before the last one's.
func (c *Chain) Block(at int64, raw ...[]byte) (Block, error) {
	h := c.head
	h.Height, h.Time = h.Height+1, max(at, h.Time)
	h.Hash = sha256.Sum256(binary.BigEndian.AppendUint64(nil, h.Height))
	h.Votes, h.Misbehavior = c.votes, c.misbehavior
	ov := c.genesis
	if ov == nil {
		ov = c.store.Overlay()
	}
	b, err := c.machine.Begin(ov, h)
	if err != nil {
		return Block{}, err
	}
	var out Block
	for _, r := range raw {
		rec, err := b.Apply(runtime.Decode(r))
		if err != nil {
			return Block{}, err
		}
		out.Receipts = append(out.Receipts, rec)
	}
	if out.End, err = b.End(); err != nil {
		return Block{}, err
	}
	v, err := c.store.Commit(ov, h.Height)
	if err != nil {
		return Block{}, err
	}
	h.Votes, h.Misbehavior, h.Hash = nil, nil, [32]byte{}
	c.genesis, c.head, c.misbehavior, out.Root = nil, h, nil, v.Root
	clear(c.nonces)
	return out, nil
}

// Votes makes consensus report these votes with every block from now on; at first it reports none.
func (c *Chain) Votes(votes []runtime.Vote) { c.votes = votes }

// Misbehave makes consensus report these proofs with the next block.
func (c *Chain) Misbehave(list ...runtime.Misbehavior) { c.misbehavior = list }

// View pictures the last block's state; the caller closes it. Before the first block there is
// nothing to see.
func (c *Chain) View() *state.View { return c.store.View() }

// ViewAt is the state after an older block; the caller closes it.
func (c *Chain) ViewAt(height uint64) (*state.View, error) { return c.store.ViewAt(height) }

// Read calls f with the native records of the last block's state.
func (c *Chain) Read(f func(world.Reader) error) error {
	v := c.store.View()
	defer v.Close()
	return f(world.Read(v))
}

// Query runs the query entry of a contract.
func (c *Chain) Query(contract abi.Address, input []byte, gas uint64) ([]byte, *runtime.Fault, error) {
	v := c.store.View()
	defer v.Close()
	out, _, fault, err := c.machine.Query(v, c.head, contract, input, gas)
	return out, fault, err
}

// Key is the key of a named account: the same in every sandbox, and no secret.
func Key(name string) tx.Key { return tx.NewKey(sha256.Sum256([]byte("sandbox/" + name))) }

// Tx makes a transaction of a named account with its next nonce, the largest gas limit and
// the least fee. Transactions must be put into the next block in the order they were made.
func (c *Chain) Tx(name string, msg tx.Msg) ([]byte, error) { return c.txWithGas(name, msg, nil) }

// txWithGas makes a transaction whose message may use gas; nil means as much as possible.
func (c *Chain) txWithGas(name string, msg tx.Msg, gas *uint64) ([]byte, error) {
	if c.Height() == 0 {
		return nil, errors.New("sandbox: make a first block before transactions")
	}
	key := Key(name)
	nonce, err := c.nextNonce(key.Address())
	if err != nil {
		return nil, err
	}
	var p world.Params
	if err := c.Read(func(r world.Reader) (err error) { p, err = r.Params(); return err }); err != nil {
		return nil, err
	}
	body := tx.Body{ChainID: ChainID, Nonce: nonce, GasLimit: p.MaxTxGas, Msg: msg}
	if msg.Kind() == tx.KindUpload {
		body.GasLimit = p.MaxBlockGas
	}
	var raw []byte
	for range 3 { // the limit pays for the bytes, which contain the limit
		fee, ok := p.MinGasPrice.Mul(abi.U64(body.GasLimit))
		if !ok {
			return nil, fmt.Errorf("sandbox: fee overflows at gas price %s", p.MinGasPrice)
		}
		body.Fee = fee
		raw = key.Sign(body)
		if gas != nil {
			body.GasLimit = *gas + runtime.Prices().Tx.For(uint64(len(raw)))
		}
	}
	c.nonces[key.Address()] = nonce + 1
	return raw, nil
}

func (c *Chain) nextNonce(a abi.Address) (uint64, error) {
	if n, made := c.nonces[a]; made {
		return n, nil
	}
	var acc world.Account
	err := c.Read(func(r world.Reader) (err error) { acc, err = r.Account(a); return err })
	return acc.Nonce, err
}

// Send makes a transaction and a block, one second later, that holds only it.
func (c *Chain) Send(name string, msg tx.Msg) (runtime.Receipt, error) {
	raw, err := c.Tx(name, msg)
	if err != nil {
		return runtime.Receipt{}, err
	}
	b, err := c.Block(c.Time()+1, raw)
	if err != nil {
		return runtime.Receipt{}, err
	}
	return b.Receipts[0], nil
}
