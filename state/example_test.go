package state_test

import (
	"fmt"
	"log"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state"
)

// A block is an overlay: its transactions write, those that fail are undone,
// and Commit makes the rest the next height.
func Example() {
	store, err := state.Open("data", state.Config{FS: vfs.NewMem()})
	check(err)
	defer store.Close()

	block := store.Overlay()
	check(block.Set([]byte("alice"), []byte("10")))
	before := block.Checkpoint()
	check(block.Set([]byte("alice"), []byte("0"))) // a transaction that fails
	block.Revert(before)
	head, err := store.Commit(block, 1)
	check(err)

	view := store.View()
	defer view.Close()
	proof, err := view.Prove([]byte("alice"))
	check(err)
	absence, err := view.Prove([]byte("bob"))
	check(err)

	// Whoever trusts the root needs nothing else.
	fmt.Println("height", head.Height)
	fmt.Println("alice has 10:", state.Verify(head.Root, proof, []byte("alice"), []byte("10")))
	fmt.Println("alice has 0:", state.Verify(head.Root, proof, []byte("alice"), []byte("0")))
	fmt.Println("bob is absent:", state.Verify(head.Root, absence, []byte("bob"), nil))
	// Output:
	// height 1
	// alice has 10: <nil>
	// alice has 0: state: proof does not hold: key 616c696365
	// bob is absent: <nil>
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
