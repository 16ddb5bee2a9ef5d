package module

import (
	"encoding/json"
	"fmt"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/vm"
)

// contract runs an entry of a contract on a chain in memory.
func (o running) contract(file string, code []byte, watch vm.Observer) (runAnswer, error) {
	if o.args != "" {
		return runAnswer{}, cli.Usagef("--args is for --profile bare; a contract takes --input JSON")
	}
	if err := Check(file, code); err != nil {
		return runAnswer{}, err
	}
	run := sandbox.Run{Code: code, Entry: o.entry, Init: []byte(o.init), Input: []byte(o.input),
		Interpreter: o.engine == "interpreter", Observer: watch}
	if o.limited {
		run.Gas = &o.gas
	}
	r, err := sandbox.Once(run)
	if err != nil {
		return runAnswer{}, err
	}
	answer := runAnswer{GasUsed: r.GasUsed, Result: r.Output, Changes: r.Changes}
	for _, e := range r.Events {
		answer.Events = append(answer.Events, runEvent{e.Type, json.RawMessage(abci.EventJSON(e.Data))})
	}
	if r.Code != abi.CodeOK {
		answer.Result, answer.Error = nil, &runError{Code: r.Code.String(), Message: r.Log}
		if r.Code == abi.CodeAborted {
			answer.Error.Abort = r.Name
		}
	}
	return answer, nil
}

// runEvent is an event of a run.
type runEvent struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// plain writes a value on one line.
func plain(v any) string {
	switch value := v.(type) {
	case string:
		return value
	case json.RawMessage:
		return string(value)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}
