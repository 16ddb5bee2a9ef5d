package gen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
)

// Every mistake is reported with the line to look at, and what would be right.
func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"map field":         {"type A struct {\n\tM map[string]uint64\n}\n\n//peerz:query q\nfunc Q(a A) {}", "contract.go:5: unsupported type; supported are bool"},
		"float field":       {"type A struct{ F float64 }\n//peerz:query q\nfunc Q(a A) {}", "contract.go:4: unsupported type float64"},
		"int field":         {"type A struct{ N int }\n//peerz:query q\nfunc Q(a A) {}", "unsupported type int;"},
		"foreign type":      {"type A struct{ N sdk.Entry }\n//peerz:query q\nfunc Q(a A) {}", "unsupported type;"},
		"array of numbers":  {"type A struct{ N [4]uint64 }\n//peerz:query q\nfunc Q(a A) {}", "unsupported array"},
		"recursion":         {"type A struct{ L []A }\n//peerz:query q\nfunc Q(a A) {}", "A contains itself"},
		"embedding":         {"type B struct{}\ntype A struct{ B }\n//peerz:query q\nfunc Q(a A) {}", "embeds a type"},
		"two arguments":     {"type A struct{}\n//peerz:query q\nfunc Q(a, b A) {}", "at most one struct"},
		"pointer argument":  {"type A struct{}\n//peerz:query q\nfunc Q(a *A) {}", "at most one struct"},
		"no name":           {"//peerz:query\nfunc Q() {}", "write //peerz:query NAME"},
		"bad name":          {"//peerz:query getIt\nfunc Q() {}", "write //peerz:query NAME"},
		"name too many":     {"//peerz:end_block x\nfunc Q() {}", "takes no name"},
		"twice":             {"//peerz:query q\nfunc Q() {}\n//peerz:query q\nfunc R() {}", "already another function"},
		"nothing":           {"func Q() {}", "no function has a directive"},
		"stored argument":   {"//peerz:store\ntype A struct{}\n//peerz:query q\nfunc Q(a A) {}", "messages are maps"},
		"stored inside":     {"//peerz:store\ntype B struct{}\ntype A struct{ L []B }\n//peerz:query q\nfunc Q(a A) {}", "messages are maps"},
		"optional record":   {"//peerz:store\ntype B struct{ P *uint64 }\n//peerz:query q\nfunc Q() {}", "records in storage have all"},
		"same field name":   {"type A struct{ ID, Id uint64 }\n//peerz:query q\nfunc Q(a A) {}", `two fields of A are called "id"`},
		"bad tag":           {"type A struct{ N uint64 `cbor:\"n,string\"` }\n//peerz:query q\nfunc Q(a A) {}", "only omitempty"},
		"error too large":   {"//peerz:errors\nconst ErrA = 65000\n//peerz:query q\nfunc Q() {}", "from 1 to 64999"},
		"error zero":        {"//peerz:errors\nconst (\nErrA = iota\n)\n//peerz:query q\nfunc Q() {}", "from 1 to 64999"},
		"error twice":       {"//peerz:errors\nconst (\nErrA = 1\nErrB = 1\n)\n//peerz:query q\nfunc Q() {}", "ErrA and ErrB are both 1"},
		"reserved type":     {"type hash struct{}\n//peerz:query q\nfunc Q(a hash) {}", "choose another name"},
		"syntax":            {"func {", "contract.go:4"},
		"text parameter":    {"//peerz:params\ntype A struct{ T string }\n//peerz:query q\nfunc Q(a A) {}", "A.T cannot be a parameter"},
		"nameless list":     {"//peerz:params\ntype B struct{ N uint64 }\n//peerz:params\ntype A struct{ L []B }\n//peerz:query q\nfunc Q(a A) {}", "A.L cannot be a parameter"},
		"pointer to a list": {"type A struct{ P *[]uint64 }\n//peerz:query q\nfunc Q(a A) {}", "use omitempty"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "x")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			source := "package main\n\nimport \"example.org/x/sdk\"\n" + c.source + "\n"
			if err := os.WriteFile(filepath.Join(dir, "contract.go"), []byte(source), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := gen.Parse(dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want %s", err, c.want)
			}
		})
	}
}

func TestAContractIsAPackageMainThatImportsTheSDK(t *testing.T) {
	for source, want := range map[string]string{
		"package x\nimport \"a/sdk\"\n":                                                                                                  "no function has a directive",
		"// Package x.\n//\n//peerz:implements y\npackage main\nimport \"a/sdk\"\n":                                                      "no file imports a package y",
		"package main\n//peerz:query q\nfunc Q() {}\n":                                                                                   "no file imports the SDK",
		"// Package main.\n//\n//peerz:contract ../x 1\npackage main\nimport \"a/sdk\"\n":                                                `"../x" cannot name a contract`,
		"// Package main.\n//\n//peerz:contract x\npackage main\nimport \"a/sdk\"\n":                                                     "write //peerz:contract NAME VERSION",
		"// Package main.\n//\n//peerz:errors_of x\n//peerz:errors_of y\npackage main\nimport \"a/sdk\"\n//peerz:query q\nfunc Q() {}\n": "write one //peerz:errors_of with all packages",
		"package main\nimport s \"a/sdk\"\n//peerz:query q\nfunc Q(s.Amount) {}\n":                                                       "import the SDK as sdk",
	} {
		dir := filepath.Join(t.TempDir(), "x")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := gen.Parse(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %s", err, want)
		}
	}
	if _, err := gen.Parse(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no Go files") {
		t.Errorf("empty folder: %v", err)
	}
}
