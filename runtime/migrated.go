package runtime

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// maxKinds is how many kinds of records a dry run tells apart; the last one and what comes after it are one then.
const maxKinds = 32

// migrated is what carrying out a group does to the records of one kind: keys of one contract that begin with the same byte.
type migrated struct {
	contract                abi.Address
	kind                    string // the byte in hex; "others" where they are too many to be told apart
	added, changed, removed uint64 // keys
	before, after           uint64 // bytes of their values
}

// tellMigrated notes what the writes since a checkpoint have done to contracts' storage, so that voters see what an upgrade
// makes of it: the schema is the contract's own, and only its keys say what was touched.
func (s *scope) tellMigrated(group uint64, c state.Checkpoint) error {
	changes, err := s.ov.Since(c)
	if err != nil {
		return err
	}
	var list []migrated
	for _, change := range changes { // in key order, so that those of a kind follow each other
		contract, k, ok := world.OfStorage(change.Key)
		if !ok {
			continue
		}
		m := migrated{contract: contract, kind: fmt.Sprintf("%x", k[:1])}
		last := len(list) - 1
		switch {
		case last >= 0 && list[last].contract == m.contract && list[last].kind == m.kind:
		case last+1 < maxKinds:
			list = append(list, m)
			last++
		default:
			list[last].contract, list[last].kind = abi.Address{}, "others"
		}
		list[last].add(change)
	}
	for _, m := range list {
		s.note("storage_migrated", number("group", group), contractField(m.contract), textField("kind", m.kind), number("added", m.added),
			number("changed", m.changed), number("removed", m.removed), number("before", m.before), number("after", m.after))
	}
	return nil
}

func (m *migrated) add(c state.Change) {
	switch {
	case c.Before == nil:
		m.added++
	case c.After == nil:
		m.removed++
	default:
		m.changed++
	}
	m.before += uint64(len(c.Before))
	m.after += uint64(len(c.After))
}
