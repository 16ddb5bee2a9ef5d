package api

import "net/http"

const get, post = http.MethodGet, http.MethodPost

// register declares every operation: this is the list of what the API can do.
func (s *server) register() {
	s.registerNode()
	s.registerState()
	s.registerBlocks()
	s.registerTxs()
	s.registerPast()
}

func (s *server) registerNode() {
	add(s, operation{method: get, path: "status", says: "Where the chain stands, and how the node does"}, s.status)
	add(s, operation{method: get, path: "healthz", says: "Whether the process is alive and has met no failure"}, s.healthz)
	add(s, operation{method: get, path: "readyz", says: "Whether blocks are flowing, so that a transaction sent now will soon be in one"}, s.readyz)
	add(s, operation{method: get, path: "peers", says: "The nodes that this one speaks with, by id"}, s.peers)
	add(s, operation{method: get, path: "mempool", says: "What waits for a block, in the order that blocks take it", turns: s.inTurn}, s.mempool)
	if s.Faucet != nil {
		add(s, operation{method: post, path: "faucet", says: "Tokens for an account; on a devnet only", body: maxJSON}, s.faucet)
	}
}

func (s *server) registerState() {
	add(s, operation{method: get, path: "accounts/{address}", says: "Balance, nonces and stake of an account", turns: s.ofOldState}, s.account)
	add(s, operation{method: get, path: "supply", says: "The token's books", turns: s.ofOldState}, s.supply)
	add(s, operation{method: get, path: "params", says: "The chain's parameters", turns: s.ofOldState}, s.params)
	add(s, operation{method: get, path: "state/{key}", says: "One key of the state, raw", turns: s.ofOldState,
		more: "What the keys are, docs/SPEC.md says."}, s.key)
	add(s, operation{method: get, path: "validators", says: "The validators, with those that wait or leave, by key", turns: s.inTurn}, s.validators)
	add(s, operation{method: get, path: "rescues", says: "What owners of stake signal about the codes of contracts, and what is missing", turns: s.inTurn}, s.rescues)
	add(s, operation{method: get, path: "contracts", says: "The registry, by address", turns: s.inTurn}, s.contracts)
	add(s, operation{method: get, path: "contracts/{contract}", says: "A contract with its interface", turns: s.ofOldState}, s.contract)
	add(s, operation{method: get, path: "contracts/{contract}/storage", says: "How much a contract has stored", turns: s.inTurn}, s.storage)
	add(s, operation{method: get, path: "codes/{hash}", says: "The record of a stored code", turns: s.ofOldState}, s.code)
	register(s, operation{method: get, path: "codes/{hash}/wasm", says: "A stored code, as it was uploaded", answers: "application/wasm", turns: s.inTurn}, s.wasm)
	add(s, operation{method: post, path: "query/{contract}", says: "Ask a contract", body: maxJSON,
		more: `The body is {"method":{arguments}}.`}, s.query)
	add(s, operation{method: post, path: "query/{contract}/raw", says: "Ask a contract in CBOR; no interface is needed", body: 2 * maxJSON}, s.rawQuery)
	add(s, operation{method: post, path: "pure/{hash}", says: "Ask a formula", body: maxJSON,
		more: `The body is {"entry":{arguments}}.`}, s.pure)
}

func (s *server) registerBlocks() {
	add(s, operation{method: get, path: "blocks", says: "The blocks, the newest first", turns: s.inTurn}, s.blocks)
	register(s, operation{method: get, path: "events", says: "What blocks do, as they come: server-sent events", answers: "text/event-stream",
		more: "The entries of a block are the block, each transaction followed by its events, and the events of hooks and of the chain itself. " +
			"An entry's id is height and number; whoever comes back with the last one misses nothing, as long as the block is retained. " +
			"Its event is its topic: block, tx, payout, epoch, proposal, or event for all others."}, s.stream)
	add(s, operation{method: get, path: "blocks/{height}", says: "One block"}, s.block)
	add(s, operation{method: get, path: "blocks/{height}/txs", says: "The transactions of a block, in order", turns: s.inTurn}, s.blockTxs)
	add(s, operation{method: get, path: "blocks/{height}/events", says: "The events of a block, in order", turns: s.inTurn}, s.blockEvents)
}

func (s *server) registerTxs() {
	add(s, operation{method: post, path: "txs", says: "Submit a transaction", body: maxTx,
		more: "A refusal by the mempool is an answer with the code that the transaction would have in a block, and height 0. " +
			"Whoever submits again what a block holds gets its receipt."}, s.submit)
	add(s, operation{method: post, path: "txs/batch", says: "Submit many transactions: a CBOR array of them", body: maxBatch}, s.batch)
	add(s, operation{method: post, path: "simulate", says: "What a transaction would do in the next block; its signature is not looked at", body: maxTx}, s.simulate)
	add(s, operation{method: post, path: "simulate/batch", says: "What transactions would do one after another: a CBOR array of up to 16", body: maxBatch}, s.simulateBatch)
	add(s, operation{method: get, path: "txs/{hash}", says: "What became of a transaction"}, s.tx)
	add(s, operation{method: get, path: "txs/{hash}/calls", says: "What a transaction called, and with how much gas",
		more: "The block is executed again, up to the transaction and above the state before it, so that is answered as long as that state is retained. " +
			"out_of_gas says that a transaction of the block may burn more gas than a query at this node."}, s.calls)
}
