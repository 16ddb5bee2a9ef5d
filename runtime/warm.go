package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

// How many codes are warm at most, and their bytes. In memory a byte of code becomes four to six
// of machine code, in the worst case forty.
const (
	maxWarmCodes = 96
	maxWarmBytes = 8 << 20
)

// Warm brings the codes that are warm in a committed state, and those of built-in contracts, into
// memory. Calls of them pay for no load, so no block should have to wait for one: a node calls Warm
// before its first block and after a restore. Most codes come from the disk in milliseconds; after
// an upgrade of the program all are compiled. Before each code, and after the last one, next is
// told how many are done and how many there are; it returns false to leave the rest for later.
// What is in memory never changes a result (I5). An error is a node fault.
func (m *Machine) Warm(v *state.View, next func(done, total int) bool) error {
	r := world.Read(v)
	codes, err := r.WarmCodes()
	if err != nil {
		return nodeFault(err)
	}
	builtin, err := r.BuiltinCodes()
	if err != nil {
		return nodeFault(err)
	}
	for _, hash := range builtin {
		if !slices.Contains(codes, hash) {
			codes = append(codes, hash)
		}
	}
	m.hold(codes)
	for i, hash := range codes {
		if !next(i, len(codes)) {
			return nil
		}
		if _, _, err := m.compiled(r, hash); err != nil {
			return err
		}
	}
	next(len(codes), len(codes))
	return nil
}

// hold has the engine retain the modules of these codes, whatever else it brings in.
func (m *Machine) hold(lists ...[]abi.Hash) {
	var hashes [][32]byte
	for _, list := range lists {
		for _, h := range list {
			hashes = append(hashes, h)
		}
	}
	m.eng.Hold(hashes)
}

// warmth says which codes a call need not bring into memory first: those that were warm when the
// block began, those of built-in contracts, and those that the same transaction has brought in
// already. The order of a block's transactions therefore changes no price, and a simulation on
// the same state comes to the same gas.
type warmth struct {
	codes   []abi.Hash              // oldest first; nil before they are read
	builtin []abi.Hash              // nil before they are read
	brought map[abi.Hash]*vm.Module // by this transaction; the engine may forget them meanwhile
	cold    []abi.Hash              // brought in by this block's transactions, also by those that failed
	held    bool                    // by the engine: this is a block
}

// learn reads which codes are warm, before anything in the scope can change what it reads.
func (s *scope) learn() (err error) {
	if s.warm.codes, err = s.w.WarmCodes(); err != nil {
		return err
	}
	s.warm.builtin, err = s.w.BuiltinCodes()
	return err
}

// isWarm reads no more than it must: a query changes nothing and asks for one code.
func (s *scope) isWarm(hash abi.Hash) (_ bool, err error) {
	w := &s.warm
	if w.codes == nil {
		if w.codes, err = s.w.WarmCodes(); err != nil {
			return false, err
		}
	}
	if slices.Contains(w.codes, hash) {
		return true, nil
	}
	if w.builtin == nil {
		w.builtin, err = s.w.BuiltinCodes()
	}
	return slices.Contains(w.builtin, hash), err
}

// bring gives a code's module and, if the call pays for what is cold, what bringing it into memory
// costs of gas. A fault says that gas does not suffice, and then nothing is brought in, or that
// the code cannot run.
func (s *scope) bring(hash abi.Hash, size, gas uint64, pays bool) (*vm.Module, outcome, error) {
	if !pays {
		return s.m.compiled(s.w.Reader, hash)
	}
	mod, again := s.warm.brought[hash]
	if mod != nil {
		return mod, outcome{}, nil
	}
	warm, err := s.isWarm(hash)
	if err != nil {
		return nil, outcome{}, nodeFault(err)
	}
	if again || warm {
		return s.m.compiled(s.w.Reader, hash)
	}
	price := prices.Load.For(size)
	if price > gas {
		return nil, outcome{gas: gas, fault: outOfGas()}, nil
	}
	s.warm.cold = append(s.warm.cold, hash)
	s.hold()
	mod, out, err := s.m.compiled(s.w.Reader, hash)
	if s.warm.brought == nil {
		s.warm.brought = make(map[abi.Hash]*vm.Module)
	}
	s.warm.brought[hash] = mod
	out.gas = price
	return mod, out, err
}

// settleWarm makes warm what this block brought in or uploaded, whose compilation is paid for.
// What has been warm for longest goes: first in, first out, so that a call of warm code
// writes nothing.
func (s *scope) settleWarm() error {
	list := s.warm.codes
	for _, hash := range append(s.warm.cold, s.codes...) {
		if !slices.Contains(list, hash) {
			list = append(list, hash)
		}
	}
	if len(list) == len(s.warm.codes) {
		return nil
	}
	n, err := s.fitting(list)
	if err != nil {
		return err
	}
	s.warm.codes, s.warm.cold = list[len(list)-n:], nil
	s.hold()
	return s.w.SetWarmCodes(s.warm.codes)
}

// fitting counts the codes at the end of the list that may be warm together.
func (s *scope) fitting(list []abi.Hash) (n int, err error) {
	bytes := uint64(0)
	for _, hash := range slices.Backward(list) {
		info, _, err := s.w.CodeInfo(hash)
		if bytes += info.Size; err != nil || n == maxWarmCodes || bytes > maxWarmBytes {
			return n, err
		}
		n++
	}
	return n, nil
}

// hold has the engine keep the warm codes, and those of this block that will be, whatever queries
// and simulations bring in. In these it does nothing.
func (s *scope) hold() {
	if s.warm.held {
		s.m.hold(s.warm.codes, s.warm.builtin, s.warm.cold)
	}
}
