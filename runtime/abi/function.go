package abi

// Function is the signature of a host function and who may call it.
type Function struct {
	Name       string
	Params     []Param
	Result     byte       // 'i' for i32, 'l' for i64, 0 for none
	Pure       bool       // also works in a pure call; others answer ErrDenied there
	Writes     bool       // answers ErrReadOnly in a query
	Capability Capability // needed by the calling contract; "" for none
}

// Param is a parameter: 'i' for i32 (pointers and lengths are unsigned), 'l' for i64.
type Param struct {
	Name string
	Type byte
}

// Functions lists the host functions of this ABI version, in the order of ABI.md.
func Functions() []Function { return functions }

var functions = []Function{
	{Name: "input_size", Result: 'i', Pure: true},
	{Name: "input_read", Params: ints("dst", "off", "len"), Result: 'i', Pure: true},
	{Name: "output_write", Params: ints("src", "len"), Result: 'i', Pure: true},
	{Name: "result_read", Params: ints("dst", "off", "len"), Result: 'i', Pure: true},
	{Name: "state_get", Params: ints("key", "klen", "dst", "cap"), Result: 'i'},
	{Name: "state_set", Params: ints("key", "klen", "val", "vlen"), Result: 'i', Writes: true},
	{Name: "state_delete", Params: ints("key", "klen"), Result: 'i', Writes: true},
	{Name: "state_scan", Params: ints("start", "slen", "end", "elen", "flags", "limit"), Result: 'i'},
	{Name: "call", Params: append(ints("addr", "input", "ilen", "value"), Param{"gas", 'l'}, Param{"flags", 'i'}), Result: 'i'},
	{Name: "call_pure", Params: append(ints("hash", "entry", "elen", "input", "ilen"), Param{"gas", 'l'}), Result: 'i'},
	{Name: "context", Params: ints("dst"), Result: 'i'},
	{Name: "gas_left", Result: 'l', Pure: true},
	{Name: "balance", Params: ints("addr", "dst"), Result: 'i'},
	{Name: "transfer", Params: ints("to", "amount"), Result: 'i', Writes: true},
	{Name: "mint", Params: ints("amount"), Result: 'i', Writes: true, Capability: CapMint},
	{Name: "collect_fees", Params: ints("dst"), Result: 'i', Writes: true, Capability: CapFees},
	{Name: "supply", Params: ints("dst"), Result: 'i'},
	{Name: "sha256", Params: ints("src", "len", "dst"), Result: 'i', Pure: true},
	{Name: "ed25519_verify", Params: ints("pub", "sig", "msg", "len"), Result: 'i', Pure: true},
	{Name: "mul_div", Params: ints("a", "b", "c", "q", "r"), Result: 'i', Pure: true},
	{Name: "apportion", Params: ints("total", "weights", "n", "dst"), Result: 'i', Pure: true},
	{Name: "event", Params: ints("type", "tlen", "data", "dlen"), Result: 'i', Writes: true},
	{Name: "abort", Params: ints("code", "msg", "mlen"), Pure: true},
	{Name: "contract_info", Params: ints("addr", "dst"), Result: 'i'},
	{Name: "contract_by_name", Params: ints("name", "nlen", "dst"), Result: 'i'},
	{Name: "code_info", Params: ints("hash"), Result: 'i'},
	{Name: "upgrade", Params: ints("addr", "hash", "input", "ilen"), Result: 'i', Writes: true, Capability: CapUpgrade},
	{Name: "code_failed", Params: ints("addr", "hash", "reason"), Result: 'i', Writes: true, Capability: CapGuard},
	{Name: "validator_update", Params: append(ints("pub"), Param{"power", 'l'}), Result: 'i', Writes: true, Capability: CapValidators},
}

func ints(names ...string) []Param {
	p := make([]Param, len(names))
	for i, n := range names {
		p[i] = Param{n, 'i'}
	}
	return p
}
