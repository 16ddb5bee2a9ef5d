package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Folder is a folder with exported epochs, a folder for each.
type Folder string

// ErrChanged says that a file is not as it was written.
var ErrChanged = errors.New("a file was changed after the export")

// of is the folder of one epoch.
func (d Folder) of(n uint64) string { return filepath.Join(string(d), fmt.Sprintf("epoch-%06d", n)) }

// First is the first epoch that the folder has; 0 if it has none.
func (d Folder) First() (first uint64) {
	names, _ := filepath.Glob(filepath.Join(string(d), "epoch-*"))
	found := false
	for _, name := range names {
		n, err := strconv.ParseUint(strings.TrimPrefix(filepath.Base(name), "epoch-"), 10, 64)
		if err == nil && (!found || n < first) && d.Has(n) {
			first, found = n, true
		}
	}
	return first
}

// Write makes an epoch's folder, whole or not at all.
func (d Folder) Write(ctx context.Context, e *Epoch, codes Codes) (dir string, err error) {
	dir = d.of(e.Account.Epoch)
	files := e.files()
	for _, hash := range e.Codes() {
		if files[moduleName(hash)], err = codes.Module(ctx, hash); err != nil {
			return dir, err
		}
	}
	files[sumsFile] = sums(files)
	partial := dir + ".partial"
	if err := errors.Join(os.RemoveAll(partial), os.MkdirAll(partial, 0o755)); err != nil {
		return dir, err
	}
	for name, content := range files { // in whatever order
		if err := os.WriteFile(filepath.Join(partial, name), content, 0o644); err != nil {
			return dir, err
		}
	}
	return dir, errors.Join(os.RemoveAll(dir), os.Rename(partial, dir))
}

// Has reports whether there is a folder of epoch n.
func (d Folder) Has(n uint64) bool {
	_, err := os.Stat(d.of(n))
	return err == nil
}

// sumsFile has the SHA-256 of every other file, as sha256sum writes it.
const sumsFile = "SHA256SUMS"

func sums(files map[string][]byte) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		cli.NewPrinter(&b).Printf("%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return b.Bytes()
}

// intact compares the files of a folder with their sums.
func intact(dir string) error {
	want, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	files := map[string][]byte{}
	for _, f := range entries {
		if err == nil && f.Name() != sumsFile {
			files[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name()))
		}
	}
	if err != nil {
		return err
	}
	known := strings.Split(string(want), "\n")
	for _, line := range strings.Split(string(sums(files)), "\n") {
		if !slices.Contains(known, line) {
			return fmt.Errorf("%s: %w: its SHA-256 is not what %s has", filepath.Join(dir, line[min(len(line), 66):]), ErrChanged, sumsFile)
		}
	}
	if got := sums(files); !bytes.Equal(got, want) {
		return fmt.Errorf("%s: %w: %s is not that of the files", dir, ErrChanged, sumsFile)
	}
	return nil
}

// Read reads the epoch that the folder epoch-n has. No file may differ from what was written, and CSV must say what JSON does.
func (d Folder) Read(n uint64) (*Epoch, error) {
	dir := d.of(n)
	if err := intact(dir); err != nil {
		return nil, err
	}
	e := &Epoch{}
	var parts struct {
		ChainID       string         `json:"chain_id"`
		Account       map[string]any `json:"account"`
		Inputs        map[string]any `json:"inputs"`
		Contributions []map[string]any
		Payouts       []map[string]any
	}
	for name, to := range map[string]any{"epoch.json": &parts, "contributions.json": &parts.Contributions, "payouts.json": &parts.Payouts} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		j := json.NewDecoder(bytes.NewReader(raw))
		j.UseNumber()
		if err := j.Decode(to); err != nil {
			return nil, fmt.Errorf("%s: %w: %w", filepath.Join(dir, name), ErrChanged, err)
		}
	}
	e.ChainID = parts.ChainID
	e.Contributions, e.Payouts = make([]Contribution, len(parts.Contributions)), make([]Payout, len(parts.Payouts))
	err := errors.Join(chain.Parse(parts.Account, &e.Account), chain.Parse(parts.Inputs, &e.Inputs))
	for i := range e.Contributions {
		err = errors.Join(err, chain.Parse(parts.Contributions[i], &e.Contributions[i]))
	}
	for i := range e.Payouts {
		err = errors.Join(err, parsePayout(parts.Payouts[i], &e.Payouts[i]))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", dir, ErrChanged, err)
	}
	return e, e.compareFiles(dir)
}

func parsePayout(object map[string]any, p *Payout) error {
	role, ok := object["role"].(string)
	if !ok {
		return errors.New("a payout without a role")
	}
	delete(object, "role")
	p.Role = role
	return chain.Parse(object, &p.Payout)
}

// compareFiles finds a file that does not say what the others say.
func (e *Epoch) compareFiles(dir string) error {
	for name, want := range e.files() { // any one that differs is as good as another
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("%s: %w: it does not say, byte by byte, what epoch.json, contributions.json and payouts.json say", filepath.Join(dir, name), ErrChanged)
		}
	}
	return nil
}

// Module implements Codes.
func (d Folder) Module(_ context.Context, hash sdk.Hash) ([]byte, error) {
	found, err := filepath.Glob(filepath.Join(string(d), "epoch-*", moduleName(hash)))
	if err != nil || len(found) == 0 {
		return nil, errors.Join(fmt.Errorf("%s has no module of it", d), err)
	}
	return os.ReadFile(found[0])
}

func moduleName(hash sdk.Hash) string { return "formula-" + hexOf(hash) + ".wasm" }

// files are an epoch's, but for the modules. The same epoch gives the same bytes.
func (e *Epoch) files() map[string][]byte {
	payouts := make([]any, len(e.Payouts))
	for i, p := range e.Payouts {
		object := chain.Fields(p.Payout)
		object["role"] = p.Role
		payouts[i] = object
	}
	return map[string][]byte{
		"epoch.json":         indented(map[string]any{"chain_id": e.ChainID, "account": chain.Fields(e.Account), "inputs": chain.Fields(e.Inputs)}),
		"contributions.json": indented(chain.List(e.Contributions)),
		"payouts.json":       indented(payouts),
		"roles.csv":          table(e.rolesTable()),
		"contributions.csv":  table(e.contributionsTable()),
		"payouts.csv":        table(e.payoutsTable()),
		"README.md":          e.readme(),
	}
}

func indented(value any) []byte {
	b, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		panic(err) // texts, numbers and lists
	}
	return append(b, '\n')
}

// table writes CSV. A text that a spreadsheet would take for a formula gets an apostrophe in front.
func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i, cell := range row {
			if strings.IndexAny(cell, "=+-@\t\r") == 0 {
				row[i] = "'" + cell
			}
		}
		_ = w.Write(row) // into memory
	}
	w.Flush()
	return b.Bytes()
}

func (e *Epoch) rolesTable() [][]string {
	rows := [][]string{{"role", "previous_ppm", "voted_ppm", "demand_ppm", "supply_ppm", "priority_ppm", "weight_ppm", "pool", "fee_pool", "score_total", "measures_total", "participants", "returned"}}
	for i, r := range e.Account.Roles {
		in := e.Inputs.Roles[min(i, len(e.Inputs.Roles)-1)]
		rows = append(rows, []string{r.Role, number(in.Previous), number(in.Base), in.Demand.String(), in.Supply.String(), number(in.Gauge),
			number(r.Weight), r.Pool.String(), r.FeePool.String(), r.ScoreTotal.String(), r.RawTotal.String(), number(r.Participants), r.Returned.String()})
	}
	return rows
}

func (e *Epoch) contributionsTable() [][]string {
	rows := [][]string{{"epoch", "role", "batch", "number", "id", "account", "measures", "time", "reference", "locator", "hash"}}
	for _, c := range e.Contributions {
		row := []string{number(c.Epoch), c.Role, number(c.Batch), number(c.Number), c.ID, address(c.Account), amounts(c.Measures), "", "", "", ""}
		if ev := c.Evidence; ev != nil {
			copy(row[7:], []string{moment(ev.Time), ev.Ref, ev.Locator, hexOf(ev.Hash)})
		}
		rows = append(rows, row)
	}
	return rows
}

func (e *Epoch) payoutsTable() [][]string {
	rows := [][]string{{"role", "id", "account", "contribution", "score", "amount", "fee_amount", "tokens", "state"}}
	for _, p := range e.Payouts {
		rows = append(rows, []string{p.Role, p.ID, address(p.Address), p.Contribution.String(), p.Score.String(),
			p.Amount.String(), p.FeeAmount.String(), decimal(p.Amount, p.FeeAmount), p.State})
	}
	return rows
}

func hexOf(h sdk.Hash) string      { return hex.EncodeToString(h.Bytes()) }
func number(n uint64) string       { return strconv.FormatUint(n, 10) }
func address(a sdk.Address) string { return chain.AddressOf(a).String() }
func moment(seconds uint64) string { return cli.Time(int64(min(seconds, 1<<40))) }
func amounts(l []sdk.Amount) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(l), " ", ";"), "[]")
}

// decimal is a sum of base units as tokens with all their digits, for a spreadsheet.
func decimal(list ...sdk.Amount) string {
	total := sum()
	for _, a := range list {
		total.Add(total, Wide(a))
	}
	digits := fmt.Sprintf("%019s", total.String())
	at := len(digits) - 18
	return digits[:at] + "." + digits[at:]
}
