package sandbox

import (
	"encoding/json"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// The gas limits below are pointers, and nil is as much as a transaction may have: 0 is a limit, too.

// Deploy creates a contract from the code. args may be empty.
func (k *Contract) Deploy(from string, args []byte, funds abi.Amount, gas *uint64) (Outcome, error) {
	input, err := k.encode(abi.EntryInstantiate, abi.EntryInstantiate, args)
	if err != nil {
		return Outcome{}, err
	}
	nonce, err := k.chain.nextNonce(Key(from).Address())
	if err != nil {
		return Outcome{}, err
	}
	k.Address = abi.ContractAddress(Key(from).Address(), nonce)
	o, _, err := k.send(from, tx.Instantiate{CodeHash: k.hash, Label: fmt.Sprintf("contract-%d", nonce), Input: input, Funds: funds}, gas)
	o.Output = json.RawMessage("{}")
	return o, err
}

// Call runs the execute entry in a block of its own.
func (k *Contract) Call(from, method string, args []byte, funds abi.Amount, gas *uint64) (Outcome, error) {
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

// Query runs the query entry.
func (k *Contract) Query(method string, args []byte, gas *uint64) (Outcome, error) {
	input, err := k.encode(abi.EntryQuery, method, args)
	if err != nil {
		return Outcome{}, err
	}
	v := k.chain.View()
	defer v.Close()
	out, used, fault, err := k.chain.machine.Query(v, k.chain.head, k.Address, input, orMost(gas))
	return k.answer(abi.EntryQuery, method, out, used, fault, err)
}

// Pure runs the weights or scores entry.
func (k *Contract) Pure(entry string, args []byte, gas *uint64) (Outcome, error) {
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

func orMost(gas *uint64) uint64 {
	if gas == nil {
		return mostGas
	}
	return *gas
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
func (k *Contract) send(from string, msg tx.Msg, gas *uint64) (Outcome, []byte, error) {
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
