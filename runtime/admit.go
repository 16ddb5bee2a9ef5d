package runtime

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// admit decides whether a decoded transaction may be included next: it returns the sender's
// account, or why not. The checks go from cheap to dear; the signature is last.
func (b *Block) admit(t *tx.Tx) (acc world.Account, refusal *Fault, err error) {
	p := &b.s.params
	if refusal = checkBody(t, b.chainID, b.s.height, p); refusal != nil {
		return acc, refusal, nil
	}
	if t.Body.GasLimit > p.MaxBlockGas-min(b.gasWanted, p.MaxBlockGas) {
		return acc, refuse(abi.CodeBlockFull, "the block has not enough gas left for %d", t.Body.GasLimit), nil
	}
	if acc, err = b.s.w.Account(t.Sender()); err != nil {
		return acc, nil, err
	}
	if refusal = checkAccount(t, acc); refusal != nil {
		return acc, refusal, nil
	}
	if !b.s.m.seen.verify(t) {
		return acc, badSignature(), nil
	}
	return acc, nil, nil
}

// checkBody checks what needs no account.
func checkBody(t *tx.Tx, chainID string, height uint64, p *world.Params) *Fault {
	body := &t.Body
	least := intrinsic(t)
	switch {
	case body.ChainID != chainID:
		return refuse(abi.CodeWrongChain, "the transaction is for chain %q, this is %q", body.ChainID, chainID)
	case body.Expiry != 0 && body.Expiry < height:
		return refuse(abi.CodeExpired, "expired at height %d, this is %d", body.Expiry, height)
	case body.GasLimit > mostGas(body.Msg, p) || body.GasLimit < least:
		return refuse(abi.CodeGasLimit, "gas limit %d, want %d to %d", body.GasLimit, least, mostGas(body.Msg, p))
	}
	need, ok := p.MinGasPrice.Mul(abi.U64(body.GasLimit))
	if !ok || body.Fee.Less(need) {
		return refuse(abi.CodeFeeTooLow, "the fee is %s base units, want at least %s for gas limit %d", body.Fee, need, body.GasLimit)
	}
	return nil
}

// mostGas is the largest gas limit of a message. An upload runs no code and pays ahead for a
// compilation that happens outside of blocks, so it may fill a block; everything else is
// bounded so that one call of machine code cannot hold up consensus.
func mostGas(m tx.Msg, p *world.Params) uint64 {
	if m.Kind() == tx.KindUpload {
		return p.MaxBlockGas
	}
	return p.MaxTxGas
}

// checkAccount checks nonce and balance.
func checkAccount(t *tx.Tx, acc world.Account) *Fault {
	switch {
	case t.Body.Nonce < acc.Nonce:
		return refuse(abi.CodeNonceTooLow, "nonce %d is used, next is %d", t.Body.Nonce, acc.Nonce)
	case t.Body.Nonce > acc.Nonce:
		return refuse(abi.CodeNonceTooHigh, "nonce %d, next is %d", t.Body.Nonce, acc.Nonce)
	case acc.Balance.Less(t.Body.Fee):
		return refuse(abi.CodeInsufficientFunds, "the balance is %s base units, the fee %s", acc.Balance, t.Body.Fee)
	}
	return nil
}

func badSignature() *Fault {
	return refuse(abi.CodeBadSignature, "the signature does not match the transaction and its key")
}

func refuse(code abi.Code, format string, args ...any) *Fault {
	return &Fault{Code: code, Log: fmt.Sprintf(format, args...)}
}
