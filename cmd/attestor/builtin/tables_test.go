package builtin

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

var (
	publisher = tx.NewKey([32]byte{1})
	signedAt  = time.Date(2026, 7, 3, 0, 0, 0, 0, time.UTC)
)

const csvHead = "period,participant,role,merged_changes\n"

var ann = abi.Address{8}

// submission is one of ann's for June, whose evidence is a table of the publisher.
func submission(t *testing.T, csv string) plugin.Submission {
	t.Helper()
	name := filepath.Join(t.TempDir(), "table")
	if err := os.WriteFile(name, table.Sign(publisher, "chain-1", signedAt, []byte(csv)), 0o600); err != nil {
		t.Fatal(err)
	}
	return plugin.Submission{
		ChainID: "chain-1", Role: "developers", Measures: []string{"merged_changes"}, ID: "ann",
		Ref: table.Ref(publisher.Address(), "2026-06", "ann", "developers"), File: name, Publishers: []string{publisher.Address().String()},
		Account: ann, Named: true,
	}
}

// ask runs a built-in plug-in on one submission, through its protocol.
func ask(t *testing.T, name string, s plugin.Submission) plugin.Answer {
	t.Helper()
	return askAll(t, name, s)[0]
}

func askAll(t *testing.T, name string, asked ...plugin.Submission) (answers []plugin.Answer) {
	t.Helper()
	input, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	var output bytes.Buffer
	if err := Plugins(t.Context())[name](bytes.NewReader(input), &output); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(output.Bytes(), &answers); err != nil || len(answers) != len(asked) {
		t.Fatalf("%s: %v", output.String(), err)
	}
	return answers
}

func TestFile(t *testing.T) {
	for _, c := range []struct{ name, csv, want string }{
		{"one row", csvHead + "2026-06,ann,developers,3\n", "3"},
		{"among others", csvHead + "2026-05,ann,developers,9\n2026-06,bob,developers,8\n2026-06,ann,developers,3\n2026-06,ann,compute,7\n", "3"},
		{"capitals, blanks, another end of line", csvHead + " 2026-06 , Ann ,developers, 3 \r\n", "3"},
		{"a column that the role has not", "period,participant,role,stars,merged_changes\n2026-06,ann,developers,5,3\n", "3"},
		{"no such column", "period,participant,role,stars\n2026-06,ann,developers,5\n", "0"},
		{"nobody", csvHead, "0"},
		{"twice", csvHead + "2026-06,ann,developers,3\n2026-06,ANN,developers,3\n", "0"},
		{"a negative number", csvHead + "2026-06,ann,developers,-3\n", "0"},
		{"2^96", csvHead + "2026-06,ann,developers,79228162514264337593543950336\n", "0"},
		{"2^96-1", csvHead + "2026-06,ann,developers,79228162514264337593543950335\n", "79228162514264337593543950335"},
		{"a column twice", "period,participant,role,merged_changes,merged_changes\n2026-06,ann,developers,3,4\n", "0"},
		{"rows of other lengths", csvHead + "2026-06,ann,developers,3\n2026-06\n", "0"},
		{"no rows at all", "", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := ask(t, "file", submission(t, c.csv))
			if got := answer.Measures["merged_changes"].String(); got != c.want || answer.Skip {
				t.Errorf("%s, want %s: %s", got, c.want, answer.Reason)
			}
			if end := time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC).Unix(); c.want != "0" && len(answer.Measures) > 0 && answer.Time != end {
				t.Errorf("the work is of %s", time.Unix(answer.Time, 0).UTC())
			}
		})
	}
}

// Whatever is wrong with who says it, it counts nothing, and the reason says what.
func TestFileCountsNothing(t *testing.T) {
	good := csvHead + "2026-06,ann,developers,3\n"
	change := func(s *plugin.Submission, change func([]byte) []byte) {
		raw, err := os.ReadFile(s.File)
		if err == nil {
			err = os.WriteFile(s.File, change(raw), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		with func(s *plugin.Submission)
		want string
	}{
		{"no publisher is listed", func(s *plugin.Submission) { s.Publishers = nil }, "not on the list of publishers"},
		{"another is listed", func(s *plugin.Submission) { s.Publishers = []string{abi.Address{7}.String()} }, "not on the list of publishers"},
		{"an unsigned file", func(s *plugin.Submission) {
			change(s, func(raw []byte) []byte { return raw[bytes.IndexByte(raw, '\n')+1:] })
		}, "table_unsigned"},
		{"a changed number", func(s *plugin.Submission) {
			change(s, func(raw []byte) []byte { return bytes.Replace(raw, []byte("ers,3"), []byte("ers,4"), 1) })
		}, "table_signature"},
		{"one newline more", func(s *plugin.Submission) { change(s, func(raw []byte) []byte { return append(raw, '\n') }) }, "table_signature"},
		{"another time", func(s *plugin.Submission) {
			change(s, func(raw []byte) []byte { return bytes.Replace(raw, []byte(",178"), []byte(",188"), 1) })
		}, "table_signature"},
		{"another chain", func(s *plugin.Submission) { s.ChainID = "chain-2" }, "for the chain"},
		{"another participant's row", func(s *plugin.Submission) { s.ID = "bob" }, "0 rows"},
		{"a reference of its own", func(s *plugin.Submission) { s.Ref = "2026-06" }, "0 rows"},
		{"another role", func(s *plugin.Submission) { s.Role = "compute" }, "0 rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := submission(t, good)
			c.with(&s)
			if answer := ask(t, "file", s); len(answer.Measures) > 0 || answer.Skip || !strings.Contains(answer.Reason, c.want) {
				t.Errorf("%+v, want a reason with %q", answer, c.want)
			}
		})
	}
}

// The reference says who published what for whom, never which file: one that differs by a newline is paid once.
func TestFilesThatSayTheSameHaveOneReference(t *testing.T) {
	for _, csv := range []string{"2026-06,ann,developers,3\n", "2026-06,ann,developers,3\n\n", "2026-06,ann,developers,3\n2026-06,bob,developers,1\n", "2026-06,ANN,developers,4\n"} {
		if answer := ask(t, "file", submission(t, csvHead+csv)); len(answer.Measures) == 0 {
			t.Errorf("%q: %s", csv, answer.Reason)
		}
	}
	a := publisher.Address()
	if table.Ref(a, "1", "2ann", "x") == table.Ref(a, "12", "ann", "x") {
		t.Error("two periods have one reference")
	}
}

// Who is paid stands in the table. A name alone is somebody's only to an attestor who knows whose it is.
func TestTheTableNamesTheAccount(t *testing.T) {
	const file, points = "period,participant,role,account,merged_changes\n", "period,participant,role,post,points,account\n"
	other := abi.Address{9}.String()
	for _, c := range []struct {
		name, plugin, csv string
		named             bool
		want, reason      string
	}{
		{"its own", "file", file + "2026-06,ann,developers," + ann.String() + ",3\n", false, "3", "published by"},
		{"another's", "file", file + "2026-06,ann,developers," + other + ",3\n", true, "0", "it is the work of"},
		{"no account", "file", file + "2026-06,ann,developers,,3\n", false, "0", "and no account"},
		{"no account, of a name that is known", "file", file + "2026-06,ann,developers,,3\n", true, "3", "published by"},
		{"a name in its place", "file", file + "2026-06,ann,developers,bob,3\n", true, "0", "it is the work of"},
		{"points of its own", "points", points + "2026-06,ann,developers,a,3," + ann.String() + "\n", false, "3", "published by"},
		{"points of two", "points", points + "2026-06,ann,developers,a,3," + ann.String() + "\n2026-06,ann,developers,b,3," + other + "\n", false, "0", "it is the work of"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := submission(t, c.csv)
			s.Named = c.named
			if answer := ask(t, c.plugin, s); answer.Measures["merged_changes"].String() != c.want || !strings.Contains(answer.Reason, c.reason) {
				t.Errorf("%+v, want %s: %s", answer, c.want, c.reason)
			}
		})
	}
}

// One contribution is one participant's: a reference that a table gives to two counts for neither, in whatever order they come.
func TestAReferenceOfTwoCountsForNeither(t *testing.T) {
	const head = "period,participant,role,ref,merged_changes\n"
	for csv, want := range map[string]string{
		"a,ann,developers,x,3\na,bob,developers,y,4\na,bob,compute,x,4\n": "3", "a,ann,developers,x,3\na,bob,developers,x,4\n": "0",
		"a,bob,developers,x,3\na,ann,developers,x,4\n": "0",
	} {
		s := submission(t, head+csv)
		s.Ref = "x"
		if answer := ask(t, "file", s); answer.Measures["merged_changes"].String() != want {
			t.Errorf("%q: %+v", csv, answer)
		}
	}
}

// Of a publisher that says two things of one contribution the least counts, measure by measure, whatever is looked at first, in
// one process or in several.
func TestTheLeastOfWhatAPublisherHasSignedCounts(t *testing.T) {
	const other = "2026-06,bob,developers,8\n"
	for _, c := range []struct{ name, csv, want string }{
		{"less", "2026-06,ann,developers,2\n", "2"},
		{"more", "2026-06,ann,developers,4\n", "3"},
		{"nothing", "2026-06,ann,developers,0\n", "0"},
		{"the same", "2026-06,ann,developers,3\n" + other, "3"},
		{"of somebody else", other, "3"},
		{"of another period", "2026-05,ann,developers,1\n", "3"},
		{"of another role", "2026-06,ann,compute,1\n", "3"},
		{"no number", "2026-06,ann,developers,\n", "3"},
		{"of another chain", "!", "3"},
		{"by another publisher", "?", "3"},
	} {
		for _, order := range []string{"the other first", "the other last", "the other last, in one process"} {
			cache := t.TempDir()
			s, second := submission(t, csvHead+"2026-06,ann,developers,3\n"), submission(t, csvHead+c.csv)
			key, chain := publisher, "chain-1"
			switch c.csv {
			case "!":
				chain = "chain-2"
			case "?":
				key = tx.NewKey([32]byte{2})
			}
			if len(c.csv) == 1 {
				if err := os.WriteFile(second.File, table.Sign(key, chain, signedAt, []byte(csvHead+"2026-06,ann,developers,1\n")), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s.Cache, s.SHA256, second.Cache, second.SHA256 = cache, abi.Hash{1}, cache, abi.Hash{2}
			second.ID = "nobody"
			var got plugin.Answer
			switch order {
			case "the other first":
				ask(t, "file", second)
				got = ask(t, "file", s)
			case "the other last":
				ask(t, "file", s)
				ask(t, "file", second)
				got = ask(t, "file", s)
			default:
				got = askAll(t, "file", s, second)[0]
			}
			if value := got.Measures["merged_changes"].String(); value != c.want || (c.want != "3") != strings.Contains(got.Reason, "signed less") {
				t.Errorf("%s, %s: %s, want %s: %s", c.name, order, value, c.want, got.Reason)
			}
		}
	}
}

// What does not stand in the other table is not said there: of two measures the least of each counts. So it is with points.
func TestTheLeastOfEachMeasureCounts(t *testing.T) {
	s, second := submission(t, "period,participant,role,a,b\n2026-06,ann,developers,3,1\n"), submission(t, "period,participant,role,b,a\n2026-06,ann,developers,9,2\n")
	third := submission(t, "period,participant,role,b\n2026-06,ann,developers,9\n")
	s.SHA256, second.SHA256, third.SHA256 = abi.Hash{1}, abi.Hash{2}, abi.Hash{3}
	cache := t.TempDir()
	for _, one := range []*plugin.Submission{&s, &second, &third} {
		one.Measures, one.Cache = []string{"a", "b"}, cache
	}
	got := askAll(t, "file", s, second, third)
	if text := got[0].Measures["a"].String() + got[0].Measures["b"].String(); text != "21" {
		t.Errorf("%+v", got)
	}
	const head = "period,participant,role,post,points\n"
	s, second = submission(t, head+"2026-06,ann,developers,x,3\n2026-06,ann,developers,y,4\n"), submission(t, head+"2026-06,ann,developers,x,3\n2026-06,ann,developers,z,2\n")
	s.Cache, second.Cache, s.SHA256, second.SHA256 = cache, cache, abi.Hash{4}, abi.Hash{5}
	if got := askAll(t, "points", s, second)[0]; got.Measures["merged_changes"].String() != "5" {
		t.Errorf("%+v", got)
	}
}

// The memory is bounded, and what is cut short in it is no number.
func TestWhatIsRememberedIsBounded(t *testing.T) {
	m := &memory{dir: t.TempDir()}
	one := func(i int) saying {
		return saying{"ab" + strings.Repeat("0", 30), map[string]abi.Amount{strings.Repeat("m", 1000): abi.U64(uint64(i))}}
	}
	for i := range 12 {
		var list []saying
		for k := range 100 {
			list = append(list, one(100_000-100*i-k))
		}
		if err := m.note(strings.Repeat("f", i+1), list); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(filepath.Join(m.dir, "ab"))
	if err != nil || len(file) > maxBucket || len(file) < maxBucket/3 || !bytes.HasPrefix(file, []byte("ab0")) {
		t.Errorf("%d bytes, %v", len(file), err)
	}
	if err := os.WriteFile(filepath.Join(m.dir, "cd"), []byte("cd a=1cd a=7\ncd a=5\ncd"), 0o600); err != nil {
		t.Fatal(err)
	}
	measures := map[string]abi.Amount{"a": abi.U64(6)}
	if less, err := m.least("cd", measures); !less || err != nil || measures["a"] != abi.U64(5) {
		t.Errorf("%v, %v", measures, err)
	}
}

func TestEverybodyIsAPublisherWhereTheListSaysSo(t *testing.T) {
	s := submission(t, csvHead+"2026-06,ann,developers,3\n")
	s.Publishers = []string{"*"}
	if answer := ask(t, "file", s); len(answer.Measures) != 1 {
		t.Error(answer.Reason)
	}
}

func TestPoints(t *testing.T) {
	const head = "period,participant,role,post,points\n"
	for _, c := range []struct{ name, csv, want string }{
		{"posts add up", head + "2026-06,ann,social,a,3\n2026-06,ann,social,b,4\n2026-06,bob,social,c,9\n2026-05,ann,social,d,9\n", "7"},
		{"a post counts once", head + "2026-06,ann,social,a,3\n2026-06,ann,social,a,3\n2026-06,ann,social,b,4\n", "4"},
		{"a post of two people counts for none", head + "2026-06,ann,social,a,3\n2026-06,bob,social,a,3\n", "0"},
		{"a post of two periods counts for none", head + "2026-06,ann,social,a,3\n2026-05,ann,social,a,3\n", "0"},
		{"no points", head + "2026-06,ann,social,a,many\n", "0"},
		{"too many", head + "2026-06,ann,social,a,79228162514264337593543950335\n2026-06,ann,social,b,1\n", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := submission(t, c.csv)
			s.Role, s.Measures, s.Ref = "social", []string{"engagement"}, table.Ref(publisher.Address(), "2026-06", "ann", "social")
			if answer := ask(t, "points", s); answer.Measures["engagement"].String() != c.want || answer.Skip {
				t.Errorf("%+v, want %s", answer, c.want)
			}
		})
	}
	if answer := ask(t, "points", submission(t, csvHead+"2026-06,ann,developers,3\n")); !answer.Skip {
		t.Errorf("another table is not skipped: %+v", answer)
	}
}

func FuzzTable(f *testing.F) {
	f.Add(table.Sign(publisher, "chain-1", signedAt, []byte(csvHead+"2026-06,ann,developers,3\n")))
	f.Add([]byte("peerz-table,1,c,0,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := table.Read(file)
		if err == nil && !bytes.HasSuffix(file, read.CSV) {
			t.Error("it holds another file than it does")
		}
		_, _ = cells(file)
	})
}
