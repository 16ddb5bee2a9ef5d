package chain

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// DefaultFrom signs when --from names nobody: an account of every devnet. Elsewhere there is
// no key of this name, and the error asks for one.
const DefaultFrom = "alice"

// Sending holds the flags of every command that makes a transaction.
type Sending struct {
	From  string
	Async bool
	Spare uint64 // gas beyond what a simulation used, unless --gas says how much

	gas   uint64
	fee   string                 // as written
	given func(name string) bool // whether the user wrote the flag: 0 is a value, not its absence
	told  bool                   // a person is told, or asked, how much moves
}

// By is how somebody sends who gives no flags.
func By(from string) Sending {
	return Sending{From: from, given: func(string) bool { return false }}
}

// Flags adds the flags.
func (s *Sending) Flags(c *cobra.Command) {
	f := c.Flags()
	s.given, s.told = f.Changed, true
	f.StringVar(&s.From, "from", DefaultFrom, "name of the key, or id of the participant, that signs and pays")
	f.Uint64Var(&s.gas, "gas", 0, "gas limit (default: what a simulation used, plus 30%)")
	f.StringVar(&s.fee, "fee", "", "whole fee, in base units or like 0.1tokens (default: the least for the gas limit)")
	f.BoolVar(&s.Async, "async", false, "do not wait until the transaction is in a block")
}

// Send makes one transaction and returns its receipt, once it is in a block unless --async. Those
// of one account follow each other, whoever else sends with the keys of this home. With env.Build nothing
// is signed and sent: the error is a *Built.
func (c *Chain) Send(ctx context.Context, s Sending, msg tx.Msg) (client.Receipt, error) {
	return c.SendAll(ctx, s, msg)
}

// SendAll makes transactions that build on each other: each is sent once the one before is in a block, unless --async,
// and none after one that failed. All are tried before the first is sent: where the chain would refuse one, none is.
// It returns the receipt of the last. With env.Build all of them are in the *Built.
func (c *Chain) SendAll(ctx context.Context, s Sending, msgs ...tx.Msg) (r client.Receipt, err error) {
	limits, err := s.limits()
	if err != nil {
		return r, err
	}
	for _, msg := range msgs {
		amount := moves(msg)
		if m, out := msg.(tx.Unbond); out {
			amount = m.Amount
		}
		if err := c.understood(s, amount); err != nil {
			return r, err
		}
	}
	from, err := c.Sender(s.From)
	if err != nil {
		return r, err
	}
	if c.env.Build {
		return r, c.build(ctx, from, limits, msgs)
	}
	key, err := c.signer(s.From)
	if err != nil {
		return r, err
	}
	if len(msgs) > 1 { // one alone is tried when it is sent
		if err := c.try(ctx, s, from, msgs); err != nil {
			return r, err
		}
	}
	out := client.Sender{Node: c.Client, Key: key.Signer(), Limits: limits}
	for _, msg := range msgs {
		if r, err = c.send(ctx, s, out, msg); err != nil {
			return r, err
		}
	}
	return r, nil
}

// try simulates transactions that follow each other, and sends none.
func (c *Chain) try(ctx context.Context, s Sending, from keystore.Account, msgs []tx.Msg) error {
	for i, msg := range msgs {
		if _, err := c.Draft(ctx, from, msg, client.Limits{}, msgs[:i]...); err != nil {
			return c.explainFunds(ctx, s.From, from.Address(), msg, err)
		}
	}
	return nil
}

func (c *Chain) send(ctx context.Context, s Sending, out client.Sender, msg tx.Msg) (client.Receipt, error) {
	unlock, err := c.Keys.Lock()
	if err != nil {
		return client.Receipt{}, err
	}
	sent, err := out.Submit(ctx, msg)
	unlock()
	if err != nil {
		return client.Receipt{}, c.explainFunds(ctx, s.From, out.Key.Address(), msg, err)
	}
	if s.Async {
		return client.Receipt{Hash: sent.Hash, Tx: &client.Asked{Sender: sent.Sender, Nonce: sent.Nonce, Expiry: sent.Expiry, Fee: sent.Fee}}, nil
	}
	return c.Await(ctx, sent)
}

// build makes transactions that follow each other, without signatures. The error is a *Built when it has.
func (c *Chain) build(ctx context.Context, from keystore.Account, limits client.Limits, msgs []tx.Msg) error {
	made := &Built{}
	for i, msg := range msgs {
		body, err := c.Draft(ctx, from, msg, limits, msgs[:i]...)
		if err != nil {
			return err
		}
		body.Expiry = 0 // who signs may be far away
		made.Unsigned = append(made.Unsigned, from.Unsigned(body))
	}
	return made
}

// little is an amount, in base units, below which a person has more likely left out the unit than meant it: a millionth of a token.
var little = abi.U64(1_000_000_000_000)

// understood says how much a transaction moves, and asks about an amount that is next to nothing: a number without a unit
// is base units.
func (c *Chain) understood(s Sending, amount abi.Amount) error {
	switch {
	case !s.told || amount.IsZero():
		return nil
	case amount.Less(little):
		return c.env.Confirm("amount: %s base units, which is %s; a number without a unit is base units, and %stokens are tokens",
			amount, arguments.Tokens(amount), amount)
	}
	c.env.Note("amount: %s", arguments.Tokens(amount))
	return nil
}

// limits are what the flags say of gas and fee; 0 and nil leave it to the chain.
func (s Sending) limits() (l client.Limits, err error) {
	if s.given("gas") && s.gas == 0 {
		return l, cli.Usagef("--gas 0: a transaction without gas cannot run; leave the flag out to use what a simulation says")
	}
	l = client.Limits{Gas: s.gas, Spare: s.Spare}
	if !s.given("fee") {
		return l, nil
	}
	amount, err := arguments.Amount(s.fee)
	if err != nil {
		return l, cli.Usagef("--fee: %w", err)
	}
	l.Fee = &amount
	return l, nil
}

// Built is the outcome of a command that would have sent transactions, and only made them.
type Built struct {
	Unsigned [][]byte // the transactions with empty signatures, in the order in which they are sent
}

// Error says what was done.
func (*Built) Error() string { return "the transactions are made, not signed and not sent" }

// explainFunds adds to a refusal for want of money what the sender has and what would move.
func (c *Chain) explainFunds(ctx context.Context, from string, sender abi.Address, msg tx.Msg, err error) error {
	var refused *client.TxError
	if !errors.As(err, &refused) || refused.Receipt.Code != abi.CodeInsufficientFunds {
		return err
	}
	account, lost := c.Account(ctx, sender)
	if lost != nil {
		return err
	}
	return cli.WithCode(refused.ErrorCode(), fmt.Errorf("nothing was sent: %s has %s, less than the %s to move and the fee together",
		from, arguments.Tokens(account.Balance), arguments.Tokens(moves(msg))))
}

// moves is the amount that a message takes from its sender, besides the fee.
func moves(msg tx.Msg) abi.Amount {
	switch m := msg.(type) {
	case tx.Transfer:
		return m.Amount
	case tx.Bond:
		return m.Amount
	case tx.Instantiate:
		return m.Funds
	case tx.Call:
		return m.Funds
	}
	return abi.Amount{}
}

// Call is one call of a contract as the user wrote it.
type Call struct {
	Contract string // name, label or address
	Method   string
	Args     []byte     // JSON object, in which names are fine
	Funds    abi.Amount // base units moved to the contract first
}

// Execute calls a method of a contract in a transaction and returns the receipt and the
// decoded result.
func (c *Chain) Execute(ctx context.Context, s Sending, call Call) (client.Receipt, map[string]any, error) {
	target, err := c.Bind(ctx, call.Contract)
	if err != nil {
		return client.Receipt{}, nil, err
	}
	input, err := target.Encode(abi.EntryExecute, call.Method, call.Args)
	if err != nil {
		return client.Receipt{}, nil, cli.Usagef("%w", err)
	}
	receipt, err := c.Send(ctx, s, tx.Call{Contract: target.Address, Input: input, Funds: call.Funds})
	if err != nil {
		return receipt, nil, err
	}
	result, err := target.Decode(abi.EntryExecute, call.Method, receipt)
	return receipt, result, err
}

// Transact sends a call that a client of contracts/api made, with funds, and returns the
// receipt and the result: nil when the transaction is in no block yet. What it builds on goes before it.
func Transact[R any](ctx context.Context, c *Chain, s Sending, call sdk.MethodCall[R], funds sdk.Amount, before ...tx.Msg) (client.Receipt, *R, error) {
	target, err := c.Bind(ctx, call.Contract)
	if err != nil {
		return client.Receipt{}, nil, err
	}
	receipt, err := c.SendAll(ctx, s, append(before, tx.Call{Contract: target.Address, Input: call.Input, Funds: abi.Amount(funds)})...)
	if err != nil {
		return receipt, nil, err
	}
	output, err := hex.DecodeString(receipt.Data)
	if err != nil || len(output) == 0 {
		return receipt, nil, err
	}
	result, err := call.Result(output)
	return receipt, &result, err
}

// ShowReceipt prints the outcome of a transaction: what happened, then where. The fields of
// result stand beside those of the receipt, which win; people read its amounts in tokens.
func ShowReceipt(env *cli.Env, r client.Receipt, did string, result map[string]any) error {
	answer := map[string]any{"hash": r.Hash, "height": r.Height, "code": r.Code, "gas_used": r.GasUsed, "events": Events(r)}
	fee := "unknown" // to a node that no longer has the block
	if r.Tx != nil {
		answer["fee"], fee = r.Tx.Fee, arguments.Tokens(r.Tx.Fee)
	}
	for name, value := range result {
		if _, taken := answer[name]; !taken {
			answer[name] = value
		}
	}
	return env.Show(answer, func(w *cli.Printer) {
		if r.Height == 0 {
			w.Printf("sent, not in a block yet: %s\ntransaction\t%s\nfee\t%s\n", did, r.Hash, fee)
			return
		}
		w.Printf("%s\nheight\t%d\ntransaction\t%s\nfee\t%s\ngas used\t%d of %d\n", did, r.Height, r.Hash, fee, r.GasUsed, r.GasWanted)
		shown := maps.Clone(result)
		for name, value := range shown {
			if amount, isAmount := value.(abi.Amount); isAmount {
				shown[name] = arguments.Tokens(amount)
			}
		}
		w.Fields(shown)
	})
}

// Events returns what contracts said during a transaction; never nil, so that JSON shows an
// empty list.
func Events(r client.Receipt) []client.Event { return append([]client.Event{}, r.Events...) }
