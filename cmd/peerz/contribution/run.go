// Package contribution is `peerz contribution`: it brings contributions onto a chain. It registers the participants,
// submits what they did with the evidence for it, and waits for what attestors find in that.
//
// A contribution is verified after the end of the epoch to which its submission belongs, by what attestors with
// two thirds of the stake have reported. One that too few of them answered moves on to the next epoch, so that
// nothing has to be sent again; Run follows each until it is verified, or is not.
package contribution

import (
	"context"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Contribution is what one participant did in one role.
type Contribution struct {
	ID       string
	Role     string
	Account  abi.Address  // that is paid; zero: see Run
	Period   string       // in which it was done; empty: it has a reference of its own
	Ref      string       // tells it from all others of the role, for ever: 1 to 64 bytes
	Measures []abi.Amount // in the order of the role's measures
}

// Evidence is where attestors find what was done.
type Evidence struct {
	Locator string
	Hash    abi.Hash
}

// Result is what happened. Contributions are those that are verified, those that were before, and those that are not.
type Result struct {
	Epoch         uint64 `json:"epoch"`         // the last in which one of them was verified, or else to which they belong
	Participants  int    `json:"participants"`  // different ones
	Contributions int    `json:"contributions"` // one for each participant and role
	Verified      int    `json:"verified"`
	Repeated      int    `json:"repeated"`   // verified in an earlier epoch already: they are not paid again
	Registered    int    `json:"registered"` // participants that were new
	Attestors     int    `json:"attestors"`  // how many have power, and should report
	Transactions  int    `json:"transactions"`
	Height        uint64 `json:"height"` // of the last of them; 0: Async, so none is known to be in a block

	Fees   abi.Amount `json:"fees"`             // base units: of all transactions together
	Bonds  abi.Amount `json:"bonds"`            // base units: they come back with what is verified
	Hashes []abi.Hash `json:"hashes,omitempty"` // of the transactions, when Async
}

// Run is one import. Who is paid is the account that a contribution names, or else the one that its id is a name of here: the
// account of From, or with which From itself has registered the id, or that of the key with this name, which is made if
// there is none. What a stranger has registered the name with is not asked.
type Run struct {
	Node     *client.Client
	Keys     *keystore.Store
	From     keystore.Key // submits, sponsors the participants and pays fees and bonds
	Evidence Evidence     // zero: a table that From signs, in the folder of evidence of Home
	Home     string
	Known    []roles.RoleInfo // those of the chain

	// Unlock returns the key of a name that Keys lists, to submit with.
	Unlock func(name string) (keystore.Key, error)

	// Async returns once the node has taken all transactions. Participants that are new are still waited for: nothing
	// can be submitted for them before. Nothing is known to be verified then.
	Async bool

	Note func(format string, args ...any) // told about long waits; may be nil

	address abi.Address // of the roles contract
	chainID string
	limits  client.Params
	bond    abi.Amount              // of a submission
	senders map[string]keystore.Key // who may submit for participants that somebody else sponsors
	result  Result
}

// Do brings the contributions onto the chain and says what became of them. The error has the code not_verified
// when some of them are not verified, and is a *client.TxError when a transaction failed.
func (r *Run) Do(ctx context.Context, contributions []Contribution) (Result, error) {
	if r.Note == nil {
		r.Note = func(string, ...any) {}
	}
	r.result = Result{Participants: len(idsOf(contributions)), Contributions: len(contributions)}
	if err := r.prepare(ctx); err != nil {
		return r.result, err
	}
	registered, err := r.register(ctx, contributions)
	if err != nil {
		return r.result, fmt.Errorf("register participants: %w", err)
	}
	r.result.Registered = registered
	if err := r.countAttestors(ctx); err != nil {
		return r.result, err
	}
	if r.Evidence.Locator == "" { // now that it is known who is paid
		if r.Evidence, err = Publish(r.Home, r.From.Signer(), r.chainID, r.Known, contributions); err != nil {
			return r.result, err
		}
	}
	f, err := r.submit(ctx, contributions)
	if err != nil {
		return r.result, fmt.Errorf("submit: %w", err)
	}
	if r.Async {
		r.result.Height = 0
		return r.result, nil
	}
	return r.result, f.follow(ctx)
}

// countAttestors counts those who should report, and says so when nobody should.
func (r *Run) countAttestors(ctx context.Context) error {
	set, err := roles.Client{Node: r.Node}.Attestors(ctx)
	if err != nil {
		return err
	}
	for _, a := range set.Attestors {
		if !a.Stake.IsZero() {
			r.result.Attestors++
		}
	}
	if r.result.Attestors == 0 {
		r.Note("nobody has attestor power in this epoch, so that nothing is verified in it")
	}
	return nil
}

// prepare fetches what every step needs.
func (r *Run) prepare(ctx context.Context) error {
	record, err := r.Node.Contract(ctx, roles.Name)
	if err != nil {
		return err
	}
	r.address, r.senders = record.Address, map[string]keystore.Key{}
	if r.limits, err = r.Node.Params(ctx); err != nil {
		return err
	}
	status, err := r.Node.Status(ctx)
	if err != nil {
		return err
	}
	r.chainID = status.ChainID
	params, err := roles.Client{Node: r.Node}.Params(ctx)
	r.bond = abi.Amount(params.Bond)
	return err
}

// perSubmit is how many submissions one call carries: as many as the contract takes.
const perSubmit = 50

// submit sends the submissions, and waits until they are in blocks, unless Async.
func (r *Run) submit(ctx context.Context, contributions []Contribution) (*following, error) {
	f, err := r.look(ctx, contributions)
	if err != nil {
		return nil, err
	}
	outgoing, err := r.submissions(contributions)
	if err != nil {
		return nil, err
	}
	if err := r.measured(ctx, outgoing); err != nil {
		return nil, err
	}
	if r.Async {
		_, err = r.hand(ctx, outgoing)
	} else {
		err = r.send(ctx, outgoing)
	}
	return f, err
}

// submissions makes the transactions: each is of one role, and of one sender.
func (r *Run) submissions(contributions []Contribution) (outgoing []client.Outgoing, err error) {
	keys := map[abi.Address]keystore.Key{}
	from := func(id string) abi.Address {
		key, foreign := r.senders[id]
		if !foreign {
			key = r.From
		}
		keys[key.Address()] = key
		return key.Address()
	}
	for _, c := range r.calls(contributions, from) {
		outgoing = append(outgoing, client.Outgoing{Key: keys[c.from].Signer(), Msg: c.msg, Gas: r.limits.MaxTxGas})
		r.result.Bonds, _ = r.result.Bonds.Add(c.msg.Funds)
	}
	return outgoing, nil
}

// submission is a call of an account that submits.
type submission struct {
	from abi.Address
	msg  tx.Call
}

// calls are what submits contributions; from says who does for a participant.
func (r *Run) calls(contributions []Contribution, from func(id string) abi.Address) (list []submission) {
	type kind struct {
		role   string
		sender abi.Address
	}
	var order []kind
	parts := map[kind][]roles.Submission{}
	for _, c := range contributions {
		k := kind{c.Role, from(c.ID)}
		if len(parts[k]) == 0 {
			order = append(order, k)
		}
		parts[k] = append(parts[k], roles.Submission{
			ID: c.ID, Ref: c.Ref, Locator: r.Evidence.Locator, Hash: sdk.HashOf(r.Evidence.Hash[:]), Bond: sdk.Amount(r.bond),
			Account: chain.InMessage(c.Account),
		})
	}
	for _, k := range order {
		for part := range slices.Chunk(parts[k], perSubmit) {
			call := roles.Client{}.Submit(roles.SubmitArgs{Role: k.role, Entries: part})
			funds, _ := r.bond.Mul(abi.U64(uint64(len(part)))) // at most 1,000 tokens each
			list = append(list, submission{k.sender, tx.Call{Contract: r.address, Input: call.Input, Funds: funds}})
		}
	}
	return list
}

// hand gives transactions to the node, without anybody else who signs with the keys of this home in
// between.
func (r *Run) hand(ctx context.Context, outgoing []client.Outgoing) ([]client.Sent, error) {
	unlock, err := r.Keys.Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	sent, err := r.Node.SubmitAll(ctx, outgoing)
	for _, one := range sent {
		r.result.Fees, _ = r.result.Fees.Add(one.Fee) // below all that there is
		if r.Async {
			r.result.Hashes = append(r.result.Hashes, one.Hash)
		}
	}
	r.result.Transactions += len(sent)
	return sent, err
}

// send hands over transactions and waits until all are in blocks.
func (r *Run) send(ctx context.Context, outgoing []client.Outgoing) error {
	sent, err := r.hand(ctx, outgoing)
	if err != nil {
		return err
	}
	receipts, err := r.Node.AwaitAll(ctx, sent)
	for _, receipt := range receipts {
		r.result.Height = max(r.result.Height, receipt.Height)
	}
	return err
}

// call makes the transaction of one call of the roles contract.
func (r *Run) call(key keystore.Key, input []byte, gas uint64) client.Outgoing {
	return client.Outgoing{Key: key.Signer(), Msg: tx.Call{Contract: r.address, Input: input}, Gas: min(gas, r.limits.MaxTxGas)}
}

// notVerified says what became of those that are not verified, and of the bond of each.
func notVerified(r *Result, states map[string]int, bond abi.Amount) error {
	var reasons string
	cost := func(what string) string {
		if bond.IsZero() {
			return ""
		}
		return ": " + what + " of " + arguments.Tokens(bond) + " is lost"
	}
	for _, s := range []struct{ state, text string }{
		{"nothing", "attestors found nothing, or less than two thirds of them did" + cost("the bond")},
		{"unregistered", "the account is in the role under no id: it is paid when it has registered"},
		{"old", "the work is too old" + cost("the bond")},
		{"lapsed", "too few attestors reported in four epochs" + cost("half of the bond")},
		{"repeated", "the reference was verified for another participant"},
	} {
		if n := states[s.state]; n > 0 {
			reasons += fmt.Sprintf("; of %d %s", n, s.text)
		}
	}
	return cli.WithCode("not_verified", fmt.Errorf("only %d of %d contributions are verified%s", r.Verified, r.Contributions-r.Repeated, reasons))
}

func rolesOf(contributions []Contribution) []string {
	var roles []string
	for _, c := range contributions {
		if !slices.Contains(roles, c.Role) {
			roles = append(roles, c.Role)
		}
	}
	return roles
}
