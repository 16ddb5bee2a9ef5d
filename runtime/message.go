package runtime

import (
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// perform does what the message says, with gas beyond the intrinsic. It returns the data of
// the receipt and the outcome; the caller reverts when that is a fault.
func (s *scope) perform(t *tx.Tx, gas uint64) (data []byte, out outcome, err error) {
	sender := t.Sender()
	switch m := t.Body.Msg.(type) {
	case tx.Transfer:
		ok, err := s.w.Transfer(sender, m.To, m.Amount)
		if err == nil && !ok {
			out = failed(abi.CodeInsufficientFunds, "the balance is below the amount")
		}
		return nil, out, err
	case tx.Upload:
		return s.upload(m, gas)
	case tx.Instantiate:
		return s.instantiate(sender, t.Body.Nonce, m, gas)
	case tx.Call:
		if len(m.Input) > abi.MaxInput {
			return nil, failed(abi.CodeInvalidArgument, "input too large"), nil
		}
		out, err = s.call(call{caller: sender, to: m.Contract, entry: abi.EntryExecute,
			input: m.Input, value: m.Funds, gas: gas})
		if price := prices.Output.For(uint64(len(out.output))); price > gas-out.gas {
			out = outcome{gas: gas, fault: outOfGas()}
		} else {
			out.gas += price
		}
		return out.output, out, err
	case tx.Bond, tx.Unbond, tx.Join, tx.Leave:
		return s.stakes(sender, m, gas)
	}
	if m, ok := t.Body.Msg.(tx.Rescue); ok {
		out, err = s.signal(sender, m, gas)
		return nil, out, err
	}
	return nil, failed(abi.CodeUnknownMessage, "unknown message"), nil
}

// upload checks and stores code. Its price is known and paid step by step: bytes first, then
// what the sandbox says about the structure. Code that is stored already is not stored again,
// but answers the same.
func (s *scope) upload(m tx.Upload, gas uint64) (data []byte, out outcome, err error) {
	price := prices.Upload.For(uint64(len(m.Code)))
	if price > gas {
		return nil, outcome{gas: gas, fault: outOfGas()}, nil
	}
	hash := abi.Hash(sha256.Sum256(m.Code))
	info, known, err := s.w.CodeInfo(hash)
	if err != nil {
		return nil, out, err
	}
	if !known {
		report := s.m.eng.Check(m.Code)
		if !report.Accepted() {
			out = failed(abi.CodeCodeInvalid, report.Reasons[0].Error())
			out.gas = price
			return nil, out, nil
		}
		price += uint64(len(m.Code)) * s.params.GrowthGas
		if price += report.DeployGas; price > gas || price < report.DeployGas {
			return nil, outcome{gas: gas, fault: outOfGas()}, nil
		}
		info.CallableAt = s.height + s.params.CodeDelayBlocks
		if err := s.w.SetCode(hash, m.Code, info.CallableAt); err != nil {
			return nil, out, err
		}
		s.codes = append(s.codes, hash)
	}
	data = encodeFields([]field{hashField("code_hash", hash), number("callable_at", info.CallableAt)})
	return data, outcome{gas: price}, nil
}

// instantiate creates a contract and calls its instantiate entry, if the code has one.
func (s *scope) instantiate(sender abi.Address, nonce uint64, m tx.Instantiate, gas uint64) (data []byte, out outcome, err error) {
	if prices.Instantiate.Base > gas {
		return nil, outcome{gas: gas, fault: outOfGas()}, nil
	}
	if out, err = s.checkInstantiate(sender, m); err != nil || out.fault != nil {
		out.gas = prices.Instantiate.Base
		return nil, out, err
	}
	addr := abi.ContractAddress(sender, nonce)
	if err := s.w.SetLabel(sender, m.Label, addr); err != nil {
		return nil, out, err
	}
	con := world.Contract{CodeHash: m.CodeHash, Revision: 1, Creator: sender, Label: m.Label}
	out, err = s.create(addr, con, m.Input, m.Funds, gas-prices.Instantiate.Base)
	out.gas += prices.Instantiate.Base
	return encodeFields([]field{{"address", abi.AppendBytes(nil, addr[:])}}), out, err
}

// checkInstantiate declines what cannot be a label: what is no name, a built-in contract's name, and
// the label of another contract of the same creator.
func (s *scope) checkInstantiate(creator abi.Address, m tx.Instantiate) (out outcome, err error) {
	switch {
	case len(m.Input) > abi.MaxInput:
		return failed(abi.CodeInvalidArgument, "input too large"), nil
	case !text.IsName(m.Label):
		return failed(abi.CodeInvalidArgument, "a label has 1 to 64 of a-z, 0-9, dot, _, colon and -, begins with a letter or digit, and is no address"), nil
	}
	_, builtin, err := s.w.ByName(m.Label)
	if err == nil && builtin {
		return failed(abi.CodeNameTaken, "the label is the name of a built-in contract"), nil
	}
	if err != nil {
		return out, err
	}
	_, used, err := s.w.ByLabel(creator, m.Label)
	if err == nil && used {
		return failed(abi.CodeNameTaken, "another contract of this creator has the label"), nil
	}
	return out, err
}

// create writes a contract's record, moves funds from its creator and calls instantiate.
func (s *scope) create(addr abi.Address, con world.Contract, input []byte, funds abi.Amount, gas uint64) (outcome, error) {
	if err := s.w.SetContract(addr, con); err != nil {
		return outcome{}, err
	}
	out, err := s.call(call{caller: con.Creator, to: addr, entry: abi.EntryInstantiate, input: input, value: funds, gas: gas})
	if err != nil || out.fault == nil || out.fault.Code != abi.CodeEntryMissing {
		return out, err
	}
	ok, err := s.w.Transfer(con.Creator, addr, funds)
	if err == nil && !ok {
		return out.failed(abi.CodeInsufficientFunds, "the balance is below the funds to send"), nil
	}
	return outcome{gas: out.gas}, err
}

func outOfGas() *Fault { return &Fault{Code: abi.CodeOutOfGas, Log: "out of gas"} }
