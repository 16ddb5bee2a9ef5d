package merkle

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"

	ics23 "github.com/cosmos/ics23/go"
)

// ErrEmpty says that the tree has no pair: ICS23 proves nothing about an empty
// tree.
var ErrEmpty = errors.New("merkle: an empty tree has no proofs")

// Spec tells ics23 how leaves and branches are hashed. Keys are compared by
// their hashes, since that is the order of the tree.
func Spec() *ics23.ProofSpec {
	return &ics23.ProofSpec{
		LeafSpec: leafOp(),
		InnerSpec: &ics23.InnerSpec{
			ChildOrder:      []int32{0, 1},
			ChildSize:       sha256.Size,
			MinPrefixLength: 1,
			MaxPrefixLength: 1,
			EmptyChild:      make([]byte, sha256.Size),
			Hash:            ics23.HashOp_SHA256,
		},
		MaxDepth:                   8 * sha256.Size,
		PrehashKeyBeforeComparison: true,
	}
}

func leafOp() *ics23.LeafOp {
	return &ics23.LeafOp{
		Hash:         ics23.HashOp_SHA256,
		PrehashKey:   ics23.HashOp_SHA256,
		PrehashValue: ics23.HashOp_SHA256,
		Length:       ics23.LengthOp_NO_PREFIX,
		Prefix:       []byte{leafTag},
	}
}

// Prove makes an existence proof of key, or an absence proof made of its
// neighbours in hash order. The tree holds no values: value looks them up.
func Prove(src Source, key []byte, value func(key []byte) ([]byte, error)) (*ics23.CommitmentProof, error) {
	w := walker{src: src, value: value}
	found, err := w.existence(key)
	if err != nil {
		return nil, err
	}
	if found != nil {
		return &ics23.CommitmentProof{Proof: &ics23.CommitmentProof_Exist{Exist: found}}, nil
	}
	absence := &ics23.NonExistenceProof{Key: key}
	if absence.Left, err = w.beside(key, left); err != nil {
		return nil, err
	}
	if absence.Right, err = w.beside(key, right); err != nil {
		return nil, err
	}
	if absence.Left == nil && absence.Right == nil {
		return nil, ErrEmpty
	}
	return &ics23.CommitmentProof{Proof: &ics23.CommitmentProof_Nonexist{Nonexist: absence}}, nil
}

// walker makes one proof. An absence proof goes down nearly the same path five
// times, so it keeps the pages of the last one.
type walker struct {
	src   Source
	value func(key []byte) ([]byte, error)
	path  [2 * sha256.Size]byte // nibbles below the root
	pages []*Page               // pages[d] lies at path[:d]
}

// existence proves key present; nil when it is not.
func (w *walker) existence(key []byte) (*ics23.ExistenceProof, error) {
	at := Change{keyHash: sha256.Sum256(key)}
	path := make([]byte, 0, 2*sha256.Size)
	for {
		p, err := w.load(path)
		if err != nil || p == nil {
			return nil, err
		}
		i := at.nibble(len(path))
		switch e := p.at(i); e.kind() {
		case none:
			return nil, nil
		case leaf:
			if e.key != string(key) {
				return nil, nil
			}
			return w.assemble(key, &at, w.pages[:len(path)+1])
		}
		path = append(path, i)
	}
}

// assemble lists the siblings from the leaf in the last page up to the root.
func (w *walker) assemble(key []byte, at *Change, pages []*Page) (*ics23.ExistenceProof, error) {
	value, err := w.value(key)
	if err != nil {
		return nil, err
	}
	steps := make([]step, 0, 4*len(pages))
	for depth := len(pages) - 1; depth >= 0; depth-- {
		steps = pages[depth].climb(steps, int(at.nibble(depth)))
	}
	return &ics23.ExistenceProof{Key: key, Value: value, Leaf: leafOp(), Path: innerOps(steps)}, nil
}

// step goes from a node to its parent.
type step struct {
	sibling Hash
	right   bool // the node is the right child
}

// climb appends the steps from place i of a page to the page's own hash.
func (p *Page) climb(steps []step, i int) []step {
	slots := p.slots()
	r := rowOf(&slots)
	for width := 1; width < fan; width *= 2 {
		self, sibling := i&^(width-1), i&^(width-1)^width
		if r.kind(self, width) == branch || r.kind(sibling, width) != none { // else nothing is wrapped
			steps = append(steps, step{r.sum(sibling, width), self > sibling})
		}
	}
	return steps
}

// innerOps turns steps into what ICS23 calls them: the bytes around the child.
func innerOps(steps []step) []*ics23.InnerOp {
	const size = 1 + sha256.Size
	ops, list := make([]ics23.InnerOp, len(steps)), make([]*ics23.InnerOp, len(steps))
	around := make([]byte, 0, size*len(steps))
	for n := range steps {
		around = append(append(around, branchTag), steps[n].sibling[:]...)
		this := around[size*n:]
		ops[n].Hash = ics23.HashOp_SHA256
		if steps[n].right {
			ops[n].Prefix = this[:size:size]
		} else {
			ops[n].Prefix, ops[n].Suffix = this[:1:1], this[1:size:size]
		}
		list[n] = &ops[n]
	}
	return list
}

// load fetches a page, after the one above it; only the root page may be
// absent.
func (w *walker) load(path []byte) (*Page, error) {
	depth := len(path)
	if depth < len(w.pages) && bytes.Equal(w.path[:depth], path) {
		return w.pages[depth], nil
	}
	p, err := w.src.Page(path)
	switch {
	case err == nil && p == nil && depth > 0:
		return nil, fmt.Errorf("%w: path %x", ErrMissing, path)
	case err != nil || p == nil:
		return nil, err
	}
	copy(w.path[:], path)
	w.pages = append(w.pages[:depth], p)
	return p, nil
}
