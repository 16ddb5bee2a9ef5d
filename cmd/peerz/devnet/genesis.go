package devnet

import (
	"time"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// makeGenesis describes the chain: the people first, then one account for each validator, and a faucet.
func makeGenesis(s Settings, start time.Time, accounts []keystore.Account, nodes []home.Keys, faucet tx.Key) (*comet.GenesisDoc, error) {
	o := genesis.Options{ChainID: s.ChainID, Time: start, Epoch: s.Epoch, Faucet: faucet.Address()}
	for i, account := range accounts {
		address := account.Address()
		if i < len(People) {
			o.Users = append(o.Users, address)
			continue
		}
		pub := nodes[i-len(People)].ValidatorPub()
		o.Validators = append(o.Validators, genesis.Validator{Account: address, PubKey: pub})
	}
	return genesis.Document(o)
}
