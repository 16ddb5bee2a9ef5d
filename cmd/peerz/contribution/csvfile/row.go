package csvfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// readRow checks one record against the header's measure columns and the chain's roles.
func readRow(record, columns []string, roles []Role) (Row, error) {
	if want := len(fixed) + len(columns); len(record) != want {
		return Row{}, fmt.Errorf("has %d columns, the header has %d", len(record), want)
	}
	row := Row{Period: record[0], Written: record[1], Role: record[2]}
	if row.Period == "" {
		return Row{}, errors.New("the period is empty")
	}
	var err error
	if row.ID, err = ParseID(row.Written); err != nil {
		return Row{}, err
	}
	at := slices.IndexFunc(roles, func(r Role) bool { return r.Name == row.Role })
	if at < 0 {
		return Row{}, fmt.Errorf("unknown role %q; the roles are %s", row.Role, names(roles))
	}
	if at := slices.Index(columns, table.AccountColumn); at >= 0 && record[len(fixed)+at] != "" {
		if row.Account, err = abi.ParseAddress(record[len(fixed)+at]); err != nil {
			return Row{}, err
		}
	}
	row.Measures, err = readMeasures(record[len(fixed):], columns, roles[at])
	return row, err
}

// readMeasures puts the cells into the order of the role's measures. One that the file has no
// column for was not measured and counts 0, but a row must have at least one of its role's.
func readMeasures(cells, columns []string, role Role) ([]abi.Amount, error) {
	measures := make([]abi.Amount, len(role.Measures))
	found := false
	for i, column := range columns {
		if column == table.AccountColumn {
			continue
		}
		at := slices.Index(measureNames(role), column)
		if at < 0 {
			if cells[i] != "" {
				return nil, fmt.Errorf("%q is not a measure of role %s: leave the cell empty", column, role.Name)
			}
			continue
		}
		value, err := ParseMeasure(cells[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", column, err)
		}
		measures[at], found = value, true
	}
	if !found {
		return nil, fmt.Errorf("the file has no measure of role %s: add a column %s", role.Name, strings.Join(measureNames(role), " or "))
	}
	return measures, nil
}

// ParseMeasure reads a measure: decimal digits only, at most 2^128-1.
func ParseMeasure(text string) (abi.Amount, error) {
	if text == "" {
		return abi.Amount{}, errors.New("the value is empty, write 0 for none")
	}
	if strings.Trim(text, "0123456789") != "" {
		return abi.Amount{}, fmt.Errorf("%.60q is not a non-negative integer", text)
	}
	significant := strings.TrimLeft(text, "0")
	if significant == "" {
		return abi.Amount{}, nil
	}
	value, err := abi.ParseAmount(significant)
	if err != nil {
		return abi.Amount{}, fmt.Errorf("%.40s... does not fit in 128 bits", text)
	}
	return value, nil
}

// ParseID returns a participant's id as the chain has it, in lower case, or says why it can be none.
func ParseID(written string) (string, error) {
	id := text.Lower(written)
	switch {
	case id == "":
		return "", errors.New("the participant is empty")
	case len(id) > text.MaxName:
		return "", fmt.Errorf("participant %q... is longer than %d characters", id[:16], text.MaxName)
	case !text.IsName(id):
		return "", fmt.Errorf("participant %q may only hold letters, digits and . _ : -, begins with a letter or digit, and is no address", written)
	}
	return id, nil
}

func names(roles []Role) string {
	text := ""
	for i, r := range roles {
		if i > 0 {
			text += ", "
		}
		text += r.Name
	}
	return text
}
