// Package invariants is `peerz invariants`: whether what must hold in a chain's state does.
package invariants

import (
	"context"
	"errors"
	"fmt"
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
		Short: "Check that the books of the ledger and of every built-in contract are right",
		Long: "Check that what must hold in the chain's state does: the ledger, of which every balance, stake and escrow is\n" +
			"added up, and every built-in contract by its own query `invariants`. The node of --home is asked if it runs, and\n" +
			"if it does not its state is opened. With --api, or for a devnet of several nodes, the contracts are asked through\n" +
			"the API, and the ledger is not. What does not hold is listed, with exit code 1.\n" +
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
	return invariants.Check(machine, view, runtime.Header{Height: view.Height(), Time: int64(clock.Start)})
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
	r := &invariants.Report{Height: status.Height, Violations: []invariants.Violation{}}
	for _, c := range list {
		if c.Name == "" {
			continue
		}
		if err := ask(ctx, node, c, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func ask(ctx context.Context, node *chain.Chain, c client.Contract, r *invariants.Report) error {
	contract, err := node.Bind(ctx, c.Name)
	if err != nil || !contract.Has(abi.EntryQuery, "invariants") {
		return nil //nolint:nilerr // a code that describes nothing has no invariants to ask for
	}
	r.Asked = append(r.Asked, c.Name)
	answer, err := node.Ask(ctx, c.Name, "invariants", map[string]any{})
	if err != nil {
		return err
	}
	if ok, _ := answer["ok"].(bool); ok {
		return nil
	}
	list, _ := answer["violations"].([]any)
	if len(list) == 0 {
		list = []any{"the contract says that its invariants do not hold"}
	}
	for _, what := range list {
		r.Violations = append(r.Violations, invariants.Violation{Where: c.Name, What: fmt.Sprint(what), Fatal: c.Revision == 1})
	}
	return nil
}
