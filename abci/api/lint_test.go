package api

import (
	"net/http"
	"os"
	"os/exec"
	"testing"
)

// The document is one that other tools take: a linter of OpenAPI has nothing to say of it.
func TestTheDocumentIsClean(t *testing.T) {
	if _, err := os.Stat("../page/node_modules/@redocly/openapi-core"); err != nil {
		t.Skip("the linter is not there: make page")
	}
	f := newFake(t)
	resp, err := http.Get(f.server.URL + "/v1/openapi.json")
	must(t, err)
	defer resp.Body.Close()
	c := exec.Command("node", "../page/lint.js")
	c.Stdin = resp.Body
	out, err := c.CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
