package runtime

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// hostFn acts for the guest of frame f. It charges, reads guest memory, acts, and writes guest
// memory. A negative result is an errno; an error ends the call (abort, out of gas) or, when
// it is a node fault, the block.
type hostFn func(c *vm.Caller, f *frame, a []uint64) (int64, error)

// implementations binds the functions of the ABI to what they do. Every function has exactly
// one; a test compares this table with abi.Functions.
var implementations = map[string]hostFn{
	"input_size":       inputSize,
	"input_read":       inputRead,
	"output_write":     outputWrite,
	"result_read":      resultRead,
	"state_get":        stateGet,
	"state_set":        stateSet,
	"state_delete":     stateDelete,
	"state_scan":       stateScan,
	"call":             callContract,
	"call_pure":        callPure,
	"context":          context,
	"gas_left":         gasLeft,
	"balance":          balance,
	"transfer":         transfer,
	"mint":             mint,
	"collect_fees":     collectFees,
	"supply":           supply,
	"sha256":           hashSha256,
	"ed25519_verify":   ed25519Verify,
	"mul_div":          mulDiv,
	"apportion":        apportion,
	"event":            emitEvent,
	"abort":            abortCall,
	"contract_info":    contractInfo,
	"contract_by_name": contractByName,
	"code_info":        codeInfo,
	"upgrade":          scheduleUpgrade,
	"code_failed":      codeFailed,
	"validator_update": validatorUpdate,
}

// hostModule builds what guests may import from the table of the ABI.
func hostModule() (vm.Host, error) {
	h := vm.Host{Module: abi.Module}
	for _, spec := range abi.Functions() {
		fn, ok := implementations[spec.Name]
		if !ok {
			return h, fmt.Errorf("runtime: host function %s has no implementation", spec.Name)
		}
		h.Funcs = append(h.Funcs, hostFunc(spec, fn))
	}
	return h, nil
}

func hostFunc(spec abi.Function, fn hostFn) vm.HostFunc {
	hf := vm.HostFunc{Name: spec.Name}
	for _, p := range spec.Params {
		hf.Params = append(hf.Params, valueType(p.Type))
	}
	if spec.Result != 0 {
		hf.Results = []vm.ValueType{valueType(spec.Result)}
	}
	hf.Fn = func(c *vm.Caller, stack []uint64) error {
		f, ok := c.Env().(*frame)
		if !ok {
			return nodeFault(errNoFrame)
		}
		if e := f.permits(spec); e != abi.OK {
			if err := c.Charge(prices.Copy.Base); err != nil {
				return err
			}
			stack[0] = uint64(uint32(e))
			return nil
		}
		v, err := fn(c, f, stack)
		if err != nil {
			return err
		}
		switch spec.Result {
		case 'i':
			stack[0] = uint64(uint32(v))
		case 'l':
			stack[0] = uint64(v)
		}
		return nil
	}
	return hf
}

// errNoFrame cannot happen: only frames run contract code, and the sandbox itself refuses host
// functions while a module initialises.
var errNoFrame = errors.New("host function called outside a frame")

// permits says whether the frame may call a function at all.
func (f *frame) permits(spec abi.Function) abi.Errno {
	switch {
	case f.pure && !spec.Pure:
		return abi.ErrDenied
	case f.readonly && spec.Writes:
		return abi.ErrReadOnly
	case spec.Capability != "" && !f.contract.Has(spec.Capability):
		return abi.ErrDenied
	}
	return abi.OK
}

func valueType(t byte) vm.ValueType {
	if t == 'l' {
		return vm.I64
	}
	return vm.I32
}

// errno is shorthand for a host function's answer.
func errno(e abi.Errno) (int64, error) { return int64(e), nil }
