package runtime

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

func contractInfo(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	con, e, err := readContract(c, f, a[0])
	if err != nil || e != abi.OK {
		return int64(e), err
	}
	b := make([]byte, 0, abi.ContractInfoSize)
	for _, h := range []abi.Hash{con.CodeHash, con.LastGood, con.Failed} {
		b = append(b, h[:]...)
	}
	b = binary.LittleEndian.AppendUint64(b, con.ProbationEnd)
	b = binary.LittleEndian.AppendUint32(b, con.FailedReason)
	b = binary.LittleEndian.AppendUint32(b, con.Version)
	return put(c, a[1], binary.LittleEndian.AppendUint64(b, con.FailedEpoch), 0)
}

// readContract reads an address and loads the contract there.
func readContract(c *vm.Caller, f *frame, ptr uint64) (world.Contract, abi.Errno, error) {
	if err := c.Charge(prices.Get.Base); err != nil {
		return world.Contract{}, 0, err
	}
	addr, ok := readAddress(c, ptr)
	if !ok {
		return world.Contract{}, abi.ErrBadPointer, nil
	}
	con, ok, err := f.s.w.Contract(addr)
	if err == nil && !ok {
		return con, abi.ErrNoSuchContract, nil
	}
	return con, abi.OK, nodeFault(err)
}

func contractByName(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Get.Base); err != nil {
		return 0, err
	}
	if a[1] == 0 || a[1] > abi.MaxName {
		return errno(abi.ErrInvalidArgument)
	}
	name, ok := c.Read(a[0], a[1])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	addr, ok, err := f.s.w.ByName(string(name))
	if err != nil {
		return 0, nodeFault(err)
	}
	if !ok {
		return errno(abi.ErrNotFound)
	}
	return put(c, a[2], addr[:], 0)
}

func codeInfo(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Get.Base); err != nil {
		return 0, err
	}
	hash, ok := readHash(c, a[0])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	info, ok, err := f.s.w.CodeInfo(hash)
	switch {
	case err != nil:
		return 0, nodeFault(err)
	case !ok:
		return errno(abi.ErrNotFound)
	case info.CallableAt > f.s.height:
		return errno(abi.ErrNotCallable)
	}
	return 0, nil
}

func scheduleUpgrade(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Set.For(a[3])); err != nil {
		return 0, err
	}
	if a[3] > abi.MaxValue {
		return errno(abi.ErrTooLarge)
	}
	_, e, err := readContract(c, f, a[0])
	if err != nil || e != abi.OK {
		return int64(e), err
	}
	hash, ok := readHash(c, a[1])
	input, ok2 := c.Read(a[2], a[3])
	if !ok || !ok2 {
		return errno(abi.ErrBadPointer)
	}
	info, ok, err := f.s.w.CodeInfo(hash)
	if err != nil {
		return 0, nodeFault(err)
	}
	if !ok || info.CallableAt > f.s.height {
		return errno(abi.ErrNotCallable)
	}
	addr, _ := readAddress(c, a[0])
	return 0, nodeFault(f.s.w.SetUpgrade(world.Upgrade{Contract: addr, CodeHash: hash, Input: input}))
}

func codeFailed(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	con, e, err := readContract(c, f, a[0])
	if err != nil || e != abi.OK {
		return int64(e), err
	}
	if err := c.Charge(prices.Set.Base); err != nil {
		return 0, err
	}
	hash, ok := readHash(c, a[1])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	if con.CodeHash != hash || !con.OnProbation() {
		return 0, nil
	}
	addr, _ := readAddress(c, a[0])
	return 1, nodeFault(f.s.restore(addr, con, uint32(a[2])))
}

func validatorUpdate(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Set.Base); err != nil {
		return 0, err
	}
	pub, ok := readHash(c, a[0])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	power := int64(a[1])
	if power < 0 || power > maxPower {
		return errno(abi.ErrInvalidArgument)
	}
	f.s.validators = append(f.s.validators, ValidatorUpdate{pub, power})
	return 0, nil
}
