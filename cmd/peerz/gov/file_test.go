package gov

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func read(t *testing.T, content string) (*draft, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := readFile(t.Context(), nil, path)
	if err != nil {
		err = errorText(strings.ReplaceAll(err.Error(), path, "p.yaml"))
	}
	return d, err
}

type errorText string

func (e errorText) Error() string { return string(e) }

// What is wrong in a file is said with its line and column, before anything is asked of the chain.
func TestErrorsInAFileSayWhere(t *testing.T) {
	for content, want := range map[string]string{
		"":                                    "p.yaml is empty",
		"title: [":                            "yaml: line 1",
		"- title":                             "p.yaml:1:1: want names with values",
		"title: a\nactoins: []":               `p.yaml:2:1: "actoins" is not known here`,
		"title: a\ntitle: b":                  "p.yaml:2:1: title stands here twice",
		"actions:\n  - kind: text":            "p.yaml:1:1: title is missing",
		templateHead + templates["text"]:      "p.yaml:3:8: the title is the template's",
		"title: {a: b}":                       "p.yaml:1:8: title is one value",
		"title: a":                            "p.yaml:1:1: actions is a list",
		"title: a\nactions: text":             "p.yaml:1:1: actions is a list",
		"title: a\nactions:\n  - {}":          "p.yaml:3:5: kind is missing",
		"title: a\nactions:\n  - kind: dance": `p.yaml:3:11: "dance" is no kind of action`,
		"title: a\nactions:\n  - kind: text\n    set: {}":                                    `p.yaml:4:5: "set" is not known here`,
		"title: a\nactions:\n  - kind: params":                                               "p.yaml:3:5: set is missing",
		"title: a\nactions:\n  - kind: params\n    set:\n      dispute: 3":                   `p.yaml:5:16: "dispute": want OWNER/NAME`,
		"title: a\nactions:\n  - kind: weights\n    set:\n      compute: x":                  `p.yaml:5:16: compute: "x" is no share`,
		"title: a\nactions:\n  - kind: weights\n    set: {}":                                 "p.yaml:4:10: set names no role",
		"title: \"a\\nb\"\nactions:\n  - kind: text":                                         "p.yaml:1:8: a title is one line",
		"title: a\ndeposit: lots\nactions:\n  - kind: text":                                  `p.yaml:2:10: "lots" is not an amount`,
		"title: a\nactions:\n  - kind: text\n---\ntitle: b":                                  "p.yaml: after the line --- something else begins",
		"title: a\nactions:\n  - kind: guardrails\n    set:\n      a/b: {least: 1, most: x}": `p.yaml:5:12: a/b: most "x"`,
		"title: a\nactions:\n  - kind: guardian\n    account: team":                          "p.yaml:3:5: until is missing",
		"title: a\nlink: https://example.org\nactions:\n  - kind: text":                      "p.yaml:1:1: a link has a link_hash",
		"title: a\nlink: b\nlink_hash: 12\nactions:\n  - kind: text":                         `p.yaml:3:12: "12" is neither a file nor a sha256`,
		"title: a\nexpedited: perhaps\nactions:\n  - kind: text":                             "p.yaml:2:12: expedited is true or false",
	} {
		_, err := read(t, content)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", content, err, want)
		}
	}
}

func TestAFileIsAProposal(t *testing.T) {
	d, err := read(t, "title: A question\ndescription: |\n  Why:\n\n  because.\nlink: https://example.org\nlink_hash: "+strings.Repeat("0a", 32)+
		"\nexpedited: true\ndeposit: 12tokens\nactions:\n  - kind: text\n  - kind: guardrails\n    set:\n      rewards/dispute: {least: 1, most: 28, step: 7}\n  - kind: guardian\n")
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "A question" || d.Description != "Why:\n\nbecause." || d.Link != "https://example.org" || d.LinkHash.IsZero() || !d.Expedited || d.deposit != "12tokens" {
		t.Errorf("%+v", d)
	}
	if len(d.Actions) != 3 || d.Actions[0].Kind != "text" || d.Actions[2].Kind != "guardian" || d.Actions[2].Guardian != nil {
		t.Fatalf("%+v", d.Actions)
	}
	want := governance.Guardrail{Name: "rewards/dispute", Least: sdk.U64(1), Most: sdk.U64(28), Step: sdk.U64(7)}
	if got := d.Actions[1].Guardrails[0]; got != want {
		t.Errorf("%+v", got)
	}
}

// Whoever adds a kind writes a template of it.
func TestEveryKindHasATemplate(t *testing.T) {
	for kind := range kinds {
		if !strings.Contains(templates[kind], "kind: "+kind) {
			t.Errorf("there is no template of %s", kind)
		}
	}
	if len(templates) != len(kinds) {
		t.Errorf("%d templates of %d kinds", len(templates), len(kinds))
	}
	filled := strings.Replace(templateHead, templateTitle, "A question", 1)
	if _, err := read(t, filled+templates["text"]+templates["guardrails"]); err != nil {
		t.Error(err)
	}
}

// A description is anybody's: no line of it stands where those of the count do.
func TestADescriptionForgesNoRow(t *testing.T) {
	var out bytes.Buffer
	showDescription(cli.NewPrinter(&out), "Why\nyes          3000000 tokens\n\tno")
	for _, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")[1:] {
		if !strings.HasPrefix(line, "  ") {
			t.Errorf("%q begins at the edge", line)
		}
	}
}

// What is missing to a quorum is exact, rounded up.
func TestWhatIsMissingToAQuorum(t *testing.T) {
	for _, test := range []struct{ yes, all, quorum, missing uint64 }{
		{0, 1000, 334_000, 334}, {333, 1000, 334_000, 1}, {334, 1000, 334_000, 0}, {900, 1000, 334_000, 0}, {0, 1001, 334_000, 335},
	} {
		p := governance.ProposalInfo{Tally: governance.Tally{Yes: sdk.U64(test.yes)}, PowerTotal: sdk.U64(test.all)}
		if got := countOf(&p).missing(test.quorum); got.String() != sdk.U64(test.missing).String() {
			t.Errorf("%+v: %s", test, arguments.Tokens(got))
		}
	}
}

// People read when an epoch begins, by the length of the present one.
func TestWhenAnEpochBegins(t *testing.T) {
	at := clock{epoch: 10, start: 1000, end: 1100, now: 1040}
	for epoch, want := range map[uint64]string{11: "in 1m0s", 13: "in 4m20s"} {
		if got := at.begins(epoch); !strings.HasSuffix(got, want) {
			t.Errorf("epoch %d: %s, want %s", epoch, got, want)
		}
	}
}
