package api

import (
	"context"
	"strconv"
	"strings"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Past finds what blocks did by who took part in it.
type Past interface {
	// Covered are the first and the last block that can be found in it; 0 and 0: none.
	Covered() (oldest, newest uint64)
	// Missing are the stretches between them that cannot be found, the oldest first.
	Missing() []v1.Span
	// Txs are the transactions that an account sent, or that it or its contract was sent, at a position and before, the newest
	// first.
	Txs(account abi.Address, from Position, limit int) ([]v1.PastTx, Position, error)
	// Events are those that a filter lets through, at a position and before, the newest first.
	Events(f Filter, from Position, limit int) ([]v1.PastEvent, Position, error)
}

// Position is where an item is in a chain. Zero as the beginning of a list is the newest item, as its end nothing.
type Position struct {
	Height uint64
	Index  uint32 // of the item in its block
}

// String is the form that users see.
func (p Position) String() string { return itemID(p.Height, int(p.Index)) }

// ParsePosition reads a height, a point and a number.
func ParsePosition(text string) (p Position, err error) {
	height, index, _ := strings.Cut(text, ".")
	if p.Height, err = strconv.ParseUint(height, 10, 63); err != nil {
		return p, bad("%.60q is no position: it is a height, a point and a number", text)
	}
	n, err := strconv.ParseUint(index, 10, 32)
	if err != nil {
		return p, bad("%.60q is no position: it is a height, a point and a number", text)
	}
	p.Index = uint32(n)
	return p, nil
}

// Filter says which events are meant.
type Filter struct {
	Contract  abi.Address // zero: the host
	Type      string      // empty: any
	Attribute string      // empty: any
	Value     string      // of the attribute, as text
}

// Names of built-in contracts and the types of their events that have lists of their own.
const (
	rewards, payout, epochClosed   = "rewards", "rewards.paid", "rewards.closed"
	governance, proposal, proposed = "governance", "proposal", "governance.proposed"
)

func (s *server) registerPast() {
	add(s, operation{method: get, path: "accounts/{address}/txs", says: "The transactions that an account sent or was sent, the newest first", turns: s.inTurn}, s.accountTxs)
	add(s, operation{method: get, path: "accounts/{address}/payouts", says: "What an account was paid for contributions, the newest first", turns: s.inTurn}, s.accountPayouts)
	add(s, operation{method: get, path: "participants/{id}/payouts", says: "What was paid for the contributions of a participant, the newest first", turns: s.inTurn}, s.participantPayouts)
	add(s, operation{method: get, path: "contracts/{contract}/events", says: "The events of a contract, the newest first", turns: s.inTurn}, s.contractEvents)
	add(s, operation{method: get, path: "epochs", says: "The epochs that were closed, the newest first", turns: s.inTurn}, s.epochs)
	add(s, operation{method: get, path: "proposals", says: "What was proposed, the newest first", turns: s.inTurn}, s.proposals)
	add(s, operation{method: get, path: "proposals/{number}", says: "What happened to a proposal, the newest first", turns: s.inTurn}, s.proposalEvents)
}

// from is where a list of history begins. It fails while there is no index.
func (s *server) from(p Part) (Position, error) {
	if s.Past == nil {
		return Position{}, missing("index_off", "this node has no index of history").advise("set index_mb above 0, or ask another node")
	}
	if p.Cursor == "" {
		return Position{}, nil
	}
	return ParsePosition(p.Cursor)
}

// more is the end of a part.
func more(next Position) v1.Page {
	if next == (Position{}) {
		return v1.Page{}
	}
	return v1.Page{Next: next.String()}
}

type accountListInput struct {
	Address abi.Address `path:"address"`
	Part
}

func (s *server) accountTxs(_ context.Context, in *accountListInput) (a v1.PastTxs, err error) {
	from, err := s.from(in.Part)
	if err != nil {
		return a, err
	}
	list, next, err := s.Past.Txs(in.Address, from, in.Limit)
	return v1.PastTxs{Txs: list, Page: more(next)}, err
}

func (s *server) accountPayouts(_ context.Context, in *accountListInput) (v1.PastEvents, error) {
	return s.events(rewards, Filter{Type: payout, Attribute: "account", Value: in.Address.String()}, in.Part)
}

type participantInput struct {
	ID string `path:"id"`
	Part
}

func (s *server) participantPayouts(_ context.Context, in *participantInput) (v1.PastEvents, error) {
	return s.events(rewards, Filter{Type: payout, Attribute: "id", Value: in.ID}, in.Part)
}

type contractEventsInput struct {
	Contract  string `path:"contract" doc:"An address, or the name of a contract that genesis made; host for the events of the chain itself."`
	Type      string `query:"type" doc:"Only events of this type."`
	Attribute string `query:"attribute" doc:"Only events with this attribute, which has value. Texts of up to 64 bytes and numbers can be looked for."`
	Value     string `query:"value" doc:"What the attribute says."`
	Part
}

func (s *server) contractEvents(_ context.Context, in *contractEventsInput) (a v1.PastEvents, err error) {
	if (in.Attribute == "") != (in.Value == "") {
		return a, bad("attribute and value belong together")
	}
	return s.events(in.Contract, Filter{Type: in.Type, Attribute: in.Attribute, Value: in.Value}, in.Part)
}

func (s *server) epochs(_ context.Context, in *struct{ Part }) (v1.PastEvents, error) {
	return s.events(rewards, Filter{Type: epochClosed}, in.Part)
}

func (s *server) proposals(_ context.Context, in *struct{ Part }) (v1.PastEvents, error) {
	return s.events(governance, Filter{Type: proposed}, in.Part)
}

type proposalInput struct {
	Number uint64 `path:"number"`
	Part
}

func (s *server) proposalEvents(_ context.Context, in *proposalInput) (v1.PastEvents, error) {
	return s.events(governance, Filter{Attribute: proposal, Value: strconv.FormatUint(in.Number, 10)}, in.Part)
}

// host stands for a contract where the chain itself is meant.
const host = "host"

// events are those of a contract that a filter lets through.
func (s *server) events(contract string, f Filter, part Part) (a v1.PastEvents, err error) {
	from, err := s.from(part)
	if err != nil {
		return a, err
	}
	if contract != host {
		p, err := s.at(Which{})
		if err != nil {
			return a, err
		}
		c, err := find(p.Reader, contract)
		p.close()
		if err != nil {
			return a, err
		}
		f.Contract = c.Address
	}
	list, next, err := s.Past.Events(f, from, part.Limit)
	return v1.PastEvents{Events: list, Page: more(next)}, err
}
