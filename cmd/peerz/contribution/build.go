package contribution

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// build makes the transactions of a submission for a key that is elsewhere. What else that key would do has to be done
// before: the evidence is there, and the participants are registered.
func build(ctx context.Context, node *chain.Chain, from string, at Evidence, contributions []Contribution) error {
	if at.Locator == "" {
		return cli.WithCode("key_needed", errors.New("the key signs the evidence too: where it is, `peerz contribution sign` signs a file, which "+
			"`contribution import --at` submits; a merged commit is its own evidence"))
	}
	account, err := node.Sender(from)
	if err != nil {
		return err
	}
	r := Run{Node: node.Client, Evidence: at}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	for _, c := range contributions {
		known, err := roles.Client{Node: node}.Participant(ctx, roles.ParticipantArgs{ID: c.ID})
		if err != nil {
			return fmt.Errorf("%s: %w; `peerz tx build roles register` registers participants", c.ID, err)
		}
		self := chain.InMessage(account.Address())
		if !slices.Contains(known.Roles, c.Role) {
			return cli.WithCode("not_registered", fmt.Errorf("%s does not take part as %s yet: `peerz tx build roles register` registers participants", c.ID, c.Role))
		}
		if self != known.Sponsor && self != known.Account {
			return cli.WithCode("not_sponsor", fmt.Errorf("only %s, or the account of %s, can submit for it", chain.AddressOf(known.Sponsor), c.ID))
		}
	}
	var msgs []tx.Msg
	for _, one := range r.calls(contributions, func(string) abi.Address { return account.Address() }) {
		msgs = append(msgs, one.msg)
	}
	_, err = node.SendAll(ctx, chain.By(from), msgs...)
	return err
}
