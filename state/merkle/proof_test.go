package merkle

import (
	"errors"
	"fmt"
	"testing"

	ics23 "github.com/cosmos/ics23/go"
)

func grown(t *testing.T, n int) (memory, map[string]string, Hash) {
	tree, model := memory{}, map[string]string{}
	var changes []Change
	for i := range n {
		k, v := fmt.Sprint("key", i), fmt.Sprint("value", i)
		model[k] = v
		changes = append(changes, Set(k, []byte(v)))
	}
	return tree, model, tree.apply(t, changes)
}

func (m memory) prove(prover *Prover, model map[string]string, key string) (*ics23.CommitmentProof, error) {
	top, err := m.Page(nil)
	if err != nil {
		return nil, err
	}
	var root Hash
	if top != nil {
		slots := top.slots()
		root = fold(&slots).hash
	}
	return prover.Prove(m, root, []byte(key), func(k []byte) ([]byte, error) { return []byte(model[string(k)]), nil })
}

// Every size from one pair up exercises lone leaves, empty siblings and the
// edges of the tree; ics23 is the judge.
func TestProofsVerify(t *testing.T) {
	var prover Prover // one for all trees, as a store has one for all versions
	for _, n := range []int{1, 2, 3, 4, 5, 8, 17, 33, 300} {
		tree, model, root := grown(t, n)
		for k, v := range model {
			p, err := tree.prove(&prover, model, k)
			if err != nil {
				t.Fatal(err)
			}
			if !ics23.VerifyMembership(Spec(), root[:], p, []byte(k), []byte(v)) {
				t.Fatalf("%d pairs: existence of %q does not verify", n, k)
			}
			if ics23.VerifyMembership(Spec(), root[:], p, []byte(k), []byte("forged")) {
				t.Fatalf("%d pairs: %q proves a forged value", n, k)
			}
		}
		for i := range 200 {
			k := fmt.Sprint("absent", i)
			p, err := tree.prove(&prover, model, k)
			if err != nil {
				t.Fatal(err)
			}
			if !ics23.VerifyNonMembership(Spec(), root[:], p, []byte(k)) {
				t.Fatalf("%d pairs: absence of %q does not verify", n, k)
			}
		}
	}
}

// An absence proof for one key must not serve for a key that is there.
func TestAbsenceOfAPresentKeyIsRefused(t *testing.T) {
	tree, model, root := grown(t, 50)
	for i := range 50 {
		p, err := tree.prove(new(Prover), model, fmt.Sprint("absent", i))
		if err != nil {
			t.Fatal(err)
		}
		for k := range model {
			p.GetNonexist().Key = []byte(k)
			if ics23.VerifyNonMembership(Spec(), root[:], p, []byte(k)) {
				t.Fatalf("proof for absent%d denies %q", i, k)
			}
		}
	}
}

func TestEmptyTreeHasNoProofs(t *testing.T) {
	if _, err := (memory{}).prove(new(Prover), nil, "k"); !errors.Is(err, ErrEmpty) {
		t.Fatal(err)
	}
}

func TestMissingPageIsReported(t *testing.T) {
	tree, model, _ := grown(t, 300)
	for path := range tree {
		if path != "" {
			delete(tree, path)
		}
	}
	if _, err := tree.prove(new(Prover), model, "key1"); !errors.Is(err, ErrMissing) {
		t.Fatal(err)
	}
	if _, _, err := Update(tree, []Change{Set("key1", []byte("v"))}); !errors.Is(err, ErrMissing) {
		t.Fatal(err)
	}
}

// A page that is not the one its parent names is reported, and not remembered.
func TestWrongPageIsReported(t *testing.T) {
	var prover Prover
	tree, model, root := grown(t, 300)
	key := Set("key1", nil)
	path := string([]byte{key.nibble(0)})
	good := tree[path]
	tree[path] = tree[string([]byte{key.nibble(0) ^ 1})]
	if _, err := tree.prove(&prover, model, "key1"); !errors.Is(err, ErrTree) {
		t.Fatal(err)
	}
	tree[path] = good
	p, err := tree.prove(&prover, model, "key1")
	if err != nil || !ics23.VerifyMembership(Spec(), root[:], p, []byte("key1"), []byte(model["key1"])) {
		t.Fatalf("with the right page: %v", err)
	}
}
