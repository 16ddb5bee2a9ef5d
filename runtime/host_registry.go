package runtime

import (
	"encoding/binary"
	"strconv"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) contractInfo(_ *vm.Caller, a contractInfoArgs) (int64, error) {
	con, ok, err := f.s.w.Contract(a.Of)
	if err != nil || !ok {
		return int64(abi.ErrNoSuchContract), err
	}
	b := make([]byte, 0, abi.ContractInfoSize)
	health, err := f.s.w.Health(a.Of)
	if err != nil {
		return 0, err
	}
	for _, h := range []abi.Hash{con.CodeHash, con.LastGood(), con.Failed} {
		b = append(b, h[:]...)
	}
	b = binary.LittleEndian.AppendUint64(b, con.ProbationEnd(f.s.clock.Epoch))
	b = binary.LittleEndian.AppendUint32(b, con.FailedReason)
	b = binary.LittleEndian.AppendUint32(b, con.Revision)
	b = binary.LittleEndian.AppendUint64(b, con.FailedEpoch)
	b = append(append(b, con.Previous[:]...), con.MigrateBack[:]...)
	b = binary.LittleEndian.AppendUint32(b, con.BackFault)
	copy(a.Dst, binary.LittleEndian.AppendUint32(b, uint32(health.Longest())))
	return 0, nil
}

func (f *frame) contractByName(_ *vm.Caller, a contractByNameArgs) (int64, error) {
	addr, ok, err := f.s.w.ByName(string(a.Name))
	if err != nil || !ok {
		return int64(abi.ErrNotFound), err
	}
	copy(a.Dst, addr[:])
	return 0, nil
}

func (f *frame) codeInfo(_ *vm.Caller, a codeInfoArgs) (int64, error) {
	info, ok, err := f.s.w.CodeInfo(a.Hash)
	switch {
	case err != nil || !ok:
		return int64(abi.ErrNotFound), err
	case info.CallableAt > f.s.height:
		return errno(abi.ErrNotCallable)
	}
	return 0, nil
}

func (f *frame) upgrade(_ *vm.Caller, a upgradeArgs) (int64, error) {
	con, ok, err := f.s.w.Contract(a.Of)
	if err != nil || !ok {
		return int64(abi.ErrNoSuchContract), err
	}
	if con.Name == "" { // somebody deployed it for others to rely on, who never voted
		return errno(abi.ErrDenied)
	}
	for _, h := range []abi.Hash{a.Hash, a.Back} {
		info, ok, err := f.s.w.CodeInfo(h)
		if err != nil || (!ok || info.CallableAt > f.s.height) && !(h == a.Back && h.IsZero()) {
			return int64(abi.ErrNotCallable), err
		}
	}
	if err := f.s.w.DropOutcome(a.Group); err != nil {
		return 0, err
	}
	return 0, f.s.w.SetUpgrade(a.Group, world.Upgrade{Contract: a.Of, CodeHash: a.Hash, MigrateBack: a.Back, Input: a.Input})
}

// upgradeCall has this contract do, with the upgrades of a group, what belongs to them: all of it or nothing.
func (f *frame) upgradeCall(_ *vm.Caller, a upgradeCallArgs) (int64, error) {
	ok, err := f.s.w.SetGroupCall(a.Group, f.self, a.Input)
	if err == nil && !ok {
		return errno(abi.ErrNotFound)
	}
	return 0, err
}

// dryRun has what is scheduled for a group tried, and not carried out.
func (f *frame) dryRun(_ *vm.Caller, a dryRunArgs) (int64, error) {
	ok, err := f.s.w.TryGroup(a.Group, f.s.height)
	if err == nil && !ok {
		return errno(abi.ErrNotFound)
	}
	return 0, err
}

func (f *frame) upgradeOutcome(_ *vm.Caller, a upgradeOutcomeArgs) (int64, error) {
	if tried, err := f.s.w.Tried(a.Group); err != nil || tried {
		return abi.OutcomeTried, err
	}
	o, ok, err := f.s.w.Outcome(a.Group)
	if err != nil || !ok {
		return int64(abi.ErrNotFound), err
	}
	b := binary.LittleEndian.AppendUint32(nil, o.Stage)
	b = binary.LittleEndian.AppendUint32(b, uint32(o.Fault))
	b = binary.LittleEndian.AppendUint32(b, o.Abort)
	b = append(b, o.Contract[:]...)
	copy(a.Dst, binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, o.Before), o.After))
	return int64(o.State), nil
}

// codeFailed believes its caller about code on probation, and about proven code that has no hooks: that of contracts
// with hooks is seen to fail by the chain itself, and no voted code is to take back another's.
func (f *frame) codeFailed(_ *vm.Caller, a codeFailedArgs) (int64, error) {
	con, ok, err := f.s.w.Contract(a.Of)
	switch {
	case err != nil || !ok:
		return int64(abi.ErrNoSuchContract), err
	case con.CodeHash != a.Hash || con.Previous.IsZero(), !con.OnProbation() && con.Has(abi.CapEpoch):
		return 0, nil
	}
	if !con.MigrateBack.IsZero() { // not while others run, perhaps in the midst of this contract's own code
		return 1, f.s.w.SetFailing(world.Failing{Contract: a.Of, Reason: a.Reason})
	}
	return 1, f.s.recordBack(a.Of, con, a.Reason)
}

// chainParam reads a parameter as set_params would find it, with what others have changed in this block.
func (f *frame) chainParam(_ *vm.Caller, a chainParamArgs) (int64, error) {
	var text string
	if string(a.Name) == world.ProgramParam {
		program, err := f.s.w.Program()
		if err != nil {
			return 0, err
		}
		text = program.Plan.String()
	} else {
		votable, ok := world.VotableNamed(string(a.Name))
		if !ok {
			return errno(abi.ErrNotFound)
		}
		now, err := f.s.w.Params()
		if err != nil {
			return 0, err
		}
		text = strconv.FormatUint(votable.Of(now), 10)
	}
	f.result = []byte(text)
	return int64(len(text)), nil
}

// setParams writes the parameters where the next block finds them: this one goes on with those that it
// began with, so that what a proposal of a block was checked against is what the block is executed with.
func (f *frame) setParams(_ *vm.Caller, a setParamsArgs) (int64, error) {
	before, err := f.s.w.Params() // with what others have changed in this block
	if err != nil {
		return 0, err
	}
	program, err := f.s.w.Program()
	if err != nil {
		return 0, err
	}
	list, err := world.ReadParamValues(a.Changes)
	if err != nil {
		return errno(abi.ErrInvalidArgument)
	}
	after, changed, err := before.Change(list)
	if err != nil {
		return errno(abi.ErrInvalidArgument)
	}
	program, planned, err := program.Change(list, f.s.height)
	if err != nil {
		return errno(abi.ErrInvalidArgument)
	}
	n := int64(len(changed))
	if planned {
		n++
	}
	if a.Flags&abi.ParamsCheck != 0 || n == 0 {
		return n, nil
	}
	for _, c := range changed {
		f.s.note("param_changed", contractField(f.self), textField("name", c.Name), number("value", c.Value))
	}
	if err := f.s.w.SetParams(after); err != nil || !planned {
		return n, err
	}
	f.s.note("program_planned", contractField(f.self), textField("version", program.Plan.Version), number("height", program.Plan.Height))
	return n, f.s.w.SetProgram(program)
}
