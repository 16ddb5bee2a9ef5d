package node

import (
	"fmt"

	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
	comet "github.com/cometbft/cometbft/types"
)

// abstainer is a validator's key that signs nothing at one height.
type abstainer struct {
	comet.PrivValidator
	height int64
	why    error
}

// SignVote implements comet.PrivValidator.
func (a abstainer) SignVote(chainID string, v *cometproto.Vote) error {
	if v.Height == a.height {
		return a.why
	}
	return a.PrivValidator.SignVote(chainID, v)
}

// SignProposal implements comet.PrivValidator.
func (a abstainer) SignProposal(chainID string, p *cometproto.Proposal) error {
	if p.Height == a.height {
		return a.why
	}
	return a.PrivValidator.SignProposal(chainID, p)
}

// signingKey is what consensus signs with.
//
// A precommit binds a validator to its block until the height is over, and only the consensus
// log says to which. Where the record of signatures is above the blocks and the log does not
// lead there, voting on could help two blocks of one height into being: the validator signs
// nothing more at that height, and again from the next one on.
func (n *Node) signingKey() (comet.PrivValidator, error) {
	c := n.consensus
	signed := c.signer.LastSignState.Height
	blocks, err := n.stores.Blocks()
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	last := max(blocks.Height(), int64(n.state().Head().Height), n.genesis.InitialHeight-1)
	if signed <= last {
		return c.signer, nil // that height is over
	}
	if signed == last+1 {
		before := last
		if signed == n.genesis.InitialHeight {
			before = 0 // as the log begins
		}
		if held, err := walHolds(n.dir.ConsensusWAL(), before); held || err != nil {
			return c.signer, err
		}
	}
	c.abstains = signed
	n.log.Error("the consensus log lacks what this validator signed, and with it the block that it may be bound to: "+
		"it signs nothing at that height and again from the next one on; if the network cannot end the height without it, "+
		"restore the log from a backup", "height", signed, "path", n.dir.ConsensusWAL())
	return abstainer{c.signer, signed, fmt.Errorf("the consensus log does not say what was signed at height %d", signed)}, nil
}
