package index

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

var (
	rewards = abi.Address{1}
	shop    = abi.Address{2}
	alice   = tx.NewKey([32]byte{1})
	bob     = tx.NewKey([32]byte{2})
)

// block is one of a chain in which alice pays bob, and rewards pays both; a shop says what rewards says.
func block(height uint64) api.Block {
	raw := alice.Sign(tx.Body{ChainID: "test", Nonce: height, Msg: tx.Transfer{To: bob.Address(), Amount: abi.U64(height)}})
	paid := func(by abi.Address, to tx.Key, id string) api.Event {
		data := fmt.Sprintf(`{"account":%q,"id":%q,"epoch":%d,"amount":"100000000000000000000"}`, to.Address(), id, height)
		return api.Event{Type: "rewards.paid", Contract: by.String(), Data: json.RawMessage(data)}
	}
	return api.Block{
		BlockHeader: api.BlockHeader{Height: height, Time: int64(height)},
		Txs: []api.Outcome{{Hash: tx.Hash(raw), Raw: raw, Height: height,
			Events: []api.Event{paid(shop, bob, "dev1")}}},
		Events: []api.Event{paid(rewards, alice, "dev0"), paid(rewards, bob, "dev1"), {Type: "slashed", Data: json.RawMessage(`{"account":"x"}`)}},
	}
}

// chain is a source of as many such blocks.
type chain struct{ oldest, head uint64 }

func (c *chain) Head() uint64   { return c.head }
func (c *chain) Oldest() uint64 { return c.oldest }
func (c *chain) Block(h uint64) (api.Block, bool, error) {
	return block(h), h >= c.oldest && h <= c.head, nil
}

func TestListsAreOfTheNewestFirst(t *testing.T) {
	x := rebuilt(t, &chain{1, 9}, 1<<30)
	for name, c := range map[string]struct {
		f    api.Filter
		want string // heights and numbers of the first three
	}{
		"of a contract":         {api.Filter{Contract: rewards}, "9.4 9.3 8.4"},
		"of a type":             {api.Filter{Contract: rewards, Type: "rewards.paid"}, "9.4 9.3 8.4"},
		"of another type":       {api.Filter{Contract: rewards, Type: "rewards.closed"}, ""},
		"of a payee":            {api.Filter{Contract: rewards, Attribute: "account", Value: alice.Address().String()}, "9.3 8.3 7.3"},
		"of a participant":      {api.Filter{Contract: rewards, Type: "rewards.paid", Attribute: "id", Value: "dev1"}, "9.4 8.4 7.4"},
		"by number":             {api.Filter{Contract: rewards, Attribute: "epoch", Value: "4"}, "4.4 4.3"},
		"of who copies rewards": {api.Filter{Contract: shop, Type: "rewards.paid"}, "9.2 8.2 7.2"},
		"of the host":           {api.Filter{}, "9.5 8.5 7.5"},
		"the type not the last": {api.Filter{Contract: rewards, Type: "x", Attribute: "id", Value: "dev1"}, ""},
		"amounts are not found": {api.Filter{Contract: rewards, Attribute: "amount", Value: "100000000000000000000"}, ""},
	} {
		got, _, err := x.Events(c.f, api.Position{}, 3)
		must(t, err)
		text := ""
		for i, e := range got {
			if i > 0 {
				text += " "
			}
			text += e.ID
		}
		if text != c.want {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
}

// What can be looked for is what a reader of JSON finds, whatever a contract writes.
func TestAttributesAreRead(t *testing.T) {
	for data, want := range map[string]string{
		`{}`: "[]", ``: "[]", `{"a":"b","n":5,"neg":-3,"yes":true,"no":false}`: "[{a b} {n 5} {neg -3}]",
		`{"a":"q\"}{,:\\","b":"\u00e9"}`:                       `[{a q"}{,:\} {b é}]`,
		`{"amount":"100000000000000000000","id":"1234567890"}`: "[{id 1234567890}]",
		`{"long":"` + strings.Repeat("x", 65) + `","z":""}`:    "[{z }]",
		`{"cut":"`: "[]", `{"cut`: "[]", `{"a":`: "[]", `{"a"}`: "[]", `[1]`: "[]", `{"a":1`: "[]",
	} {
		if got := fmt.Sprint(attributes([]byte(data))); got != want {
			t.Errorf("%s: %s, want %s", data, got, want)
		}
	}
	many := "{"
	for i := range 20 {
		many += fmt.Sprintf(`"k%d":%d,`, i, i)
	}
	if n := len(attributes([]byte(many + `"z":1}`))); n != maxAttributes {
		t.Errorf("%d attributes", n)
	}
}

// Who follows the cursors sees everything once.
func TestCursorsLeadThroughAList(t *testing.T) {
	x := rebuilt(t, &chain{1, 25}, 1<<30)
	for _, account := range []abi.Address{alice.Address(), bob.Address()} {
		var from api.Position
		last, n := uint64(26), 0
		for {
			part, next, err := x.Txs(account, from, 4)
			must(t, err)
			for _, p := range part {
				if n++; p.Height != last-1 || p.Tx.Sender != alice.Address() {
					t.Fatalf("%d after %d", p.Height, last)
				}
				last = p.Height
			}
			if from = next; next == (api.Position{}) {
				break
			}
		}
		if n != 25 {
			t.Errorf("%d transactions", n)
		}
	}
}

// What is forgotten, for want of space or because the chain was rolled back, leaves nothing behind.
func TestForgottenBlocksLeaveNothing(t *testing.T) {
	one := rebuilt(t, &chain{1, 1}, 1<<30).covered.bytes
	x := rebuilt(t, &chain{1, 100}, 20*one)
	oldest, newest := x.Covered()
	if newest != 100 || oldest < 75 || oldest > 85 {
		t.Errorf("covered %d to %d", oldest, newest)
	}
	if x.covered.bytes > 20*one+one/2*20 {
		t.Errorf("%d bytes, %d may be", x.covered.bytes, 20*one)
	}
	list, _, err := x.Events(api.Filter{Contract: rewards}, api.Position{}, 1000)
	must(t, err)
	if want := 2 * int(newest-oldest+1); len(list) != want {
		t.Errorf("%d events, want %d", len(list), want)
	}
	must(t, x.Rewind(90))
	must(t, x.Rewind(90))
	must(t, x.Rebuild(context.Background(), &chain{1, 95}, func(int, int) {}))
	if _, newest := x.Covered(); newest != 95 {
		t.Errorf("newest is %d", newest)
	}
	must(t, x.Rewind(0))
	if oldest, newest := x.Covered(); oldest != 0 || newest != 0 || x.covered.bytes != 0 {
		t.Errorf("%d to %d, %d bytes", oldest, newest, x.covered.bytes)
	}
	it, err := x.db.NewIter(nil)
	must(t, err)
	n := 0
	for ok := it.First(); ok; ok = it.Next() {
		n++
	}
	must(t, it.Close())
	if n != 1 { // what is covered
		t.Errorf("%d records are left", n)
	}
}

// The index goes on where it was after a restart, follows the chain, and begins at the oldest block that there is.
func TestFollowing(t *testing.T) {
	dir, c := t.TempDir(), &chain{40, 50}
	x, err := Open(dir, 1<<30)
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	wake, done := make(chan struct{}), make(chan error)
	go func() { done <- x.Follow(ctx, c, wake) }()
	for x.Lag(50) > 0 {
		wake <- struct{}{}
	}
	stop()
	must(t, <-done)
	must(t, x.Close())
	if _, _, err := x.Txs(alice.Address(), api.Position{}, 1); err == nil {
		t.Error("a closed index answers")
	}
	x, err = Open(dir, 1<<30)
	must(t, err)
	defer x.Close()
	if oldest, newest := x.Covered(); oldest != 40 || newest != 50 {
		t.Errorf("%d to %d", oldest, newest)
	}
}

// A process that is killed while it makes the index anew leaves some of the new one, or the old one, and whoever opens
// that next goes on to the same index as if nothing had been.
func TestKilledWhileItIsMadeAnew(t *testing.T) {
	c := &chain{1, 60}
	want := listed(t, rebuilt(t, c, 1<<30))
	for _, at := range []int{0, 1, 30, 59} {
		dir, left := t.TempDir(), filepath.Join(t.TempDir(), "left")
		x, err := Open(dir, 1<<30)
		must(t, err)
		x.most = 1                                                                 // each block by itself
		must(t, x.Rebuild(context.Background(), &chain{1, 45}, func(int, int) {})) // the old one
		must(t, x.db.Flush())
		must(t, x.Clear())
		killed, kill := context.WithCancel(context.Background())
		if at == 0 {
			kill()
		}
		if err := x.Rebuild(killed, c, func(done, _ int) {
			if done == at/2 {
				must(t, x.db.Flush()) // as it happens by itself now and then
			}
			if done == at {
				kill()
			}
		}); err == nil {
			t.Fatal("nothing was cut short")
		}
		must(t, x.db.Checkpoint(left)) // the files as they are: what is in memory is lost
		must(t, x.Close())
		x, err = Open(left, 1<<30)
		must(t, err)
		oldest, newest := x.Covered()
		must(t, x.Rebuild(context.Background(), c, func(int, int) {}))
		if got := listed(t, x); got != want {
			t.Errorf("killed at block %d, which left %d to %d: %s, want %s", at, oldest, newest, got, want)
		}
		must(t, x.Close())
	}
}

// listed is all that an index says of some accounts, contracts and attributes.
func listed(t *testing.T, x *Index) (all string) {
	t.Helper()
	for _, f := range []api.Filter{{Contract: rewards}, {Contract: shop, Attribute: "id", Value: "dev1"}, {}} {
		list, _, err := x.Events(f, api.Position{}, 1000)
		must(t, err)
		all += fmt.Sprint(len(list), list)
	}
	list, _, err := x.Txs(alice.Address(), api.Position{}, 1000)
	must(t, err)
	return all + fmt.Sprint(len(list), x.covered)
}

func rebuilt(t *testing.T, c *chain, limit uint64) *Index {
	t.Helper()
	x, err := Open(t.TempDir(), limit)
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	must(t, x.Rebuild(context.Background(), c, func(int, int) {}))
	return x
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Blocks that were pruned before the index could read them are told, over restarts, until they are behind what is covered.
func TestGapsAreTold(t *testing.T) {
	dir := t.TempDir()
	x, err := Open(dir, 1<<30)
	must(t, err)
	for _, part := range []chain{{1, 9}, {15, 20}, {30, 33}} {
		must(t, x.Rebuild(context.Background(), &part, func(int, int) {}))
	}
	want := func(want string) {
		t.Helper()
		if got := fmt.Sprint(x.Missing()); got != want {
			t.Errorf("missing %s, want %s", got, want)
		}
	}
	want("[{10 14} {21 29}]")
	must(t, x.Close())
	x, err = Open(dir, 1<<30)
	must(t, err)
	defer x.Close()
	want("[{10 14} {21 29}]")
	must(t, x.Rewind(18))
	want("[{10 14}]")
	for n := range uint64(40) {
		must(t, x.Rebuild(context.Background(), &chain{100 + 2*n, 100 + 2*n}, func(int, int) {}))
	}
	if m := x.Missing(); len(m) != maxMissing || m[0].From != 10 || m[len(m)-1].From != 177 {
		t.Errorf("missing %v", m)
	}
	x.limit = 1
	must(t, x.Put(block(200)))
	want("[]")
}
