package api

import (
	"encoding/json"
	"io"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// settings describe the API as a whole, and how it reads and writes.
func settings(version string) huma.Config {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.RegisterTypeAlias(reflect.TypeFor[abi.Address](), reflect.TypeFor[addressText]())
	schemas.RegisterTypeAlias(reflect.TypeFor[abi.Hash](), reflect.TypeFor[hashText]())
	schemas.RegisterTypeAlias(reflect.TypeFor[abi.Amount](), reflect.TypeFor[amountText]())
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Peerz Chain", Version: version, License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
				Description: "A node of a Peerz chain. Amounts are decimal texts of base units, hashes hex, addresses bech32, times unix seconds. " +
					"An error says its code, its name, a sentence, and what to do."},
			Components: &huma.Components{Schemas: schemas},
			Servers:    []*huma.Server{{URL: "/", Description: "The node that answers with this document."}},
			Security:   []map[string][]string{{}}, // nobody has to say who asks
		},
		Formats:                      map[string]huma.Format{"application/json": {Marshal: writeJSON, Unmarshal: json.Unmarshal}},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
	return c
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// These stand for types that write themselves as text.
type (
	addressText struct{}
	hashText    struct{}
	amountText  struct{}
)

// Schema implements huma.SchemaProvider.
func (addressText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Description: "An address in bech32.", Examples: []any{abi.Address{1}.String()}}
}

// Schema implements huma.SchemaProvider.
func (hashText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9a-fA-F]{64}$", Description: "A sha256 in hex.", Examples: []any{abi.Hash{1}.String()}}
}

// Schema implements huma.SchemaProvider.
func (amountText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9]{1,39}$", Description: "An amount in base units; a token is 10^18 of them.", Examples: []any{"1000000000000000000"}}
}
