package home

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// documents are genesis documents, and what is left of them without their app_state.
var documents = map[string]string{
	`{"app_state":{"a":[1,{"b":"}"}]},"chain_id":"x"}`:                 `{"app_state":null,"chain_id":"x"}`,
	`{"chain_id":"x","app_state": {"q":"\\\"},"} , "validators":[{}]}`: `{"chain_id":"x","app_state":null, "validators":[{}]}`,
	`{"chain_id":"x", "app_state":12}`:                                 `{"chain_id":"x", "app_state":null}`,
	`{"chain_id":"app_state","app_hash":"y"}`:                          `{"chain_id":"app_state","app_hash":"y"}`,
	`{"deep":{"app_state":1},"list":["app_state",{"app_state":2}]}`:    `{"deep":{"app_state":1},"list":["app_state",{"app_state":2}]}`,
	`{"app_state":[`: `{"app_state":`, // no document, and none afterwards
	``:               ``,
}

func TestADocumentIsReadWithoutItsState(t *testing.T) {
	for document, want := range documents {
		whole, err := withoutState(strings.NewReader(document))
		if err != nil || string(whole) != want {
			t.Errorf("%s: %s, %v, want %s", document, whole, err, want)
		}
		if parts, err := withoutState(iotest.OneByteReader(strings.NewReader(document))); err != nil || string(parts) != want {
			t.Errorf("%s byte by byte: %s, %v, want %s", document, parts, err, want)
		}
	}
}

// FuzzWithoutState: what is left of an object is that object without the field.
func FuzzWithoutState(f *testing.F) {
	for document := range documents {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) {
		var whole, left map[string]any
		if json.Unmarshal([]byte(document), &whole) != nil || whole == nil {
			return
		}
		rest, err := withoutState(strings.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(rest, &left); err != nil {
			t.Fatalf("%q became %q: %v", document, rest, err)
		}
		delete(whole, stateField)
		delete(left, stateField)
		if !reflect.DeepEqual(whole, left) {
			t.Fatalf("%q became %q", document, rest)
		}
	})
}

func TestTheStateIsReadAlone(t *testing.T) {
	h := Dir(t.TempDir())
	if err := os.MkdirAll(filepath.Dir(h.Genesis()), 0o755); err != nil {
		t.Fatal(err)
	}
	for document, want := range map[string]string{
		`{"chain_id":{"app_state":1},"app_state":{"a":7},"app_hash":""}`: "",
		`{"chain_id":"x"}`:                          "has no app_state",
		`{"app_state":{"a":7},"app_state":{"a":7}}`: "is there twice",
		`{"app_state":{"a":7},`:                     "EOF",
		``:                                          "EOF",
	} {
		if err := os.WriteFile(h.Genesis(), []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
		var got struct{ A int }
		err := ReadState(h, func(d *json.Decoder) error { return d.Decode(&got) })
		switch {
		case want == "":
			if err != nil || got.A != 7 {
				t.Errorf("%s: %d, %v", document, got.A, err)
			}
		case err == nil || !strings.Contains(err.Error(), want):
			t.Errorf("%s: %v, want %s", document, err, want)
		}
	}
}
