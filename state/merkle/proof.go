package merkle

import (
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
	w := walker{src: src, value: value, loaded: map[string]*Page{}}
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

// walker makes one proof. An absence proof goes down nearly the same path four
// times, so it keeps the pages that it loaded.
type walker struct {
	src    Source
	value  func(key []byte) ([]byte, error)
	loaded map[string]*Page
}

// existence proves key present; nil when it is not.
func (w *walker) existence(key []byte) (*ics23.ExistenceProof, error) {
	at := Change{keyHash: sha256.Sum256(key)}
	var pages []*Page
	path := make([]byte, 0, 2*sha256.Size)
	for {
		p, err := w.load(path)
		if err != nil || p == nil {
			return nil, err
		}
		pages = append(pages, p)
		i := at.nibble(len(path))
		switch e := p.at(i); e.kind() {
		case none:
			return nil, nil
		case leaf:
			if e.key != string(key) {
				return nil, nil
			}
			return w.assemble(key, &at, pages)
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
	proof := &ics23.ExistenceProof{Key: key, Value: value, Leaf: leafOp()}
	for depth := len(pages) - 1; depth >= 0; depth-- {
		proof.Path = pages[depth].climb(proof.Path, at.nibble(depth))
	}
	return proof, nil
}

// climb appends the steps from place i of a page to the page's own hash.
func (p *Page) climb(steps []*ics23.InnerOp, i byte) []*ics23.InnerOp {
	slots := p.slots()
	level := leaves(&slots)
	for width := byte(fan); width > 1; width /= 2 {
		self, sibling := level[i], level[i^1]
		if self.kind == branch || sibling.kind != none { // else join wraps nothing
			steps = append(steps, step(i&1 == 1, sibling.hash))
		}
		for j := range width / 2 {
			level[j] = join(&level[2*j], &level[2*j+1])
		}
		i /= 2
	}
	return steps
}

func step(selfIsRight bool, sibling Hash) *ics23.InnerOp {
	op := &ics23.InnerOp{Hash: ics23.HashOp_SHA256, Prefix: []byte{branchTag}}
	if selfIsRight {
		op.Prefix = append(op.Prefix, sibling[:]...)
	} else {
		op.Suffix = sibling[:]
	}
	return op
}

// load fetches a page; only the root page may be absent.
func (w *walker) load(path []byte) (*Page, error) {
	if p := w.loaded[string(path)]; p != nil {
		return p, nil
	}
	p, err := w.src.Page(path)
	if err == nil && p == nil && len(path) > 0 {
		return nil, fmt.Errorf("%w: path %x", ErrMissing, path)
	}
	if p != nil {
		w.loaded[string(path)] = p
	}
	return p, err
}
