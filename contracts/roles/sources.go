package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A role's measures come from attestors, who look at evidence, or from what the chain and its contracts
// have counted themselves. The latter need no submission: when all that attestors have looked at in an
// epoch is verified, they are asked for it, sixteen entries a call.

const (
	maxContracts  = 16
	maxListedOnes = 64    // publishers, or repositories
	maxPages      = 4_096 // of one contract in an epoch, so that an answer without an end cannot keep an epoch from being sealed
)

// maxReturned is what all roles together can return of what was burned for a piece of work, in ppm: who pays himself for
// work, in whatever roles it counts, loses the rest whatever governance decides (P14).
const maxReturned = 900_000

// returnedNow is what each role returns. It is noted once for an epoch, so that no vote between two roles of it gives more.
func returnedNow(n uint64) []uint64 {
	list := make([]uint64, n)
	for id := range n {
		list[id] = loadRole(id).Returned
	}
	return list
}

// returnedByOthers adds up what roles but one return.
func returnedByOthers(name string) (sum uint64) {
	for id := range loadConfig().Roles {
		if r := loadRole(id); !r.Retired && r.Name != name {
			sum += r.Returned
		}
	}
	return sum
}

// mustBeSource checks where the measures of a role shall come from.
func mustBeSource(role string, s *roles.Source, measures int) {
	contracts, lists, single := len(s.Contracts) > 0 || s.Returned > 0, len(s.Publishers)+len(s.Repositories) > 0, measures == 1
	lists = lists || s.Age > 0 || !s.Stake.IsZero()
	ok := false
	switch s.Kind {
	case roles.FromAttestors:
		ok = !contracts && len(s.Publishers) <= maxListedOnes && len(s.Repositories) <= maxListedOnes && s.Age <= maxDelay && !maxMinStake.Less(s.Stake)
	case roles.FromValidators:
		ok = !contracts && !lists && single
	case roles.FromContracts:
		ok = !lists && len(s.Contracts) > 0 && len(s.Contracts) <= maxContracts && s.Returned <= maxReturned && s.Returned+returnedByOthers(role) <= maxReturned
	}
	for _, at := range s.Repositories {
		ok = ok && isLine(at, maxLocator)
	}
	for i, a := range s.Contracts {
		for _, other := range s.Contracts[:i] {
			ok = ok && a != other
		}
		_, known := sdk.Info(a)
		ok = ok && known
	}
	if !ok {
		sdk.Abort(roles.ErrSource, "bad source")
	}
}

// take makes a source the role's.
func (r *role) take(s *roles.Source) {
	r.Kind, r.Contracts, r.Returned, r.Publishers, r.Repositories = s.Kind, s.Contracts, s.Returned, s.Publishers, s.Repositories
	r.Age, r.Stake = s.Age, s.Stake
}

func (r *role) source() roles.Source {
	return roles.Source{Kind: r.Kind, Contracts: r.Contracts, Returned: r.Returned, Publishers: r.Publishers, Repositories: r.Repositories, Age: r.Age, Stake: r.Stake}
}

// SetSource says where the measures of a role come from.
func SetSource(a roles.SetSourceArgs) {
	onlyContract(governance.Name)
	id, r := withSource(&a)
	sdk.Save(roleKey(id), &r)
	sdk.Emit("roles.source", sdk.Text("role", r.Name), sdk.Text("kind", a.Source.Kind))
}

// withSource returns a role as it is with another source (P9).
func withSource(a *roles.SetSourceArgs) (uint64, role) {
	id, r := findActiveRole(a.Role)
	mustBeSource(a.Role, &a.Source, len(r.Measures))
	r.take(&a.Source)
	return id, r
}

// sources takes the next measures that nobody attests. moved is false when all are there.
func (p *progress) sources(c *config) (moved, ok bool) {
	for ; p.Role < c.Roles; p.nextRole() {
		r := loadRole(p.Role)
		switch {
		case r.Retired:
		case r.Kind == roles.FromValidators:
			if list := p.validators(); len(list) > 0 {
				return true, p.record(list)
			}
		case r.Kind == roles.FromContracts:
			if p.Number < uint64(len(r.Contracts)) {
				return true, p.page(&r)
			}
		}
	}
	return false, true
}

func (p *progress) nextRole() {
	p.Role++
	p.nextContract(0)
}

func (p *progress) nextContract(number uint64) { p.Number, p.Pages, p.After = number, 0, sdk.Address{} }

// record hands measures to the contract rewards, and adds them to the tree.
func (p *progress) record(list []rewards.Entry) bool {
	if len(list) == 0 {
		return true
	}
	if _, err := callRewards().Record(&rewards.RecordArgs{Epoch: p.Epoch, Role: p.Role, Entries: list}); !accepts(err) {
		return false
	}
	b := batch{Role: p.Role, Number: p.Number}
	key := batchKey(p.Epoch, p.Verified)
	for i := range list {
		p.addLeaf(&list[i], p.Number)
		b.Accounts, b.Measures = append(b.Accounts, list[i].Account), append(b.Measures, list[i].Measures)
	}
	sdk.Save(key, &b)
	return true
}

// batch is what one step has recorded of a source: leaves of the tree that follow each other, so that
// everybody can put it together again.
//
//peerz:store
type batch struct {
	Role     uint64
	Number   uint64
	Accounts []sdk.Address
	Measures [][]sdk.Amount
}

func batchKey(epoch, leaf uint64) []byte { return sdk.Key(keyBatch, sdk.BE64(epoch), sdk.BE64(leaf)) }

const maxBatches = 8 // in an answer

// Measured lists what sources other than attestors have measured in an epoch.
func Measured(a roles.MeasuredArgs) (r roles.MeasuredResult) {
	batches := sdk.Scan(batchKey(a.Epoch, a.From), sdk.PrefixEnd(sdk.Key(keyBatch, sdk.BE64(a.Epoch))), false, maxBatches)
	for _, entry := range batches {
		var b batch
		if !sdk.Unmarshal(entry.Value, &b) {
			sdk.Abort(sdk.ErrState, "batch")
		}
		name, first := loadRole(b.Role).Name, sdk.ReadBE64(entry.Key[9:])
		for i, account := range b.Accounts {
			r.Entries = append(r.Entries, roles.MeasuredEntry{Role: name, Batch: first, Number: b.Number, ID: accountID(account), Account: account, Measures: b.Measures[i]})
		}
		r.Next = first + uint64(len(b.Accounts))
	}
	if len(batches) < maxBatches {
		r.Next = 0
	}
	return r
}

// page asks the next contract of a role for its next page. One that fails, or answers what it must not, has
// said all that it can of this epoch, and what that call of it did is undone.
func (p *progress) page(r *role) bool {
	if sdk.GasLeft() < verifyReserve+measured.PageGas {
		return false
	}
	args := measured.MeasuresArgs{Role: r.Name, Epoch: p.Epoch, Limit: measured.MaxPage}
	if p.Pages > 0 {
		args.After = &p.After
	}
	contract := r.Contracts[p.Number]
	sdk.Savepoint()
	answer, err := measured.Caller{To: contract, Gas: measured.PageGas}.Measures(&args)
	list, sound := entriesOf(&answer, args.After, len(r.Measures), p.returned())
	if sound = sound && err == nil; !sound {
		sdk.Undo() // with its events: they may be as many as one call of a hook can report, and there is one to come
		sdk.Emit("roles.source_failed", sdk.Text("role", r.Name), sdk.Uint("epoch", p.Epoch), sdk.Addr("contract", contract))
	} else if !p.record(list) {
		return false
	}
	if p.Pages++; sound && answer.Next != nil && p.Pages < maxPages {
		p.After = *answer.Next
	} else {
		if sound {
			p.note(&answer)
		}
		p.nextContract(p.Number + 1)
	}
	return true
}

// note adds what a contract says of the current role's epoch.
func (p *progress) note(page *measured.MeasuresResult) {
	if n := len(p.Needs); n == 0 || p.Needs[n-1].Role != p.Role {
		p.Needs = append(p.Needs, rewards.Need{Role: p.Role})
	}
	last := &p.Needs[len(p.Needs)-1]
	last.Burned, last.Supply = most(last.Burned, page.Burned), most(last.Supply, page.Supply)
}

// most adds up to the largest amount: what a contract says must not stop verification.
func most(a, b sdk.Amount) sdk.Amount {
	sum, ok := a.CheckedAdd(b)
	if !ok {
		return sdk.MaxAmount
	}
	return sum
}

// returned is what the current role returns in this epoch: nothing, if it was added since.
func (p *progress) returned() uint64 {
	if p.Role >= uint64(len(p.Returned)) {
		return 0
	}
	return p.Returned[p.Role]
}

// entriesOf is what a page says, and whether it is as it must be: by account, after the last page, with
// the role's measures. Who paid for work earns at most a part of what was burned for it (P14).
func entriesOf(page *measured.MeasuresResult, after *sdk.Address, measures int, returned uint64) (list []rewards.Entry, ok bool) {
	last := ""
	if after != nil {
		last = string(after.Bytes())
	}
	if len(page.Measured) > measured.MaxPage {
		return nil, false
	}
	for i := range page.Measured {
		m := &page.Measured[i]
		now := string(m.Account.Bytes())
		if m.Account.IsZero() || now <= last || len(m.Measures) != measures {
			return nil, false
		}
		something := false
		for _, v := range m.Measures {
			if v.Hi>>32 != 0 {
				return nil, false
			}
			something = something || !v.IsZero()
		}
		if last = now; !something {
			continue
		}
		e := rewards.Entry{Account: m.Account, ID: accountID(m.Account), Measures: m.Measures}
		if m.Burned != nil {
			limit, _, _ := sdk.MulDiv(*m.Burned, sdk.U64(returned), sdk.U64(million))
			e.Limit = &limit
		}
		list = append(list, e)
	}
	return list, page.Next == nil || len(page.Measured) > 0 && last == string(page.Next.Bytes())
}

// accountID is the id under which an account earns where nobody registers: its 20 bytes in hexadecimal digits.
func accountID(a sdk.Address) string {
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 40)
	for _, x := range a.Bytes() {
		b = append(b, digits[x>>4], digits[x&15])
	}
	return string(b)
}
