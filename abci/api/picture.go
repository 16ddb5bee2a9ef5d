package api

import (
	"encoding/hex"
	"errors"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Which names the state that a read is about.
type Which struct {
	Height uint64 `query:"height" minimum:"1" doc:"Answer from the state after this block instead of the last one."`
	Prove  bool   `query:"prove" doc:"Prove every key of the state that the answer is made of."`
}

// Part names a part of a list.
type Part struct {
	Cursor string `query:"cursor" maxLength:"256" doc:"next of the part before; absent: from the beginning."`
	Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"1000" doc:"Most entries of the part."`
}

// picture is a state to read from, which knows what was read of it when that is to be proven.
type picture struct {
	world.Reader
	view   *state.View
	header runtime.Header
	read   *recorder // nil: nothing is to be proven
}

// at opens the state that a request names. The caller closes it. It fails before the first block.
func (s *server) at(w Which) (*picture, error) {
	p := &picture{}
	var err error
	if w.Height == 0 {
		p.view, p.header = s.Chain.Latest()
	} else if p.view, p.header, err = s.Chain.At(w.Height); err != nil {
		return nil, err
	}
	if p.header.Height == 0 {
		p.view.Close()
		return nil, notReady("the chain has no block yet")
	}
	p.Reader = world.Read(p.view)
	if w.Prove {
		p.read = &recorder{view: p.view, seen: map[string]bool{}}
		p.Reader = world.Read(p.read)
	}
	return p, nil
}

func (p *picture) close() { p.view.Close() }

// at is the end of an answer that was read from the picture.
func (p *picture) at() (v1.At, error) {
	a := v1.At{Height: p.header.Height}
	if p.read == nil {
		return a, nil
	}
	a.Proof = &v1.Proof{AppHash: p.view.Root(), Keys: make([]v1.ProvenKey, 0, len(p.read.keys))}
	for _, key := range p.read.keys {
		proven, err := p.prove(key)
		if err != nil {
			return a, err
		}
		a.Proof.Keys = append(a.Proof.Keys, proven)
	}
	return a, nil
}

func (p *picture) prove(key []byte) (k v1.ProvenKey, err error) {
	value, ok, err := p.view.Get(key)
	if err != nil {
		return k, err
	}
	proof, err := p.view.Prove(key)
	if err != nil {
		return k, err
	}
	b, err := proof.Marshal()
	k = v1.ProvenKey{Key: hex.EncodeToString(key), Proof: hex.EncodeToString(b)}
	if ok {
		text := hex.EncodeToString(value)
		k.Value = &text
	}
	return k, err
}

// Most keys that one answer proves, and most pairs of one walk among them.
const (
	maxProofs = 1000
	maxWalked = 16
)

// errTooMuch refuses to prove more.
var errTooMuch = bad("the answer is made of more than %d keys of the state: ask for less of it to be proven", maxProofs)

// recorder is a source that takes down the keys that are read from it.
type recorder struct {
	view *state.View
	keys [][]byte
	seen map[string]bool
}

// Get implements world.Source.
func (r *recorder) Get(key []byte) (value []byte, ok bool, err error) {
	if err := r.add(key); err != nil {
		return nil, false, err
	}
	return r.view.Get(key)
}

// Iterate implements world.Source. Of a walk the first pairs are taken down: those that any answer looks at.
func (r *recorder) Iterate(start, end []byte, reverse bool) *state.Iterator {
	it := r.view.Iterate(start, end, reverse)
	defer it.Close()
	for n := 0; n < maxWalked && it.Next(); n++ {
		if r.add(it.Key()) != nil {
			break
		}
	}
	return r.view.Iterate(start, end, reverse)
}

func (r *recorder) add(key []byte) error {
	if r.seen[string(key)] {
		return nil
	}
	if len(r.keys) >= maxProofs {
		return errTooMuch
	}
	r.seen[string(key)] = true
	r.keys = append(r.keys, append([]byte(nil), key...))
	return nil
}

// hexKey reads a key of the state.
func hexKey(text string) ([]byte, error) {
	key, err := hex.DecodeString(text)
	if err == nil && (len(key) == 0 || len(key) > state.MaxKey) {
		err = errors.New("it has no byte, or too many")
	}
	if err != nil {
		return nil, bad("%.80q is no key of the state in hex: %v", text, err)
	}
	return key, nil
}
