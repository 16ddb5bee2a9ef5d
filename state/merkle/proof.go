package merkle

import (
	"bytes"
	"crypto/sha256"
	"errors"

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

// Prover makes proofs. It remembers the pages near the root, of whatever height
// it saw last. The zero value is ready; it is safe for concurrent use.
type Prover struct{ crown crown }

// Prove makes an existence proof of key under root, or an absence proof made of
// its neighbours in hash order. The tree in src holds no values: value looks them
// up. It fails with ErrEmpty when there is no pair at all.
func (p *Prover) Prove(src Source, root Hash, key []byte, value func(key []byte) ([]byte, error)) (*ics23.CommitmentProof, error) {
	w := walker{crown: &p.crown, src: src, root: root, value: value}
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
	crown *crown
	src   Source
	root  Hash
	value func(key []byte) ([]byte, error)
	path  [2 * sha256.Size]byte // nibbles below the root
	pages []*opened             // pages[d] lies at path[:d]
}

// existence proves key present; nil when it is not.
func (w *walker) existence(key []byte) (*ics23.ExistenceProof, error) {
	at := Change{keyHash: sha256.Sum256(key)}
	path, hash := make([]byte, 0, 2*sha256.Size), w.root
	for {
		p, err := w.load(path, &hash)
		if err != nil || p == nil {
			return nil, err
		}
		i := at.nibble(len(path))
		e := p.at(i)
		switch e.kind() {
		case none:
			return nil, nil
		case leaf:
			if e.key != string(key) {
				return nil, nil
			}
			return w.assemble(key, &at, w.pages[:len(path)+1])
		}
		path, hash = append(path, i), e.hash
	}
}

// assemble lists the siblings from the leaf in the last page up to the root.
func (w *walker) assemble(key []byte, at *Change, pages []*opened) (*ics23.ExistenceProof, error) {
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

// load fetches the page with that hash, after the one above it; nil only for a
// root page that is absent.
func (w *walker) load(path []byte, hash *Hash) (*Page, error) {
	depth := len(path)
	if depth < len(w.pages) && bytes.Equal(w.path[:depth], path) {
		return w.pages[depth].page, nil
	}
	o, err := w.crown.load(w.src, path, hash)
	if err != nil || o == nil {
		return nil, err
	}
	copy(w.path[:], path)
	w.pages = append(w.pages[:depth], o)
	return o.page, nil
}
