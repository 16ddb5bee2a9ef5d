package contribution

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func TestPublish(t *testing.T) {
	home, key := t.TempDir(), tx.NewKey([32]byte{3})
	known := append([]roles.RoleInfo{{Name: "developers", Measures: []roles.Measure{{Name: "merged_changes"}}}}, known...)
	list := []Contribution{
		{ID: "ann", Role: "developers", Period: "2026-06", Account: abi.Address{7}, Measures: []abi.Amount{abi.U64(3)}},
		{ID: "cid", Role: "models", Ref: "first", Measures: []abi.Amount{abi.U64(2), abi.U64(10)}},
	}
	Refer(list, key.Address())
	if list[0].Ref != table.Ref(key.Address(), "2026-06", "ann", "developers") || list[1].Ref != "first" {
		t.Errorf("references %q and %q", list[0].Ref, list[1].Ref)
	}
	at, err := Publish(home, key, "chain-1", known, list)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(home, "evidence", strings.TrimPrefix(at.Locator, "file:")))
	if err != nil {
		t.Fatal(err)
	}
	read, err := table.Read(raw)
	want := "period,participant,role,ref,account,merged_changes,deployments,uses\n2026-06,ann,developers,," + abi.Address{7}.String() + ",3,,\n,cid,models,first,,,2,10\n"
	if err != nil || string(read.CSV) != want || read.Publisher != key.Address() {
		t.Errorf("%v: %q, want %q", err, read.CSV, want)
	}
	list[0].Measures[0] = abi.Amount{Hi: 1 << 32}
	if _, err := Publish(home, key, "chain-1", known, list); err == nil || !strings.Contains(err.Error(), "below 2^96") {
		t.Errorf("2^96 is published: %v", err)
	}
}

// A file that its publisher has signed stays as it is; one that nobody has signed cannot be elsewhere.
func TestOpen(t *testing.T) {
	home, key := t.TempDir(), tx.NewKey([32]byte{3})
	signed := table.Sign(key, "chain-1", time.Unix(1, 0), []byte("period\n"))
	for _, c := range []struct{ name, chain, file, at, locator, want string }{
		{"unsigned", "chain-1", "period\n", "", "", ""},
		{"unsigned, elsewhere", "chain-1", "period\n", "https://example.org/a", "", "sign it first"},
		{"signed", "chain-1", string(signed), "", "file:", ""},
		{"signed, elsewhere", "chain-1", string(signed), "https://example.org/a", "https://example.org/a", ""},
		{"signed, nowhere", "chain-1", string(signed), "http://example.org/a", "", "--at"},
		{"signed for another chain", "chain-2", string(signed), "", "", "for the chain"},
		{"changed", "chain-1", string(signed) + "\n", "", "", "table_signature"},
	} {
		got, err := open(home, c.chain, []byte(c.file), c.at)
		if c.want == "" && (err != nil || string(got.csv) != "period\n" || !strings.HasPrefix(got.evidence.Locator, c.locator)) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
