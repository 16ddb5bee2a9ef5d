package runtime

import (
	"encoding/binary"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// dryRun tries an upgrade on a branch of the present state, with most of the gas that the caller has left, and says what
// fails first. Whatever happens there is undone, and its gas is paid.
func (f *frame) dryRun(c *vm.Caller, a dryRunArgs) (int64, error) {
	if f.depth >= abi.MaxDepth { // what is tried may ask for a dry run itself
		return errno(abi.ErrDepthExceeded)
	}
	con, ok, err := f.s.w.Contract(a.Of)
	if err != nil || !ok {
		return int64(abi.ErrNoSuchContract), err
	}
	for _, h := range []abi.Hash{a.Hash, a.Back} {
		info, ok, err := f.s.w.CodeInfo(h)
		if err != nil || (!ok || info.CallableAt > f.s.height) && !(h == a.Back && h.IsZero()) {
			return int64(abi.ErrNotCallable), err
		}
	}
	left := c.Gas()
	d := &dry{s: f.s, parent: f, left: calleeGas(left, left-left/8)}
	given := d.left
	fault, err := f.s.branch(func() (*Fault, error) {
		return d.upgrade(con, world.Upgrade{Contract: a.Of, CodeHash: a.Hash, MigrateBack: a.Back, Input: a.Input})
	})
	if err != nil {
		return 0, err
	}
	if err := c.Charge(given - d.left); err != nil {
		return 0, err
	}
	if fault == nil {
		clear(a.Dst)
		return 0, nil
	}
	b := binary.LittleEndian.AppendUint32(nil, d.stage)
	copy(a.Dst, binary.LittleEndian.AppendUint32(b, uint32(fault.Code)))
	return 1, nil
}

// dry is a dry run while it goes on.
type dry struct {
	s      *scope
	parent *frame
	left   uint64 // gas
	stage  uint32 // abi.Stage..., the one that runs
}

// upgrade makes new code live, has it go through the end of an epoch and of a block, and then goes back and has
// the old code do the same on what is there then.
func (d *dry) upgrade(old world.Contract, u world.Upgrade) (*Fault, error) {
	d.stage = abi.StageEntries
	if fault, err := d.s.missingEntry(u.CodeHash, old.LastGood()); err != nil || fault != nil {
		return fault, err
	}
	con, err := d.s.upgraded(old, 0, u)
	if err != nil {
		return nil, err
	}
	d.stage = abi.StageMigrate
	if err := d.s.w.SetContract(u.Contract, con); err != nil {
		return nil, err
	}
	if _, fault, err := d.call(u.Contract, abi.EntryMigrate, u.Input); err != nil || fault != nil {
		return fault, err
	}
	d.stage = abi.StageHooks
	if fault, err := d.hooks(u.Contract); err != nil || fault != nil {
		return fault, err
	}
	return d.back(u, con)
}

func (d *dry) back(u world.Upgrade, con world.Contract) (*Fault, error) {
	d.stage = abi.StageBack
	if !u.MigrateBack.IsZero() {
		mod, fault, err := d.s.own(u.MigrateBack, abi.EntryMigrate)
		if err != nil || fault != nil {
			return fault, err
		}
		f := &frame{s: d.s, parent: d.parent, depth: d.parent.depth + 1, self: u.Contract, contract: con, system: true, storage: true, input: encodeFields(nil)}
		out, err := f.run(mod, abi.EntryMigrate, d.left)
		d.left -= min(out.gas, d.left)
		if err != nil || out.fault != nil {
			return out.fault, err
		}
	}
	d.stage = abi.StageHooksBack
	if con.CodeHash != u.CodeHash { // it was on its way back anyway
		return nil, nil
	}
	if err := d.s.w.SetContract(u.Contract, before(con)); err != nil {
		return nil, err
	}
	return d.hooks(u.Contract)
}

// hooks runs a contract's hooks, if it has any, as at the end of the open epoch.
func (d *dry) hooks(a abi.Address) (*Fault, error) {
	list, err := d.s.w.Hooks()
	if err != nil || !slices.Contains(list, a) {
		return nil, err
	}
	if fault, err := d.hook(a, abi.EntryEndEpoch, d.s.epochFields(d.s.clock.End)...); err != nil || fault != nil {
		return fault, err
	}
	return d.hook(a, abi.EntryEndBlock)
}

// hook runs one in as many calls as it asks for.
func (d *dry) hook(a abi.Address, entry string, input ...field) (*Fault, error) {
	for from := uint64(0); ; {
		out, fault, err := d.call(a, entry, hookInput(input, from))
		if err != nil || fault != nil {
			return fault, err
		}
		next := hookNext(out)
		if next <= from {
			return nil, nil
		}
		from = next
	}
}

// call calls an entry; one that the code lacks is no fault.
func (d *dry) call(a abi.Address, entry string, input []byte) ([]byte, *Fault, error) {
	out, err := d.s.call(call{parent: d.parent, to: a, entry: entry, input: input, gas: d.left, system: true})
	d.left -= min(out.gas, d.left)
	if err != nil || out.fault != nil && out.fault.Code == abi.CodeEntryMissing {
		return nil, nil, err
	}
	return out.output, out.fault, nil
}
