package main

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxRow     = 3 // epochs in a row in which the live code fails, before it is taken down
	maxLineage = 4 // proven codes that are remembered
)

// standing is how a code has done as the live formula. It is proven when it has paid an epoch in which
// something was recorded: a code that was never asked proves nothing.
//
//peerz:store
type standing struct {
	Paid     uint64        // epochs with records that it paid
	Failed   uint64        // epochs that its fallback paid
	First    uint64        // of them
	Latest   uint64        // of them
	Reason   uint64        // of the latest
	Row      uint64        // how many of them came without one that it paid in between
	Accounts []sdk.Address // on whose records it failed in the row: up to two
	Widely   bool          // in the row it failed on nobody's record: without any, or on several together only
	Mended   uint64        // epochs in which the fallback paid roles in which it paid nobody
	Ended    uint64        // the epoch after that in which the chain went back to the code before it; 0: it did not
}

func loadStanding(code sdk.Hash) *standing {
	st := new(standing)
	sdk.Load(sdk.Key(keyStanding, code.Bytes()), st)
	return st
}

func (st *standing) save(code sdk.Hash) { sdk.Save(sdk.Key(keyStanding, code.Bytes()), st) }

// Standing returns how a code has done as the live formula.
func Standing(a rewards.StandingArgs) rewards.StandingResult {
	st := loadStanding(a.Code)
	return rewards.StandingResult{
		Paid: st.Paid, Failed: st.Failed, First: st.First, Latest: st.Latest, Reason: st.Reason, Row: st.Row,
		Mended: st.Mended, Ended: st.Ended,
	}
}

// lineage lists codes of the formula that are proven, in the order in which they became so.
//
//peerz:store
type lineage struct {
	Codes []sdk.Hash
}

func loadLineage() *lineage { l := new(lineage); sdk.Load([]byte{keyLineage}, l); return l }

// put moves a code to the end, or away.
func (l *lineage) put(code sdk.Hash, proven bool) {
	if i := slices.Index(l.Codes, code); i >= 0 {
		l.Codes = slices.Delete(l.Codes, i, i+1)
	}
	if proven {
		l.Codes = append(l.Codes, code)
	}
	l.Codes = l.Codes[max(0, len(l.Codes)-maxLineage):]
	sdk.Save([]byte{keyLineage}, l)
}

// fallback is the code that pays when the live one fails: the last that was proven before it, and was not
// taken down. On a young chain, where none is, it is what the chain itself would go back to; zero: none.
func fallback(live *sdk.ContractInfo) sdk.Hash {
	codes := loadLineage().Codes
	for i := len(codes) - 1; i >= 0; i-- {
		if codes[i] != live.CodeHash {
			return codes[i]
		}
	}
	if live.LastGood == live.CodeHash {
		return sdk.Hash{}
	}
	return live.LastGood
}

// judge draws the conclusions of an epoch whose scores are final: the live code is proven, or has failed, and
// after three failures in a row, on records of at least two accounts, it is no longer live (R15). One
// participant alone cannot bring that about.
//
//go:noinline
func (s *scoring) judge(epoch uint64, recorded, mended bool) {
	st := loadStanding(s.Live)
	switch {
	case s.LiveFailure != 0:
		if st.Failed == 0 {
			st.First = epoch
		}
		st.Failed, st.Row, st.Latest, st.Reason = st.Failed+1, st.Row+1, epoch, s.LiveFailure
		st.Widely = st.Widely || s.Widely
		sdk.Emit("rewards.formula_failed", sdk.Uint("epoch", epoch), sdk.Bytes("code_hash", s.Live.Bytes()), sdk.Uint("reason", s.LiveFailure))
		st.end(s.Formula, s.Live)
	case recorded:
		st.Paid, st.Ended = st.Paid+1, 0
		st.forget()
		if l := loadLineage(); len(l.Codes) == 0 || l.Codes[len(l.Codes)-1] != s.Live {
			l.put(s.Live, true)
		}
	default:
		return
	}
	if mended {
		st.Mended++
	}
	st.save(s.Live)
}

func (st *standing) forget() { st.Row, st.Accounts, st.Widely = 0, nil, false }

// blame notes an account on whose record the code fails.
func (st *standing) blame(account sdk.Address) {
	if len(st.Accounts) < 2 && !slices.Contains(st.Accounts, account) {
		st.Accounts = append(st.Accounts, account)
	}
}

// end has the chain go back to the code before one that has failed too often, if it is live still.
func (st *standing) end(contract sdk.Address, code sdk.Hash) {
	if st.Row < maxRow || !st.Widely && len(st.Accounts) < 2 {
		return
	}
	if sdk.CodeFailed(contract, code, uint32(st.Reason)) {
		st.forget()
		st.Ended = sdk.Context().Epoch + 1
		loadLineage().put(code, false)
	}
}
