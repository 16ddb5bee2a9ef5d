package api

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// Errors of a Pool that are no verdict on the transaction.
var (
	// ErrPoolFull says that the mempool has no space at the moment.
	ErrPoolFull = errors.New("the mempool is full")
	// ErrAccountFull says that too many transactions of one account wait already.
	ErrAccountFull = errors.New("too many transactions of this account wait already")
	// ErrDisplaced says that a transaction waited until others that pay more took its turn.
	ErrDisplaced = errors.New("the transaction does not wait here any more: others that pay a higher gas price have taken its turn; " +
		"send it again after a block, or with a higher fee")
	// ErrNotReady says that the node is not running yet, or not any more.
	ErrNotReady = errors.New("the node is not ready")
)

// A failure is an error with its status in HTTP. Code is stable, for programs.
type failure struct {
	status  int
	code    string
	message string
}

func (f *failure) Error() string { return f.message }

func bad(format string, args ...any) error {
	return &failure{http.StatusBadRequest, "bad_request", fmt.Sprintf(format, args...)}
}

func missing(code, format string, args ...any) error {
	return &failure{http.StatusNotFound, code, fmt.Sprintf(format, args...)}
}

func notReady(format string, args ...any) error {
	return &failure{http.StatusServiceUnavailable, "not_ready", fmt.Sprintf(format, args...)}
}

// refusal is a fault of contract code as an answer: the contract's own error
// name when it aborted with one that its interface knows.
func refusal(f *runtime.Fault, iface *abi.Interface) error {
	code, message := f.Code.String(), f.Log
	if f.Code == abi.CodeAborted {
		abort := explainAbort(iface, f.Abort, f.Log)
		code, message = abort.Name, abort.Message
	}
	if message == "" {
		message = code
	}
	status := http.StatusUnprocessableEntity
	switch f.Code {
	case abi.CodeContractUnknown, abi.CodeCodeUnknown, abi.CodeEntryMissing:
		status = http.StatusNotFound
	}
	return &failure{status, code, message}
}

// classify finds the answer to any error. What it does not know is the node's
// own trouble: it is logged, and the asker learns no more than that.
func classify(err error) *failure {
	var f *failure
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, turns.ErrBusy):
		return &failure{http.StatusServiceUnavailable, "busy", err.Error()}
	case errors.Is(err, ErrPoolFull):
		return &failure{http.StatusServiceUnavailable, "mempool_full", err.Error() + "; try again after the next block"}
	case errors.Is(err, ErrAccountFull):
		return &failure{http.StatusServiceUnavailable, "account_full", err.Error() + "; try again after the next block"}
	case errors.Is(err, ErrDisplaced):
		return &failure{http.StatusGone, "tx_displaced", err.Error()}
	case errors.Is(err, ErrNotReady), errors.Is(err, abci.ErrNoBlock), errors.Is(err, state.ErrClosed): // joining from a snapshot swaps the state
		return &failure{http.StatusServiceUnavailable, "not_ready", "the node is starting or stopping; try again in a moment"}
	}
	return &failure{http.StatusInternalServerError, "internal", "the node could not answer; its log says why"}
}
