package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// The roles that this contract measures something for, by the number under which it stores that.
const (
	compute = 1
	models  = 2
)

func roleOf(name string) byte {
	switch name {
	case "compute":
		return compute
	case "models":
		return models
	}
	sdk.Abort(measured.ErrNoRole, name)
	return 0
}

// tally is what an account did in an epoch, and what was burned for it.
//
//peerz:store
type tally struct {
	First  sdk.Amount // compute: price of inference; models: deployments that answered
	Second sdk.Amount // compute: price of fine-tuning; models: price of jobs
	Burned sdk.Amount
}

// total is what an epoch came to, for a role.
//
//peerz:store
type total struct {
	Burned sdk.Amount
	Supply sdk.Amount // compute: of the providers that worked, what was bonded throughout the epoch before; models: deployments that answered
}

func tallyKey(role byte, epoch uint64, account sdk.Address) []byte {
	return sdk.Key(keyTally, []byte{role}, sdk.BE64(epoch), account.Bytes())
}

func totalKey(role byte, epoch uint64) []byte {
	return sdk.Key(keyTotal, []byte{role}, sdk.BE64(epoch))
}

// add adds to what an account did in this epoch, and reports whether that is the first.
func add(role byte, account sdk.Address, by tally) (first bool) {
	key := tallyKey(role, sdk.Context().Epoch, account)
	var t tally
	first = !sdk.Load(key, &t)
	sdk.Save(key, &tally{t.First.Add(by.First), t.Second.Add(by.Second), t.Burned.Add(by.Burned)})
	return first
}

func addTotal(role byte, burned, supply sdk.Amount) {
	key := totalKey(role, sdk.Context().Epoch)
	var t total
	sdk.Load(key, &t)
	sdk.Save(key, &total{t.Burned.Add(burned), t.Supply.Add(supply)})
}

// measure counts an accepted job in this epoch (J4): for the provider by its price and kind, and for the owner of the
// model by its price, and once for each provider that answers with the model. Both have the whole of what was burned for it as their
// limit, so that the two limits together, of which governance grants less than all, stay below what it cost.
func measure(j *jobs.JobInfo, x burned) {
	whole := x.Fee.Add(x.Cut)
	done := tally{First: j.Price, Burned: whole}
	if j.Job.Kind == jobs.FineTuning {
		done.First, done.Second = sdk.Amount{}, j.Price
	}
	p := loadProvider(j.Provider)
	p.Done++
	saveProvider(j.Provider, p)
	var supply sdk.Amount
	if add(compute, j.Provider, done) {
		supply = lastingNow(j.Provider, p.Bonded).Before
	}
	addTotal(compute, x.Fee, supply)

	m := findModel(j.Job.Model)
	m.Uses++
	sdk.Save(modelKey(j.Job.Model), m)
	used := tally{Second: j.Price, Burned: whole}
	answered := sdk.Key(keyDeployment, sdk.BE64(sdk.Context().Epoch), sdk.BE64(j.Job.Model), j.Provider.Bytes())
	if _, known := sdk.Get(answered); !known {
		sdk.Set(answered, []byte{1})
		used.First = sdk.U64(1)
	}
	add(models, x.Owner, used)
	addTotal(models, x.Cut, used.First)
}

// Measures lists what accounts did in a closed epoch.
func Measures(a measured.MeasuresArgs) (r measured.MeasuresResult) {
	takeFunds(sdk.Amount{})
	role := roleOf(a.Role)
	if a.Epoch >= sdk.Context().Epoch {
		sdk.Abort(measured.ErrEpochOpen, "the epoch is open")
	}
	var t total
	sdk.Load(totalKey(role, a.Epoch), &t)
	r.Burned, r.Supply = t.Burned, t.Supply
	prefix := sdk.Key(keyTally, []byte{role}, sdk.BE64(a.Epoch))
	start := prefix
	if a.After != nil {
		start = append(tallyKey(role, a.Epoch, *a.After), 0)
	}
	limit := int(min(max(a.Limit, 1), measured.MaxPage))
	entries := sdk.Scan(start, sdk.PrefixEnd(prefix), false, limit)
	for _, entry := range entries {
		var did tally
		if !sdk.Unmarshal(entry.Value, &did) {
			sdk.Abort(sdk.ErrState, "tally")
		}
		account := sdk.AddressOf(entry.Key[10:])
		r.Measured = append(r.Measured, measured.Measured{Account: account, Measures: []sdk.Amount{did.First, did.Second}, Burned: &did.Burned})
		if len(entries) == limit {
			r.Next = &account
		}
	}
	return r
}
