package node

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// What a node took waits again after its process has ended, whoever else has forgotten it, and is then in a block.
func TestSubmittedTransactionsOutliveTheNode(t *testing.T) {
	if testing.Short() {
		t.Skip("two nodes")
	}
	homes := newNetwork(t, 2)
	first, stopFirst := start(t, homes[0])
	second, stopSecond := start(t, homes[1])
	ready(t, first)
	ready(t, second)
	stopSecond() // no more blocks
	var r receipt
	for nonce := range uint64(3) {
		if post(t, first, "/v1/txs", pay(nonce), &r); r.Code != 0 {
			t.Fatalf("%+v", r)
		}
		post(t, first, "/v1/txs", pay(nonce), &r) // told twice, it waits once
	}
	stopFirst()
	first, _ = start(t, homes[0])
	var account struct {
		Pending uint64 `json:"pending_nonce"`
	}
	get(t, first, "/v1/accounts/"+key(1).Address().String(), &account)
	if account.Pending != 3 {
		t.Errorf("%d of 3 wait after the restart", account.Pending)
	}
	start(t, homes[1])
	if post(t, first, "/v1/txs?wait=1", pay(3), &r); r.Height == 0 || r.Code != 0 {
		t.Errorf("the next one: %+v", r)
	}
	if code := get(t, first, "/v1/txs/"+tx.Hash(pay(0)).String(), &r); code != http.StatusOK || r.Height == 0 {
		t.Errorf("the first one: %d %+v", code, r)
	}
}

// A journal gives back whole transactions in their order, wherever the process ended.
func TestJournalThatIsCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "submitted")
	j, _, err := openJournal(path)
	must(t, err)
	for i := range 3 {
		must(t, j.add(bytes.Repeat([]byte{byte(i)}, 10)))
	}
	must(t, j.close())
	whole, err := os.ReadFile(path)
	must(t, err)
	for size := range whole {
		must(t, os.WriteFile(path, whole[:size], 0o600))
		j, held, err := openJournal(path)
		must(t, err)
		if len(held) != size/14 {
			t.Fatalf("%d bytes hold %d", size, len(held))
		}
		must(t, j.add([]byte("next")))
		must(t, j.close())
		j, held, err = openJournal(path)
		must(t, err)
		if n := len(held); n != size/14+1 || string(held[n-1]) != "next" {
			t.Fatalf("after one more it holds %q", held)
		}
		must(t, j.close())
	}
	must(t, os.WriteFile(path, append(whole, 0xff, 0xff, 0xff, 0xff, 1), 0o600)) // longer than any transaction
	j, held, err := openJournal(path)
	if err != nil || len(held) != 3 {
		t.Errorf("%d, %v", len(held), err)
	}
	must(t, j.close())
}

// A journal takes no more space than a few times what waits, and none when nothing does.
func TestJournalStaysShort(t *testing.T) {
	path := home.Dir(t.TempDir()).Chain() // any name
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	j, _, err := openJournal(path)
	must(t, err)
	waiting := map[abi.Hash]bool{}
	tidy := func() {
		t.Helper()
		must(t, j.tidy(func() int { return len(waiting) }, func() map[abi.Hash]bool { return waiting }))
	}
	large := func(i int) []byte { return bytes.Repeat([]byte(fmt.Sprint(i%10)), 100_000) }
	for i := range 50 {
		must(t, j.add(large(i)))
		waiting[tx.Hash(large(7))] = true
		if tidy(); j.size > 1_500_000 {
			t.Fatalf("%d bytes for one that waits", j.size)
		}
	}
	must(t, j.close())
	j, held, err := openJournal(path)
	must(t, err)
	if !bytes.Equal(held[0], large(7)) {
		t.Error("what waits is gone")
	}
	clear(waiting)
	tidy()
	info, err := os.Stat(path)
	must(t, err)
	if info.Size() != 0 || j.size != 0 {
		t.Errorf("%d bytes for nothing", info.Size())
	}
	must(t, j.add([]byte("after")))
	must(t, j.close())
	if _, held, err = openJournal(path); err != nil || len(held) != 1 {
		t.Errorf("%q, %v", held, err)
	}
}
