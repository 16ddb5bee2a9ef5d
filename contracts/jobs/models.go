package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func modelKey(number uint64) []byte { return sdk.Key(keyModel, sdk.BE64(number)) }

// findModel returns a model, or aborts.
func findModel(number uint64) *jobs.ModelInfo {
	m := new(jobs.ModelInfo)
	if !sdk.Load(modelKey(number), m) {
		sdk.Abort(jobs.ErrModel, "no such model")
	}
	return m
}

// RegisterModel makes a model known. Numbers begin with 1.
func RegisterModel(a jobs.RegisterModelArgs) jobs.ModelResult {
	takeFunds(sdk.Amount{})
	mustBeLine(a.Name, maxName)
	mustBeLine(a.Version, maxVersion)
	mustBeLine(a.Licence, maxName)
	mustBeLine(a.Locator, maxLocator)
	if a.Royalty > maxRoyalty {
		sdk.Abort(jobs.ErrRoyalty, "royalty too high")
	}
	b := loadBooks()
	b.Models++
	b.save()
	owner := sdk.Context().Caller
	sdk.Save(modelKey(b.Models), &jobs.ModelInfo{Owner: owner, Model: a})
	sdk.Emit("jobs.model", sdk.Uint("model", b.Models), sdk.Addr("owner", owner), sdk.Text("name", a.Name))
	return jobs.ModelResult{Model: b.Models}
}

// RetireModel ends the taking of jobs for a model.
func RetireModel(a jobs.ModelArgs) {
	takeFunds(sdk.Amount{})
	m := findModel(a.Model)
	if m.Owner != sdk.Context().Caller {
		sdk.Abort(jobs.ErrNotYours, "not the owner")
	}
	m.Retired = true
	sdk.Save(modelKey(a.Model), m)
	sdk.Emit("jobs.model_retired", sdk.Uint("model", a.Model))
}

// Model returns one model.
func Model(a jobs.ModelArgs) jobs.ModelInfo { return *findModel(a.Model) }

// Models lists models, the newest first.
func Models(a jobs.PageArgs) (r jobs.ModelsResult) {
	for _, entry := range newest(keyModel, a.Before) {
		e := jobs.ModelEntry{Model: sdk.ReadBE64(entry.Key[1:])}
		if !sdk.Unmarshal(entry.Value, &e.Info) {
			sdk.Abort(sdk.ErrState, "model")
		}
		r.Models = append(r.Models, e)
	}
	return r
}

// newest returns the last records of a kind before a number.
func newest(kind byte, before uint64) []sdk.Entry {
	end := []byte{kind + 1}
	if before > 0 {
		end = sdk.Key(kind, sdk.BE64(before))
	}
	return sdk.Scan([]byte{kind}, end, true, pageSize)
}
