// Package audit is `peerz audit`: it calculates epochs again and compares; and it writes what that takes into files.
package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Command is `peerz audit`.
func Command(env *cli.Env) *cobra.Command {
	var r span
	var data string
	c := &cobra.Command{
		Use:   "audit",
		Short: "Calculate epochs again, and compare every number with the chain's",
		Long: "Calculate epochs again from what is recorded of them, with the formula's code of that time in the sandbox of\n" +
			"this program, and compare pools, weights, totals, every amount and the Merkle root with what the chain accounts\n" +
			"for. What is recorded comes from the node, or with --data from a folder that `peerz audit export` has made: then\n" +
			"no node is asked, unless --api names one, with whose state the results are compared, too.\n\n" +
			"It ends with exit code 1 and lists what differs, if anything does.",
		Example: "peerz audit\npeerz audit --from 100 --to 199 --data ./books\npeerz audit --data ./books --api http://127.0.0.1:26660",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := sourceOf(env, data)
			if err != nil {
				return err
			}
			if s.folder != "" && !c.Flags().Changed("from") {
				r.from = s.folder.First()
			}
			return s.audit(c.Context(), env, r)
		},
	}
	r.flags(c)
	c.Flags().StringVar(&data, "data", "", "folder that peerz audit export has made (default: ask the node)")
	c.AddCommand(exportCommand(env))
	return c
}

// span is which epochs to look at.
type span struct{ from, to uint64 }

func (s *span) flags(c *cobra.Command) {
	c.Flags().Uint64Var(&s.from, "from", 0, "the first epoch (default: 0, or the first in the folder of --data)")
	c.Flags().Uint64Var(&s.to, "to", math.MaxUint64, "the last epoch (default: the last one that is sealed)")
	c.Flags().Lookup("to").DefValue = "0" // no default is written behind what says it
}

// source is where epochs come from.
type source struct {
	node   *chain.Chain // nil: no node is asked
	folder audit.Folder // empty: they come from the node
}

func sourceOf(env *cli.Env, data string) (s source, err error) {
	s.folder = audit.Folder(data)
	if data != "" {
		if _, err := os.Stat(data); err != nil {
			return s, fmt.Errorf("--data: %w: name the folder that `peerz audit export` has made", err)
		}
	}
	if data == "" || len(env.API) > 0 {
		s.node, err = chain.Of(env)
	}
	return s, err
}

// Module implements audit.Codes.
func (s source) Module(ctx context.Context, hash sdk.Hash) ([]byte, error) {
	if s.folder != "" {
		return s.folder.Module(ctx, hash)
	}
	return node{s.node}.Module(ctx, hash)
}

// node gives modules of codes.
type node struct{ *chain.Chain }

// Module implements audit.Codes.
func (n node) Module(ctx context.Context, hash sdk.Hash) ([]byte, error) {
	return n.Wasm(ctx, [32]byte(hash.Bytes()))
}

// each calls f with the epochs of a span in their order. It ends before the first that is not sealed
// yet, or that the folder does not have.
func (s source) each(ctx context.Context, r span, f func(*audit.Epoch) error) error {
	next, chainID := s.fromNode, ""
	if s.folder != "" {
		next = s.fromFolder
	} else if status, err := s.node.Status(ctx); err != nil {
		return err
	} else {
		chainID = status.ChainID
	}
	if r.from > r.to {
		return cli.Usagef("--from %d comes after --to %d", r.from, r.to)
	}
	for n := r.from; n <= r.to; {
		e, err := next(ctx, chainID, n)
		switch {
		case err != nil:
			return err
		case e == nil && n == r.from:
			return cli.Usagef("epoch %d is not sealed yet, or not in the folder", n)
		case e == nil && r.to != math.MaxUint64:
			return cli.Usagef("epoch %d is not sealed yet, or not in the folder: give a smaller --to", n)
		case e == nil:
			return nil
		}
		if err := f(e); err != nil {
			return err
		}
		n = e.Inputs.Last + 1
	}
	return nil
}

// fromNode returns nil for an epoch that is not sealed.
func (s source) fromNode(ctx context.Context, chainID string, n uint64) (*audit.Epoch, error) {
	status, err := s.node.Status(ctx)
	if err != nil || n >= status.Epoch {
		return nil, err
	}
	account, err := rewards.Client{Node: s.node}.Epoch(ctx, rewards.EpochArgs{Epoch: n})
	if err != nil || !audit.Sealed(&account) {
		return nil, err
	}
	return audit.Fetch(ctx, s.node, chainID, n)
}

// fromFolder returns nil for an epoch that the folder does not have.
func (s source) fromFolder(_ context.Context, _ string, n uint64) (*audit.Epoch, error) {
	if !s.folder.Has(n) {
		return nil, nil
	}
	return s.folder.Read(n)
}

// compare holds what a file says of an epoch against the chain's state.
func (s source) compare(ctx context.Context, e *audit.Epoch) ([]audit.Finding, error) {
	if s.folder == "" || s.node == nil {
		return nil, nil
	}
	status, err := s.node.Status(ctx)
	if err != nil {
		return nil, err
	}
	if status.ChainID != e.ChainID {
		return nil, cli.Usagef("the folder has epochs of %s, and the node is one of %s", e.ChainID, status.ChainID)
	}
	now, err := rewards.Client{Node: s.node}.Epoch(ctx, rewards.EpochArgs{Epoch: e.Account.Epoch})
	if err != nil {
		return nil, err
	}
	return e.Compare(&now), nil
}

func (s source) audit(ctx context.Context, env *cli.Env, r span) (err error) {
	a := audit.New(s)
	defer func() { err = errors.Join(err, a.Close()) }()
	done := totals{Findings: []audit.Finding{}}
	err = s.each(ctx, r, func(e *audit.Epoch) error {
		found, err := a.Check(ctx, e)
		if err != nil {
			return err
		}
		other, err := s.compare(ctx, e)
		done.add(e, append(found, other...))
		return err
	})
	if err != nil {
		return err
	}
	if err := env.Show(done, done.show); err != nil {
		return err
	}
	if n := len(done.Findings); n > 0 {
		return differs(n)
	}
	return nil
}

func differs(n int) error {
	return cli.WithCode("audit_differs", fmt.Errorf("%d numbers are not what the recorded inputs come to", n))
}

// totals is what an audit came to.
type totals struct {
	First         uint64          `json:"first"`
	Last          uint64          `json:"last"`
	Epochs        int             `json:"epochs"`
	Contributions int             `json:"contributions"`
	Payouts       int             `json:"payouts"`
	Codes         []string        `json:"codes"` // of the formula, in the order in which they were live
	Findings      []audit.Finding `json:"findings"`
}

func (t *totals) add(e *audit.Epoch, found []audit.Finding) {
	if t.Epochs == 0 {
		t.First = e.Account.Epoch
	}
	t.Epochs, t.Last = t.Epochs+1, e.Inputs.Last
	t.Contributions, t.Payouts = t.Contributions+len(e.Contributions), t.Payouts+len(e.Payouts)
	t.Findings = append(t.Findings, found...)
	if code := fmt.Sprintf("%x", e.Inputs.Live.CodeHash.Bytes()); len(t.Codes) == 0 || t.Codes[len(t.Codes)-1] != code {
		t.Codes = append(t.Codes, code)
	}
}

func (t *totals) show(w *cli.Printer) {
	for _, f := range t.Findings {
		w.Printf("epoch %d\t%s\trecorded %s\tcomputed %s\n", f.Epoch, f.What, f.Recorded, f.Computed)
	}
	w.Printf("epochs\t%d to %d\ncontributions\t%d\npayouts\t%d\nformulas\t%d\n", t.First, t.Last, t.Contributions, t.Payouts, len(t.Codes))
	if len(t.Findings) == 0 {
		w.Printf("all totals, amounts and roots are what the recorded inputs come to\n")
	}
}
