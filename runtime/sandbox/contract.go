package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Contract is one contract's code on a sandbox chain, spoken to in the JSON of its interface.
type Contract struct {
	chain   *Chain
	code    []byte
	hash    abi.Hash
	iface   *abi.Interface // nil if the module carries none: input and output are hex
	Address abi.Address    // zero until Deploy
}

// Outcome is what a call of a contract came to, in words for people.
type Outcome struct {
	Code    abi.Code        // CodeOK or why it failed
	Abort   uint32          // CodeAborted: the contract's code
	Name    string          // CodeAborted: the interface's name for it, or "code N"
	Log     string          // more words, if any
	Output  json.RawMessage // JSON by the interface; a hex string without one
	GasUsed uint64          // by the entry alone, without the price of the transaction
	Events  []runtime.Event
}

// String is "ok {...}", "abort NAME", or the name of the fault.
func (o Outcome) String() string {
	switch o.Code {
	case abi.CodeOK:
		return "ok " + string(o.Output)
	case abi.CodeAborted:
		return "abort " + o.Name
	}
	return o.Code.String()
}

// Upload stores code on the chain and waits until it is callable. Code that the chain refuses
// is an error.
func (c *Chain) Upload(from string, code []byte) (*Contract, error) {
	rec, err := c.Send(from, tx.Upload{Code: code})
	if err != nil {
		return nil, err
	}
	if rec.Code != abi.CodeOK {
		return nil, fmt.Errorf("upload: %s: %s", rec.Code, rec.Log)
	}
	k := &Contract{chain: c, code: code, hash: sha256.Sum256(code)}
	if err := k.readInterface(); err != nil {
		return nil, err
	}
	var p world.Params
	if err := c.Read(func(r world.Reader) (err error) { p, err = r.Params(); return err }); err != nil {
		return nil, err
	}
	for n := p.CodeDelayBlocks; n > 0; n-- {
		if _, err := c.Block(c.Time()); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// At returns the contract of a built-in name of genesis.
func (c *Chain) At(name string) (*Contract, error) {
	k := &Contract{chain: c}
	return k, c.Read(func(r world.Reader) error {
		a, ok, err := r.ByName(name)
		if err != nil || !ok {
			return errors.Join(fmt.Errorf("no contract named %q", name), err)
		}
		con, _, err := r.Contract(a)
		if err != nil {
			return err
		}
		if k.code, _, err = r.Code(con.CodeHash); err != nil {
			return err
		}
		k.Address, k.hash = a, con.CodeHash
		return k.readInterface()
	})
}

// readInterface finds what the code says about itself, if anything.
func (k *Contract) readInterface() error {
	mod, err := k.chain.eng.Compile(k.code)
	if err != nil {
		return err
	}
	if section := mod.Section(abi.InterfaceSection); section != nil {
		k.iface, err = abi.ParseInterface(section)
	}
	return err
}

// Interface is what the contract says about itself, or nil.
func (k *Contract) Interface() *abi.Interface { return k.iface }

// Deploy creates a contract from the code. args may be empty.
func (k *Contract) Deploy(from string, args []byte, funds abi.Amount) (Outcome, error) {
	input, err := k.encode(abi.EntryInstantiate, abi.EntryInstantiate, args)
	if err != nil {
		return Outcome{}, err
	}
	nonce, err := k.chain.nextNonce(Key(from).Address())
	if err != nil {
		return Outcome{}, err
	}
	k.Address = abi.ContractAddress(Key(from).Address(), nonce)
	o, _, err := k.send(from, tx.Instantiate{CodeHash: k.hash, Input: input, Funds: funds}, 0)
	o.Output = json.RawMessage("{}")
	return o, err
}

// Call runs the execute entry in a block of its own. gas 0 means as much as a transaction may.
func (k *Contract) Call(from, method string, args []byte, funds abi.Amount, gas uint64) (Outcome, error) {
	input, err := k.encode(abi.EntryExecute, method, args)
	if err != nil {
		return Outcome{}, err
	}
	o, data, err := k.send(from, tx.Call{Contract: k.Address, Input: input, Funds: funds}, gas)
	if err == nil && o.Code == abi.CodeOK {
		o.Output, err = k.decode(abi.EntryExecute, method, data)
	}
	return o, err
}

// Query runs the query entry. gas 0 means as much as a transaction may.
func (k *Contract) Query(method string, args []byte, gas uint64) (Outcome, error) {
	input, err := k.encode(abi.EntryQuery, method, args)
	if err != nil {
		return Outcome{}, err
	}
	v := k.chain.View()
	defer v.Close()
	out, used, fault, err := k.chain.machine.Query(v, k.chain.head, k.Address, input, orMost(gas))
	return k.answer(abi.EntryQuery, method, out, used, fault, err)
}

// Pure runs the weights or scores entry. gas 0 means as much as a transaction may.
func (k *Contract) Pure(entry string, args []byte, gas uint64) (Outcome, error) {
	input, err := k.encode(entry, entry, args)
	if err != nil {
		return Outcome{}, err
	}
	v := k.chain.View()
	defer v.Close()
	out, used, fault, err := k.chain.machine.Pure(v, k.chain.head, k.hash, entry, input, orMost(gas))
	return k.answer(entry, entry, out, used, fault, err)
}

const mostGas = 100_000_000

func orMost(gas uint64) uint64 {
	if gas == 0 {
		return mostGas
	}
	return gas
}

func (k *Contract) answer(entry, method string, out []byte, used uint64, fault *runtime.Fault, err error) (Outcome, error) {
	o := Outcome{GasUsed: used}
	switch {
	case err != nil:
		return o, err
	case fault != nil:
		o.Code, o.Abort, o.Log = fault.Code, fault.Abort, fault.Log
		o.Name = k.abortName(fault.Abort)
		return o, nil
	}
	o.Output, err = k.decode(entry, method, out)
	return o, err
}

// send puts a message alone into a block and reads the receipt.
func (k *Contract) send(from string, msg tx.Msg, gas uint64) (Outcome, []byte, error) {
	raw, err := k.chain.txWithGas(from, msg, gas)
	if err != nil {
		return Outcome{}, nil, err
	}
	b, err := k.chain.Block(k.chain.Time()+1, raw)
	if err != nil {
		return Outcome{}, nil, err
	}
	rec := b.Receipts[0]
	o := Outcome{Code: rec.Code, Log: rec.Log, Events: rec.Events}
	if spent := runtime.Prices().Tx.For(uint64(len(raw))); rec.GasUsed > spent {
		o.GasUsed = rec.GasUsed - spent
	}
	if rec.Code == abi.CodeAborted {
		r := abi.NewReader(rec.Data)
		r.Map()
		r.Text()
		o.Abort = uint32(r.Uint())
		o.Name = k.abortName(o.Abort)
	}
	return o, rec.Data, nil
}

func (k *Contract) abortName(code uint32) string {
	if k.iface != nil {
		if name := k.iface.ErrorName(code); name != "" {
			return name
		}
	}
	return fmt.Sprintf("code %d", code)
}

// encode turns JSON into an entry's input. Without an interface it is hex, as a JSON string.
func (k *Contract) encode(entry, method string, args []byte) ([]byte, error) {
	if k.iface == nil {
		var text string
		if len(args) == 0 {
			return nil, nil
		}
		if err := json.Unmarshal(args, &text); err != nil {
			return nil, fmt.Errorf("the module has no interface: give its input as a hex string: %w", err)
		}
		return hex.DecodeString(text)
	}
	if _, ok := k.iface.Method(entry, method); !ok && entry == abi.EntryInstantiate {
		return nil, nil // nothing to instantiate
	}
	return abi.EncodeCall(k.iface, entry, method, args)
}

func (k *Contract) decode(entry, method string, out []byte) (json.RawMessage, error) {
	if k.iface == nil {
		return json.Marshal(hex.EncodeToString(out))
	}
	return abi.DecodeResult(k.iface, entry, method, out)
}
