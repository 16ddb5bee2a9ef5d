package api

import (
	"encoding/json"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/runtime"
)

// Events writes the machine's events for people, as blocks keep them.
func Events(in []runtime.Event) []Event {
	out := make([]Event, len(in))
	for i, e := range in {
		out[i] = Event{Type: e.Type, Data: json.RawMessage(abci.EventJSON(e.Data))}
		if !e.Contract.IsZero() {
			out[i].Contract = e.Contract.String()
		}
	}
	return out
}
