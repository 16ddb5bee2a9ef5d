package contribution

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// register makes every participant known for its role, with an account whose key is stored
// here if it has none yet. It returns how many were new.
func (r *Run) register(ctx context.Context, contributions []Contribution) (int, error) {
	missing, err := r.missing(ctx, contributions)
	if err != nil || len(missing) == 0 {
		return 0, err
	}
	var outgoing []client.Outgoing
	count := 0
	for _, m := range missing {
		for part := range slices.Chunk(m.Entries, perCall) {
			call := roles.Client{}.Register(roles.RegisterArgs{Role: m.Role, Entries: part})
			outgoing = append(outgoing, r.call(r.From, call.Input, gasToRegister(len(part))))
			count += len(part)
		}
	}
	return count, r.send(ctx, outgoing)
}

// missing lists the participants that are not registered for their role, role by role. Those
// the chain knows by another role stay with their account.
func (r *Run) missing(ctx context.Context, contributions []Contribution) ([]roles.RegisterArgs, error) {
	made, err := r.Keys.MakeParticipants(idsOf(contributions), r.From)
	if err != nil {
		return nil, err
	}
	var groups []roles.RegisterArgs
	for _, c := range contributions {
		e := roles.RegisterEntry{ID: c.ID, Account: chain.InMessage(made[c.ID].Address())}
		known, err := roles.Client{Node: r.Node}.Participant(ctx, roles.ParticipantArgs{ID: c.ID})
		var refused *client.Error
		if err == nil {
			if err := r.findSender(c.ID, known); err != nil {
				return nil, err
			}
		}
		switch {
		case err == nil && slices.Contains(known.Roles, c.Role):
			continue
		case err == nil:
			e.Account = known.Account
		case !errors.As(err, &refused):
			return nil, err
		default:
			if e.Consent, err = r.consent(c.ID, made[c.ID]); err != nil {
				return nil, err
			}
		}
		at := slices.IndexFunc(groups, func(g roles.RegisterArgs) bool { return g.Role == c.Role })
		if at < 0 {
			at, groups = len(groups), append(groups, roles.RegisterArgs{Role: c.Role})
		}
		groups[at].Entries = append(groups[at].Entries, e)
	}
	return groups, nil
}

// consent is the word of a participant's account, whose key is here, that it may be paid for its id.
func (r *Run) consent(id string, p keystore.Participant) (*roles.Consent, error) {
	key := r.From.Participant(id)
	if p.Address() != key.Address() { // made by another import, or a key of that name
		var err error
		if key, err = r.Unlock(id); err != nil {
			return nil, fmt.Errorf("%s must agree to be paid: %w", id, err)
		}
	}
	return chain.Consent(key.Signer(), r.chainID, id, r.From.Address()), nil
}

// findSender finds the key that may submit for a participant: its sponsor's, or its own.
func (r *Run) findSender(id string, p roles.ParticipantInfo) error {
	may := func(a abi.Address) bool { return chain.InMessage(a) == p.Sponsor || chain.InMessage(a) == p.Account }
	if may(r.From.Address()) {
		return nil
	}
	list, _ := r.Keys.List()
	if at := slices.IndexFunc(list, func(k keystore.Account) bool { return k.Signs() && may(k.Address()) }); at >= 0 {
		key, err := r.Unlock(list[at].Name)
		r.senders[id] = key
		return err
	}
	return cli.WithCode("not_sponsor", fmt.Errorf("%s is registered by %s, whose key is not here: only its own account or that one can submit for it",
		id, chain.AddressOf(p.Sponsor)))
}

// idsOf returns the different participants, in the order in which they appear.
func idsOf(contributions []Contribution) []string {
	var ids []string
	seen := map[string]bool{}
	for _, c := range contributions {
		if !seen[c.ID] {
			seen[c.ID] = true
			ids = append(ids, c.ID)
		}
	}
	return ids
}
