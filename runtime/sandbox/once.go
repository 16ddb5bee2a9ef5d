package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// Run is one call of an entry on a fresh chain.
type Run struct {
	Code        []byte      // the module
	Entry       string      // instantiate, execute, query, weights or scores
	Init        []byte      // JSON arguments of instantiate, for execute and query
	Input       []byte      // JSON arguments; {"method": {...}} for execute and query
	Gas         *uint64     // for the entry, at most MaxGas; nil: as much as a transaction may
	Interpreter bool        // use the second engine
	Observer    vm.Observer // watches the entry; nil: nobody
}

// MaxGas is the largest gas limit of a run.
const MaxGas = 1_000_000_000_000_000

// RunResult is what it came to.
type RunResult struct {
	Outcome
	Changes []Change // of the contract's storage by the entry, by key
}

// Once runs a single call on a fresh chain, for tools. The error says what is wrong with the
// request or the module; a call that fails is an outcome.
func Once(r Run) (res RunResult, err error) {
	g, o, w := Genesis("alice"), Options{Interpreter: r.Interpreter}, &watch{to: r.Observer}
	if r.Gas != nil && *r.Gas > MaxGas {
		return res, fmt.Errorf("%d gas: a run may have at most %d", *r.Gas, uint64(MaxGas))
	} else if r.Gas != nil { // more than on a usual chain, if that is what is asked for
		g.Params, g.Unbounded = g.Params.WithDefaults(), true
		g.Params.MaxTxGas += *r.Gas
		g.Params.MaxBlockGas += *r.Gas
	}
	if r.Observer != nil {
		o.Observer = w
	}
	c, err := New(g, o)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if _, err := c.Block(Start); err != nil {
		return res, err
	}
	k, err := c.Upload("alice", r.Code)
	if err != nil {
		return res, err
	}
	return k.once(r, w)
}

// once prepares what the entry needs and runs it.
func (k *Contract) once(r Run, w *watch) (res RunResult, err error) {
	var method string
	args := r.Input
	switch {
	case abi.Dispatched(r.Entry):
		o, err := k.Deploy("alice", r.Init, abi.Amount{}, nil)
		if err != nil {
			return res, fmt.Errorf("instantiate, before %s: %w", r.Entry, err)
		}
		if o.Code != abi.CodeOK {
			return res, fmt.Errorf("instantiate, before %s: %s", r.Entry, o)
		}
		if method, args, err = k.splitCall(r.Input); err != nil {
			return res, err
		}
	case r.Entry != abi.EntryInstantiate && !abi.Pure(r.Entry):
		return res, fmt.Errorf("entry %q cannot be run alone; use instantiate, execute, query, weights or scores", r.Entry)
	}
	before, err := k.stored()
	if err != nil {
		return res, err
	}
	w.on = w.to != nil
	if res.Outcome, err = k.entry(r.Entry, method, args, r.Gas); err != nil {
		return res, err
	}
	w.on = false
	after, err := k.stored()
	res.Changes = changes(before, after)
	return res, err
}

func (k *Contract) entry(entry, method string, args []byte, gas *uint64) (Outcome, error) {
	switch entry {
	case abi.EntryInstantiate:
		return k.Deploy("alice", args, abi.Amount{}, gas)
	case abi.EntryExecute:
		return k.Call("alice", method, args, abi.Amount{}, gas)
	case abi.EntryQuery:
		return k.Query(method, args, gas)
	}
	return k.Pure(entry, args, gas)
}

// splitCall reads {"method": {...}}; without an interface there are no methods.
func (k *Contract) splitCall(input []byte) (method string, args []byte, err error) {
	if k.iface == nil {
		return "", input, nil
	}
	var call map[string]json.RawMessage
	if err := json.Unmarshal(input, &call); err != nil || len(call) != 1 {
		return "", nil, errors.New(`want the input as one method with its arguments: {"method": {...}}`)
	}
	for name, a := range call {
		method, args = name, a
	}
	return method, args, nil
}

// Genesis gives each named account a million tokens and nothing else; epochs last a minute.
func Genesis(names ...string) *runtime.Genesis {
	million, _ := abi.U64(1_000_000).Mul(abi.Unit)
	g := &runtime.Genesis{Profile: "sandbox", Params: world.Params{EpochSeconds: 60}}
	for _, name := range names {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: Key(name).Address(), Balance: million})
	}
	return g
}
