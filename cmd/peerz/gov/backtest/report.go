package backtest

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	extremes = 10 // participants who would gain, or lose, most
	parts    = 10 // of the participants of a role, by what they got
)

// Report is what a change would have made of past epochs. Everybody who calculates it gets the same one.
type Report struct {
	From       uint64    `json:"from"`   // the first epoch
	To         uint64    `json:"to"`     // the last
	Epochs     uint64    `json:"epochs"` // how many; those that were closed as one are one
	Records    uint64    `json:"records"`
	GasOfEpoch uint64    `json:"gas_of_epoch"` // most that the scores of an epoch took, in pages of 50
	GasOfCall  uint64    `json:"gas_of_call"`  // most that one call with a page took
	GasLimit   uint64    `json:"gas_limit"`    // what the parameters give such a call
	Failures   []Failure `json:"failures"`     // epochs that the code would have failed: they would have been paid as they were
	Roles      []*Role   `json:"roles"`
	Gains      []*Person `json:"gains"`  // who would have got most more, at most ten
	Losses     []*Person `json:"losses"` // who would have got most less
	Digest     string    `json:"digest"` // of all that was calculated, as the chain makes it too
	people     map[string]*Person
}

// Failure is an epoch that the code would not have paid.
type Failure struct {
	Epoch  uint64 `json:"epoch"`
	Reason uint64 `json:"reason"`
	Name   string `json:"name"`
}

// Both is an amount as it was, and as it would have been.
type Both struct{ Old, New sdk.Amount }

// MarshalJSON writes the amounts as base units in texts, as all answers do.
func (b Both) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"old": b.Old.String(), "new": b.New.String()})
}

func (b *Both) add(before, after sdk.Amount) { b.Old, b.New = b.Old.Add(before), b.New.Add(after) }

// Role is a role in all epochs together.
type Role struct {
	Role    string `json:"role"`
	Pool    Both   `json:"pool"`
	Paid    Both   `json:"paid"`
	Mended  uint64 `json:"mended"`  // epochs in which the code would have paid nobody, and the fallback would have
	Deciles []Both `json:"deciles"` // of what its participants got, from those who got least; fewer when there are fewer participants
}

// Person is a participant of a role in all epochs together.
type Person struct {
	Role string
	ID   string
	Both
}

// MarshalJSON writes the amounts beside who it is.
func (p *Person) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"role": p.Role, "id": p.ID, "old": p.Old.String(), "new": p.New.String()})
}

// moved is by how much a participant's pay would have changed, and whether up.
func (p *Person) moved() (sdk.Amount, bool) {
	if p.Old.Less(p.New) {
		return p.New.Sub(p.Old), true
	}
	return p.Old.Sub(p.New), false
}

func (r *Report) count(e *rewards.EpochResult, gas uint64) {
	if r.Epochs == 0 {
		r.To = e.Epoch
	}
	r.From, r.GasOfEpoch = e.Epoch, max(r.GasOfEpoch, gas)
	r.Epochs++
	for i := range e.Roles {
		r.Records += e.Roles[i].Participants
	}
}

func (r *Report) role(name string) *Role {
	for _, role := range r.Roles {
		if role.Role == name {
			return role
		}
	}
	r.Roles = append(r.Roles, &Role{Role: name})
	return r.Roles[len(r.Roles)-1]
}

// finish makes the sums and lists of what is known of participants.
func (r *Report) finish(people map[string]*Person) {
	r.people = people
	all := make([]*Person, 0, len(people))
	for _, p := range people {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Person) int {
		return cmp.Or(a.Old.Cmp(b.Old), cmp.Compare(a.Role, b.Role), cmp.Compare(a.ID, b.ID))
	})
	for _, role := range r.Roles {
		role.divide(all)
	}
	slices.SortStableFunc(all, func(a, b *Person) int {
		da, _ := a.moved()
		db, _ := b.moved()
		return db.Cmp(da)
	})
	for _, p := range all {
		amount, up := p.moved()
		switch {
		case amount.IsZero():
		case up && len(r.Gains) < extremes:
			r.Gains = append(r.Gains, p)
		case !up && len(r.Losses) < extremes:
			r.Losses = append(r.Losses, p)
		}
	}
}

// divide sums the role's participants, who are in the order of what they got, and puts them into equal parts.
func (role *Role) divide(all []*Person) {
	var own []*Person
	for _, p := range all {
		if p.Role == role.Role {
			own = append(own, p)
		}
	}
	role.Deciles = make([]Both, min(parts, len(own)))
	for i, p := range own {
		role.Paid.add(p.Old, p.New)
		role.Deciles[i*len(role.Deciles)/len(own)].add(p.Old, p.New)
	}
}

// Of returns what would have become of one participant, in each of its roles.
func (r *Report) Of(id string) (list []*Person) {
	for _, role := range r.Roles {
		if p := r.people[role.Role+"\x00"+id]; p != nil {
			list = append(list, p)
		}
	}
	return list
}
