// Package governed is what governance asks of a contract that votes can change: which parameters it has,
// what a change of them comes to, and the change itself. A contract that declares these methods in its own
// interface is under the vote like the built-in ones. Parameters are changed by name, so that one vote
// never sets back what another has changed meanwhile.
//
//peerz:contract governed 1.0.0
package governed

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contract declares the methods.
type Contract interface {
	// SetParams changes parameters, all or none; the others keep their values. Only governance may call it.
	//
	//peerz:execute set_params
	SetParams(ParamsArgs)

	// CheckParams says what SetParams would change now, or aborts as it would. It aborts with
	// ErrUnchanged for a value that is in force.
	//
	//peerz:query check_params
	CheckParams(ParamsArgs) ParamsResult

	// CheckCall aborts as another method, which only governance may call, would abort now.
	//
	//peerz:query check_call
	CheckCall(CallArgs)
}

// Param is a parameter's name, with what it shall be: a number in decimal, or bytes as 0x and hexadecimal digits.
type Param struct {
	Name  string
	Value string
}

// ParamsArgs are changes, each name once.
type ParamsArgs struct {
	Params []Param // 1 to 32
}

// ParamChange is a parameter with its value in force and the one that it shall have.
type ParamChange struct {
	Name string
	Old  string `cbor:"old,omitempty"` // absent in what is proposed, and when it is empty
	New  string
}

// ParamsResult lists the changes, in the order of the arguments.
type ParamsResult struct {
	Changes []ParamChange
}

// CallArgs are a call that somebody wants to propose.
type CallArgs struct {
	Input []byte // CBOR of the call: [method, arguments]
}

// Abort codes of whatever is governed. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrParamName  = 401 // there is no parameter of this name
	ErrParamValue = 402 // the text is no value of the parameter
	ErrParamTwice = 403 // a parameter is named twice
	ErrParamCount = 404 // 1 to 32 parameters change at once
	ErrUnchanged  = 405 // that is the value in force already
)

// MaxParams is how many parameters one call changes.
const MaxParams = 32

// Change gives params the values that a call wants, and returns what differs. It aborts for what is no
// parameter, no value of it, or in force already. Whether the values fit each other is for the contract to say.
func Change(params sdk.Params, a ParamsArgs) ParamsResult {
	changes, code := Try(params, a)
	if code != 0 {
		sdk.Abort(code, "set_params")
	}
	return changes
}

// Try is Change for those who must not abort: it returns the abort code, and 0 when all is well.
//
//go:noinline
func Try(params sdk.Params, a ParamsArgs) (result ParamsResult, code uint32) {
	if len(a.Params) == 0 || len(a.Params) > MaxParams {
		return result, ErrParamCount
	}
	for i, p := range a.Params {
		for _, other := range a.Params[:i] {
			if other.Name == p.Name {
				return result, ErrParamTwice
			}
		}
		old, ok := params.Param(p.Name)
		switch {
		case !ok:
			return result, ErrParamName
		case old == p.Value:
			return result, ErrUnchanged
		case !params.SetParam(p.Name, p.Value):
			return result, ErrParamValue
		}
		result.Changes = append(result.Changes, ParamChange{Name: p.Name, Old: old, New: p.Value})
	}
	return result, 0
}
