package devnet

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// People are the funded accounts of every devnet, besides one for each validator.
var People = []string{"alice", "bob", "carol"}

// create writes a new devnet: keys, genesis, and the home of each node. Until its first block the file
// unfinished stays beside them: a devnet whose first start fails is made anew by the next one.
func create(dir string, s *Settings) error {
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(unfinished(dir), nil, 0o644)
	}
	if err != nil {
		return fmt.Errorf("home %s is not writable: %w", dir, err)
	}
	now := time.Now().Truncate(time.Second)
	s.ChainID = "peerz-devnet-" + strconv.FormatInt(now.Unix(), 36)
	accounts, err := makeKeys(keystore.In(dir), s.Validators)
	if err != nil {
		return err
	}
	nodes := make([]home.Keys, s.Validators)
	for i := range nodes {
		nodes[i] = home.NewKeys()
		s.Peers = append(s.Peers, nodes[i].PeerID())
	}
	var seed [tx.SeedSize]byte
	_, _ = rand.Read(seed[:]) // it never fails
	faucet := tx.NewKey(seed)
	genesis, err := makeGenesis(*s, now, accounts, nodes, faucet)
	if err != nil {
		return fmt.Errorf("make the genesis of the devnet: %w", err)
	}
	for i := range nodes {
		h := nodeHome(dir, *s, i)
		if err := os.RemoveAll(h.Config()); err != nil { // of a start that was cut short
			return err
		}
		if err := os.RemoveAll(h.Data()); err != nil {
			return err
		}
		options := s.initOptions(i)
		options.Keys, options.Genesis = nodes[i], genesis
		if err := home.Init(h, options); err != nil {
			return err
		}
	}
	if err := home.WriteFile(nodeHome(dir, *s, 0).FaucetKey(), fmt.Appendf(nil, "%x\n", seed), 0o600); err != nil { // of one node: two would take the same nonce
		return err
	}
	return s.save(dir)
}

// initOptions are the settings of node i of the devnet. A node dials those before it: one
// side of each pair is enough, and two that dial each other at once get in each other's way.
func (s Settings) initOptions(i int) home.InitOptions {
	o := home.InitOptions{Moniker: "validator" + strconv.Itoa(i), PortBase: s.port(i), BlockTime: s.BlockTime, Local: true}
	for k := range min(i, len(s.Peers)) {
		o.Peers = append(o.Peers, s.peer(k))
	}
	return o
}

// makeKeys returns the keys of the people and of the validators' accounts, in this order, as the accounts
// 0, 1, 2... of the test words: the same in every devnet. Those that are there already stay, so that
// accounts outlive a reset.
func makeKeys(store *keystore.Store, validators int) ([]keystore.Account, error) {
	names := append([]string{}, People...)
	for i := range validators {
		names = append(names, "validator"+strconv.Itoa(i))
	}
	made := make([]keystore.Account, len(names))
	for i, name := range names {
		account, err := store.Get(name)
		if errors.Is(err, keystore.ErrNotFound) {
			if err = store.PutTest(name, uint32(i)); err == nil {
				account, err = store.Get(name)
			}
		}
		if err != nil {
			return nil, err
		}
		made[i] = account
	}
	return made, nil
}

// apply writes what changed since the last start, ports or block time, into the nodes' homes.
func (s Settings) apply(dir string) error {
	have, err := load(dir)
	if err != nil {
		return err
	}
	if s.PortBase == have.PortBase && s.BlockTime == have.BlockTime {
		return nil
	}
	for i := range s.Validators {
		h := nodeHome(dir, s, i)
		if err := idle(h); err != nil {
			return err
		}
		if err := home.Configure(h, s.initOptions(i)); err != nil {
			return err
		}
	}
	return s.save(dir)
}
