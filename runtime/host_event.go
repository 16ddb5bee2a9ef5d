package runtime

import (
	"unicode/utf8"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func emitEvent(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Event.For(a[1] + a[3])); err != nil {
		return 0, err
	}
	if a[1] > abi.MaxEventType || a[3] > abi.MaxEventData {
		return errno(abi.ErrTooLarge)
	}
	kind, ok := c.Read(a[0], a[1])
	data, ok2 := c.Read(a[2], a[3])
	if !ok || !ok2 {
		return errno(abi.ErrBadPointer)
	}
	if !eventType(kind) || abi.CheckEvent(data) != nil {
		return errno(abi.ErrInvalidArgument)
	}
	f.s.events = append(f.s.events, Event{string(kind), f.self, append([]byte(nil), data...)})
	return 0, nil
}

// eventType reports whether b is [a-z0-9_.]{1,64}.
func eventType(b []byte) bool {
	for _, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.') {
			return false
		}
	}
	return len(b) > 0 && len(b) <= abi.MaxEventType
}

// abortError carries a contract's own code out of the sandbox.
type abortError struct {
	code uint32
	msg  string // for people
}

func (e *abortError) Error() string { return e.msg }

// maxAbortText bounds what a contract can write to a node's log, in bytes.
const maxAbortText = 512

func abortCall(c *vm.Caller, _ *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Copy.Base); err != nil {
		return 0, err
	}
	e := &abortError{code: uint32(a[0])}
	if msg, ok := c.Read(a[1], min(a[2], maxAbortText)); ok && utf8.Valid(msg) {
		e.msg = string(msg)
	}
	return 0, e
}
