//go:build cgo

package engine

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	wasmvm "github.com/CosmWasm/wasmvm/v3"
	"github.com/CosmWasm/wasmvm/v3/types"
)

// cosmwasm is wasmvm (Wasmer Singlepass, metered) as CosmWasm chains embed it. Programs are
// pinned in memory, its fastest mode.
type cosmwasm struct {
	vm  *wasmvm.VM
	dir string
}

const (
	memoryLimit  = 32      // MiB per instance
	cacheSize    = 100     // MiB of unpinned modules
	cosmwasmGas  = 1 << 61 // more than any kernel burns
	callEntry    = "run"   // the only entry that the shell around a kernel offers
	resultDigits = 16
)

func openWasmvm() (Engine, error) {
	dir, err := os.MkdirTemp("", "bench-wasmvm-")
	if err != nil {
		return nil, err
	}
	vm, err := wasmvm.NewVM(dir, []string{"iterator", "staking", "stargate", "cosmwasm_1_1", "cosmwasm_1_2"}, memoryLimit, false, cacheSize)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &cosmwasm{vm, dir}, nil
}

func (e *cosmwasm) Close() error {
	e.vm.Cleanup()
	return os.RemoveAll(e.dir)
}

func (e *cosmwasm) Compile(code []byte) (Program, error) {
	sum, _, err := e.vm.StoreCode(code, cosmwasmGas)
	if err != nil {
		return nil, err
	}
	return &contract{engine: e, sum: sum}, nil
}

type contract struct {
	engine *cosmwasm
	sum    wasmvm.Checksum
	pinned bool
	used   uint64
}

var (
	env = types.Env{
		Block:       types.BlockInfo{Height: 1, Time: 1_700_000_000_000_000_000, ChainID: "bench"},
		Transaction: &types.TransactionInfo{Index: 0},
		Contract:    types.ContractInfo{Address: "contract"},
	}
	info      = types.MessageInfo{Sender: "sender", Funds: types.Array[types.Coin]{}}
	addresses = types.GoAPI{
		HumanizeAddress:     func([]byte) (string, uint64, error) { return "", 0, errUnused },
		CanonicalizeAddress: func(string) ([]byte, uint64, error) { return nil, 0, errUnused },
		ValidateAddress:     func(string) (uint64, error) { return 0, errUnused },
	}
	errUnused = errors.New("bench contracts do not call this")
)

// Call executes the contract with the message n and reads the result from its answer.
func (p *contract) Call(entry string, n uint32) (uint64, error) {
	if entry != callEntry {
		return 0, fmt.Errorf("wasmvm: no entry %q", entry)
	}
	if !p.pinned {
		if err := p.engine.vm.Pin(p.sum); err != nil {
			return 0, err
		}
		p.pinned = true
	}
	message := strconv.AppendUint(nil, uint64(n), 10)
	r, used, err := p.engine.vm.Execute(p.sum, env, info, message, emptyStore{}, addresses, noQueries{}, noMeter{},
		cosmwasmGas, types.UFraction{Numerator: 1, Denominator: 1})
	if err != nil {
		return 0, err
	}
	if r.Ok == nil || len(r.Ok.Attributes) != 1 || len(r.Ok.Attributes[0].Value) != resultDigits {
		return 0, fmt.Errorf("wasmvm: unexpected answer %q", r.Err)
	}
	p.used = used
	return strconv.ParseUint(r.Ok.Attributes[0].Value, 16, 64)
}

func (p *contract) Gas() uint64 { return p.used }

func (p *contract) Close() error {
	if p.pinned {
		return p.engine.vm.Unpin(p.sum)
	}
	return nil
}

// emptyStore, noQueries and noMeter are the surroundings that wasmvm asks for and that a
// kernel never touches.
type emptyStore struct{}

func (emptyStore) Get([]byte) []byte                          { return nil }
func (emptyStore) Set(_, _ []byte)                            {}
func (emptyStore) Delete([]byte)                              {}
func (emptyStore) Iterator(_, _ []byte) types.Iterator        { return nil }
func (emptyStore) ReverseIterator(_, _ []byte) types.Iterator { return nil }

type noQueries struct{}

func (noQueries) Query(types.QueryRequest, uint64) ([]byte, error) { return nil, errUnused }
func (noQueries) GasConsumed() uint64                              { return 0 }

type noMeter struct{}

func (noMeter) GasConsumed() types.Gas { return 0 }
