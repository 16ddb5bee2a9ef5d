package clients

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// built skips a test where the TypeScript client is not built.
func built(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("the tests of the TypeScript client need Node")
	}
	if _, err := os.Stat("ts/dist/index.js"); err != nil {
		t.Skip("the TypeScript client is not built: make client")
	}
}

// TestExampleOfTheReadme runs what the TypeScript client's README shows, on a devnet.
func TestExampleOfTheReadme(t *testing.T) {
	built(t)
	if testing.Short() {
		t.Skip("it starts a devnet")
	}
	page, err := os.ReadFile("ts/README.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```js\n(.*?)```").FindSubmatch(page)
	if example == nil {
		t.Fatal("the README has no example")
	}
	const file = "ts/dist/example.mjs"
	if err := os.WriteFile(file, example[1], 0o600); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file)
	d := start(t, 10*time.Second)
	c := exec.Command("node", file)
	c.Env = append(os.Environ(), "PEERZ_API="+d.api)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"alice has ", "compute 400000", "in block ", "the friend has 1.5 tokens", "proposals 1", "alice has earned ", "event "} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
}
