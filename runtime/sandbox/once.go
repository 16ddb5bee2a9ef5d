package sandbox

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Run is one call of an entry on a fresh chain.
type Run struct {
	Code        []byte // the module
	Entry       string // instantiate, execute, query, weights or scores
	Init        []byte // JSON arguments of instantiate, for execute and query
	Input       []byte // JSON arguments; {"method": {...}} for execute and query
	Gas         uint64 // 0 means as much as a transaction may
	Interpreter bool   // use the second engine
}

// RunResult is what it came to.
type RunResult struct {
	Outcome
	State []Pair // everything that the contract has stored afterwards, by key
}

// Pair is a key and a value of a contract's storage, in hex.
type Pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Once runs a single call on a fresh chain, for tools. The error says what is wrong with the
// request or the module; a call that fails is an outcome.
func Once(r Run) (res RunResult, err error) {
	c, err := New(Genesis("alice"), Options{Interpreter: r.Interpreter})
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
	if res.Outcome, err = k.once(r); err != nil {
		return res, err
	}
	err = c.Read(func(w world.Reader) error {
		return w.Scan(k.Address, nil, nil, false, func(key, value []byte) bool {
			res.State = append(res.State, Pair{hex.EncodeToString(key), hex.EncodeToString(value)})
			return true
		})
	})
	return res, err
}

func (k *Contract) once(r Run) (Outcome, error) {
	switch {
	case abi.Pure(r.Entry):
		return k.Pure(r.Entry, r.Input, r.Gas)
	case r.Entry == abi.EntryInstantiate:
		return k.Deploy("alice", r.Input, abi.Amount{})
	case !abi.Dispatched(r.Entry):
		return Outcome{}, fmt.Errorf("entry %q cannot be run alone; use instantiate, execute, query, weights or scores", r.Entry)
	}
	o, err := k.Deploy("alice", r.Init, abi.Amount{})
	if err != nil || o.Code != abi.CodeOK {
		return o, err
	}
	method, args, err := k.splitCall(r.Input)
	if err != nil {
		return Outcome{}, err
	}
	if r.Entry == abi.EntryQuery {
		return k.Query(method, args, r.Gas)
	}
	return k.Call("alice", method, args, abi.Amount{}, r.Gas)
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
