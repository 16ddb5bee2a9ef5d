package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// How a formula does shows on its proposal, without a write, also long after it was executed.
func TestG10AProposalSaysHowItsFormulaDoes(t *testing.T) {
	w := newWorld(t)
	id := w.pass(upgradeAction)
	w.next()
	w.formula = rewards.StandingResult{Failed: 1, First: 3, Latest: 3, Reason: 21}
	reason := func() string { return GetProposal(governance.ProposalArgs{Proposal: id}).Reason }
	want(t, "before it is live", reason(), "")
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: oldCode, ProbationEnd: 18}
	w.formula = rewards.StandingResult{}
	want(t, "while it works", reason(), "")
	for range 3 {
		w.formula = rewards.StandingResult{Failed: 1, First: 15, Latest: 15, Reason: 102, Row: 1}
		w.next()
	}
	want(t, "what fails is not proven", w.state(id), "probation")
	want(t, "reason", reason(), "failed in 1 epoch, the first 15 and the last 15, by reason 102 (answer of the wrong length): the fallback paid")
	w.formula = rewards.StandingResult{Paid: 1}
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: newCode, Previous: oldCode}
	w.next()
	want(t, "recovered", w.state(id), "executed")
	w.formula = rewards.StandingResult{Paid: 400, Failed: 3, First: 420, Latest: 422, Reason: 20, Ended: 424, Mended: 2}
	want(t, "years later", reason(), "failed in 3 epochs, the first 420 and the last 422, by reason 20 (out of gas): the fallback paid; "+
		"not live any more from epoch 424 on; paid nobody in a role in 2 epochs, by reason 106: the fallback paid that role")
}
