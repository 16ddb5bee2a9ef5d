package runtime

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) event(_ *vm.Caller, a eventArgs) (int64, error) {
	if !eventType(a.Kind) || abi.CheckEvent(a.Data) != nil {
		return errno(abi.ErrInvalidArgument)
	}
	left := &f.s.eventsLeft
	size := len(a.Kind) + len(a.Data)
	if left.count == 0 || left.bytes < size {
		return 0, errEventLimit
	}
	left.count--
	left.bytes -= size
	f.s.events = append(f.s.events, Event{string(a.Kind), f.self, bytes.Clone(a.Data)})
	return 0, nil
}

// eventSpace is what the calls of one transaction or hook may still report. What a block can report
// is bounded by its gas.
type eventSpace struct{ count, bytes int }

var wholeEventSpace = eventSpace{abi.MaxEvents, abi.MaxEventBytes}

// errEventLimit ends a call with abi.CodeEventLimit.
var errEventLimit = errors.New("more events than one transaction or hook may report")

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

func (f *frame) abort(_ *vm.Caller, a abortArgs) error {
	return &abortError{code: a.Code, msg: a.Msg}
}

// logText is text for the log: at most maxAbortText bytes, and none if they are outside of memory
// or not UTF-8. Nothing of it reaches consensus (I5).
func (m *memory) logText(ptr, n uint64) string {
	b, _ := m.c.Read(ptr, min(n, maxAbortText))
	if !utf8.Valid(b) {
		return ""
	}
	return string(b)
}
