package abi

// RefusalGas is charged for a call that the attributes or the bounds of its row decline.
const RefusalGas = 150

// CallFailedGas is charged to the caller of a contract that fails, on top of what the callee was given:
// a callee out of gas may run to the end of a long body, and its instance is not used again.
const CallFailedGas = 100_000

// functions is the table. A row and one method of runtime's frame are a host function; go generate
// ./runtime makes the rest.
var functions = []Function{
	{Name: "input_size", Result: Status, Pure: true, Price: Price{Base: 150},
		Doc: "Length of the input."},
	{Name: "input_read", Params: window(), Result: Status, Pure: true, Price: Price{150, 1, "byte"},
		Doc: "Copies input[off:off+n] to dst and answers n; InvalidArgument outside."},
	{Name: "output_write", Params: counted("src", BytesPtr, "n", 0, MaxOutput, ErrTooLarge), Result: Status, Pure: true, Price: Price{150, 1, "byte"},
		Doc: "Sets the output of this call, replacing an earlier one; at most 64 KiB."},
	{Name: "result_read", Params: window(), Result: Status, Pure: true, Price: Price{150, 1, "byte"},
		Doc: "As input_read, from the result buffer, which state_get, state_scan, call and call_pure fill."},
	{Name: "state_get", Params: params(storageKey(), []Param{{Name: "dst", Type: Out}, {Name: "space", Type: Length, Of: "dst"}}), Result: Status,
		Price: Price{20_000, 8, "byte"}, Found: Price{0, 8, "byte of the value"},
		Doc: "Length of the value or NotFound. Copies at most space bytes; the whole value is in the result buffer."},
	{Name: "state_set", Params: params(storageKey(), counted("value", BytesPtr, "vlen", 1, MaxValue, ErrValueTooLong)), Result: Status, Writes: true,
		Price: Price{40_000, 80, "byte"},
		Doc:   "Key of 1 to 256 bytes, value of 1 byte to 64 KiB; KeyTooLong or ValueTooLong outside. Each byte that the state has more afterwards costs growth_gas, a parameter of the chain; removing gives nothing back."},
	{Name: "state_delete", Params: storageKey(), Result: Status, Writes: true, Price: Price{40_000, 80, "byte"},
		Doc: "Removing an absent key is success."},
	{Name: "state_scan", Params: params(counted("start", BytesPtr, "slen", 0, MaxKey, ErrKeyTooLong), counted("end", BytesPtr, "elen", 0, MaxKey, ErrKeyTooLong),
		number("flags", ScanDescending), number("limit", MaxScanEntries)), Result: Status,
		Price: Price{20_000, 8, "byte"}, Found: Price{2_000, 8, "byte of each entry"}, FoundItem: "entry",
		Doc: "Length of the result buffer, which holds the entries of this contract in [start, end): u32 LE length, key, u32 LE length, value. elen 0: no end. Flag 1: descending. At most limit (up to 1000) entries; the first whatever its size, others as far as all are at most 64 KiB. A key that this block has removed costs as much as an empty entry."},
	{Name: "call", Params: params(one("to", AddressPtr), counted("input", BytesPtr, "ilen", 0, MaxInput, ErrTooLarge), one("value", OptionalAmount), one("gas", Uint64), number("flags", CallQuery)), Result: Status,
		Price: Price{50_000, 1, "byte"}, Found: Price{Base: CallFailedGas}, FoundItem: "callee that fails",
		Doc: "Calls execute, or query with flag 1. value points to an amount to send along, 0 for none. gas 0: all that is left. The caller always keeps what a callee that fails costs, and 1/64 of the rest. Length of the callee's output, which is in the result buffer. CallFailed: the callee's effects are undone and the result buffer holds u32 LE code of the fault, u32 LE code of its abort."},
	{Name: "call_pure", Params: params(one("hash", HashPtr), counted("entry", BytesPtr, "elen", 1, MaxEntryName, ErrInvalidArgument), counted("input", BytesPtr, "ilen", 0, MaxInput, ErrTooLarge), one("gas", Uint64)), Result: Status,
		Price: Price{50_000, 1, "byte"}, Found: Price{Base: CallFailedGas}, FoundItem: "callee that fails",
		Doc: "Runs weights or scores of stored code, by hash, as a pure call. Result as of call."},
	{Name: "context", Params: out("dst", ContextSize), Result: Status, Price: Price{Base: 200},
		Doc: "Writes 152 bytes: self 20, caller 20, origin 20, flags u32 (1 query, 2 system hook), value 16, height u64, time u64 (unix seconds), epoch u64, epoch_start u64, epoch_end u64, sha256 of the chain id 32; little endian."},
	{Name: "gas_left", Result: Uint64, Pure: true, Price: Price{Base: 150},
		Doc: "Gas that this call may still use."},
	{Name: "balance", Params: params(one("of", AddressPtr), out("dst", AmountSize)), Result: Status, Price: Price{Base: 20_000},
		Doc: "Writes the balance of any address."},
	{Name: "transfer", Params: params(one("to", AddressPtr), one("amount", AmountPtr)), Result: Status, Writes: true, Price: Price{Base: 80_000},
		Doc: "Sends from this contract; Insufficient if it has less."},
	{Name: "mint", Params: one("amount", AmountPtr), Result: Status, Writes: true, Capability: CapMint, Price: Price{Base: 80_000},
		Doc: "Creates tokens for this contract. CapExceeded beyond the cap, or faster than the rate that genesis has set for the capability; of unused time one epoch at most carries over."},
	{Name: "collect_fees", Params: out("dst", AmountSize), Result: Status, Writes: true, Capability: CapFees, Price: Price{Base: 80_000},
		Doc: "Moves the fees collected since the last time to this contract and writes how much."},
	{Name: "supply", Params: out("dst", SupplySize), Result: Status, Price: Price{Base: 20_000},
		Doc: "Writes 48 bytes: cap, minted, fees not yet collected."},
	{Name: "sha256", Params: params(counted("src", BytesPtr, "n", 0, MaxHash, ErrTooLarge), out("dst", 32)), Result: Status, Pure: true, Price: Price{500, 16, "byte"},
		Doc: "Writes 32 bytes; at most 1 MiB of input."},
	{Name: "ed25519_verify", Params: params(one("key", HashPtr), one("sig", SignaturePtr), counted("msg", BytesPtr, "n", 0, MaxHash, ErrTooLarge)), Result: Status, Pure: true, Price: Price{300_000, 16, "byte"},
		Doc: "1 or 0. With the cofactor; key and R canonical and not of small order, S below the order."},
	{Name: "mul_div", Params: params(one("a", AmountPtr), one("b", AmountPtr), one("c", AmountPtr), out("q", AmountSize), out("r", AmountSize)), Result: Status, Pure: true, Price: Price{Base: 300},
		Doc: "q = floor(a*b/c) with an exact product, r the remainder; Overflow if q needs more than 128 bits or c is 0."},
	{Name: "apportion", Params: []Param{{Name: "total", Type: AmountPtr}, {Name: "weights", Type: WordsPtr},
		{Name: "n", Type: Length, Of: "weights", Priced: true, Min: 1, Max: MaxApportion, Else: ErrInvalidArgument}, {Name: "dst", Type: Out, Size: AmountSize, Of: "n"}}, Result: Status, Pure: true,
		Price: Price{500, 1_000, "weight"},
		Doc:   "Divides an amount by n weights (u64 LE) into n amounts that sum to it exactly: largest remainder, ties to the lower index. InvalidArgument if n is 0 or above 256, or all weights are 0."},
	{Name: "event", Params: params(counted("kind", BytesPtr, "klen", 1, MaxEventType, ErrInvalidArgument), counted("data", BytesPtr, "dlen", 0, MaxEventData, ErrTooLarge)), Result: Status, Writes: true,
		Price: Price{10_000, 800, "byte"},
		Doc:   "Type of [a-z0-9_.], 1 to 64 long; data a map from lines to scalars, at most 4 KiB, whose texts are empty or lines. Beyond 1000 events or 256 KiB of a transaction or hook, the call fails with event_limit."},
	{Name: "abort", Params: []Param{{Name: "code", Type: Uint32}, {Name: "msg", Type: LogText}, {Name: "mlen", Type: Length, Of: "msg"}}, Pure: true, Price: Price{Base: 150},
		Doc: "Never returns: the call fails with code 1 to 65535 (others count as 65535). msg is for the node's log alone, which takes 512 bytes of it."},
	{Name: "contract_info", Params: params(one("of", AddressPtr), out("dst", ContractInfoSize)), Result: Status, Price: Price{Base: 20_000},
		Doc: "Writes 120 bytes: code hash 32, last good 32 (the way back; equal to the code hash when that is proven), last failed 32 (zero if none), probation_end u64 (0 if proven), failed_reason u32, revision u32, failed_epoch u64. NoSuchContract if there is none."},
	{Name: "contract_by_name", Params: params(counted("name", BytesPtr, "n", 1, MaxName, ErrInvalidArgument), out("dst", AddressSize)), Result: Status, Price: Price{20_000, 8, "byte"},
		Doc: "Writes the address behind a built-in name."},
	{Name: "code_info", Params: one("hash", HashPtr), Result: Status, Price: Price{Base: 20_000},
		Doc: "0 if the code may be called now, NotFound, or NotCallable."},
	{Name: "upgrade", Params: params(one("of", AddressPtr), one("hash", HashPtr), counted("input", BytesPtr, "ilen", 0, MaxValue, ErrTooLarge)), Result: Status, Writes: true, Capability: CapUpgrade,
		Price: Price{80_000, 80, "byte"},
		Doc:   "Schedules new code, with the input of its migrate, for the next boundary (this one, inside end_epoch)."},
	{Name: "code_failed", Params: params(one("of", AddressPtr), one("hash", HashPtr), one("reason", Uint32)), Result: Status, Writes: true, Capability: CapGuard, Price: Price{Base: 60_000},
		Doc: "If hash is the live code of that contract and on probation, the last good code is restored at once: 1, else 0."},
	{Name: "validator_update", Params: params(one("key", HashPtr), []Param{{Name: "power", Type: Int64, Max: MaxPower, Else: ErrInvalidArgument}}), Result: Status, Writes: true, Capability: CapValidators, Price: Price{Base: 120_000},
		Doc: "Sets the power that a validator shall have, 0 to 2^40. The host moves its power there at epoch boundaries, within bounds of its own. Jailed: the key has signed against itself and is given no power again. TooLarge: there are 256 validators."},
}

// storageKey is a key of the contract's own storage.
func storageKey() []Param { return counted("key", BytesPtr, "klen", 1, MaxKey, ErrKeyTooLong) }
