package devnet

import (
	"context"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// banner is what a devnet says when it runs.
type banner struct {
	ChainID   string            `json:"chain_id"`
	Home      string            `json:"home"`
	API       string            `json:"api"`
	RPC       string            `json:"rpc"`
	Peer      string            `json:"peer"`
	Epoch     string            `json:"epoch"`
	Height    uint64            `json:"height"`
	Accounts  []funded          `json:"accounts"`
	TestWords string            `json:"test_words"` // of the test keys; known to everybody
	Contracts []client.Contract `json:"contracts"`
}

// funded is an account whose key is here.
type funded struct {
	Name    string      `json:"name"`
	Address abi.Address `json:"address"`
	Balance abi.Amount  `json:"balance"`
	TestKey bool        `json:"test_key"` // made from the words that everybody knows
}

// welcome prints what a user needs to begin.
func welcome(ctx context.Context, env *cli.Env, node *chain.Chain, info Info) error {
	status, err := node.Status(ctx)
	if err != nil {
		return err
	}
	b := banner{ChainID: status.ChainID, Home: info.Home, API: info.API, RPC: info.RPC, Peer: info.Peer, Epoch: info.Epoch.String(), Height: status.Height, TestWords: keystore.TestWords}
	list, broken := node.Keys.List()
	if broken != nil {
		env.Note("warning: left out: %v", broken)
	}
	for _, key := range list {
		account, err := node.Account(ctx, key.Address())
		if err != nil {
			return err
		}
		b.Accounts = append(b.Accounts, funded{key.Name, account.Address, account.Balance, key.Protection == keystore.Test})
	}
	if b.Contracts, err = node.Contracts(ctx); err != nil {
		return err
	}
	return env.Show(b, func(w *cli.Printer) { b.write(w, info) })
}

func (b banner) write(w *cli.Printer, info Info) {
	w.Printf("%s is at height %d: %d validator(s), blocks every %s, epochs of %s\n\n", b.ChainID, b.Height, info.Validators, info.BlockTime, info.Epoch)
	w.Printf("home\t%s\nAPI\t%s\nRPC\t%s\npeer\t%s\n\naccounts\n", b.Home, b.API, b.RPC, b.Peer)
	for _, acc := range b.Accounts {
		remark := ""
		if acc.TestKey {
			remark = "test key"
		}
		w.Printf("  %s\t%s\t%s\t%s\n", acc.Name, acc.Address, arguments.Tokens(acc.Balance), remark)
	}
	w.Printf("\nTest keys are made from words that everybody knows. Own nothing with them elsewhere.\n  %s\n", b.TestWords)
	w.Printf("\ncontracts\n")
	for _, con := range b.Contracts {
		w.Printf("  %s\t%s\tcode %s\n", chain.NameOf(con), con.Address, con.CodeHash)
	}
	home := ""
	if b.Home != cli.DefaultHome() {
		home = " --home " + b.Home
	}
	w.Printf("\ntry, in another terminal\n")
	w.Printf("  peerz contribution submit --role developers --id ann --measure merged_changes=3%s\n", home)
	w.Printf("  sleep %d && peerz rewards epoch latest%s\n", 2*info.Epoch/time.Second, home)
	w.Printf("  peerz gov propose weights --set compute=380000,developers=140000 --from alice%s\n", home)
}
