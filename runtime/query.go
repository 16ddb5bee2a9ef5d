package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
)

// Query runs the query entry of a contract over a committed view, as of header h. The fault
// says why there is no output; the error is a node fault.
func (m *Machine) Query(v *state.View, h Header, contract abi.Address, input []byte, gas uint64) (output []byte, gasUsed uint64, fault *Fault, err error) {
	s, err := m.newScope(v.Overlay(), h)
	if err != nil {
		return nil, 0, nil, nodeFault(err)
	}
	out, err := s.call(call{to: contract, entry: abi.EntryQuery, input: input, gas: gas, readonly: true})
	return out.output, out.gas, out.fault, err
}

// Pure runs a pure entry of a stored code: its output depends on the input alone.
func (m *Machine) Pure(v *state.View, h Header, hash abi.Hash, entry string, input []byte, gas uint64) (output []byte, gasUsed uint64, fault *Fault, err error) {
	s, err := m.newScope(v.Overlay(), h)
	if err != nil {
		return nil, 0, nil, nodeFault(err)
	}
	if !abi.Pure(entry) {
		return nil, 0, &Fault{Code: abi.CodeInvalidArgument, Log: "no pure entry: " + entry}, nil
	}
	out, err := s.pure(nil, hash, entry, input, gas)
	return out.output, out.gas, out.fault, err
}

// Simulate executes the message of a transaction over a committed view, as if in the block
// after h, and forgets the effects. Signature, nonce, fee and expiry are not looked at; a gas
// limit of 0 or one above the largest means the largest. What runs code gets at most gas.
func (m *Machine) Simulate(v *state.View, h Header, d Decoded, gas uint64) (Receipt, error) {
	list, err := m.SimulateAll(v, h, []Decoded{d}, gas)
	if err != nil {
		return Receipt{}, err
	}
	return list[0], nil
}

// SimulateAll is Simulate for transactions of one block, each on what those before it did. All of them together get gas.
func (m *Machine) SimulateAll(v *state.View, h Header, all []Decoded, gas uint64) (list []Receipt, err error) {
	h.Height++
	s, err := m.newScope(v.Overlay(), h)
	if err == nil {
		err = s.learn()
	}
	if err != nil {
		return nil, nodeFault(err)
	}
	for _, d := range all {
		r, err := s.simulate(d, gas)
		if err != nil {
			return nil, err
		}
		gas -= min(gas, r.GasUsed)
		list = append(list, r)
	}
	return list, nil
}

// simulate executes a message with what is left of the gas.
func (s *scope) simulate(d Decoded, gas uint64) (Receipt, error) {
	if d.Fault != nil {
		return d.Fault.receipt(0), nil
	}
	t := d.Tx
	limit, most := t.Body.GasLimit, mostGas(t.Body.Msg, &s.params)
	if t.Body.Msg.Kind() != tx.KindUpload {
		most = min(most, gas)
	}
	if limit == 0 || limit > most {
		limit = most
	}
	if least := intrinsic(t); limit < least {
		return Receipt{Code: abi.CodeGasLimit, GasWanted: limit, Log: "the gas limit is below the price of the bytes and signatures"}, nil
	}
	return s.execute(t, limit)
}
