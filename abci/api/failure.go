package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/peerz-ai/peerz-chain/abci"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
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
	ErrDisplaced = errors.New("the transaction does not wait here any more: others that pay a higher gas price have taken its turn")
	// ErrNotReady says that the node is not running yet, or not any more.
	ErrNotReady = errors.New("the node is not ready")
)

// A failure is an answer other than 200: how a request failed.
type failure struct {
	status int
	v1.Failure
}

// Error implements error.
func (f *failure) Error() string { return f.Failure.Error.Message }

// GetStatus implements huma.StatusError.
func (f *failure) GetStatus() int { return f.status }

// advise says what to do.
func (f *failure) advise(what string) *failure {
	f.Failure.Error.Advice = what
	return f
}

func fail(status int, name, format string, args ...any) *failure {
	return &failure{status, v1.Failure{Error: v1.Error{Code: uint32(status), Name: name, Message: fmt.Sprintf(format, args...)}}}
}

func bad(format string, args ...any) *failure {
	return fail(http.StatusBadRequest, "bad_request", format, args...)
}

func missing(name, format string, args ...any) *failure {
	return fail(http.StatusNotFound, name, format, args...)
}

func notReady(format string, args ...any) *failure {
	return fail(http.StatusServiceUnavailable, "not_ready", format, args...).advise("try again in a moment")
}

// internal is all that an asker learns of the node's own trouble.
var internal = fail(http.StatusInternalServerError, "internal", "the node could not answer; its log says why")

// Huma asks package variables for the form of its own errors, and for whether a list may be null. This package is the only
// one that uses it.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError { return ofHuma(status, message, errs) }
}

// ofHuma is the answer to a request that huma refuses before any handler sees it.
func ofHuma(status int, message string, errs []error) *failure {
	var known *failure
	for _, err := range errs {
		if errors.As(err, &known) || errors.Is(err, turns.ErrBusy) {
			return classify(err)
		}
		message += "; " + detail(err)
	}
	switch status {
	case http.StatusRequestTimeout:
		return fail(status, "too_slow", "the body did not come in time")
	case http.StatusRequestEntityTooLarge:
		return fail(status, "too_large", "the body is too large")
	case http.StatusUnsupportedMediaType:
		return fail(status, "media_type", "%s", message)
	case http.StatusNotAcceptable:
		return fail(status, "not_acceptable", "%s", message)
	case http.StatusInternalServerError:
		if strings.HasPrefix(message, "cannot read request body") {
			return bad("the body ended early")
		}
		return internal
	}
	return bad("%s", strings.TrimPrefix(message, "validation failed; "))
}

// detail says where in the request something is wrong, and what.
func detail(err error) string {
	var d *huma.ErrorDetail
	if !errors.As(err, &d) {
		return err.Error()
	}
	text, own := strings.CutPrefix(d.Message, "invalid value: ") // ours, which quotes what it refuses
	if !own && d.Value != nil && d.Value != "" {
		text = fmt.Sprintf("%.80q: %s", fmt.Sprint(d.Value), text)
	}
	return d.Location + ": " + text
}

// refusal is a fault of contract code as an answer: the contract's own error
// name when it aborted with one that its interface knows.
func refusal(f *runtime.Fault, iface *abi.Interface) error {
	status := http.StatusUnprocessableEntity
	switch f.Code {
	case abi.CodeContractUnknown, abi.CodeCodeUnknown, abi.CodeEntryMissing:
		status = http.StatusNotFound
	}
	if f.Code == abi.CodeAborted {
		return &failure{status, v1.Failure{Error: explainAbort(iface, f.Abort, f.Log)}}
	}
	return &failure{status, v1.Failure{Error: explain(f.Code, f.Log)}}
}

// explain is the answer to a code of the chain.
func explain(code abi.Code, log string) v1.Error {
	return v1.Error{Code: uint32(code), Name: code.String(), Message: cmp.Or(log, strings.ReplaceAll(code.String(), "_", " ")), Advice: advices[code]}
}

// advices are what to do about the codes that a sender can do something about.
var advices = map[abi.Code]string{
	abi.CodeOutOfGas:          "allow it more gas; a simulation says how much it takes",
	abi.CodeGasLimit:          "allow it more gas, but no more than max_tx_gas of the parameters",
	abi.CodeFeeTooLow:         "pay gas_wanted times min_gas_price, which the status says",
	abi.CodeInsufficientFunds: "send less, or get tokens first",
	abi.CodeWrongChain:        "sign for the chain_id that the status says",
	abi.CodeExpired:           "sign it again with a later expiry",
	abi.CodeNonceTooLow:       "another transaction of this account came first; sign it again with the account's pending_nonce",
	abi.CodeNonceTooHigh:      "an earlier transaction of this account is missing; send that one first",
	abi.CodeEntryMissing:      "the contract's interface lists its methods",
	abi.CodeCodeNotCallable:   "wait for the height that the code's record calls callable_at",
	abi.CodeMalformed:         "a transaction is CBOR as the specification says",
}

// classify finds the answer to any error. What it does not know is the node's
// own trouble: it is logged, and the asker learns no more than that.
func classify(err error) *failure {
	var f *failure
	unavailable := func(name, advice string) *failure {
		return fail(http.StatusServiceUnavailable, name, "%s", err.Error()).advise(advice)
	}
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, turns.ErrBusy):
		return unavailable("busy", "try again in a moment")
	case errors.Is(err, ErrPoolFull):
		return unavailable("mempool_full", "try again after the next block")
	case errors.Is(err, ErrAccountFull):
		return unavailable("account_full", "try again after the next block")
	case errors.Is(err, ErrDisplaced):
		return fail(http.StatusGone, "tx_displaced", "%s", err.Error()).advise("send it again after a block, or with a higher fee")
	case errors.Is(err, state.ErrPruned):
		return pruned("the state of that height is not here any more")
	case errors.Is(err, state.ErrFuture):
		return missing("height_unknown", "the chain has not reached that height")
	case errors.Is(err, state.ErrHistorySize):
		return fail(http.StatusUnprocessableEntity, "height_too_far", "too much has changed since that height").advise("ask for a later one")
	case errors.Is(err, ErrNotReady), errors.Is(err, abci.ErrNoBlock), errors.Is(err, state.ErrClosed): // joining from a snapshot swaps the state
		return notReady("the node is starting or stopping")
	}
	return internal
}

func pruned(what string) *failure {
	return fail(http.StatusGone, "pruned", "%s", what).advise("the status says what is retained; ask a node that retains more")
}
