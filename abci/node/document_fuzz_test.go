package node

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// schema is what the document says of a value, as far as it is needed to make one.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 any                `json:"type"` // a text or a list of texts
	Enum                 []any              `json:"enum"`
	Examples             []any              `json:"examples"`
	Items                *schema            `json:"items"`
	Properties           map[string]*schema `json:"properties"`
	AdditionalProperties json.RawMessage    `json:"additionalProperties"`
}

// described is an operation of the document with what it takes.
type described struct {
	Parameters []struct {
		Name   string
		In     string
		Schema *schema
	}
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	} `json:"requestBody"`
}

// maker makes requests of a document: what it describes, with mistakes.
type maker struct {
	*rand.Rand
	known   []string // values that name something on the chain
	schemas map[string]*schema
}

// odd are values that no schema has in mind.
var odd = []any{nil, true, -1, 1e308, 18446744073709551615.0, "", "\x00", "\u202e", strings.Repeat("a", 5000), []any{}, map[string]any{}, []any{[]any{[]any{}}}}

// value makes a value that mostly fits.
func (m *maker) value(s *schema, depth int) any {
	if s == nil || depth > 6 || m.IntN(12) == 0 {
		return odd[m.IntN(len(odd))]
	}
	if name, is := strings.CutPrefix(s.Ref, "#/components/schemas/"); is {
		return m.value(m.schemas[name], depth+1)
	}
	if n := len(s.Enum); n > 0 {
		return s.Enum[m.IntN(n)]
	}
	if n := len(s.Examples); n > 0 && m.IntN(2) == 0 {
		return s.Examples[m.IntN(n)]
	}
	kind, _ := s.Type.(string)
	switch kind {
	case "boolean":
		return m.IntN(2) == 0
	case "integer", "number":
		return []any{0, 1, 2, 100, m.IntN(1000), m.Int64(), -1}[m.IntN(7)]
	case "array":
		list := make([]any, m.IntN(4))
		for i := range list {
			list[i] = m.value(s.Items, depth+1)
		}
		return list
	case "object":
		return m.object(s, depth)
	}
	return m.known[m.IntN(len(m.known))]
}

func (m *maker) object(s *schema, depth int) any {
	out := map[string]any{}
	for name, p := range s.Properties {
		if m.IntN(8) > 0 {
			out[name] = m.value(p, depth+1)
		}
	}
	for len(out) < 1 || m.IntN(6) == 0 {
		out[m.known[m.IntN(len(m.known))]] = map[string]any{"epoch": m.IntN(3), "id": "dev0"}
	}
	return out
}

// request makes one of an operation.
func (m *maker) request(method, path string, op described) (at, body string) {
	query := url.Values{}
	for _, p := range op.Parameters {
		text := strings.Trim(fmt.Sprint(m.value(p.Schema, 0)), "[]")
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case p.In == "query" && m.IntN(3) == 0:
			query.Set(p.Name, text)
		}
	}
	if op.RequestBody != nil {
		for kind, c := range op.RequestBody.Content { // there is one
			if b, err := json.Marshal(m.value(c.Schema, 0)); err == nil && kind == "application/json" {
				body = string(b)
			} else {
				body = string([]byte{byte(m.IntN(256)), byte(m.IntN(256)), byte(m.IntN(256)), 0x80})
			}
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, body
}

// Requests made of the document, and mistakes in them, are answered as the document says, and nothing is the node's fault.
func TestRandomRequestsAreAnsweredAsTheDocumentSays(t *testing.T) {
	n, _ := start(t, newHome(t))
	ready(t, n)
	d := newReader(t, n)
	_, text := d.ask("GET", "/v1/openapi.json", "")
	var whole struct {
		Paths      map[string]map[string]described
		Components struct{ Schemas map[string]*schema }
	}
	must(t, json.Unmarshal(text, &whole))
	m := &maker{rand.New(rand.NewPCG(16, 1)), []string{key(1).Address().String(), "rewards", "governance", "latest", "1", "00", "params", "epoch", strings.Repeat("ab", 32), "dev0"}, whole.Components.Schemas}
	var paths []string
	for path := range whole.Paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	statuses := map[int]int{}
	for range 25 {
		for _, path := range paths {
			for method, op := range whole.Paths[path] {
				if path == "/v1/events" {
					continue // it does not end
				}
				at, body := m.request(method, path, op)
				statuses[d.fits(strings.ToUpper(method), path, at, body)]++
			}
		}
	}
	t.Logf("answers by status: %v", statuses)
	if statuses[http.StatusOK] < 50 || statuses[http.StatusBadRequest] < 50 {
		t.Errorf("what was made says little: %v", statuses)
	}
}

// fits asks and compares whatever comes with the document.
func (r *reader) fits(method, path, at, body string) (status int) {
	r.t.Helper()
	status, text := r.ask(method, at, body)
	if status >= 500 && status != http.StatusServiceUnavailable {
		r.t.Errorf("%s %s %.200q: %d %.300s", method, at, body, status, text)
	}
	want := "default"
	if status == http.StatusOK {
		want = "200"
	}
	if status < 300 || status >= 400 { // an unclean path leads to a clean one
		r.like(method, path, at, want, text)
	}
	return status
}
