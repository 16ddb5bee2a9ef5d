package builtin

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// tables reads the file that several submissions point at once.
type tables struct {
	path  string // path of what was read last
	table table.Table
	rows  [][]string // the header first; cells without blanks around them
	err   error      // why it is no table
}

var (
	fileHeader   = []string{"period", "participant", "role"}
	pointsHeader = []string{"period", "participant", "role", "post", "points"}
)

// open reads the table of a submission. The answer says why it counts nothing, if it does.
func (t *tables) open(s plugin.Submission, header []string) (declined *plugin.Answer, err error) {
	if s.File == "" {
		answer, _ := skip("it is a repository")
		return &answer, nil
	}
	if s.File != t.path {
		raw, err := os.ReadFile(s.File)
		if err != nil {
			return nil, err
		}
		t.path = s.File
		t.table, t.err = table.Read(raw)
		t.rows = nil
	}
	var answer plugin.Answer
	listed := t.err == nil && listed(s.Publishers, t.table.Publisher.String())
	if listed && t.rows == nil { // what others sign is not even read
		t.rows, t.err = cells(t.table.CSV)
	}
	switch {
	case t.err != nil:
		answer, _ = nothing("%v", t.err)
	case !listed:
		answer, _ = nothing("%s is not on the list of publishers", t.table.Publisher)
	case len(t.rows[0]) < len(header) || !slices.Equal(t.rows[0][:len(header)], header):
		answer, _ = skip("the table does not begin with the columns %s", strings.Join(header, ","))
	case t.table.ChainID != s.ChainID:
		answer, _ = nothing("the table is for the chain %.60q", t.table.ChainID)
	default:
		return nil, nil
	}
	return &answer, nil
}

// cells reads a file of rows of equal length.
func cells(raw []byte) ([][]string, error) {
	if len(raw) > evidence.MaxSize {
		return nil, errors.New("the table is too large")
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the table: %w", err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("the table: %w", io.ErrUnexpectedEOF)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows, nil
}

// own returns the rows of a submission: those of its participant and role whose reference it has.
func (t *tables) own(s plugin.Submission) (rows [][]string) {
	given := slices.Index(t.rows[0], table.RefColumn)
	for _, row := range t.rows[1:] {
		if text.Lower(row[1]) != s.ID || row[2] != s.Role {
			continue
		}
		ref := table.Ref(t.table.Publisher, row[0], s.ID, s.Role)
		if given >= len(fileHeader) && row[given] != "" {
			ref = row[given]
		}
		if ref == s.Ref {
			rows = append(rows, row)
		}
	}
	return rows
}

// mustName says why rows are not the submission's account's, or nothing.
func (t *tables) mustName(s plugin.Submission, rows [][]string) (reason string) {
	column := slices.Index(t.rows[0], table.AccountColumn)
	for _, row := range rows {
		who := s.ID
		if column >= len(fileHeader) && row[column] != "" {
			who = row[column]
		}
		if reason = mustName(s, who); reason != "" {
			return reason
		}
	}
	return ""
}

// given is how many rows of the role have the submission's reference in the column for it.
func (t *tables) given(s plugin.Submission) (n int) {
	column := slices.Index(t.rows[0], table.RefColumn)
	for _, row := range t.rows[1:] {
		if column >= len(fileHeader) && row[column] == s.Ref && row[2] == s.Role {
			n++
		}
	}
	return n
}

// file finds the row of a submission. A measure that the table has no column for counts 0.
func (t *tables) file(s plugin.Submission) (plugin.Answer, error) {
	if declined, err := t.open(s, fileHeader); declined != nil || err != nil {
		return value(declined), err
	}
	rows := t.own(s)
	if len(rows) != 1 {
		return nothing("the table has %d rows with this reference, participant and role: want one", len(rows))
	}
	if n := t.given(s); n > 1 {
		return nothing("the table gives this reference to %d rows: one contribution is one participant's", n)
	}
	if reason := t.mustName(s, rows); reason != "" {
		return nothing("%s", reason)
	}
	answer := plugin.Answer{Measures: map[string]abi.Amount{}, Time: table.PeriodEnd(rows[0][0], t.table.Time)}
	for i, name := range t.rows[0] {
		if i < len(fileHeader) || !slices.Contains(s.Measures, name) || rows[0][i] == "" {
			continue
		}
		n, err := number(rows[0][i])
		if _, twice := answer.Measures[name]; err != nil || twice {
			return nothing("%s: %.40q is no measure, or there are two of them", name, rows[0][i])
		}
		answer.Measures[name] = n
	}
	answer.Reason = fmt.Sprintf("period %.60s, published by %s", rows[0][0], t.table.Publisher)
	return answer, nil
}

// points adds up what a participant's posts of a period have. A post that the table has twice, for
// whomever, counts for nobody: there is one author of a post.
func (t *tables) points(s plugin.Submission) (plugin.Answer, error) {
	if declined, err := t.open(s, pointsHeader); declined != nil || err != nil {
		return value(declined), err
	}
	if len(s.Measures) != 1 {
		return nothing("points are for roles with one measure, and %s has %d", s.Role, len(s.Measures))
	}
	times := map[string]int{}
	for _, row := range t.rows[1:] {
		times[row[3]]++
	}
	rows := t.own(s)
	if len(rows) == 0 {
		return nothing("the table has no row with this reference, participant and role")
	}
	if reason := t.mustName(s, rows); reason != "" {
		return nothing("%s", reason)
	}
	var sum abi.Amount
	counted := 0
	for _, row := range rows {
		n, err := number(row[4])
		if err != nil {
			return nothing("%.40q are no points", row[4])
		}
		if times[row[3]] > 1 {
			continue
		}
		sum, _ = sum.Add(n) // as many rows as a file has, below 2^96 each
		counted++
	}
	if sum.Hi >= 1<<32 {
		return nothing("the sum is not below 2^96")
	}
	return plugin.Answer{
		Measures: map[string]abi.Amount{s.Measures[0]: sum}, Time: table.PeriodEnd(rows[0][0], t.table.Time),
		Reason: fmt.Sprintf("%d posts of period %.60s, published by %s", counted, rows[0][0], t.table.Publisher),
	}, nil
}

func value(a *plugin.Answer) plugin.Answer {
	if a == nil {
		return plugin.Answer{}
	}
	return *a
}
