package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
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

// What no block may take.
const (
	maxBlockTime   = 2.0       // seconds of one core
	maxBlockMemory = 100 << 20 // bytes beyond what the node had
)

// blockBytes is what the transactions of a block may be together, as package genesis has it.
const blockBytes = 4 << 20

// full is blocks that were full of one kind of work: the worst of each figure.
type full struct {
	txs     int
	seconds float64 // of processors, all threads: execution, root, commit, what the database does behind it
	memory  int64   // bytes resident beyond what was before
	written int64   // bytes handed to the disk
	output  int64   // bytes of outputs and events
	gas     uint64  // charged
}

// runBlocks prints what the worst block of each kind takes.
func runBlocks(only string) error {
	debug.SetGCPercent(50) // as a node does
	var rows []table.Row
	for _, k := range blockKinds() {
		if !strings.Contains(k.what, only) {
			continue
		}
		f, err := k.measure()
		if err != nil {
			return fmt.Errorf("%s: %w", k.what, err)
		}
		fmt.Fprintf(os.Stderr, "%s: %.2f s\n", k.what, f.seconds)
		rows = append(rows, table.Row{What: k.what, Value: f.seconds, Unit: "s", Goal: maxBlockTime, Note: fmt.Sprintf(
			"%d transactions, %.0f M gas, %.0f MiB more resident (at most %d), %.0f MiB written, %.1f MiB of outputs and events",
			f.txs, float64(f.gas)/1e6, mib(f.memory), maxBlockMemory>>20, mib(f.written), mib(f.output))})
	}
	slices.SortStableFunc(rows, func(a, b table.Row) int { return cmp.Compare(b.Value, a.Value) })
	table.Print(os.Stdout, "Blocks full of one kind of work, the worst of five in a row", rows)
	return nil
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

// blockKind makes the transactions of the nth block.
type blockKind struct {
	what string
	rows []hostRow // contracts at genesis
	fill func(c *sandbox.Chain, n int) ([][]byte, error)
}

func blockKinds() []blockKind {
	rows := hostRows()
	var kinds []blockKind
	for i, r := range rows {
		if r.rounds > 0 && !r.query {
			kinds = append(kinds, blockKind{r.what, rows, func(c *sandbox.Chain, n int) ([][]byte, error) { return r.fill(c, builtin(i), uint32(n)<<16) }})
		}
	}
	for _, r := range replaceRows() {
		kinds = append(kinds, blockKind{r.what, slices.Concat(rows, []hostRow{r}), r.fillAnew})
	}
	nested := nestedRows(len(rows))
	return append(kinds,
		blockKind{"nested calls that touch all their memory", slices.Concat(rows, nested), fillNested(len(rows))},
		blockKind{"calls of cold codes", rows, fillCold},
		blockKind{"bad signatures, each of them verified", rows, fillForged},
		blockKind{"transfers to new accounts", rows, fillTransfers},
		blockKind{"uploads that take the most to check", rows, fillUploads},
		blockKind{"outputs of 64 KiB", rows, fillOutputs(slices.IndexFunc(rows, func(r hostRow) bool { return r.what == "output_write, 64 KiB" }))},
	)
}

// replaced is how many values of 64 KiB a contract has from its instantiation on.
const replaced = 760

// replaceRows write and remove where a large value was, which every node retains for a while.
func replaceRows() []hostRow {
	over := func(size uint64) guest {
		call := *set(size)
		call.fresh = []uint32{keyAt, largeAt} // another value, too
		return guest{setUp: set(64 << 10), setUps: replaced, call: call}
	}
	remove := guest{setUp: set(64 << 10), setUps: replaced, call: hostCall{name: "state_delete", args: []uint64{keyAt, 8}, fresh: []uint32{keyAt}}}
	return []hostRow{{what: "state_set, 64 KiB over 64 KiB", guest: over(64 << 10)}, {what: "state_set, 4 bytes over 64 KiB", guest: over(4)},
		{what: "state_delete, 64 KiB", guest: remove}}
}

// fillAnew is fill for a contract that is made for the block.
func (r hostRow) fillAnew(c *sandbox.Chain, n int) ([][]byte, error) {
	raw, err := signed(c, hostGas, tx.Instantiate{CodeHash: abi.Hash(codeOf(r.guest)), Label: fmt.Sprint("n", n)})
	if err != nil {
		return nil, err
	}
	b, err := c.Block(c.Time()+1, raw)
	if err == nil && b.Receipts[0].Code != abi.CodeOK {
		err = fmt.Errorf("%w: %s %s", errFailed, b.Receipts[0].Code, b.Receipts[0].Log)
	}
	if err != nil {
		return nil, err
	}
	t := runtime.Decode(raw).Tx
	return r.fill(c, abi.ContractAddress(t.Sender(), t.Body.Nonce), 0)
}

// fill makes transactions that call as often as the block's gas allows.
func (r hostRow) fill(c *sandbox.Chain, to abi.Address, first uint32) ([][]byte, error) {
	p := world.Params{}.WithDefaults() // what the chain has; here genesis may use more
	_, base, err := r.simulate(c, to, first, first+1)
	if err != nil {
		return nil, err
	}
	_, more, err := r.simulate(c, to, first, first+3)
	if err != nil {
		return nil, err
	}
	each := max(1, (more-base)/2)
	calls := 1 + (p.MaxTxGas*99/100-base)/each
	if r.guest.call.name == "event" {
		calls = min(calls, abi.MaxEvents, abi.MaxEventBytes/(r.guest.call.args[1]+r.guest.call.args[3]))
	}
	if r.guest.setUps == replaced {
		calls = min(calls, replaced/9)
	}
	limit := base + calls*each + base/8
	var list [][]byte
	for sum := limit; sum <= p.MaxBlockGas; sum += limit {
		raw, err := signed(c, limit, tx.Call{Contract: to, Input: input(first, first+uint32(calls))})
		if err != nil {
			return nil, err
		}
		list = append(list, raw)
		first += uint32(calls)
	}
	return list, nil
}

// signed is a transaction with a gas limit of its own.
func signed(c *sandbox.Chain, limit uint64, msg tx.Msg) ([]byte, error) {
	raw, err := c.Tx("alice", msg)
	if err != nil {
		return nil, err
	}
	body := runtime.Decode(raw).Tx.Body
	body.GasLimit = limit
	body.Fee, _ = abi.U64(limit).Mul(abi.U64(100_000_000))
	return sandbox.Key("alice").Sign(body), nil
}

func fillTransfers(c *sandbox.Chain, n int) (list [][]byte, err error) {
	const limit = 600_000
	for i := range 1_000_000_000 / limit {
		raw, err := signed(c, limit, tx.Transfer{To: sandbox.Key(fmt.Sprint(n, i)).Address(), Amount: abi.U64(1)})
		if err != nil {
			return nil, err
		}
		list = append(list, raw)
	}
	return list, nil
}

// fillUploads fills a block with modules of one long function each, as large as its gas and bytes allow.
func fillUploads(c *sandbox.Chain, n int) (list [][]byte, err error) {
	const limit = 240_000_000
	for i := range 4 {
		g := guest{pages: 1, memory: map[uint32][]byte{0: []byte(strconv.Itoa(n*4 + i))}, tail: bytes.Repeat([]byte{0x20, 0, 0x41, 3, 0x70, 0x21, 0}, 4_000)}
		raw, err := signed(c, limit, tx.Upload{Code: g.module()})
		if err != nil {
			return nil, err
		}
		list = append(list, raw)
	}
	return list, nil
}

// fillOutputs makes transactions whose receipts hold 64 KiB each.
func fillOutputs(row int) func(*sandbox.Chain, int) ([][]byte, error) {
	return func(c *sandbox.Chain, _ int) (list [][]byte, err error) {
		const limit = 15_000_000
		for range 1_000_000_000 / limit {
			raw, err := signed(c, limit, tx.Call{Contract: builtin(row), Input: input(0, 1)})
			if err != nil {
				return nil, err
			}
			list = append(list, raw)
		}
		return list, nil
	}
}

// measure makes one block of the kind, and five that are measured, on a chain of its own on disk.
func (k blockKind) measure() (worst full, err error) {
	dir, err := os.MkdirTemp("", "blocks")
	if err != nil {
		return worst, err
	}
	defer os.RemoveAll(dir)
	c, err := hostChain(k.rows, world.Params{MaxTxGas: hostGas, MaxBlockGas: 10 * hostGas}, sandbox.Options{Dir: dir})
	if err != nil {
		return worst, err
	}
	defer c.Close()
	for n := range 6 {
		txs, err := k.fill(c, n)
		if err != nil {
			return worst, err
		}
		f, err := k.block(c, txs)
		if err != nil {
			return worst, err
		}
		if n > 0 {
			worst = full{f.txs, max(worst.seconds, f.seconds), max(worst.memory, f.memory), max(worst.written, f.written), max(worst.output, f.output), max(worst.gas, f.gas)}
		}
	}
	return worst, nil
}

func (k blockKind) block(c *sandbox.Chain, txs [][]byte) (f full, err error) {
	sum := 0
	for _, raw := range txs {
		sum += len(raw)
	}
	if sum > blockBytes {
		return f, fmt.Errorf("the transactions are %d bytes", sum)
	}
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the peak begins anew
		return f, err
	}
	before, _ := cpu.Resident()
	disk, err := handed()
	if err != nil {
		return f, err
	}
	var b sandbox.Block
	t := cpu.Process(func() {
		if b, err = c.Block(c.Time()+1, txs...); err == nil {
			time.Sleep(100 * time.Millisecond) // for the database's own goroutines
		}
	})
	if err != nil {
		return f, err
	}
	_, peak := cpu.Resident()
	after, err := handed()
	if err != nil {
		return f, err
	}
	f = full{txs: len(txs), seconds: t.Seconds(), memory: peak - before, written: after - disk}
	for _, r := range b.Receipts {
		if r.Code != abi.CodeOK && r.Code != abi.CodeBadSignature {
			return f, fmt.Errorf("%w: %s %s", errFailed, r.Code, r.Log)
		}
		f.gas += r.GasUsed
		f.output += int64(len(r.Data))
		for _, e := range r.Events {
			f.output += int64(len(e.Type) + len(e.Data))
		}
	}
	return f, nil
}

// handed is how many bytes this process has written to files so far.
func handed() (n int64, err error) {
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "wchar: "); ok {
			return strconv.ParseInt(strings.TrimSpace(rest), 10, 64)
		}
	}
	return 0, fmt.Errorf("/proc/self/io has no wchar")
}
