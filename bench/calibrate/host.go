package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/bench/cpu"
	"github.com/peerz-ai/peerz-chain/bench/table"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// hostRow is a way to call a host function, made to hurt: the rounds that are measured, and what is
// counted: the execution alone, or also the root and the commit of the block.
type hostRow struct {
	what   string
	guest  guest
	rounds uint32
	commit bool // writes: measure whole blocks
	query  bool // measure the query entry, after a block with the execute entry
	poor   bool // without the capability "mint": one that has it and no income cannot pay anything out
}

const hostGas = 30_000_000_000 // of a transaction here

// hostTable measures host functions with inputs that are made to hurt.
func hostTable(only string) ([]table.Row, error) {
	rows := hostRows()
	c, err := hostChain(rows, world.Params{MaxTxGas: hostGas, MaxBlockGas: 10 * hostGas, MinGasPrice: abi.U64(1)}, sandbox.Options{}, holders()...)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var out []table.Row
	for i, r := range rows {
		if r.rounds == 0 || !strings.Contains(r.what, only) {
			continue // a callee of others, or not asked for
		}
		m, err := r.measure(c, builtin(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.what, err)
		}
		out = append(out, table.Row{What: r.what, Value: m.ns / m.gas, Note: fmt.Sprintf("%.0f ns, %.0f gas a call", m.ns, m.gas)})
	}
	slices.SortStableFunc(out, func(a, b table.Row) int { return cmp.Compare(b.Value, a.Value) })
	return out, nil
}

func codeOf(g guest) []byte { h := sha256.Sum256(g.module()); return h[:] }

func builtin(i int) abi.Address { return abi.ContractAddress(abi.Address{}, uint64(i)) }

// hostCapabilities are all but that of hooks, which would run in every block.
var hostCapabilities = slices.DeleteFunc(abi.Capabilities(), func(c abi.Capability) bool { return c == abi.CapEpoch })

func (r hostRow) capabilities() []abi.Capability {
	return slices.DeleteFunc(slices.Clone(hostCapabilities), func(c abi.Capability) bool { return r.poor && c == abi.CapMint })
}

// holders are as many validators as there may be, each with stake.
func holders() (list []runtime.GenesisBond) {
	for i := range 256 {
		key := sandbox.Key(fmt.Sprint("holder", i))
		validator := abi.Hash(key.Public())
		list = append(list, runtime.GenesisBond{Account: key.Address(), Amount: abi.Unit, Validator: &validator})
	}
	return list
}

// hostChain has a contract of each row, with every capability but that of hooks, and what is bonded.
func hostChain(rows []hostRow, p world.Params, o sandbox.Options, bonds ...runtime.GenesisBond) (*sandbox.Chain, error) {
	g := sandbox.Genesis("alice")
	g.Bonds = bonds
	g.Params, g.Unbounded = p, true
	g.Params.EpochSeconds, g.Params.HookGas, g.Params.BlockHookGas = 1<<20, hostGas, hostGas
	g.Mint = &runtime.GenesisMint{PerDay: world.DefaultCap}
	for i, r := range rows {
		code := r.guest.module()
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
		g.Contracts = append(g.Contracts, runtime.GenesisContract{Name: fmt.Sprint("row", i), CodeHash: sha256.Sum256(code),
			Capabilities: r.capabilities(), Funds: abi.Unit})
	}
	c, err := sandbox.New(g, o)
	if err != nil {
		return nil, err
	}
	_, err = c.Block(sandbox.Start)
	return c, err
}

// cost is what one call takes: the difference of many and one.
type cost struct{ ns, gas float64 }

func (r hostRow) measure(c *sandbox.Chain, to abi.Address) (best cost, err error) {
	best.ns = math.Inf(1)
	if r.query {
		if _, _, err := r.block(c, to, 0, 1); err != nil {
			return best, err
		}
	}
	first := uint32(0)
	for range 5 {
		var t [2]time.Duration
		var gas [2]uint64
		for i, n := range []uint32{1, 1 + r.rounds} {
			switch {
			case r.query:
				t[i], gas[i], err = r.ask(c, to, first, first+n)
			case r.commit:
				t[i], gas[i], err = r.block(c, to, first, first+n)
			default:
				t[i], gas[i], err = r.simulate(c, to, first, first+n)
			}
			if err != nil {
				return best, err
			}
			first += n
		}
		best.ns = min(best.ns, float64(t[1]-t[0])/float64(r.rounds))
		best.gas = float64(gas[1]-gas[0]) / float64(r.rounds)
	}
	return best, nil
}

func input(first, last uint32) []byte {
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, first), last)
}

var errFailed = errors.New("the guest fails")

func (r hostRow) simulate(c *sandbox.Chain, to abi.Address, first, last uint32) (t time.Duration, gas uint64, err error) {
	body := tx.Body{ChainID: sandbox.ChainID, Msg: tx.Call{Contract: to, Input: input(first, last)}}
	raw := tx.Unsigned(body, sandbox.Key("alice").Public())
	v := c.View()
	defer v.Close()
	d := runtime.Decode(raw)
	var rec runtime.Receipt
	t = cpu.Thread(func() { rec, err = c.Machine().Simulate(v, c.Header(), d, 1<<40) })
	if err == nil && rec.Code != abi.CodeOK {
		err = fmt.Errorf("%w: %s %s", errFailed, rec.Code, rec.Log)
	}
	return t, rec.GasUsed, err
}

func (r hostRow) ask(c *sandbox.Chain, to abi.Address, first, last uint32) (t time.Duration, gas uint64, err error) {
	v := c.View()
	defer v.Close()
	var fault *runtime.Fault
	t = cpu.Thread(func() { _, gas, fault, err = c.Machine().Query(v, c.Header(), to, input(first, last), hostGas) })
	if err == nil && fault != nil {
		err = fmt.Errorf("%w: %s %s", errFailed, fault.Code, fault.Log)
	}
	return t, gas, err
}

func (r hostRow) block(c *sandbox.Chain, to abi.Address, first, last uint32) (t time.Duration, gas uint64, err error) {
	raw, err := c.Tx("alice", tx.Call{Contract: to, Input: input(first, last)})
	if err != nil {
		return 0, 0, err
	}
	var b sandbox.Block
	t = cpu.Process(func() { b, err = c.Block(c.Time()+1, raw) })
	if err == nil && b.Receipts[0].Code != abi.CodeOK {
		err = fmt.Errorf("%w: %s %s", errFailed, b.Receipts[0].Code, b.Receipts[0].Log)
	}
	if err != nil {
		return 0, 0, err
	}
	return t, b.Receipts[0].GasUsed, nil
}
