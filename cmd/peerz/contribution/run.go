// Package contribution is `peerz contribution`: it brings contributions onto a chain. It registers the participants,
// submits what they did, and has the attestors whose keys are at hand confirm it.
//
// A contribution belongs to the epoch in which it is submitted and counts once attestors with
// two thirds of the stake have reported the same. So everything about one period should land
// in one epoch: Run registers first, which belongs to no epoch, then waits for an epoch with
// enough time left, and only then sends the rest, all at once. What it cannot know before is
// whether the chain was quick enough; it looks afterwards and says so.
package contribution

import (
	"context"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Contribution is what one participant did in one role.
type Contribution struct {
	ID       string
	Role     string
	Measures []abi.Amount // in the order of the role's measures
}

// Result is what happened. Verified is below Contributions when other attestors have to
// confirm them still.
type Result struct {
	Epoch         uint64 `json:"epoch"`
	Participants  int    `json:"participants"`  // different ones
	Contributions int    `json:"contributions"` // one for each participant and role
	Verified      int    `json:"verified"`
	Registered    int    `json:"registered"` // participants that were new
	Attestors     int    `json:"attestors"`  // how many confirmed, of those whose keys are here
	Transactions  int    `json:"transactions"`
	Height        uint64 `json:"height"` // of the last of them; 0: Async, so none is known to be in a block

	Fees   abi.Amount `json:"fees"`             // base units: of all transactions together, those of attestors too
	Hashes []abi.Hash `json:"hashes,omitempty"` // of the transactions, when Async
}

// ErrMissedEpoch says that the epoch ended before every transaction was in a block.
var ErrMissedEpoch = errors.New("the epoch ended too early")

// Run is one import.
type Run struct {
	Node *client.Client
	Keys *keystore.Store
	From keystore.Key // submits, sponsors the participants and pays the fees

	// Unlock returns the key of a name that Keys lists, to attest with.
	Unlock func(name string) (keystore.Key, error)

	// Ref tells these contributions from others of the same participants in the same epoch:
	// those add up, while the same contribution again changes nothing. At most 64 bytes.
	Ref string

	// Async returns once the node has taken all transactions. Participants that are new are still
	// waited for: nothing can be submitted for them before. Nothing is known to be verified then.
	Async bool

	Note func(format string, args ...any) // told about long waits; may be nil

	address abi.Address // of the roles contract
	chainID string
	limits  client.Params
	formula formulaGas
	foreign map[string]bool // participants that somebody else sponsors
	fees    abi.Amount      // of what was sent so far
}

// Do brings the contributions onto the chain and says what became of them. The error is
// ErrMissedEpoch, or a *client.TxError, when some of it is on the chain but not all.
func (r *Run) Do(ctx context.Context, contributions []Contribution) (Result, error) {
	if r.Note == nil {
		r.Note = func(string, ...any) {}
	}
	if err := r.prepare(ctx); err != nil {
		return Result{}, err
	}
	result := Result{Participants: len(idsOf(contributions)), Contributions: len(contributions)}
	registered, err := r.register(ctx, contributions)
	if err != nil {
		return result, fmt.Errorf("register participants: %w", err)
	}
	result.Registered = registered
	attestors, err := r.attestors(ctx)
	if err != nil {
		return result, err
	}
	result.Attestors = len(attestors.keys)

	for try := 1; ; try++ {
		err = r.report(ctx, contributions, attestors, &result)
		if !errors.Is(err, ErrMissedEpoch) || result.Verified > 0 || try == attempts {
			break
		}
		r.Note("epoch %d ended too early; nothing counts for it, so this tries again", result.Epoch)
	}
	result.Fees = r.fees
	if err == nil && attestors.quorum() && !r.Async && result.Verified < len(contributions) {
		err = fmt.Errorf("only %d of %d contributions to epoch %d are verified", result.Verified, len(contributions), result.Epoch)
	}
	return result, err
}

// attempts is how often a run tries to hit an epoch. Only one that left no trace is repeated:
// what was verified in one epoch must not be reported for another.
const attempts = 3

// report submits and attests in one epoch and notes what became of it, also when some of it
// was late.
func (r *Run) report(ctx context.Context, contributions []Contribution, attestors confirming, result *Result) error {
	trial := r.waves(0, contributions, attestors) // the same but for the number of the epoch
	status, err := r.awaitEpoch(ctx, trial)
	if err != nil {
		return err
	}
	r.chainID = status.ChainID
	waves := r.waves(status.Epoch, contributions, attestors)
	result.Epoch, result.Transactions = status.Epoch, len(all(waves))
	if r.Async {
		sent, err := r.submit(ctx, all(waves))
		for _, one := range sent {
			result.Hashes = append(result.Hashes, one.Hash)
		}
		return err
	}
	receipts, failed := r.sendWaves(ctx, waves)
	for _, receipt := range receipts {
		result.Height = max(result.Height, receipt.Height)
	}
	if failed = r.explain(failed, status.Epoch); failed != nil && !errors.Is(failed, ErrMissedEpoch) {
		return failed
	}
	if result.Verified, err = r.verified(ctx, status.Epoch, contributions); err != nil {
		return err
	}
	return failed
}

// submit hands over transactions, without anybody else who signs with the keys of this home in
// between.
func (r *Run) submit(ctx context.Context, outgoing []client.Outgoing) ([]client.Sent, error) {
	unlock, err := r.Keys.Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	sent, err := r.Node.SubmitAll(ctx, outgoing)
	for _, one := range sent {
		r.fees, _ = r.fees.Add(one.Fee) // below all that there is
	}
	return sent, err
}

// send submits transactions and waits until all are in blocks.
func (r *Run) send(ctx context.Context, outgoing []client.Outgoing) ([]client.Receipt, error) {
	sent, err := r.submit(ctx, outgoing)
	if err != nil {
		return nil, err
	}
	return r.Node.AwaitAll(ctx, sent)
}

// prepare fetches what every step needs.
func (r *Run) prepare(ctx context.Context) error {
	record, err := r.Node.Contract(ctx, roles.Name)
	if err != nil {
		return err
	}
	r.address, r.foreign = record.Address, map[string]bool{}
	if r.limits, err = r.Node.Params(ctx); err != nil {
		return err
	}
	params, err := rewards.Client{Node: r.Node}.Params(ctx)
	r.formula = formulaGas(params)
	return err
}

// call makes the transaction of one call of the roles contract.
func (r *Run) call(key keystore.Key, input []byte, gas uint64) client.Outgoing {
	return client.Outgoing{Key: key.Signer(), Msg: tx.Call{Contract: r.address, Input: input}, Gas: min(gas, r.limits.MaxTxGas)}
}

// explain tells a missed epoch from other failures.
func (r *Run) explain(err error, epoch uint64) error {
	var failed *client.TxError
	if !errors.As(err, &failed) {
		return err
	}
	if failed.Receipt.Abort != nil && failed.Receipt.Abort.Code == roles.ErrWrongEpoch {
		return cli.WithCode("missed_epoch", fmt.Errorf("%w: not every transaction was in a block before epoch %d ended; what was verified counts for that epoch, "+
			"the rest counts for none: %w", ErrMissedEpoch, epoch, err))
	}
	return err
}
