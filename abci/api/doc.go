// Package api is a node's HTTP interface: what commands, pages and programs of
// users read and submit.
//
// Requests never reach consensus. Reads answer from one immutable view of the
// last block; transactions go straight into the mempool of this process, and a
// caller may wait for the block that holds them. Everything is JSON except
// transactions, which are CBOR, and contract code. An error is always
//
//	{"error":{"code":"stable_name","message":"a sentence for people"}}
//
// with a 4xx status when the request is at fault and a 5xx when the node is: what the node
// cannot do at the moment never has the code of a transaction (I7).
// Amounts are decimal strings of base units, hashes lower-case hex, addresses
// bech32, heights and epochs numbers.
//
//	GET  /status                     where the chain stands
//	GET  /accounts/{address}         balance and nonces
//	GET  /supply, /params            the token's books, the chain's parameters
//	GET  /contracts[/{name|address}] the registry; one contract comes with its interface
//	GET  /codes/{hash}[/wasm]        stored code
//	POST /query/{name|address}       {"method":{arguments}} of a contract; as application/cbor: its input,
//	                                 and the result is the output in hex
//	POST /pure/{hash}                {"entry":{arguments}} of a formula
//	POST /txs[?wait=1]               one transaction; POST /txs/batch: a CBOR array of them
//	POST /simulate                   what a transaction would do; its signature is not looked at
//	GET  /txs/{hash}, /blocks/{height|latest}
//	GET  /healthz, /readyz           alive; blocks are flowing
//
// Package api knows the machine and the state, but no CometBFT: the node gives
// it a Pool, a History and a Network.
package api
