package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
	comet "github.com/cometbft/cometbft/types"
)

// signerTries is how often a remote signer is asked for a signature, some seconds apart, before the network
// goes on without this validator. One that is alone asks for ever: CometBFT would wait without asking.
const signerTries = 3

// remoteKey signs by another process, which connects to priv_validator_laddr of config.toml.
//
// The record of what was signed is the signer's. Whether the consensus log still leads to it cannot be
// seen from here, as signingKey does for a key of the home.
type remoteKey struct {
	*privval.SignerClient
	address  string
	alone    func() bool
	obstacle func(error)     // learns why nothing is signed
	ended    context.Context // ends with the node
}

// SignVote implements comet.PrivValidator.
func (k *remoteKey) SignVote(chainID string, v *cometproto.Vote) error {
	return k.insist(func() error { return k.SignerClient.SignVote(chainID, v) })
}

// SignProposal implements comet.PrivValidator.
func (k *remoteKey) SignProposal(chainID string, p *cometproto.Proposal) error {
	return k.insist(func() error { return k.SignerClient.SignProposal(chainID, p) })
}

// insist asks again while the signer is not there. What it refuses is refused.
func (k *remoteKey) insist(sign func() error) error {
	for try := 1; ; try++ {
		err := sign() // waits some seconds for a connection
		var refusal *privval.RemoteSignerError
		if err == nil || errors.As(err, &refusal) {
			return err
		}
		k.obstacle(fmt.Errorf("the remote signer at %s does not sign: %w", k.address, err))
		if k.ended.Err() != nil || try >= signerTries && !k.alone() {
			return err
		}
		pause(k.ended)
	}
}

// pause is between two questions to a signer whose connection fails at once.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(100 * time.Millisecond):
	}
}

// remote reports whether another process signs.
func (c *consensus) remote() bool { return c.signer == nil }

// awaitSigner listens for the remote signer and waits until it tells its key: the two may be started in
// any order. Meanwhile obstacle learns what is missing.
func (n *Node) awaitSigner(ctx context.Context, peer *p2p.NodeKey, logger log.Logger, obstacle func(error)) (comet.PrivValidator, error) {
	c := n.consensus
	address := c.settings.PrivValidatorListenAddr
	listener, err := privval.NewSignerListenerFromAddr(address, peer.PrivKey, logger)
	if err != nil {
		return nil, fmt.Errorf("node: listen for the remote signer (priv_validator_laddr = %q): %w", address, err)
	}
	client, err := privval.NewSignerClient(listener, n.genesis.ChainID)
	if err != nil {
		return nil, fmt.Errorf("node: listen for the remote signer (priv_validator_laddr = %q): %w", address, err)
	}
	ended, end := context.WithCancel(n.life)
	c.closeSigner = func() error { end(); return client.Close() }
	for {
		key, err := client.GetPubKey() // waits some seconds for a connection
		if err == nil {
			own := key.Address()
			c.own.Store(&own)
			c.settings.PrivValidatorListenAddr = "" // CometBFT would listen there once more
			return &remoteKey{client, address, n.alone, obstacle, ended}, nil
		}
		obstacle(fmt.Errorf("the remote signer has not connected to %s: %w", address, err))
		if ctx.Err() != nil {
			return nil, fmt.Errorf("node: wait for the remote signer at %s: %w", address, ctx.Err())
		}
		pause(ctx)
	}
}

// validates reports whether a set holds the key that this node signs with.
func (c *consensus) validates(set *comet.ValidatorSet) bool {
	if !c.remote() {
		return set.HasAddress(c.signer.GetAddress())
	}
	own := c.own.Load()
	return own != nil && set.HasAddress(*own)
}
