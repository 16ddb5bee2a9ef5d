package devnet

import (
	"time"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

// genesis describes the chain: the people first, then one account for each validator.
func genesis(s Settings, start time.Time, accounts []keystore.Key, nodes []node.Keys) (*comet.GenesisDoc, error) {
	o := node.GenesisOptions{ChainID: s.ChainID, Time: start, Epoch: s.Epoch}
	for i, account := range accounts {
		address := account.Address()
		if i < len(People) {
			o.Users = append(o.Users, address)
			continue
		}
		pub := nodes[i-len(People)].ValidatorPub()
		o.Validators = append(o.Validators, node.GenesisValidator{Account: address, PubKey: pub})
	}
	return node.Genesis(o)
}
