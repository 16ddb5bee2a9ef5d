// Package invariants is `peerz invariants`: whether what must hold in a chain's state does.
package invariants

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/invariants"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Command is `peerz invariants`.
func Command(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "invariants",
		Short: "Check that the books of the ledger and of the contracts are right",
		Long: "Check that what must hold in the chain's state does: the ledger, of which every balance, stake and escrow is\n" +
			"added up, and contracts by their own query `invariants`: every built-in one, those that a role is paid by, and\n" +
			"all jobs, pools and tokens whose code this program comes with, record by record. The node of --home is asked if it\n" +
			"runs, and if it does not its state is opened. With --api, or for a devnet of several nodes, the contracts are asked\n" +
			"through the API, and the ledger is not. What does not hold is listed, with exit code 1. In doubt is a contract that\n" +
			"nobody voted for, when another code may be the cause, or when it has too many records to count them all.\n" +
			"A devnet, and a node with the setting check_invariants, does the same at every epoch boundary, and stops.",
		Example: "peerz invariants\npeerz invariants --api http://127.0.0.1:26660 --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := check(c.Context(), env)
			if err != nil {
				return err
			}
			if err := env.Show(r, func(w *cli.Printer) { show(w, r) }); err != nil {
				return err
			}
			if n := len(r.Violations); n > 0 {
				return cli.WithCode("invariant_violated", fmt.Errorf("%d invariants do not hold", n))
			}
			return nil
		},
	}
}

func show(w *cli.Printer, r *invariants.Report) {
	w.Printf("height\t%d\nasked\t%s\n", r.Height, strings.Join(r.Asked, ", "))
	for _, v := range r.Violations {
		w.Printf("violated\t%s\t%s\n", v.Where, v.What)
		if !v.Fatal {
			w.Printf("\tanother code has run there since genesis, or it cannot answer: a vote may be the cause\n")
		}
	}
	for _, v := range r.Doubts {
		w.Printf("in doubt\t%s\t%s\n", v.Where, v.What)
	}
	if len(r.Violations) == 0 {
		w.Printf("everything holds\n")
	}
}

// check asks the node of the home, or its state; with --api, or for a home with several nodes, the API.
func check(ctx context.Context, env *cli.Env) (*invariants.Report, error) {
	dir := home.Dir(env.Home)
	if len(env.API) > 0 || !dir.Initialised() {
		return live(ctx, env)
	}
	r, err := control.NewClient(dir.Socket()).Invariants(ctx)
	if errors.Is(err, control.ErrNotRunning) {
		return stopped(dir)
	}
	return r, err
}

// stopped checks the state of a home whose node does not run.
func stopped(dir home.Dir) (r *invariants.Report, err error) {
	s, err := operator.OpenStopped(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	engine, err := runtime.NewEngine(runtime.Config{})
	if err != nil {
		return nil, err
	}
	machine := runtime.New(engine)
	defer func() {
		machine.Close()
		err = errors.Join(err, engine.Close())
	}()
	view := s.State().View()
	defer view.Close()
	clock, err := world.Read(view).Clock()
	if err != nil {
		return nil, err
	}
	return invariants.Check(machine, view, runtime.Header{Height: view.Height(), Time: int64(clock.Start)}, invariants.AtRest)
}

// live asks the contracts of a chain by its API.
func live(ctx context.Context, env *cli.Env) (*invariants.Report, error) {
	node, err := chain.Of(env)
	if err != nil {
		return nil, err
	}
	status, err := node.Status(ctx)
	if err != nil {
		return nil, err
	}
	list, err := node.Contracts(ctx)
	if err != nil {
		return nil, err
	}
	r := &invariants.Report{Height: status.Height, Asked: []string{}, Violations: []invariants.Violation{}}
	var all []world.Named
	for _, c := range list {
		all = append(all, world.Named{Address: c.Address, Contract: world.Contract{Name: c.Name, CodeHash: c.CodeHash, Revision: c.Revision}})
	}
	return r, r.Contracts(all, invariants.AtRest, func(contract abi.Address, input []byte, _ uint64) (a invariants.Answer, err error) {
		a.Output, a.Gas, err = node.QueryAt(ctx, contract.String(), input, r.Height)
		return a, absent(&a, err)
	})
}

// noMethod is what sdk.ErrMethod is called in the interface of a contract.
const noMethod = "method"

// absent takes the refusals of a contract out of errors: one without the query is not asked, and another cannot answer.
func absent(a *invariants.Answer, err error) error {
	var refused *client.Error
	if !errors.As(err, &refused) || refused.HTTP != http.StatusUnprocessableEntity && refused.HTTP != http.StatusNotFound {
		return err
	}
	a.Output = nil
	a.Absent = refused.Code == abi.CodeEntryMissing.String() || refused.Code == noMethod
	return nil
}
