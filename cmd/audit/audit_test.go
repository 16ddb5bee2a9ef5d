package audit_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	sqrt     = "../../examples/formula-sqrt/formula-sqrt.wasm"
	trap     = "../../contracts/testdata/formula-trap/formula-trap.wasm"
	standard = "../../contracts/formula/formula.wasm"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// story is a chain on which the formula changes three times: to one that is proven, to one that traps and is
// rolled back, and back to the first. A dispute of one record is upheld, and
// another one gives a record, and what its id has waiting, to an heir.
func story(t *testing.T) (c *audittest.Chain, last uint64) {
	c = audittest.New(t)
	c.Register("developers", "ada", "ben", "cyd", "fay", "gus")
	c.Register("compute", "ada", "eve")
	for epoch := range uint64(24) {
		c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{1 + epoch}}, audittest.Work{ID: "ben", Measures: []uint64{4}}, audittest.Work{ID: "ada", Measures: []uint64{2}})
		if epoch%3 == 0 {
			c.Works("developers", audittest.Work{ID: "cyd", Measures: []uint64{100}})
			c.Works("compute", audittest.Work{ID: "eve", Measures: []uint64{1000, 7}}, audittest.Work{ID: "ada", Measures: []uint64{0, 12345}})
		}
		if epoch == 3 || epoch == 5 {
			c.Works("developers", audittest.Work{ID: "fay", Measures: []uint64{9}})
		}
		if next := map[uint64]string{1: sqrt, 9: trap, 14: standard}[epoch]; next != "" {
			c.Propose(next)
		}
		switch last = c.Close(); epoch {
		case 3:
			c.Void(last, "developers", "fay", 4, "gus")
		case 5:
			c.Void(last, "developers", "ben", 1, "")
		}
	}
	return c, last
}

// check audits what read gives, epoch by epoch.
func check(t *testing.T, codes audit.Codes, last uint64, read func(n uint64) (*audit.Epoch, error)) (findings []audit.Finding, payers map[string]int) {
	t.Helper()
	a := audit.New(codes)
	defer func() { must(t, a.Close()) }()
	payers = map[string]int{}
	for n := uint64(0); n <= last; n++ {
		e, err := read(n)
		must(t, err)
		found, err := a.Check(context.Background(), e)
		must(t, err)
		findings = append(findings, found...)
		payers[fmt.Sprintf("%s %x", e.Account.PaidBy, e.Account.Formula.CodeHash.Bytes()[:4])]++
	}
	return findings, payers
}

// Whatever the formula was, and whether it worked, every number of the chain comes out of what is recorded; from the
// chain, and from files alone.
func TestAuditOverChangesOfTheFormula(t *testing.T) {
	c, last := story(t)
	ctx, folder := context.Background(), audit.Folder(t.TempDir())
	findings, payers := check(t, c, last, func(n uint64) (*audit.Epoch, error) {
		e, err := audit.Fetch(ctx, c, "sandbox", n)
		if err == nil {
			_, err = folder.Write(ctx, e, c)
		}
		return e, err
	})
	for _, f := range findings {
		t.Error(f)
	}
	if len(payers) < 3 {
		t.Errorf("who paid how many epochs: %v: want the first formula, another one, and a last good one", payers)
	}
	t.Log(payers)
	findings, _ = check(t, folder, last, folder.Read)
	for _, f := range findings {
		t.Error("from files:", f)
	}
}

// A changed byte in any file of an export is found: by the numbers, which do not come out, or since the files
// no longer say the same. No change leaves an audit without a word.
func TestAChangedByteIsFound(t *testing.T) {
	c := audittest.New(t)
	c.Register("developers", "ada", "ben")
	c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{3}}, audittest.Work{ID: "ben", Measures: []uint64{4}})
	ctx, folder := context.Background(), audit.Folder(t.TempDir())
	e, err := audit.Fetch(ctx, c, "sandbox", c.Close())
	must(t, err)
	must(t, e.FetchReports(ctx, c))
	if said := e.Contributions[0].Evidence.Reports; len(said) == 0 || said[0].Measures[0] != e.Contributions[0].Measures[0] {
		t.Errorf("reports on what was verified: %+v", said)
	}
	dir, err := folder.Write(ctx, e, c)
	must(t, err)
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) < 7 {
		t.Fatalf("the folder has %v", files)
	}
	for _, f := range files {
		name := filepath.Join(dir, f.Name())
		good, err := os.ReadFile(name)
		must(t, err)
		step := 1 + len(good)/400 // the module is large, and its hash is that of all of it
		for i := 0; i < len(good); i += step {
			bad := append([]byte(nil), good...)
			bad[i] ^= 1
			must(t, os.WriteFile(name, bad, 0o600))
			if err := audited(folder, e.Account.Epoch); err == nil {
				t.Errorf("%s: byte %d changed from %q to %q, and nothing is found", f.Name(), i, good[i], bad[i])
			}
		}
		must(t, os.WriteFile(name, good, 0o600))
	}
	must(t, audited(folder, e.Account.Epoch))
}

func audited(folder audit.Folder, n uint64) error {
	e, err := folder.Read(n)
	if err != nil {
		return err
	}
	a := audit.New(folder)
	found, err := a.Check(context.Background(), e)
	for _, f := range found {
		err = errors.Join(err, errors.New(f.String()))
	}
	return errors.Join(err, a.Close())
}

// Somebody who changes the numbers everywhere alike is found by what they come to.
func TestAChangedNumberIsFound(t *testing.T) {
	c := audittest.New(t)
	c.Register("developers", "ada", "ben")
	c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{3}}, audittest.Work{ID: "ben", Measures: []uint64{4}})
	n := c.Close()
	one := sdk.U64(1)
	for want, change := range map[string]func(*audit.Epoch){
		"emission":             func(e *audit.Epoch) { e.Account.Emission = e.Account.Emission.Add(one) },
		"fee_pool":             func(e *audit.Epoch) { e.Account.Fees = e.Account.Fees.Add(sdk.U64(10)) },
		"from_reserve":         func(e *audit.Epoch) { e.Account.Reserve = one; e.Inputs.Params.PoolLimit = 3_000_000 },
		"pool":                 func(e *audit.Epoch) { e.Account.Pool = e.Account.Pool.Add(one) },
		"weight of developers": func(e *audit.Epoch) { e.Inputs.Roles[3].Base++ },
		"pool of compute":      func(e *audit.Epoch) { e.Account.Roles[0].Pool = e.Account.Roles[0].Pool.Add(one) },
		"Merkle root":          func(e *audit.Epoch) { e.Contributions[0].Measures[0] = sdk.U64(4) },
		"verified":             func(e *audit.Epoch) { e.Contributions = e.Contributions[1:] },
		"score of ben":         func(e *audit.Epoch) { e.Payouts[at(e, "ben")].Score = sdk.U64(5) },
		"amount of ben":        func(e *audit.Epoch) { p := &e.Payouts[at(e, "ben")]; p.Amount = p.Amount.Add(one) },
		"account of ben":       func(e *audit.Epoch) { e.Payouts[at(e, "ben")].Address = e.Payouts[at(e, "ada")].Address },
		"payout of ben":        func(e *audit.Epoch) { i := at(e, "ben"); e.Payouts = append(e.Payouts[:i], e.Payouts[i+1:]...) },
		"paid_by":              func(e *audit.Epoch) { e.Account.PaidBy = "linear" },
		"returned of compute":  func(e *audit.Epoch) { e.Account.Roles[0].Returned = one },
	} {
		e, err := audit.Fetch(context.Background(), c, "sandbox", n)
		must(t, err)
		change(e)
		a := audit.New(c)
		found, err := a.Check(context.Background(), e)
		must(t, errors.Join(err, a.Close()))
		if text := fmt.Sprint(found); !strings.Contains(text, want) {
			t.Errorf("%s: found %s", want, text)
		}
	}
}

func at(e *audit.Epoch, id string) int {
	for i, p := range e.Payouts {
		if p.ID == id {
			return i
		}
	}
	panic(id)
}
