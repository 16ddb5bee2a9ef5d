package v1

// Failure is the answer to a request that failed, with a status of HTTP other than 200.
type Failure struct {
	Error   Error     `json:"error"`
	Results []Receipt `json:"results,omitempty" doc:"Of a batch that the node's failure ended: what became of the transactions before it."`
}

// Error says what went wrong: the one form for requests that fail and transactions that do.
type Error struct {
	Code    uint32 `json:"code" doc:"Of a contract that gave up, the code in its interface; of a transaction else, the chain's; of a request, its status of HTTP."`
	Name    string `json:"name" doc:"Stable, for programs. A contract's own name for its reason, if its interface has one." example:"tx_unknown"`
	Message string `json:"message" doc:"A sentence for people."`
	Advice  string `json:"advice,omitempty" doc:"What to do."`
}
