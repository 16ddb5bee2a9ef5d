package contribution

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
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

// missing finds out who is paid for each contribution, and lists those accounts that are not registered for their role, role by
// role. Those the chain knows by another role keep their id.
func (r *Run) missing(ctx context.Context, contributions []Contribution) ([]roles.RegisterArgs, error) {
	made, err := r.Keys.MakeParticipants(idsOf(contributions), r.From)
	if err != nil {
		return nil, err
	}
	var groups []roles.RegisterArgs
	for i := range contributions {
		c := &contributions[i]
		e, err := r.entryOf(ctx, c, made[c.ID])
		if err != nil {
			return nil, err
		}
		if e == nil {
			continue
		}
		at := slices.IndexFunc(groups, func(g roles.RegisterArgs) bool { return g.Role == c.Role })
		if at < 0 {
			at, groups = len(groups), append(groups, roles.RegisterArgs{Role: c.Role})
		}
		groups[at].Entries = append(groups[at].Entries, *e)
	}
	return groups, nil
}

// entryOf fixes who is paid for a contribution, and says how that account is registered for the role: not at all if it is
// already, or if its key, which has to agree, is not here. named is the account that the id is the name of here.
func (r *Run) entryOf(ctx context.Context, c *Contribution, named keystore.Participant) (*roles.RegisterEntry, error) {
	known, err := roles.Client{Node: r.Node}.Participant(ctx, roles.ParticipantArgs{ID: c.ID})
	var refused *client.Error
	if err != nil && !errors.As(err, &refused) {
		return nil, err
	}
	owner, taken := chain.AddressOf(known.Account), err == nil
	if unsaid := c.Account == (abi.Address{}); unsaid {
		switch {
		case taken && (owner == r.From.Address() || known.Vouched && chain.AddressOf(known.Sponsor) == r.From.Address()):
			c.Account = owner
		case taken && owner != named.Address() && chain.AddressOf(known.Sponsor) == r.From.Address():
			return nil, cli.WithCode("account_unsaid", fmt.Errorf("%s is registered with %s, whose key is not here: if that account shall be paid, name it in a column %s, or by --account",
				c.ID, owner, table.AccountColumn))
		default:
			c.Account = named.Address()
		}
	}
	if taken && owner == c.Account {
		if err := r.findSender(c.ID, known); err != nil || slices.Contains(known.Roles, c.Role) {
			return nil, err
		}
		return &roles.RegisterEntry{ID: c.ID, Account: known.Account}, nil
	}
	return r.underAnotherID(ctx, c, named, taken)
}

// underAnotherID is entryOf of an account whose id the name is not: nobody's yet, or that of a stranger, who has no part in what the
// evidence says of this account.
func (r *Run) underAnotherID(ctx context.Context, c *Contribution, named keystore.Participant, taken bool) (*roles.RegisterEntry, error) {
	own, err := roles.Client{Node: r.Node}.ByAccount(ctx, roles.ByAccountArgs{Account: chain.InMessage(c.Account)})
	if err != nil {
		return nil, err
	}
	for _, p := range own.Participants {
		if slices.Contains(p.Roles, c.Role) && !p.Retired {
			return nil, r.findSender(c.ID, p)
		}
	}
	if named.Address() != c.Account {
		r.Note("%s: what was done is verified for %s, and paid when that account has registered for %s", c.ID, c.Account, c.Role)
		return nil, nil
	}
	e := &roles.RegisterEntry{ID: c.ID, Account: chain.InMessage(c.Account)}
	if taken {
		e.ID = hex.EncodeToString(c.Account[:])
		r.Note("%s is registered with another account: what was done is paid to %s, which is registered as %s", c.ID, c.Account, e.ID)
	}
	e.Consent, err = r.consent(c.ID, e.ID, named)
	return e, err
}

// consent is the word of a participant's account, whose key is here under a name, that it may be paid for an id.
func (r *Run) consent(name, id string, p keystore.Participant) (*roles.Consent, error) {
	key := r.From.Participant(name)
	if p.Address() != key.Address() { // made by another import, or a key of that name
		var err error
		if key, err = r.Unlock(name); err != nil {
			return nil, fmt.Errorf("%s must agree to be paid: %w", name, err)
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
