package attestor

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// How many sheets one call carries: as many as the contract takes.
const (
	perReport = 16
	perCommit = 64
)

// say reports what is found, or commits to it, as the present epoch has it.
func (d *Daemon) say(ctx context.Context) error {
	if d.way.Reveal == 0 {
		return d.report(ctx)
	}
	return d.commit(ctx)
}

// report says openly what was found and not said yet.
func (d *Daemon) report(ctx context.Context) error {
	sheets := map[sheetLocation][]location{}
	for p := range d.journal.found {
		if p.Epoch == d.now.Epoch && !d.journal.said[p] {
			sheets[p.sheet()] = append(sheets[p.sheet()], p)
		}
	}
	for part := range chunks(sheets, perReport) {
		args := roles.ReportArgs{Epoch: d.now.Epoch, Role: part[0].Role}
		o := outgoing{Epoch: d.now.Epoch}
		for _, at := range part {
			numbers := sheets[at]
			slices.SortFunc(numbers, func(a, b location) int { return cmp.Compare(a.Number, b.Number) })
			s := roles.Sheet{Sheet: at.Sheet}
			for _, p := range numbers {
				s.Findings = append(s.Findings, d.journal.found[p])
			}
			args.Sheets, o.Report = append(args.Sheets, s), append(o.Report, numbers...)
		}
		if err := d.send(ctx, o, roles.Client{}.Report(args).Input, abi.Amount{}); err != nil {
			return err
		}
	}
	return nil
}

// commit binds this attestor to sheets that are complete: nothing is added to them, since they are full or the time for
// submissions of this epoch is over, and all that is on them was looked at, or had its time.
func (d *Daemon) commit(ctx context.Context) error {
	late := min(int64(d.way.Late), d.now.EpochEnd-d.margin())
	over := d.now.Time >= late
	last := d.now.Time >= late+(d.now.EpochEnd-late)/2
	sheets := map[sheetLocation][]location{}
	for p := range d.journal.found {
		if at := p.sheet(); p.Epoch == d.now.Epoch && !d.journal.bound[at] {
			sheets[at] = append(sheets[at], p)
		}
	}
	for at, numbers := range sheets {
		full := len(numbers) == roles.SheetSize
		looking := slices.ContainsFunc(d.open, func(s *submitted) bool { return s.location.sheet() == at })
		if !full && !last && (!over || looking) {
			delete(sheets, at)
		}
	}
	for part := range chunks(sheets, perCommit) {
		if err := d.bind(ctx, part, sheets); err != nil {
			return err
		}
	}
	return nil
}

// margin is how long before the end of an epoch commitments are sent at the latest, in seconds.
func (d *Daemon) margin() int64 {
	return max((d.now.EpochEnd-d.now.EpochStart)/5, 4*d.now.BlockTimeMS/1000+1)
}

// bind commits to sheets, with what was committed to before when a transaction of it was lost.
func (d *Daemon) bind(ctx context.Context, part []sheetLocation, sheets map[sheetLocation][]location) error {
	var records []record
	for _, at := range part {
		if d.journal.committed[at] != nil {
			continue
		}
		r := commitRecord{At: at}
		if _, err := rand.Read(r.Salt[:]); err != nil {
			return err
		}
		for _, p := range sheets[at] {
			r.Numbers = append(r.Numbers, p.Number)
		}
		slices.Sort(r.Numbers)
		records = append(records, record{Commit: &r})
	}
	if len(records) > 0 {
		if err := d.journal.append(records...); err != nil {
			return fmt.Errorf("%w: %w", errJournal, err)
		}
	}
	chain := sha256.Sum256([]byte(d.now.ChainID))
	address := d.Key.Address()
	args := roles.CommitArgs{Epoch: d.now.Epoch, Role: part[0].Role}
	for _, at := range part {
		input := roles.CommitmentInput(sdk.HashOf(chain[:]), at.Epoch, at.Role, sdk.AddressOf(address[:]), d.journal.committed[at])
		hash := sha256.Sum256(input)
		args.Commitments = append(args.Commitments, roles.Commitment{Sheet: at.Sheet, Hash: sdk.HashOf(hash[:])})
	}
	params, err := roles.Client{Node: d.Node}.Params(ctx)
	if err != nil {
		return err
	}
	deposits, _ := abi.Amount(params.Deposit).Mul(abi.U64(uint64(len(part)))) // at most 1,000 tokens each
	return d.send(ctx, outgoing{Epoch: d.now.Epoch, Commit: part}, roles.Client{}.Commit(args).Input, deposits)
}

// reveal shows what was committed in earlier epochs.
func (d *Daemon) reveal(ctx context.Context) error {
	sheets := map[sheetLocation][]location{}
	for at := range d.journal.bound {
		if at.Epoch < d.now.Epoch && at.Epoch+retained > d.now.Epoch && !d.journal.revealed[at] {
			sheets[at] = nil
		}
	}
	for part := range chunks(sheets, perReport) {
		args := roles.RevealArgs{Epoch: part[0].Epoch, Role: part[0].Role}
		for _, at := range part {
			args.Sheets = append(args.Sheets, *d.journal.committed[at])
		}
		if err := d.send(ctx, outgoing{Epoch: part[0].Epoch, Reveal: part}, roles.Client{}.Reveal(args).Input, abi.Amount{}); err != nil {
			return err
		}
	}
	return nil
}

// chunks yields sheets of one epoch and role each time, at most so many, in order.
func chunks(sheets map[sheetLocation][]location, most int) func(yield func([]sheetLocation) bool) {
	return func(yield func([]sheetLocation) bool) {
		var all []sheetLocation
		for at := range sheets {
			all = append(all, at)
		}
		slices.SortFunc(all, func(a, b sheetLocation) int {
			return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Sheet, b.Sheet))
		})
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && to-from < most && all[to].Epoch == all[from].Epoch && all[to].Role == all[from].Role {
				to++
			}
			if !yield(all[from:to]) {
				return
			}
			from = to
		}
	}
}

// send makes a transaction, records it, and waits until it is in a block. One that failed too often is not made again in this epoch.
func (d *Daemon) send(ctx context.Context, o outgoing, input []byte, funds abi.Amount) error {
	what := fmt.Sprint(o.Epoch, o.Report, o.Commit, o.Reveal, o.Dispute)
	if d.tries[what] >= maxTries {
		return nil
	}
	if err := d.handOver(ctx, &o, tx.Call{Contract: d.contract, Input: input, Funds: funds}); err != nil {
		var refused *client.TxError
		if errors.As(err, &refused) {
			d.tries[what]++
			d.giveUp(o, err)
		}
		return err
	}
	done, err := d.settle(ctx, o)
	if !done {
		d.tries[what]++
	}
	return err
}

// giveUp says of what can be revealed no more that it is.
func (d *Daemon) giveUp(o outgoing, err error) {
	var refused *client.TxError
	if len(o.Reveal) == 0 || !errors.As(err, &refused) || refused.Receipt.Abort() == nil {
		return
	}
	switch refused.Receipt.Abort().Code {
	case roles.ErrRevealed, roles.ErrLateReveal, roles.ErrNotCommitted:
		d.journal.done(o)
	}
}

// handOver signs a transaction, records its bytes, and only then gives them to the node. Nobody else
// signs with the keys of this machine in between.
func (d *Daemon) handOver(ctx context.Context, o *outgoing, msg tx.Msg) error {
	unlock, err := d.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	sender := client.Sender{Node: d.Node, Key: d.Key}
	if o.Raw, err = sender.Sign(ctx, msg); err != nil {
		return err
	}
	o.Hash = tx.Hash(o.Raw)
	if err := d.journal.append(record{Sent: o}); err != nil {
		return fmt.Errorf("%w: %w", errJournal, err)
	}
	_, err = d.Node.Submit(ctx, o.Raw)
	var refused *client.TxError
	if errors.As(err, &refused) {
		return errors.Join(err, d.end(*o, false))
	}
	return nil // also when the node did not answer: the bytes may have reached it, so settle asks
}

// settleAll finds out what became of what was sent before.
func (d *Daemon) settleAll(ctx context.Context) error {
	for _, o := range slices.Clone(d.journal.waiting) {
		if _, err := d.settle(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// settle waits for a transaction, handing its bytes over again if no block has it, and reports whether it succeeded.
func (d *Daemon) settle(ctx context.Context, o outgoing) (done bool, err error) {
	err = d.outcome(ctx, o.Hash)
	if client.IsNotFound(err) {
		_, err = d.Node.SubmitAndWait(ctx, o.Raw)
		var refused *client.TxError
		if errors.As(err, &refused) && refused.Receipt.Height == 0 {
			if its := d.outcome(ctx, o.Hash); !client.IsNotFound(its) { // its block came meanwhile
				err = its
			}
		}
	}
	var failed *client.TxError
	var lost *client.LostError
	switch {
	case err == nil:
		return true, d.end(o, true)
	case errors.As(err, &failed) || errors.As(err, &lost):
		d.once("attestor: %v", err)
		d.giveUp(o, err)
		return false, d.end(o, false)
	}
	return false, err
}

// outcome is what became of a transaction in its block.
func (d *Daemon) outcome(ctx context.Context, hash abi.Hash) error {
	r, err := d.Node.Tx(ctx, hash)
	if err == nil && r.Code != 0 {
		return &client.TxError{Receipt: r}
	}
	return err
}

// end records what became of a transaction.
func (d *Daemon) end(o outgoing, done bool) error {
	if err := d.journal.append(record{Ended: &endedRecord{o.Hash, done}}); err != nil {
		return fmt.Errorf("%w: %w", errJournal, err)
	}
	return nil
}
