package builtin

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	memory
	path  string // path of what was read last
	table table.Table
	rows  [][]string        // the header first; cells without blanks around them
	refs  map[[2]string]int // how many rows have a reference of their own, by that and role; nil: not counted yet
	posts map[string]int    // likewise, how many rows have a post
	err   error             // why it is no table
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
		t.rows, t.refs, t.posts = nil, nil, nil
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
	for _, row := range t.rows[1:] {
		if text.Lower(row[1]) == s.ID && row[2] == s.Role && t.ref(row, s.ID, s.Role) == s.Ref {
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

// remember notes what a table says of all contributions to the role.
func (t *tables) remember(s plugin.Submission, header []string, worth worth) error {
	if declined, err := t.open(s, header); declined != nil || err != nil || s.Cache == "" {
		return err
	}
	t.dir = filepath.Join(s.Cache, "tables")
	seen := sayingKey(append([]string{s.SHA256.String(), s.Role, header[len(header)-1]}, s.Measures...)...)
	if t.isNoted(seen) {
		return nil
	}
	var list []saying
	for key, rows := range t.contributions(s.Role) {
		if measures, reason := worth(s, rows); reason == "" {
			list = append(list, saying{t.key(s.Role, key), measures})
		}
	}
	return t.note(seen, list)
}

// contribution is a reference and an id.
type contribution struct{ ref, id string }

// contributions are a role's rows by what they are about.
func (t *tables) contributions(role string) map[contribution][][]string {
	all := map[contribution][][]string{}
	for _, row := range t.rows[1:] {
		if row[2] == role {
			id := text.Lower(row[1])
			key := contribution{t.ref(row, id, role), id}
			all[key] = append(all[key], row)
		}
	}
	return all
}

// ref is the reference of a row.
func (t *tables) ref(row []string, id, role string) string {
	if given := slices.Index(t.rows[0], table.RefColumn); given >= len(fileHeader) && row[given] != "" {
		return row[given]
	}
	return table.Ref(t.table.Publisher, row[0], id, role)
}

func (t *tables) key(role string, c contribution) string {
	return sayingKey(t.table.ChainID, t.table.Publisher.String(), role, c.ref, c.id)
}

// worth is what a table's rows of one contribution come to, or why they come to nothing.
type worth func(s plugin.Submission, rows [][]string) (measures map[string]abi.Amount, reason string)

// look finds what a submission's rows are worth, and no more than any table of this publisher says of the same contribution.
func (t *tables) look(s plugin.Submission, header []string, worth worth) (plugin.Answer, error) {
	if declined, err := t.open(s, header); declined != nil || err != nil {
		return value(declined), err
	}
	rows := t.own(s)
	measures, reason := worth(s, rows)
	if reason == "" {
		reason = t.mustName(s, rows)
	}
	if reason != "" {
		return nothing("%s", reason)
	}
	answer := plugin.Answer{
		Measures: measures, Time: table.PeriodEnd(rows[0][0], t.table.Time),
		Reason: fmt.Sprintf("period %.60s, published by %s", rows[0][0], t.table.Publisher),
	}
	if s.Cache == "" {
		return answer, nil
	}
	less, err := t.least(t.key(s.Role, contribution{s.Ref, s.ID}), answer.Measures)
	if less {
		answer.Reason += ", who has signed less of it in another table"
	}
	return answer, err
}

// file finds the row of a submission. A measure that the table has no column for counts 0.
func (t *tables) file(s plugin.Submission, rows [][]string) (measures map[string]abi.Amount, reason string) {
	if len(rows) != 1 {
		return nil, fmt.Sprintf("the table has %d rows with this reference, participant and role: want one", len(rows))
	}
	row := rows[0]
	if n := t.given(t.ref(row, text.Lower(row[1]), row[2]), row[2]); n > 1 {
		return nil, fmt.Sprintf("the table gives this reference to %d rows: one contribution is one participant's", n)
	}
	measures = map[string]abi.Amount{}
	for i, name := range t.rows[0] {
		if i < len(fileHeader) || !slices.Contains(s.Measures, name) || row[i] == "" {
			continue
		}
		n, err := number(row[i])
		if _, twice := measures[name]; err != nil || twice {
			return nil, fmt.Sprintf("%s: %.40q is no measure, or there are two of them", name, row[i])
		}
		measures[name] = n
	}
	return measures, ""
}

// given is how many rows of the role have a reference in the column for it.
func (t *tables) given(ref, role string) int {
	if t.refs == nil {
		t.refs = map[[2]string]int{}
		if column := slices.Index(t.rows[0], table.RefColumn); column >= len(fileHeader) {
			for _, row := range t.rows[1:] {
				t.refs[[2]string{row[column], row[2]}]++
			}
		}
	}
	return t.refs[[2]string{ref, role}]
}

// points adds up what a participant's posts of a period have. A post that the table has twice, for
// whomever, counts for nobody: there is one author of a post.
func (t *tables) points(s plugin.Submission, rows [][]string) (measures map[string]abi.Amount, reason string) {
	if len(s.Measures) != 1 {
		return nil, fmt.Sprintf("points are for roles with one measure, and %s has %d", s.Role, len(s.Measures))
	}
	if len(rows) == 0 {
		return nil, "the table has no row with this reference, participant and role"
	}
	if t.posts == nil {
		t.posts = map[string]int{}
		for _, row := range t.rows[1:] {
			t.posts[row[3]]++
		}
	}
	var sum abi.Amount
	for _, row := range rows {
		n, err := number(row[4])
		if err != nil {
			return nil, fmt.Sprintf("%.40q are no points", row[4])
		}
		if t.posts[row[3]] == 1 {
			sum, _ = sum.Add(n) // as many rows as a file has, below 2^96 each
		}
	}
	if sum.Hi >= 1<<32 {
		return nil, "the sum is not below 2^96"
	}
	return map[string]abi.Amount{s.Measures[0]: sum}, ""
}

func value(a *plugin.Answer) plugin.Answer {
	if a == nil {
		return plugin.Answer{}
	}
	return *a
}
