// Package audit calculates epochs again, from what is recorded of them, and says what does not come out as the
// chain accounts for it.
//
// It is an independent calculation: the formula alone is the chain's, run in the same sandbox with the same
// gas limits, since it is what the holders voted for. Emission, pools, batches, scores' totals, amounts and
// the Merkle root are worked out here, with whole numbers of any size. An Epoch is everything that takes; it comes from a
// chain (Fetch) or from a folder of files that Write has made (Read), and both are equally good.
package audit

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Epoch is what is recorded of one closed epoch.
type Epoch struct {
	ChainID       string
	Account       rewards.EpochResult  // what the chain says came of it
	Inputs        rewards.InputsResult // what it was calculated from
	Contributions []Contribution       // what was verified of it, in the order of the Merkle tree
	Payouts       []Payout             // what the chain says each participant gets, by role and id
}

// Contribution is something that was verified or measured: a leaf of the epoch's Merkle tree.
type Contribution struct {
	Epoch    uint64 // the chain's, of which a long epoch has several
	Role     string
	Batch    uint64 // what was scored together has the same
	Number   uint64 // of the submission, or of the contract that measured it
	ID       string `cbor:"id"` // of the participant
	Account  sdk.Address
	Measures []sdk.Amount
	Evidence *Evidence // nil: nobody attests it
}

// Evidence is what attestors have found the measures in.
type Evidence struct {
	Ref     string
	Locator string
	Hash    sdk.Hash
	Time    uint64 // unix seconds, of the work, as verified
	Reports []Report
}

// Report is what one attestor said of a contribution. An audit does not need it; exports have it, so that it can be looked up
// when it has left the chain's state.
type Report struct {
	Attestor sdk.Address
	Measures []sdk.Amount
	Time     uint64 // unix seconds, of the work
}

// Payout is what one participant gets in a role.
type Payout struct {
	Role string
	rewards.Payout
}

// Name is how an epoch is called in messages.
func (e *Epoch) Name() string { return fmt.Sprintf("epoch %d", e.Account.Epoch) }

// Codes are the codes of the formula that the epoch was calculated with.
func (e *Epoch) Codes() (hashes []sdk.Hash) {
	for _, c := range []rewards.CodeInput{e.Inputs.Live, e.Inputs.LastGood} {
		if !c.CodeHash.IsZero() {
			hashes = append(hashes, c.CodeHash)
		}
	}
	return hashes
}

// Sealed reports whether the epoch's scores are final: before that there is nothing to compare.
func (e *Epoch) Sealed() bool { return Sealed(&e.Account) }

// Sealed reports whether an epoch's scores are final.
func Sealed(account *rewards.EpochResult) bool {
	return account.State == "sealed" || account.State == "matured"
}

// roleID returns the id of a role's name, and false for one that the epoch does not have.
func (e *Epoch) roleID(name string) (uint64, bool) {
	for _, r := range e.Account.Roles {
		if r.Role == name {
			return r.ID, true
		}
	}
	return 0, false
}
