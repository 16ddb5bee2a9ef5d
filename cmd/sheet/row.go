package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// readRow checks one record against the header's measure columns and the chain's roles.
func readRow(record, columns []string, roles []Role) (Row, error) {
	if want := len(fixed) + len(columns); len(record) != want {
		return Row{}, fmt.Errorf("has %d columns, the header has %d", len(record), want)
	}
	row := Row{Period: record[0], ID: record[1], Role: record[2]}
	if row.Period == "" {
		return Row{}, errors.New("the period is empty")
	}
	if err := CheckID(row.ID); err != nil {
		return Row{}, err
	}
	at := slices.IndexFunc(roles, func(r Role) bool { return r.Name == row.Role })
	if at < 0 {
		return Row{}, fmt.Errorf("unknown role %q; the roles are %s", row.Role, names(roles))
	}
	var err error
	row.Measures, err = readMeasures(record[len(fixed):], columns, roles[at])
	return row, err
}

// readMeasures puts the cells into the order of the role's measures. Every measure of the
// role must be there, as an explicit 0 if need be: a forgotten column would pay nothing in
// silence.
func readMeasures(cells, columns []string, role Role) ([]abi.Amount, error) {
	for i, column := range columns {
		if cells[i] != "" && !slices.Contains(role.Measures, column) {
			return nil, fmt.Errorf("%q is not a measure of role %s: leave the cell empty", column, role.Name)
		}
	}
	measures := make([]abi.Amount, len(role.Measures))
	for i, name := range role.Measures {
		at := slices.Index(columns, name)
		if at < 0 {
			return nil, fmt.Errorf("role %s also has the measure %q: add the column", role.Name, name)
		}
		value, err := ParseMeasure(cells[at])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		measures[i] = value
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

// CheckID says whether the chain would register this participant id.
func CheckID(id string) error {
	switch {
	case id == "":
		return errors.New("the participant is empty")
	case len(id) > MaxIDLength:
		return fmt.Errorf("participant %q... is longer than %d characters", id[:16], MaxIDLength)
	}
	for _, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '.' && c != '_' && c != ':' && c != '-' {
			return fmt.Errorf("participant %q may only hold letters, digits and . _ : -", id)
		}
	}
	return nil
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
