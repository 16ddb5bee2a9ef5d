package api

import (
	"encoding/json"
	"net/http"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type contractAnswer struct {
	Name         string           `json:"name"`
	Label        string           `json:"label"`
	Address      abi.Address      `json:"address"`
	CodeHash     abi.Hash         `json:"code_hash"`
	LastGood     *abi.Hash        `json:"last_good,omitempty"`     // while on probation
	ProbationEnd uint64           `json:"probation_end,omitempty"` // epoch
	Failed       *abi.Hash        `json:"failed,omitempty"`        // rolled back last
	FailedReason uint32           `json:"failed_reason,omitempty"`
	FailedEpoch  uint64           `json:"failed_epoch,omitempty"`
	Capabilities []abi.Capability `json:"capabilities"`
	Creator      abi.Address      `json:"creator"`
	Revision     uint32           `json:"revision"`
	Interface    json.RawMessage  `json:"interface,omitempty"`
}

func describe(c world.Named) contractAnswer {
	a := contractAnswer{
		Name: c.Name, Label: c.Label, Address: c.Address, CodeHash: c.CodeHash, ProbationEnd: c.ProbationEnd,
		Capabilities: append([]abi.Capability{}, c.Capabilities...), Creator: c.Creator, Revision: c.Revision,
	}
	if c.OnProbation() {
		a.LastGood = &c.LastGood
	}
	if !c.Failed.IsZero() {
		a.Failed, a.FailedReason, a.FailedEpoch = &c.Failed, c.FailedReason, c.FailedEpoch
	}
	return a
}

func (s *server) contracts(*http.Request) (any, error) {
	view, _, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	list, err := world.Read(view).Contracts()
	if err != nil {
		return nil, err
	}
	out := make([]contractAnswer, len(list))
	for i, c := range list {
		out[i] = describe(c)
	}
	return map[string]any{"contracts": out}, nil
}

func (s *server) contract(r *http.Request) (any, error) {
	view, _, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	w := world.Read(view)
	c, err := find(w, r.PathValue("contract"))
	if err != nil {
		return nil, err
	}
	answer := describe(c)
	e, err := s.ifaces.of(w, c.CodeHash)
	if err != nil {
		return nil, err
	}
	answer.Interface = e.section
	return answer, nil
}

// find looks a contract up by address, or by its built-in name.
func find(w world.Reader, who string) (world.Named, error) {
	address, err := abi.ParseAddress(who)
	if err != nil {
		named, ok, err := w.ByName(who)
		if err != nil {
			return world.Named{}, err
		}
		if !ok {
			return world.Named{}, missing("contract_unknown", "there is no contract %.100q", who)
		}
		address = named
	}
	c, ok, err := w.Contract(address)
	if err != nil {
		return world.Named{}, err
	}
	if !ok {
		return world.Named{}, missing("contract_unknown", "there is no contract at %s", address)
	}
	return world.Named{Address: address, Contract: c}, nil
}
