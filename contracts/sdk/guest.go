//go:build tinygo

package sdk

import "unsafe"

// From Go values to the pointers and lengths of the ABI, and back. An empty slice has
// a pointer that the host never follows.

func ptr(b []byte) unsafe.Pointer    { return unsafe.Pointer(unsafe.SliceData(b)) }
func strPtr(s string) unsafe.Pointer { return unsafe.Pointer(unsafe.StringData(s)) }

// put16 writes a as the ABI's 16 bytes, little endian.
func (a Amount) put16(b *[16]byte) {
	putLE64(b[:8], a.Lo)
	putLE64(b[8:], a.Hi)
}

// scratch receives answers of unknown size, so that most need one host call; nothing
// keeps a reference to it.
var scratch [256]byte

// readResult copies n bytes of the host's result buffer.
func readResult(n int32) []byte {
	b := make([]byte, n)
	if n > 0 {
		resultRead(ptr(b), 0, uint32(n))
	}
	return b
}

func hostInput() []byte {
	b := make([]byte, inputSize())
	if len(b) > 0 {
		inputRead(ptr(b), 0, uint32(len(b)))
	}
	return b
}

func hostOutput(b []byte) Errno { return Errno(outputWrite(ptr(b), uint32(len(b)))) }

func hostGet(key []byte) ([]byte, Errno) {
	n := stateGet(ptr(key), uint32(len(key)), unsafe.Pointer(&scratch), uint32(len(scratch)))
	switch {
	case n < 0:
		return nil, Errno(n)
	case int(n) > len(scratch):
		return readResult(n), OK
	}
	value := make([]byte, n)
	copy(value, scratch[:])
	return value, OK
}

func hostSet(key, value []byte) Errno {
	return Errno(stateSet(ptr(key), uint32(len(key)), ptr(value), uint32(len(value))))
}

func hostDelete(key []byte) Errno { return Errno(stateDelete(ptr(key), uint32(len(key)))) }

func hostScan(start, end []byte, reverse bool, limit int) ([]byte, Errno) {
	var flags uint32
	if reverse {
		flags = 1
	}
	n := stateScan(ptr(start), uint32(len(start)), ptr(end), uint32(len(end)), flags, uint32(limit))
	if n < 0 {
		return nil, Errno(n)
	}
	return readResult(n), OK
}

func hostCall(to Address, input []byte, o CallOptions) ([]byte, Errno) {
	var value unsafe.Pointer
	var amount [16]byte
	if !o.Value.IsZero() {
		o.Value.put16(&amount)
		value = unsafe.Pointer(&amount)
	}
	var flags uint32
	if o.Query {
		flags = 1
	}
	return outcome(call(unsafe.Pointer(&to), ptr(input), uint32(len(input)), value, o.Gas, flags))
}

func hostCallPure(code Hash, entry string, input []byte, gas uint64) ([]byte, Errno) {
	return outcome(callPure(unsafe.Pointer(&code), strPtr(entry), uint32(len(entry)),
		ptr(input), uint32(len(input)), gas))
}

// outcome reads the callee's output, or the two numbers that say how it failed.
func outcome(n int32) ([]byte, Errno) {
	switch {
	case n >= 0:
		return readResult(n), OK
	case Errno(n) == CallFailed:
		return readResult(8), CallFailed
	}
	return nil, Errno(n)
}

// fetched is this call's context; instances serve one call, so it cannot be stale.
var fetched *Ctx

func hostContext() *Ctx {
	if fetched == nil {
		var b [152]byte
		context(unsafe.Pointer(&b))
		fetched = parseCtx(b[:])
	}
	return fetched
}

func hostGasLeft() uint64  { return gasLeft() }
func hostSavepoint() Errno { return Errno(savepoint()) }
func hostUndo() Errno      { return Errno(undo()) }

func hostBalance(of Address) Amount {
	var b [16]byte
	balance(unsafe.Pointer(&of), unsafe.Pointer(&b))
	return amount16(b[:])
}

func hostTransfer(to Address, amount Amount) Errno {
	var b [16]byte
	amount.put16(&b)
	return Errno(transfer(unsafe.Pointer(&to), unsafe.Pointer(&b)))
}

func hostMint(amount Amount) Errno {
	var b [16]byte
	amount.put16(&b)
	return Errno(mint(unsafe.Pointer(&b)))
}

func hostMintReserve(most Amount) (amount, left Amount, errno Errno) {
	var b [16]byte
	var dst [32]byte
	most.put16(&b)
	errno = Errno(mintReserve(unsafe.Pointer(&b), unsafe.Pointer(&dst)))
	return amount16(dst[:]), amount16(dst[16:]), errno
}

func hostReturnToReserve(amount Amount) Errno {
	var b [16]byte
	amount.put16(&b)
	return Errno(returnToReserve(unsafe.Pointer(&b)))
}

func hostBurn(amount Amount) Errno {
	var b [16]byte
	amount.put16(&b)
	return Errno(burn(unsafe.Pointer(&b)))
}

func hostCollectFees() (Amount, Errno) {
	var b [16]byte
	errno := collectFees(unsafe.Pointer(&b))
	return amount16(b[:]), Errno(errno)
}

func hostBlockHash() (h Hash) {
	blockHash(unsafe.Pointer(&h))
	return h
}

func hostSupply() (limit, minted, pending Amount) {
	b := supplyNow()
	return amount16(b[:]), amount16(b[16:]), amount16(b[32:])
}

func hostMintable() Amount {
	b := supplyNow()
	return amount16(b[48:])
}

func supplyNow() (b [64]byte) {
	supply(unsafe.Pointer(&b))
	return b
}

func hostEvent(kind string, data []byte) Errno {
	return Errno(event(strPtr(kind), uint32(len(kind)), ptr(data), uint32(len(data))))
}

func hostAbort(code uint32, msg string) { abort(code, strPtr(msg), uint32(len(msg))) }

func hostInfo(a Address) (info ContractInfo, ok bool) {
	var b [192]byte
	if contractInfo(unsafe.Pointer(&a), unsafe.Pointer(&b)) < 0 {
		return info, false
	}
	info.CodeHash, info.LastGood, info.Failed = HashOf(b[:]), HashOf(b[32:]), HashOf(b[64:])
	info.ProbationEnd, info.FailedReason = le64(b[96:]), le32(b[104:])
	info.Revision, info.FailedEpoch = le32(b[108:]), le64(b[112:])
	info.Previous, info.MigrateBack = HashOf(b[120:]), HashOf(b[152:])
	info.BackFault, info.Failing = le32(b[184:]), le32(b[188:])
	return info, true
}

func hostContractByName(name string) (a Address, errno Errno) {
	errno = Errno(contractByName(strPtr(name), uint32(len(name)), unsafe.Pointer(&a)))
	return a, errno // in two steps: nothing orders the reading of a against the call in one
}

func hostChainParam(name string) (string, Errno) {
	n := chainParam(strPtr(name), uint32(len(name)))
	if n < 0 {
		return "", Errno(n)
	}
	return string(readResult(n)), OK
}

func hostCodeInfo(code Hash) Errno { return Errno(codeInfo(unsafe.Pointer(&code))) }

func hostUpgrade(u *NewCode) Errno {
	return Errno(upgrade(unsafe.Pointer(&u.Contract), unsafe.Pointer(&u.Code), ptr(u.Migrate), uint32(len(u.Migrate)), unsafe.Pointer(&u.MigrateBack), u.Group))
}

func hostUpgradeCall(group uint64, input []byte) Errno {
	return Errno(upgradeCall(ptr(input), uint32(len(input)), group))
}

func hostOutcomeOf(group uint64) (o UpgradeOutcome, ok bool) {
	var b [48]byte
	state := upgradeOutcome(group, unsafe.Pointer(&b))
	if state < 0 {
		return o, false
	}
	return UpgradeOutcome{uint32(state), le32(b[:]), le32(b[4:]), le32(b[8:]), AddressOf(b[12:32]), le64(b[32:]), le64(b[40:])}, true
}

func hostDryRun(group uint64) Errno { return Errno(dryRun(group)) }

func hostCodeFailed(a Address, code Hash, reason uint32) Errno {
	return Errno(codeFailed(unsafe.Pointer(&a), unsafe.Pointer(&code), reason))
}

func hostStake(of Address, epoch uint64) Amount {
	var b [16]byte
	stake(unsafe.Pointer(&of), epoch, unsafe.Pointer(&b))
	return amount16(b[:])
}

func hostTotalStake(epoch uint64) Amount {
	var b [16]byte
	totalStake(epoch, unsafe.Pointer(&b))
	return amount16(b[:])
}

func hostAwakeStake(epoch uint64) (Amount, Errno) {
	var b [16]byte
	errno := Errno(awakeStake(epoch, unsafe.Pointer(&b)))
	return amount16(b[:]), errno
}

func hostDelegate(to Address) Errno { return Errno(delegate(unsafe.Pointer(&to))) }

func hostProxy(of Address, epoch uint64) (a Address, errno Errno) {
	errno = Errno(proxy(unsafe.Pointer(&of), epoch, unsafe.Pointer(&a)))
	return a, errno // in two steps: nothing orders the reading of a against the call in one
}

func hostDelegated(of Address, epoch uint64) Amount {
	var b [16]byte
	delegated(unsafe.Pointer(&of), epoch, unsafe.Pointer(&b))
	return amount16(b[:])
}

func hostAwake(of Address, epoch uint64) Errno { return Errno(awake(unsafe.Pointer(&of), epoch)) }

func hostValidatorDuty(of Address, epoch uint64) (d Duty, ok bool) {
	var b [40]byte
	if validatorDuty(unsafe.Pointer(&of), epoch, unsafe.Pointer(&b)) < 0 {
		return d, false
	}
	return Duty{le64(b[:]), amount16(b[8:]), amount16(b[24:])}, true
}

func hostNextValidator(after Hash) (key Hash, owner Address, ok bool) {
	var b [52]byte
	if nextValidator(unsafe.Pointer(&after), unsafe.Pointer(&b)) < 0 {
		return key, owner, false
	}
	return HashOf(b[:32]), AddressOf(b[32:]), true
}

func hostSlash(of Address) (Amount, Errno) {
	var b [16]byte
	errno := Errno(slash(unsafe.Pointer(&of), unsafe.Pointer(&b)))
	return amount16(b[:]), errno
}

func hostEscrow(of Address) Amount {
	var b [16]byte
	escrow(unsafe.Pointer(&of), unsafe.Pointer(&b))
	return amount16(b[:])
}

func hostEscrowLock(of Address, amount Amount) Errno {
	var b [16]byte
	amount.put16(&b)
	return Errno(escrowLock(unsafe.Pointer(&of), unsafe.Pointer(&b)))
}

func hostEscrowRelease(of Address, amount Amount) Errno {
	var b [16]byte
	amount.put16(&b)
	return Errno(escrowRelease(unsafe.Pointer(&of), unsafe.Pointer(&b)))
}

func hostEscrowForfeit(of Address, amount Amount, to Address, reward Amount) (Amount, Errno) {
	var b, r, dst [16]byte
	amount.put16(&b)
	reward.put16(&r)
	errno := escrowForfeit(unsafe.Pointer(&of), unsafe.Pointer(&b), unsafe.Pointer(&to), unsafe.Pointer(&r), unsafe.Pointer(&dst))
	return amount16(dst[:]), Errno(errno)
}

func hostSetParams(changes []byte, check bool) Errno {
	flags := uint32(0)
	if check {
		flags = 1
	}
	return Errno(setParams(ptr(changes), uint32(len(changes)), flags))
}

func hostSHA256(data []byte) (h Hash) {
	sha256(ptr(data), uint32(len(data)), unsafe.Pointer(&h))
	return h
}

func hostVerify(pub Hash, sig [64]byte, msg []byte) bool {
	return ed25519Verify(unsafe.Pointer(&pub), unsafe.Pointer(&sig), ptr(msg), uint32(len(msg))) == 1
}

func hostMulDiv(a, b, c Amount) (q, r Amount, ok bool) {
	var in [3][16]byte
	var out [2][16]byte
	a.put16(&in[0])
	b.put16(&in[1])
	c.put16(&in[2])
	errno := mulDiv(unsafe.Pointer(&in[0]), unsafe.Pointer(&in[1]), unsafe.Pointer(&in[2]),
		unsafe.Pointer(&out[0]), unsafe.Pointer(&out[1]))
	return amount16(out[0][:]), amount16(out[1][:]), errno >= 0
}

// hostApportion relies on wasm being little endian: a []uint64 is what the ABI wants.
func hostApportion(total Amount, weights []uint64) ([]Amount, bool) {
	var b [16]byte
	total.put16(&b)
	out := make([]byte, 16*len(weights))
	if apportion(unsafe.Pointer(&b), unsafe.Pointer(unsafe.SliceData(weights)), uint32(len(weights)), ptr(out)) < 0 {
		return nil, false
	}
	parts := make([]Amount, len(weights))
	for i := range parts {
		parts[i] = amount16(out[16*i:])
	}
	return parts, true
}
