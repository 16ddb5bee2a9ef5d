//go:build cgo

package engine

// hostModule is the import module of the hosted kernels, which read Input with input, hand
// back memory with output and add one with tick. Real CosmWasm contracts import from the same
// module; what they ask for is there as stubs, so that they compile, start and allocate.
const (
	hostModule = "env"
	maxOutput  = 4096 // bytes
)

// Input is what hosted kernels read, as long as a small contract message.
var Input = []byte(`{"transfer":{"to":"peerz1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrujsuw","amount":"1000000"}}`)

// stub is a host function of CosmWasm that answers zero. Its parameters are 32 bits wide.
type stub struct {
	name    string
	params  int
	results int  // 0 or 1
	wide    bool // the result has 64 bits
}

var stubs = []stub{
	{"abort", 1, 0, false},
	{"debug", 1, 0, false},
	{"db_read", 1, 1, false},
	{"db_write", 2, 0, false},
	{"db_remove", 1, 0, false},
	{"db_scan", 3, 1, false},
	{"db_next", 1, 1, false},
	{"addr_validate", 1, 1, false},
	{"addr_canonicalize", 2, 1, false},
	{"addr_humanize", 2, 1, false},
	{"secp256k1_verify", 3, 1, false},
	{"secp256k1_recover_pubkey", 3, 1, true},
	{"ed25519_verify", 3, 1, false},
	{"ed25519_batch_verify", 3, 1, false},
	{"query_chain", 1, 1, false},
}
