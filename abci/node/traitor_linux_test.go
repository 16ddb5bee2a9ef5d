package node

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// A validator with a quarter of the power that proposes bad blocks, signs two proposals and two votes of
// a round, and comes to another state, harms nobody: honest nodes go on and agree, its double vote is
// proven in a block and takes its power, and it stops by itself when its state is another one.
func TestTraitor(t *testing.T) {
	if testing.Short() {
		t.Skip("four processes for half a minute")
	}
	const seed = 7
	f := newFleetOf(t, 4, rand.New(rand.NewPCG(seed, 1)), func(f *fleet) {
		words := []string{badBlocks, twoProposals, twoVotes, twoVotes, badHash}
		f.nodes[3].env = append(f.nodes[3].env, childTreason+"="+strings.Join(words, " "))
	})
	bad := f.nodes[3]
	f.nodes = f.nodes[:3]
	f.await(2, f.nodes...)
	b, stop := f.pay(seed)
	f.await(treasonBlocks, f.nodes...)
	if n := f.nodes[0].validators(t); n != 4 {
		t.Errorf("%d validators before the double vote", n)
	}
	f.await(4*treasonBlocks, f.nodes...)
	if n := f.nodes[0].validators(t); n != 3 {
		t.Errorf("%d validators after it", n)
	}
	f.await(4*treasonBlocks+5, f.nodes...)
	stop()
	b.audit(f, b.settle(f))
	f.awaitEnd(bad)
	if text, err := os.ReadFile(bad.log.Name()); err != nil || !bytes.Contains(text, []byte("this node's state is not that of the others")) {
		t.Errorf("the traitor said %s, %v", text[max(0, len(text)-1000):], err)
	}
}

// validators is how many have power at a node's height.
func (v *vessel) validators(t *testing.T) int {
	t.Helper()
	answer, err := v.http.Get(fmt.Sprintf("http://%s:%d/validators", hostAddress(v.host.index), portBase+1))
	must(t, err)
	defer answer.Body.Close()
	var list struct {
		Result struct{ Validators []json.RawMessage }
	}
	must(t, json.NewDecoder(answer.Body).Decode(&list))
	return len(list.Result.Validators)
}
