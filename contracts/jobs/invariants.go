package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const checkedPart = 100 // records in one answer of invariants

// checker counts records, and collects what is wrong.
type checker struct{ jobs.InvariantsResult }

func (k *checker) check(ok bool, what string) {
	if !ok {
		k.Violations = append(k.Violations, what)
	}
}

// Invariants counts what every provider and every job says is held, and compares it with the books and the balance (J1, J2).
func Invariants(a jobs.InvariantsArgs) jobs.InvariantsResult {
	k := checker{jobs.InvariantsResult{Held: loadBooks().Held, Balance: sdk.Balance(sdk.Context().Self)}}
	if a.Sum != nil {
		k.Sum = *a.Sum
	}
	kind, start := byte(keyProvider), []byte{keyProvider}
	if len(a.After) > 0 {
		kind, start = a.After[0], append(a.After, 0)
	}
	entries := sdk.Scan(start, []byte{kind + 1}, false, checkedPart)
	if len(entries) == 0 && kind == keyProvider {
		kind = keyJob
		entries = sdk.Scan([]byte{keyJob}, []byte{keyJob + 1}, false, checkedPart)
	}
	for _, entry := range entries {
		if kind == keyProvider {
			k.provider(entry)
		} else {
			k.job(entry)
		}
		k.Next = entry.Key
	}
	if len(entries) == 0 {
		k.check(k.Sum.Held == k.Held, "prices of jobs and bonds add up to what is held")
		k.check(k.Sum.Bonds.IsZero(), "jobs hold as much of bonds as providers say")
		k.check(!k.Balance.Less(k.Held), "the balance covers what is held")
		k.Ok = len(k.Violations) == 0
	}
	return k.InvariantsResult
}

func (k *checker) provider(entry sdk.Entry) {
	var p jobs.ProviderInfo
	if !sdk.Unmarshal(entry.Value, &p) {
		sdk.Abort(sdk.ErrState, "provider")
	}
	k.check(!p.Bonded.Less(p.Held), "a bond covers what jobs hold of it")
	k.Sum.Held, k.Sum.Bonds = k.Sum.Held.Add(p.Bonded), k.Sum.Bonds.Add(p.Held)
}

func (k *checker) job(entry sdk.Entry) {
	var j jobs.JobInfo
	if !sdk.Unmarshal(entry.Value, &j) {
		sdk.Abort(sdk.ErrState, "job")
	}
	switch j.State {
	case jobs.Rejected:
		k.Sum.Held = k.Sum.Held.Add(j.Held) // of the customer
		fallthrough
	case jobs.Taken, jobs.Delivered:
		rest, ok := k.Sum.Bonds.CheckedSub(j.Held)
		k.check(ok, "providers say as much of their bonds is held as jobs hold")
		k.Sum.Bonds = rest
		fallthrough
	case jobs.Open:
		k.Sum.Held = k.Sum.Held.Add(j.Price)
	}
}
