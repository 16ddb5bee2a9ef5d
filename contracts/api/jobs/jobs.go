// Package jobs is the interface of a market for inference and fine-tuning: its methods, what they take and return, and its abort
// codes. Contracts call it by Caller, Go programs by Client.
//
// Customers pay in advance, providers answer with a bond, and who owns the model has a royalty. The code and terms of an
// instance never change. Amounts are base units of the chain's token, times are unix seconds, shares are ppm.
//
//peerz:contract jobs 1.0.0
package jobs

import "github.com/peerz-ai/peerz-chain/contracts/api/measured"

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate fixes the terms of a market.
	//
	//peerz:instantiate
	Instantiate(TermsInfo)

	// RegisterModel makes a model known, which the caller owns.
	//
	//peerz:execute register_model
	RegisterModel(RegisterModelArgs) ModelResult

	// RetireModel ends the taking of jobs for a model. Only its owner may call it.
	//
	//peerz:execute retire_model
	RetireModel(ModelArgs)

	// Bond adds the tokens that come along to the caller's bond as a provider.
	//
	//peerz:execute bond
	Bond()

	// Unbond gives back what of the caller's bond no job holds.
	//
	//peerz:execute unbond
	Unbond(UnbondArgs)

	// Create offers a job to all providers; the price comes along.
	//
	//peerz:execute create
	Create(CreateArgs) JobResult

	// Cancel takes back a job that nobody has taken, with its price. Only the customer may call it, and anybody
	// for the customer when the offer is over.
	//
	//peerz:execute cancel
	Cancel(JobArgs)

	// Take binds the caller, a provider, to deliver in time. A part of its bond is held until the job is
	// over.
	//
	//peerz:execute take
	Take(JobArgs)

	// Deliver says what the result is and where. Only the provider of the job may call it.
	//
	//peerz:execute deliver
	Deliver(DeliverArgs)

	// Accept pays for what was delivered. Only the customer may call it.
	//
	//peerz:execute accept
	Accept(JobArgs)

	// Reject asks the attestors to decide; the customer puts up as much as the provider has. It is over when the
	// time to review is.
	//
	//peerz:execute reject
	Reject(JobArgs)

	// Judge is the word of an attestor on a result that was rejected. More than half of the power of all who were attestors
	// then decides, each with its power of then; those with an interest in the job have no say.
	//
	//peerz:execute judge
	Judge(JudgeArgs)

	// Settle ends a job whose time is over; anybody may call it. What was not delivered in time is paid back and costs the
	// provider what was held; what was not rejected in time is accepted; where attestors did not decide, each side gets half.
	//
	//peerz:execute settle
	Settle(JobArgs)

	// Measures lists what accounts did in a closed epoch: for the role compute, providers with the price of their accepted
	// jobs, by kind; for models, owners with how many deployments answered, and with the price of jobs.
	//
	//peerz:execute measures
	Measures(measured.MeasuresArgs) measured.MeasuresResult

	// Terms returns the terms of the market.
	//
	//peerz:query terms
	Terms() TermsInfo

	// Model returns one model.
	//
	//peerz:query model
	Model(ModelArgs) ModelInfo

	// Models lists models, at most 25.
	//
	//peerz:query models
	Models(PageArgs) ModelsResult

	// Job returns one job.
	//
	//peerz:query job
	Job(JobArgs) JobInfo

	// Jobs lists jobs, at most 25.
	//
	//peerz:query jobs
	Jobs(PageArgs) JobsResult

	// Provider returns one provider.
	//
	//peerz:query provider
	Provider(ProviderArgs) ProviderInfo

	// Invariants checks, record by record, that all prices and bonds add up and are in this contract's balance.
	//
	//peerz:query invariants
	Invariants(InvariantsArgs) InvariantsResult
}
