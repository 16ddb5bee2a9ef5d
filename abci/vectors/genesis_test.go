package vectors

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

const (
	chainID       = "vectors"
	start   int64 = 1_700_000_000 // unix seconds
)

// genesis makes what the command asks for and names what is in it.
func (s *script) genesis(t *testing.T, d *datadriven.TestData) *abcitypes.RequestInitChain {
	t.Helper()
	users, epoch := []string{"alice"}, "10s"
	d.MaybeScanArgs(t, "epoch", &epoch)
	if arg, ok := d.Arg("users"); ok {
		users = arg.Vals
	}
	length, err := time.ParseDuration(epoch)
	must(t, err)
	req := &abcitypes.RequestInitChain{ChainId: chainID, InitialHeight: 1, Time: time.Unix(start, 0)}
	if d.HasArg("devnet") {
		formula := "formula"
		d.MaybeScanArgs(t, "formula", &formula)
		s.devnet(t, req, users, length, formula)
		return req
	}
	g := s.plain(t, req, d.Input, users, length)
	req.AppStateBytes, err = json.Marshal(g)
	must(t, err)
	return req
}

// plain gives each user a million tokens; the lines add to it.
func (s *script) plain(t *testing.T, req *abcitypes.RequestInitChain, input string, users []string, epoch time.Duration) *runtime.Genesis {
	t.Helper()
	million, _ := abi.U64(1_000_000).Mul(abi.Unit)
	g := &runtime.Genesis{Profile: "vectors", Params: world.Params{EpochSeconds: uint64(epoch / time.Second)}}
	for _, u := range users {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: s.names.account(u), Balance: million})
	}
	for _, l := range lines(input) {
		verb, rest, _ := strings.Cut(l, " ")
		switch verb {
		case "params":
			must(t, json.Unmarshal([]byte(rest), &g.Params))
		case "validator":
			name, power, _ := strings.Cut(rest, " ")
			pub := abi.Hash(sandbox.Key(name).Public())
			stake, _ := abi.U64(number(t, power)).Mul(abi.Unit)
			g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: s.names.account(name), Amount: stake, Validator: &pub})
			req.Validators = append(req.Validators, abcitypes.Ed25519ValidatorUpdate(pub[:], int64(number(t, power))))
		case "code":
			g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: s.names.module(t, rest)})
		case "contract":
			words := strings.Fields(rest)
			code := s.names.module(t, words[1])
			c := runtime.GenesisContract{Name: words[0], CodeHash: sha256.Sum256(code)}
			for _, w := range words[2:] {
				c.Capabilities = append(c.Capabilities, abi.Capability(w))
				if w == string(abi.CapMint) {
					g.Mint = &runtime.GenesisMint{PerDay: million}
				}
			}
			s.names.contract(words[0], words[1], builtin(len(g.Contracts)))
			g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
			g.Contracts = append(g.Contracts, c)
		default:
			t.Fatalf("a genesis has params, validators, codes and contracts, not %q", l)
		}
	}
	return g
}

// devnet is the genesis that the program itself makes for a development chain, with the module
// of a formula.
func (s *script) devnet(t *testing.T, req *abcitypes.RequestInitChain, users []string, epoch time.Duration, formula string) {
	t.Helper()
	o := genesis.Options{ChainID: chainID, Time: req.Time, Epoch: epoch,
		Validators: []genesis.Validator{{Account: s.names.account("val"), PubKey: sandbox.Key("val").Public()}}}
	for _, u := range users {
		o.Users = append(o.Users, s.names.account(u))
	}
	doc, err := genesis.Document(o)
	must(t, err)
	for _, v := range doc.Validators {
		req.Validators = append(req.Validators, abcitypes.Ed25519ValidatorUpdate(v.PubKey.Bytes(), v.Power))
	}
	var g runtime.Genesis
	must(t, json.Unmarshal(doc.AppState, &g))
	for i, c := range g.Contracts {
		module := c.Name
		if c.Name == "formula" {
			module = formula
		}
		code := s.names.module(t, module)
		g.Codes[i].Wasm, g.Contracts[i].CodeHash = code, sha256.Sum256(code)
		s.names.contract(c.Name, module, builtin(i))
	}
	req.AppStateBytes, err = json.Marshal(g)
	must(t, err)
}

// builtin is the address of a genesis contract by its position.
func builtin(i int) abi.Address { return abi.ContractAddress(abi.Address{}, uint64(i)) }
