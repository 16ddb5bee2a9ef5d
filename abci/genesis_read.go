package abci

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime"
)

// ParseGenesis reads the app_state of a genesis document: see DecodeGenesis.
func ParseGenesis(appState []byte) (*runtime.Genesis, error) {
	return DecodeGenesis(json.NewDecoder(bytes.NewReader(appState)))
}

// DecodeGenesis reads an app_state, the next value of a decoder. Unknown fields are refused: a misspelt one would make
// another chain in silence; so is a field that is there twice. The long lists are read one by one, so that besides what
// it returns it takes little memory.
func DecodeGenesis(d *json.Decoder) (*runtime.Genesis, error) {
	d.DisallowUnknownFields()
	g, err := decodeGenesis(d)
	if err != nil {
		return nil, fmt.Errorf("genesis app_state: %w", err)
	}
	return g, nil
}

func decodeGenesis(d *json.Decoder) (*runtime.Genesis, error) {
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, fmt.Errorf("want an object: %v, %w", open, err)
	}
	var accounts []runtime.GenesisAccount
	var pairs []runtime.GenesisPair
	others := map[string]json.RawMessage{}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		if seen[name] {
			return nil, fmt.Errorf("%s is there twice", name)
		}
		seen[name] = true
		switch name {
		case "accounts":
			accounts, err = decodeList[runtime.GenesisAccount](d)
		case "state":
			pairs, err = decodeList[runtime.GenesisPair](d)
		default:
			var value json.RawMessage
			err = d.Decode(&value)
			others[name] = value
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return assembleGenesis(others, accounts, pairs)
}

// assembleGenesis adds to the short fields the lists.
func assembleGenesis(others map[string]json.RawMessage, accounts []runtime.GenesisAccount, pairs []runtime.GenesisPair) (*runtime.Genesis, error) {
	raw, err := json.Marshal(others) // in order of the names
	if err != nil {
		return nil, err
	}
	g := new(runtime.Genesis)
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(g); err != nil {
		return nil, err
	}
	if len(g.Accounts)+len(g.State) > 0 {
		return nil, fmt.Errorf("accounts and state are written in small letters")
	}
	g.Accounts, g.State = accounts, pairs
	return g, nil
}

// decodeList reads a list, or null, value by value.
func decodeList[T any](d *json.Decoder) (list []T, err error) {
	open, err := d.Token()
	if err != nil || open == nil {
		return nil, err
	}
	if open != json.Delim('[') {
		return nil, fmt.Errorf("want a list, not %v", open)
	}
	for d.More() {
		var one T
		if err := d.Decode(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	_, err = d.Token()
	return list, err
}
