package vectors

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/vm"
)

// engines are the compiler and the interpreter. A scenario is played on both at once.
func engines(t *testing.T) (both [2]*vm.Engine) {
	for i := range both {
		e, err := runtime.NewEngine(runtime.Config{Interpreter: i == 1})
		must(t, err)
		t.Cleanup(func() { must(t, e.Close()) })
		both[i] = e
	}
	return both
}

func TestVectors(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine plays them: the race detector sees nothing")
	}
	both := engines(t)
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		s := &script{engines: both, root: "../.."}
		defer func() { s.close(t) }()
		datadriven.RunTest(t, path, s.command)
	})
}

// The changelog names the vectors that it speaks of by their digest. Whoever writes them anew
// therefore also says what changed, and a diff that touches one touches the other.
func TestTheChangelogNamesTheVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	must(t, err)
	digest := sha256.New()
	for _, file := range files { // Glob sorts
		b, err := os.ReadFile(file)
		must(t, err)
		fmt.Fprintf(digest, "%s %x\n", filepath.Base(file), sha256.Sum256(b))
	}
	want := fmt.Sprintf("Vectors: %x", digest.Sum(nil)[:8])
	log, err := os.ReadFile("../../CHANGELOG.md")
	must(t, err)
	if !bytes.Contains(log, []byte("\n"+want+"\n")) {
		t.Errorf("the vectors have changed, so consensus has: say in CHANGELOG.md under Unreleased how, and replace its line of vectors by\n%s", want)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
