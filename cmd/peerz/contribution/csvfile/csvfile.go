// Package csvfile reads contribution files: one CSV row for each participant, role and period.
//
// The header is "period,participant,role" followed by one column for each measure, named as
// the role defines it on chain, and, if one likes, "account", whose cells say who is paid. A file may hold rows of several roles; the cells of measures
// that are not the row's own stay empty. Reading is all or nothing: the first bad row is
// named by its line and nothing of the file is used, because half an import would pay
// half the participants.
package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// fixed are the columns that every file starts with.
var fixed = []string{"period", "participant", "role"}

// Role is what the chain says about one role. Contributions carry its measures in their order.
type Role = roles.RoleInfo

// measureNames returns the names of a role's measures, in their order.
func measureNames(r Role) []string {
	names := make([]string, len(r.Measures))
	for i, m := range r.Measures {
		names[i] = m.Name
	}
	return names
}

// Row is one participant's contribution to one role in one period.
type Row struct {
	Line     int          // 1-based line of the file
	Period   string       // as written, for instance "2026-06"
	ID       string       // of the participant, as the chain has it: in lower case
	Written  string       // as the file has it
	Role     string       // a role of the chain
	Account  abi.Address  // that is paid; zero: the row names none
	Measures []abi.Amount // in the order of the role's measures
}

// ErrEmpty says that the file holds no row for the period and role asked for.
var ErrEmpty = errors.New("no rows")

// Read checks the whole file against the chain's roles and returns the rows of one period,
// and of one role when role is not empty, in the order of the file. The error names the line
// of the first row that cannot be used; it wraps ErrEmpty when nothing matches.
func Read(r io.Reader, roles []Role, period, role string) ([]Row, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read contributions: %w", err)
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	reader.FieldsPerRecord = -1 // counted here, so that the message can say what is missing

	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: the first line must be period,participant,role,<measure>")
	}
	if err != nil {
		return nil, err
	}
	columns, err := readHeader(header, roles)
	if err != nil {
		return nil, err
	}
	rows, err := readRows(reader, columns, roles)
	if err != nil {
		return nil, err
	}
	return pick(rows, period, role)
}

// readHeader returns the measure names of the columns after the fixed ones.
func readHeader(header []string, roles []Role) ([]string, error) {
	header = trim(header)
	if len(header) <= len(fixed) || !slices.Equal(header[:len(fixed)], fixed) {
		return nil, fmt.Errorf("line 1: the header must be period,participant,role,<measure>..., not %q", strings.Join(header, ","))
	}
	measures := header[len(fixed):]
	for i, name := range measures {
		if slices.Contains(measures[:i], name) {
			return nil, fmt.Errorf("line 1: column %q appears twice", name)
		}
		if name == table.AccountColumn {
			continue
		}
		if !slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(measureNames(r), name) }) {
			return nil, fmt.Errorf("line 1: unknown column %q; the measures are %s", name, known(roles))
		}
	}
	return measures, nil
}

// readRows reads every row of the file, whatever its period, so that a broken file is
// noticed when it is first used and not months later.
func readRows(reader *csv.Reader, columns []string, roles []Role) ([]Row, error) {
	type key struct{ period, role, id string }
	seen := map[key]int{}
	var rows []Row
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		row, err := readRow(trim(record), columns, roles)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		row.Line = line
		k := key{row.Period, row.Role, row.ID}
		if first, twice := seen[k]; twice {
			return nil, fmt.Errorf("line %d: participant %s already has a row for %s in %s, on line %d", line, row.ID, row.Role, row.Period, first)
		}
		seen[k] = line
		rows = append(rows, row)
	}
}

// pick returns the rows of one period and, when role is not empty, of one role.
func pick(rows []Row, period, role string) ([]Row, error) {
	var picked []Row
	var periods []string
	for _, row := range rows {
		if !slices.Contains(periods, row.Period) {
			periods = append(periods, row.Period)
		}
		if row.Period == period && (role == "" || row.Role == role) {
			picked = append(picked, row)
		}
	}
	if len(picked) > 0 {
		return picked, nil
	}
	if len(periods) == 0 {
		return nil, fmt.Errorf("%w: the file has a header only", ErrEmpty)
	}
	what := "period " + period
	if role != "" {
		what = "role " + role + " in " + what
	}
	slices.Sort(periods)
	return nil, fmt.Errorf("%w of %s; the file holds %s to %s", ErrEmpty, what, periods[0], periods[len(periods)-1])
}

func trim(record []string) []string {
	for i := range record {
		record[i] = strings.TrimSpace(record[i])
	}
	return record
}

// known lists the chain's roles with their measures, for messages.
func known(roles []Role) string {
	var parts []string
	for _, r := range roles {
		parts = append(parts, strings.Join(measureNames(r), ", ")+" ("+r.Name+")")
	}
	return strings.Join(parts, "; ")
}
