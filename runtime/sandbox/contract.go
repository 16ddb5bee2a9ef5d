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
	_, err := k.chain.eng.Compile(k.code) // an _initialize that fails shows here
	if section := abi.InterfaceIn(k.code); err == nil && section != nil {
		k.iface, err = abi.ParseInterface(section)
	}
	return err
}

// Interface is what the contract says about itself, or nil.
func (k *Contract) Interface() *abi.Interface { return k.iface }

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
