package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func sourceOf(kind string, contracts ...sdk.Address) *roles.Source {
	return &roles.Source{Kind: kind, Contracts: contracts}
}

// define adds a role with one measure, or with more, from a source.
func (w *world) define(name string, s *roles.Source, measures int) (code uint32) {
	d := roles.RoleDefinition{Name: name, Source: s}
	for i := range measures {
		d.Measures = append(d.Measures, roles.Measure{Name: fmt.Sprint("m", i), Unit: "1"})
	}
	return w.As(governanceAddress).Run(func() { SetRole(d) })
}

// withValidators is a world whose third role is the validators'. Duties are what each attestor signed in every epoch.
func withValidators(t *testing.T, duties map[string]uint64) *world {
	w := newWorld(t)
	want(t, "define", w.define("validators", sourceOf(roles.FromValidators), 1), 0)
	for id, signed := range duties {
		w.Duties[who(id)] = sdk.Duty{Power: 1, Signed: sdk.U64(signed), Due: sdk.U64(1000)}
	}
	return w
}

// Nobody submits or imports anything: who signed is measured by what it signed. Who validates and does not attest, for instance
// because the set is full, by half of that.
func TestP13ValidatorsAreMeasuredByWhatTheySign(t *testing.T) {
	w := withValidators(t, map[string]uint64{"a1": 400, "a2": 150, "a4": 0, "holder": 901})
	recorded := "2:" + accountID(who("a1")) + "=400 2:" + accountID(who("a2")) + "=150 2:" + accountID(who("holder")) + "=450 "
	w.next()
	want(t, "recorded", w.takeRecorded(), recorded)
	want(t, "leaves", w.sealed[0].Verified, 3)
	if root := w.sealed[0].Root; root == sdk.SHA256(nil) {
		t.Error("the tree is empty")
	}
	w.next()
	want(t, "again in the next epoch", w.takeRecorded(), recorded)
	if left := sdk.Scan([]byte{keyDuties}, []byte{keyDuties + 1}, false, 10); len(left) > 0 {
		t.Errorf("duties of sealed epochs are still there: %v", left)
	}
}

// All 256 validators are paid for signing, 64 of whom attest; a newcomer among the attestors counts as one who does not yet.
func TestP13ValidatorsBeyondTheAttestorsAreMeasured(t *testing.T) {
	duties := map[string]uint64{}
	for i := range 256 {
		duties[fmt.Sprintf("v%03d", i)] = 100
	}
	w := withValidators(t, duties)
	w.bond("v000", 50)
	w.As(who("v000")).Must(RegisterAttestor)
	for epoch, paid := range []uint64{256 * 50, 255*50 + 100} {
		w.next()
		sum := sdk.Amount{}
		for _, call := range w.recorded {
			for _, e := range call.Entries {
				sum = sum.Add(e.Measures[0])
			}
		}
		w.recorded = nil
		want(t, fmt.Sprint("measured of epoch ", epoch), sum.Lo, paid)
	}
}

// The measure is taken times the share of attended submissions on which the attestor reported what was verified.
func TestP13AValidatorIsMeasuredByItsAgreement(t *testing.T) {
	w := withValidators(t, map[string]uint64{"a1": 100, "a2": 100, "a3": 100, "a4": 101})
	w.enrol("developers", "d")
	first, second := w.submit("d", "one"), w.submit("d", "two")
	ignored := w.submit("d", "three")
	for _, a := range []string{"a1", "a2"} {
		w.report(a, first, 5)
		w.report(a, second, 7)
	}
	w.report("a3", first, 9) // more than is verified
	w.report("a3", second, 7)
	w.report("a4", second, 7) // silent on the first
	w.report("a4", ignored, 1)
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:d=5 1:d=7 "+
		"2:"+accountID(who("a1"))+"=100 2:"+accountID(who("a2"))+"=100 2:"+accountID(who("a3"))+"=50 2:"+accountID(who("a4"))+"=50 ")
}

// What an attestor has an interest in counts neither for nor against it.
func TestP13OnesOwnSubmissionIsNotAsked(t *testing.T) {
	w := withValidators(t, map[string]uint64{"a4": 100})
	w.enrolFor("a4", "developers", "own", "own")
	r, code := w.send("a4", submissions("developers", entry("own", "x")))
	want(t, "submit", code, 0)
	for _, a := range []string{"a1", "a2", "a3"} {
		w.report(a, r.First, 5)
	}
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:own=5 2:"+accountID(who("a4"))+"=100 ")
}

// One stake over many keys is worth the same, less what is rounded down.
func TestP13SplittingAStakeGainsNothing(t *testing.T) {
	for signed := range uint64(60) {
		for asked := uint64(1); asked < 8; asked++ {
			for agreed := range asked + 1 {
				a := agreement{Asked: asked, Agreed: agreed}
				for part := range signed + 1 {
					if whole, split := a.measure(sdk.U64(signed)), a.measure(sdk.U64(part)).Add(a.measure(sdk.U64(signed-part))); whole.Less(split) {
						t.Fatalf("%d of %d: %d is %s, in two parts %s", agreed, asked, signed, whole, split)
					}
				}
			}
		}
	}
}

// shop is a contract that measures what accounts did.
type shop struct {
	pages map[uint64][]measured.Measured // by epoch: all of it
	bad   func(*measured.MeasuresResult)
	err   *sdk.CallError
	asked int
}

var (
	shopA = sdk.AddressOf([]byte{7})
	shopB = sdk.AddressOf([]byte{8})
)

// open makes the shop a contract of the chain.
func (w *world) open(at sdk.Address, s *shop) {
	w.Infos[at] = sdk.ContractInfo{}
	w.Handle(at, func(input []byte, query bool) ([]byte, *sdk.CallError) {
		d := sdk.NewDecoder(input)
		d.Tuple(2)
		var args measured.MeasuresArgs
		if method := d.Text(); method != "measures" || query {
			w.t.Errorf("the shop is asked for %s", method)
		}
		args.UnmarshalCBOR(d)
		s.asked++
		var page measured.MeasuresResult
		for _, m := range s.pages[args.Epoch] {
			if args.After != nil && string(m.Account.Bytes()) <= string(args.After.Bytes()) {
				continue
			}
			if uint64(len(page.Measured)) == args.Limit {
				last := page.Measured[len(page.Measured)-1].Account
				page.Next = &last
				break
			}
			page.Measured = append(page.Measured, m)
		}
		if s.bad != nil {
			s.bad(&page)
		}
		return sdk.Marshal(&page), s.err
	})
}

// sales are what so many accounts did, one each.
func sales(n, value int) (list []measured.Measured) {
	for i := range n {
		list = append(list, measured.Measured{Account: sdk.AddressOf([]byte{1, byte(i)}), Measures: []sdk.Amount{sdk.U64(uint64(value))}})
	}
	return list
}

// count adds up what rewards was told of the shops' role, and how many entries that were.
func (w *world) count() (entries int, sum uint64) {
	for _, call := range w.recorded {
		if call.Role == 2 {
			entries += len(call.Entries)
			for _, e := range call.Entries {
				sum += e.Measures[0].Lo
			}
		}
	}
	w.recorded = nil
	return entries, sum
}

// Two instances, page by page: what both say is recorded, each time sixteen entries at most.
func TestARoleIsMeasuredByContracts(t *testing.T) {
	w := newWorld(t)
	one, two := &shop{pages: map[uint64][]measured.Measured{0: sales(40, 3), 1: sales(16, 1)}}, &shop{pages: map[uint64][]measured.Measured{0: sales(1, 100)}}
	w.open(shopA, one)
	w.open(shopB, two)
	want(t, "define", w.define("market", sourceOf(roles.FromContracts, shopA, shopB), 1), 0)
	w.next()
	entries, sum := w.count()
	want(t, "entries", entries, 41)
	want(t, "sum", sum, 220)
	want(t, "pages", one.asked+two.asked, 4)
	w.next()
	entries, sum = w.count()
	want(t, "entries of the next epoch", entries, 16)
	want(t, "sum of the next epoch", sum, 16)
	want(t, "sealed", len(w.sealed), 2)
}

// What a contract must not answer ends what it can say, and no more: the epoch is sealed, and others are asked.
func TestAContractThatAnswersNonsenseIsPassedOver(t *testing.T) {
	for name, shops := range map[string]*shop{
		"traps":             {err: sdktest.Trap()},
		"backwards":         {bad: func(r *measured.MeasuresResult) { r.Measured[0], r.Measured[1] = r.Measured[1], r.Measured[0] }},
		"one twice":         {bad: func(r *measured.MeasuresResult) { r.Measured[1] = r.Measured[0] }},
		"too many":          {bad: func(r *measured.MeasuresResult) { r.Measured = sales(17, 1) }},
		"nobody":            {bad: func(r *measured.MeasuresResult) { r.Measured[0].Account = sdk.Address{} }},
		"two measures":      {bad: func(r *measured.MeasuresResult) { r.Measured[0].Measures = make([]sdk.Amount, 2) }},
		"too large":         {bad: func(r *measured.MeasuresResult) { r.Measured[0].Measures[0] = sdk.Amount{Hi: 1 << 32} }},
		"goes on elsewhere": {bad: func(r *measured.MeasuresResult) { r.Next = &shopB }},
		"an empty page":     {bad: func(r *measured.MeasuresResult) { r.Measured, r.Next = nil, &shopB }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			shops.pages = map[uint64][]measured.Measured{0: sales(3, 5)}
			w.open(shopA, shops)
			w.open(shopB, &shop{pages: map[uint64][]measured.Measured{0: sales(2, 1)}})
			want(t, "define", w.define("market", sourceOf(roles.FromContracts, shopA, shopB), 1), 0)
			w.next()
			_, sum := w.count()
			want(t, "what the other said", sum, 2)
			want(t, "sealed", len(w.sealed), 1)
		})
	}
}

// What a contract did that is passed over is undone, events too: it could report as much as one call of a hook may, and what
// is reported of it would stop verification.
func TestP9WhatAContractDidThatIsPassedOverIsUndone(t *testing.T) {
	w := newWorld(t)
	bad := func(r *measured.MeasuresResult) {
		sdk.Emit("shop.noise")
		sdk.Set([]byte{255}, []byte{1})
		r.Next = &shopB
	}
	w.open(shopA, &shop{pages: map[uint64][]measured.Measured{0: sales(3, 5)}, bad: bad})
	want(t, "define", w.define("market", sourceOf(roles.FromContracts, shopA), 1), 0)
	w.Events()
	w.next()
	failed := 0
	for _, e := range w.Events() {
		want(t, "noise", e.Kind == "shop.noise", false)
		if e.Kind == "roles.source_failed" {
			failed++
		}
	}
	want(t, "failed", failed, 1)
	want(t, "sealed", len(w.sealed), 1)
}

// An answer without an end is cut off, so that the epoch is sealed.
func TestAContractWithoutAnEndIsCutOff(t *testing.T) {
	w := newWorld(t)
	n := uint64(0)
	w.open(shopA, &shop{bad: func(r *measured.MeasuresResult) {
		n++
		account := sdk.AddressOf(sdk.BE64(n))
		r.Measured, r.Next = []measured.Measured{{Account: account, Measures: []sdk.Amount{sdk.U64(1)}}}, &account
	}})
	want(t, "define", w.define("market", sourceOf(roles.FromContracts, shopA), 1), 0)
	w.end()
	for len(w.sealed) == 0 && n <= maxPages {
		w.block()
	}
	want(t, "pages", n, maxPages)
	want(t, "sealed", len(w.sealed), 1)
}

// Governance says which contracts count, and nobody submits where nobody attests.
func TestSourcesAreGoverned(t *testing.T) {
	w := newWorld(t)
	w.open(shopA, &shop{})
	for _, test := range []struct {
		name     string
		source   *roles.Source
		measures int
		code     uint32
	}{
		{"no such kind", sourceOf("oracle"), 1, roles.ErrSource},
		{"validators with two measures", sourceOf(roles.FromValidators), 2, roles.ErrSource},
		{"validators with a contract", sourceOf(roles.FromValidators, shopA), 1, roles.ErrSource},
		{"attestors with a contract", sourceOf(roles.FromAttestors, shopA), 1, roles.ErrSource},
		{"no contract", sourceOf(roles.FromContracts), 1, roles.ErrSource},
		{"an account", sourceOf(roles.FromContracts, shopB), 1, roles.ErrSource},
		{"one twice", sourceOf(roles.FromContracts, shopA, shopA), 1, roles.ErrSource},
		{"sound", sourceOf(roles.FromContracts, shopA), 2, 0},
	} {
		want(t, test.name, w.define("market", test.source, test.measures), test.code)
	}
	want(t, "a stranger", w.As(who("eve")).Run(func() { SetSource(roles.SetSourceArgs{Role: "market", Source: roles.Source{Kind: "attestors"}}) }), roles.ErrDenied)
	w.As(who("sponsor")).Expect(roles.ErrMeasuredRole, func() {
		Register(roles.RegisterArgs{Role: "market", Entries: []roles.RegisterEntry{{ID: "d", Account: who("d")}}})
	})
	_, code := w.send("sponsor", submissions("market", entry("d", "x")))
	want(t, "submit", code, roles.ErrMeasuredRole)

	w.As(governanceAddress).Must(func() { SetSource(roles.SetSourceArgs{Role: "market", Source: roles.Source{Kind: "attestors"}}) })
	for name, s := range map[string]roles.Source{
		"a publisher of a contract's role": {Kind: "contracts", Contracts: []sdk.Address{shopA}, Publishers: []sdk.Address{who("p")}},
		"no locator":                       {Kind: "attestors", Repositories: []string{""}},
		"two lines":                        {Kind: "attestors", Repositories: []string{"a\nb"}},
		"too many":                         {Kind: "attestors", Publishers: make([]sdk.Address, 65)},
	} {
		want(t, name, w.As(governanceAddress).Run(func() { SetSource(roles.SetSourceArgs{Role: "market", Source: s}) }), roles.ErrSource)
	}
	lists := roles.Source{Kind: "attestors", Publishers: []sdk.Address{who("p")}, Repositories: []string{"git+https://example.org/a.git"}}
	w.As(governanceAddress).Must(func() { SetSource(roles.SetSourceArgs{Role: "market", Source: lists}) })
	now := Role(roles.RoleArgs{Name: "market"}).Source
	want(t, "lists", now.Publishers[0] == who("p") && now.Repositories[0] == lists.Repositories[0], true)
	want(t, "kind", Role(roles.RoleArgs{Name: "market"}).Source.Kind, "attestors")
	w.enrol("market", "d")
}

// leavesOf are all that an epoch has measured.
func leavesOf(epoch uint64) (list []roles.MeasuredEntry) {
	for from := uint64(0); ; {
		page := Measured(roles.MeasuredArgs{Epoch: epoch, From: from})
		list = append(list, page.Entries...)
		if from = page.Next; from == 0 {
			return list
		}
	}
}

// What nobody attests can be put into the tree again by everybody, until references of its epoch are forgotten.
func TestWhatIsMeasuredLeadsToTheRoot(t *testing.T) {
	w := newWorld(t, func(p *roles.Params) { p.MaxAge = 3 })
	w.open(shopA, &shop{pages: map[uint64][]measured.Measured{0: sales(150, 3)}})
	w.open(shopB, &shop{pages: map[uint64][]measured.Measured{0: sales(3, 4)}})
	want(t, "define", w.define("market", sourceOf(roles.FromContracts, shopA, shopB), 1), 0)
	want(t, "define", w.define("validators", sourceOf(roles.FromValidators), 1), 0)
	w.Duties[who("a1")] = sdk.Duty{Power: 1, Signed: sdk.U64(7), Due: sdk.U64(1000)}
	w.next()
	list := leavesOf(0)
	want(t, "leaves", len(list), 154)
	var tree progress
	for _, m := range list {
		tree.Role = map[string]uint64{"market": 2, "validators": 3}[m.Role]
		tree.addLeaf(&rewards.Entry{ID: m.ID, Account: m.Account, Measures: m.Measures}, m.Number)
	}
	want(t, "root", tree.root(), w.sealed[0].Root)
	for range 6 {
		w.next()
	}
	want(t, "later", len(leavesOf(0)), 0)
}
