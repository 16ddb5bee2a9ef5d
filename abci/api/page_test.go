package api

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"net/http"
)

// docs/api.md lists every operation, with what the document says of it.
func TestThePageListsEveryOperation(t *testing.T) {
	s := &server{operations: humago.New(http.NewServeMux(), settings("1"))}
	s.Faucet = noFaucet{}
	s.register()
	var want []string
	for path, item := range s.operations.OpenAPI().Paths {
		if op := item.Get; op != nil {
			want = append(want, fmt.Sprintf("| `GET %s` | %s |", path, op.Summary))
		}
		if op := item.Post; op != nil {
			want = append(want, fmt.Sprintf("| `POST %s` | %s |", path, op.Summary))
		}
	}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(a[strings.Index(a, "/"):], b[strings.Index(b, "/"):]) })
	page, err := os.ReadFile("../../docs/api.md")
	must(t, err)
	if list := strings.Join(want, "\n") + "\n"; !strings.Contains(string(page), "|---|---|\n"+list+"\n") {
		t.Errorf("docs/api.md does not list the paths as they are:\n%s", list)
	}
}

type noFaucet struct{ Faucet }
