package node

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// document is what the API says of itself, as a stranger reads it.
type document struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Summary     string `json:"summary"`
		Parameters  []struct {
			Name string `json:"name"`
			In   string `json:"in"`
		} `json:"parameters"`
		Responses map[string]struct {
			Content map[string]struct{} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
}

// Every operation of the document is called on a real chain, and what it answers is what the document says,
// when it succeeds and when it fails.
func TestAnswersAreWhatTheDocumentSays(t *testing.T) {
	h := newHome(t)
	must(t, os.WriteFile(h.FaucetKey(), []byte(strings.Repeat("03", 32)), 0o600)) // of somebody who has nothing
	n, _ := start(t, h)
	ready(t, n)
	var paid receipt
	post(t, n, "/v1/txs?wait=true", pay(0), &paid)
	for n.historyLag() > 0 {
		time.Sleep(time.Millisecond)
	}
	d := newReader(t, n)
	alice, hash := key(1).Address().String(), tx.Hash(pay(0)).String()
	var code struct {
		Contracts []struct {
			CodeHash string `json:"code_hash"`
		}
	}
	get(t, n, "/v1/contracts", &code)
	fill := strings.NewReplacer("{address}", alice, "{contract}", "rewards", "{hash}", hash, "{height}", "latest", "{key}", "00", "{id}", "dev0", "{number}", "1")
	wasm := strings.NewReplacer("{hash}", code.Contracts[0].CodeHash)
	bodies := map[string]string{
		"/v1/query/{contract}": `{"invariants":{}}`, "/v1/query/{contract}/raw": `{"input":"826a696e76617269616e7473a0"}`,
		"/v1/txs": string(pay(1)), "/v1/txs/batch": "\x80", "/v1/simulate/batch": "\x80", "/v1/simulate": string(pay(1)), "/v1/pure/{hash}": `{"scores":{}}`,
		"/v1/faucet": `{"address":"` + alice + `"}`,
	}
	fails := []string{"POST /v1/pure/{hash}", "POST /v1/faucet"} // the code is no formula, the faucet has nothing
	for path, methods := range d.Paths {
		for method, op := range methods {
			if op.Summary == "" || op.OperationID == "" {
				t.Errorf("%s %s is not described", method, path)
			}
			method = strings.ToUpper(method)
			at := path
			if strings.Contains(path, "/codes/") || strings.Contains(path, "/pure/") {
				at = wasm.Replace(path)
			}
			want := "200"
			if slices.Contains(fails, method+" "+path) {
				want = "default"
			}
			if path != "/v1/events" { // which does not end
				d.check(method, path, fill.Replace(at), bodies[path], want)
			}
			d.check(method, path, fill.Replace(at)+"?no=1", bodies[path], "default")
		}
	}
	d.check("GET", "/v1/accounts/{address}", "/v1/accounts/"+alice+"?prove=true&height=1", "", "200")
	d.check("GET", "/v1/validators", "/v1/validators?prove=true", "", "200")
	d.check("GET", "/v1/contracts", "/v1/contracts?prove=true&limit=1", "", "200")
	d.check("GET", "/v1/accounts/{address}", "/v1/accounts/nobody", "", "default")
	d.check("GET", "/v1/blocks/{height}", "/v1/blocks/999999999", "", "default")
}

// reader compares answers with the document.
type reader struct {
	document
	t        *testing.T
	n        *Node
	compiler *jsonschema.Compiler
}

const documentURL = "http://node/v1/openapi.json"

func newReader(t *testing.T, n *Node) *reader {
	t.Helper()
	r := &reader{t: t, n: n, compiler: jsonschema.NewCompiler()}
	_, text := r.ask("GET", "/v1/openapi.json", "")
	must(t, json.Unmarshal(text, &r.document))
	if len(r.Paths) < 20 {
		t.Fatalf("the document has %d paths", len(r.Paths))
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(t, err)
	must(t, r.compiler.AddResource(documentURL, whole))
	return r
}

// check asks and compares the answer with the schema of the response that is wanted: "200", or "default" for a failure.
func (r *reader) check(method, path, url, body, want string) {
	r.t.Helper()
	status, text := r.ask(method, url, body)
	if (status == http.StatusOK) != (want == "200") || status >= 500 {
		r.t.Errorf("%s %s: %d %.300s", method, url, status, text)
		return
	}
	r.like(method, path, url, want, text)
}

// like compares an answer with the schema of a response, where that is JSON.
func (r *reader) like(method, path, url, want string, text []byte) {
	r.t.Helper()
	if _, isJSON := r.Paths[path][strings.ToLower(method)].Responses[want].Content["application/json"]; !isJSON {
		return
	}
	place := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path)
	schema, err := r.compiler.Compile(documentURL + "#/paths/" + place + "/" + strings.ToLower(method) + "/responses/" + want + "/content/application~1json/schema")
	must(r.t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		r.t.Errorf("%s %s: %v\n%.600s", method, url, err, text)
	}
}

func (r *reader) ask(method, url, body string) (int, []byte) {
	r.t.Helper()
	req, err := http.NewRequest(method, "http://"+r.n.API()+url, strings.NewReader(body))
	must(r.t, err)
	resp, err := http.DefaultClient.Do(req)
	must(r.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(r.t, err)
	return resp.StatusCode, text
}

// hostile are values that nobody means well with.
var hostile = []string{"-1", "0", "99999999999999999999999", "1e9", "%00", "%ff%fe", "..%2f..%2fetc", "null", "true", "{}", "'--", "%F0%9F%92%A5", "1.1.1", strings.Repeat("9", 3000)}

// Whatever is written where the document has a parameter, the answer has a form and the node lives.
func TestHostileParameters(t *testing.T) {
	n, _ := start(t, newHome(t))
	ready(t, n)
	d := newReader(t, n)
	path := regexp.MustCompile(`\{\w+\}`)
	client := &http.Client{Timeout: 5 * time.Second}
	try := func(method, url string) {
		req, err := http.NewRequest(strings.ToUpper(method), "http://"+n.API()+url, strings.NewReader("{}"))
		must(t, err)
		resp, err := client.Do(req)
		must(t, err)
		defer resp.Body.Close()
		var answer map[string]any
		if resp.StatusCode >= 500 {
			t.Errorf("%s %s: %d", method, url, resp.StatusCode)
		} else if resp.StatusCode >= 400 && json.NewDecoder(resp.Body).Decode(&answer) != nil {
			t.Errorf("%s %s: %d without a form", method, url, resp.StatusCode)
		}
	}
	for at, methods := range d.Paths {
		for method, op := range methods {
			for _, value := range hostile {
				try(method, path.ReplaceAllString(at, value))
				for _, p := range op.Parameters {
					if p.In == "query" {
						try(method, path.ReplaceAllString(at, "latest")+"?"+p.Name+"="+value)
					}
				}
			}
		}
	}
	try("GET", "/v1/healthz")
}
