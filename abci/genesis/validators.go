package genesis

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cometbft/cometbft/crypto/ed25519"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// AddValidator makes who asks a validator from the first block on: its bond is given to it, on top of what its
// account holds, and it attests. r has been checked by ReadRequest.
func (d *Draft) AddValidator(r Request) error {
	if r.ChainID != d.Doc.ChainID {
		return fmt.Errorf("%w: the request is for the chain %s, this is %s", ErrDraft, r.ChainID, d.Doc.ChainID)
	}
	key := ed25519.PubKey(r.Validator[:])
	for _, v := range d.Doc.Validators {
		if v.PubKey.Equals(key) {
			return fmt.Errorf("%w: the key %s validates already, as %s", ErrDraft, r.Validator, v.Name)
		}
	}
	account, key32 := r.Address(), r.Validator
	if slices.ContainsFunc(d.State.Bonds, func(b runtime.GenesisBond) bool { return b.Account == account }) {
		return fmt.Errorf("%w: account %s has a bond already", ErrDraft, account)
	}
	if err := d.addAttestor(account); err != nil {
		return fmt.Errorf("%w: %w", ErrDraft, err)
	}
	power := world.PowerOf(r.Bond)
	d.State.Bonds = append(d.State.Bonds, runtime.GenesisBond{Account: account, Amount: r.Bond, Validator: &key32})
	d.Doc.Validators = append(d.Doc.Validators, comet.GenesisValidator{Address: key.Address(), PubKey: key, Power: power, Name: r.Moniker})
	return nil
}

// addAttestor has an account report on contributions from the start.
func (d *Draft) addAttestor(account abi.Address) error {
	i := slices.IndexFunc(d.State.Contracts, func(c runtime.GenesisContract) bool { return c.Name == roles.Name })
	if i < 0 {
		return fmt.Errorf("there is no contract %s", roles.Name)
	}
	var args map[string]any
	numbers := json.NewDecoder(bytes.NewReader(d.State.Contracts[i].Init))
	numbers.UseNumber()
	if err := numbers.Decode(&args); err != nil || args == nil {
		return errors.Join(fmt.Errorf("arguments of %s are none", roles.Name), err)
	}
	attestors, _ := args["attestors"].([]any)
	args["attestors"] = append(attestors, account.String())
	raw, err := json.Marshal(args)
	d.State.Contracts[i].Init = raw
	return err
}
