package attestor

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

var (
	here  = location{Epoch: 7, Role: "developers", Number: 17}
	sheet = sheetLocation{Epoch: 7, Role: "developers", Sheet: 1}
)

func openJournal(t *testing.T, dir string, epoch uint64) *Journal {
	t.Helper()
	j, err := OpenJournal(dir, "chain-1", abi.Address{1}, epoch)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func add(t *testing.T, j *Journal, records ...record) {
	t.Helper()
	if err := j.append(records...); err != nil {
		t.Fatal(err)
	}
}

// reopened is what a daemon finds that was killed after those records.
func reopened(t *testing.T, dir string, j *Journal, epoch uint64) *Journal {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return openJournal(t, dir, epoch)
}

var story = []record{
	{Found: &foundRecord{At: here, Time: 5, Measures: []abi.Amount{abi.U64(3)}}},
	{Commit: &commitRecord{At: sheet, Salt: abi.Hash{9}, Numbers: []uint64{17}}},
	{Sent: &outgoing{Hash: abi.Hash{1}, Raw: []byte{1, 2}, Epoch: 7, Commit: []sheetLocation{sheet}}},
	{Ended: &endedRecord{abi.Hash{1}, true}},
	{Sent: &outgoing{Hash: abi.Hash{2}, Raw: []byte{3}, Epoch: 7, Reveal: []sheetLocation{sheet}}},
}

func TestJournalSurvivesItsDaemon(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, 7)
	for i, r := range story { // killed after each record
		add(t, j, r)
		before := j.told
		if j = reopened(t, dir, j, 7); !reflect.DeepEqual(j.told, before) {
			t.Fatalf("after record %d: %+v, want %+v", i, j.told, before)
		}
	}
	revealed := j.committed[sheet]
	if !j.bound[sheet] || j.revealed[sheet] || len(j.waiting) != 1 || revealed.Salt != sdk.HashOf(append([]byte{9}, make([]byte, 31)...)) ||
		len(revealed.Sheet.Findings) != 1 || revealed.Sheet.Findings[0].Measures[0] != sdk.U64(3) {
		t.Errorf("%+v", j.told)
	}
}

// A last line that a power cut made short was acted on by nobody; the lines after it are whole again.
func TestJournalCutShort(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, 7)
	add(t, j, story[0], story[1])
	raw, err := os.ReadFile(j.name)
	if err != nil {
		t.Fatal(err)
	}
	for length := len(raw); length >= 0; length-- {
		if err := os.WriteFile(j.name, raw[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		j = reopened(t, dir, j, 7)
		whole := strings.Count(string(raw[:length]), "\n")
		if (len(j.found) == 1) != (whole > 0) || (len(j.committed) == 1) != (whole > 1) {
			t.Fatalf("%d bytes: %+v", length, j.told)
		}
		add(t, j, story[0])
		if j = reopened(t, dir, j, 7); len(j.found) != 1 {
			t.Fatalf("%d bytes, and a record more: %+v", length, j.told)
		}
	}
}

func TestJournalThatIsDamagedIsNotUsed(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, 7)
	add(t, j, story[0])
	if err := errors.Join(os.WriteFile(j.name, []byte("nonsense\n"), 0o600), j.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(dir, "chain-1", abi.Address{1}, 7); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
}

// What can be said no more is forgotten; what waits for its block is not, however old it is.
func TestJournalForgets(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, 7)
	add(t, j, story...)
	if j = reopened(t, dir, j, 7+retained); len(j.found) != 1 {
		t.Error("forgotten too early")
	}
	if j = reopened(t, dir, j, 8+retained); len(j.found) != 0 || len(j.committed) != 0 || len(j.waiting) != 1 {
		t.Errorf("%+v", j.told)
	}
	add(t, j, record{Ended: &endedRecord{abi.Hash{2}, false}})
	j = reopened(t, dir, j, 8+retained)
	if raw, err := os.ReadFile(j.name); err != nil || len(raw) != 0 {
		t.Errorf("left: %q, %v", raw, err)
	}
}

func TestOneDaemonForOneAttestor(t *testing.T) {
	dir := t.TempDir()
	openJournal(t, dir, 7)
	if _, err := OpenJournal(dir, "chain-1", abi.Address{1}, 7); !errors.Is(err, ErrJournalInUse) {
		t.Errorf("%v", err)
	}
	for _, other := range []struct {
		chain string
		who   abi.Address
	}{{"chain-2", abi.Address{1}}, {"chain-1", abi.Address{2}}} {
		j, err := OpenJournal(dir, other.chain, other.who, 7)
		if err != nil {
			t.Fatal(err)
		}
		_ = j.Close()
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.journal")); len(files) != 3 {
		t.Errorf("%q, want a journal for each attestor of each chain", files)
	}
}
