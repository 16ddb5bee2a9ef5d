package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// standing asks rewards how a code has done as the formula. When it cannot say, all is 0.
func standing(code sdk.Hash) (st rewards.StandingResult) {
	if to, ok := sdk.ContractByName(rewards.Name); ok {
		st, _ = rewards.Caller{To: to}.Standing(&rewards.StandingArgs{Code: code})
	}
	return st
}

// outcome is a proposal's reason, and what has become of the formula that it brought, now or years later: it is
// asked for when somebody looks, so that no boundary has to write it (G10).
//
//go:noinline
func (p *proposal) outcome(actions []governance.Action) string {
	reason := p.Reason
	if p.Executed == 0 {
		return reason
	}
	for i := range actions {
		if actions[i].Kind == "upgrade" && actions[i].Contract == formula.Name {
			reason = joined(reason, remarks(standing(actions[i].CodeHash)))
		}
	}
	return reason
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// remarks say of a formula when it did not pay, and why, with the reason's number.
func remarks(st rewards.StandingResult) (text string) {
	if st.Failed > 0 {
		text = "failed in " + epochs(st.Failed) + ", the first " + number(st.First) + " and the last " + number(st.Latest) + ", by reason " +
			number(st.Reason) + " (" + rewards.ReasonName(st.Reason) + "): the fallback paid"
	}
	if st.Ended > 0 {
		text = joined(text, "not live any more from epoch "+number(st.Ended)+" on")
	}
	if st.Mended > 0 {
		text = joined(text, "paid nobody in a role in "+epochs(st.Mended)+", by reason "+number(rewards.ReasonNobody)+": the fallback paid that role")
	}
	return text
}

func number(n uint64) string { return sdk.U64(n).String() }

func epochs(n uint64) string {
	if n == 1 {
		return "1 epoch"
	}
	return number(n) + " epochs"
}
