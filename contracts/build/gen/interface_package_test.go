package gen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
)

// module writes files of a module example.org/m, by their path.
func module(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	files["go.mod"] = "module example.org/m\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	vault = `// Package vault is an interface.
//
//peerz:contract vault 2.0.0
package vault

import "example.org/m/sdk"

//peerz:errors
const ErrEmpty = 200 // nothing is left

// Contract declares the methods.
type Contract interface {
	// Take takes.
	//
	//peerz:execute take
	Take(TakeArgs) TakeResult
	//peerz:query left
	Left() TakeResult
}

// TakeArgs say how much.
type TakeArgs struct{ Coins []Coin }

// Coin is nested.
type Coin struct{ Value sdk.Amount }

// TakeResult is what is left.
type TakeResult struct{ Left sdk.Amount }

// Unused has no codec.
type Unused struct{ N uint64 }
`
	implementation = `//peerz:implements vault
package main

import (
	"example.org/m/api/vault"
	"example.org/m/sdk"
)

func Take(a vault.TakeArgs) vault.TakeResult { return vault.TakeResult{} }
func Left() vault.TakeResult { return vault.TakeResult{} }
`
)

// A contract has the methods, the name, the version, the doc and the abort codes of the
// interface that it implements; its dispatch calls functions of the declared names and
// types, so that the compiler finds those that are missing or differ.
func TestAContractImplementsAnInterface(t *testing.T) {
	dir := module(t, map[string]string{"api/vault/vault.go": vault, "vault/main.go": implementation})
	c := parse(t, filepath.Join(dir, "vault"))
	if c.Name != "vault" || c.Version != "2.0.0" || !strings.HasPrefix(c.Doc, "Package vault is") {
		t.Errorf("%s %s %q", c.Name, c.Version, c.Doc)
	}
	if len(c.Funcs) != 2 || len(c.ErrCodes) != 1 || c.ErrCodes[0].Name != "empty" {
		t.Errorf("methods %+v, errors %+v", c.Funcs, c.ErrCodes)
	}
	files, err := c.Files()
	if err != nil {
		t.Fatal(err)
	}
	code := string(files[gen.CodeFile])
	for _, want := range []string{`"example.org/m/api/vault"`, "var args vault.TakeArgs", "result := Take(args)", "result := Left()"} {
		if !strings.Contains(code, want) {
			t.Errorf("no %s in\n%s", want, code)
		}
	}
	if strings.Contains(code, "MarshalCBOR(e") {
		t.Error("the codecs belong to the interface package alone")
	}
}

// An interface package gets codecs, a caller for contracts and a client for Go programs.
func TestAnInterfacePackageGetsCallerAndClient(t *testing.T) {
	dir := module(t, map[string]string{"api/vault/vault.go": vault})
	files, err := parse(t, filepath.Join(dir, "api/vault")).Files()
	if err != nil {
		t.Fatal(err)
	}
	for file, wants := range map[string][]string{
		gen.CodeFile: {`const Name = "vault"`, "case 200:", "func (v *Coin) MarshalCBOR(",
			"func (c Caller) Take(args *TakeArgs) (result TakeResult, err *sdk.CallError)"},
		gen.ClientFile: {"//go:build !tinygo", "func (c Client) Take(args TakeArgs) sdk.MethodCall[TakeResult]",
			"func (c Client) Left(ctx context.Context) (result TakeResult, err error)"},
	} {
		for _, want := range wants {
			if !strings.Contains(string(files[file]), want) {
				t.Errorf("no %s in %s:\n%s", want, file, files[file])
			}
		}
	}
}

// A message may contain types of another interface package, by their codecs there.
func TestMessagesContainTypesOfOtherPackages(t *testing.T) {
	user := `// Package user uses vault.
package user

import (
	"example.org/m/api/vault"
	"example.org/m/sdk"
)

type Contract interface {
	//peerz:execute pay
	Pay(PayArgs)
}

type PayArgs struct {
	Coins []vault.Coin
	To    sdk.Address
}
`
	dir := module(t, map[string]string{"api/vault/vault.go": vault, "api/user/user.go": user})
	files, err := parse(t, filepath.Join(dir, "api/user")).Files()
	if err != nil {
		t.Fatal(err)
	}
	if code := string(files[gen.CodeFile]); !strings.Contains(code, "v.Coins = make([]vault.Coin, d.Array())") || strings.Contains(code, "Coin) MarshalCBOR") {
		t.Errorf("generated:\n%s", code)
	}
	for _, c := range []struct{ old, new, want string }{
		{"vault.Coin", "vault.Unused", "vault.Unused has no codec"},
		{"vault.Coin", "vault.Nothing", "package vault has no type Nothing"},
		{"//peerz:execute pay", "// pays", "Pay has no directive"},
		{"example.org/m/api/vault", "example.org/n/vault", "is not in this module"},
	} {
		dir := module(t, map[string]string{"api/vault/vault.go": vault, "api/user/user.go": strings.Replace(user, c.old, c.new, 1)})
		if _, err := gen.Parse(filepath.Join(dir, "api/user")); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.want, err)
		}
	}
}

// What a contract hands on of another one's abort codes is part of its interface; numbers
// must not collide.
func TestAbortCodesOfOthersAreHandedOn(t *testing.T) {
	main := strings.Replace(strings.ReplaceAll(implementation, "implements vault", "errors_of vault"), "func Take",
		"//peerz:errors\nconst ErrOwn = 300\n\n//peerz:execute take\nfunc Take", 1)
	dir := module(t, map[string]string{"api/vault/vault.go": vault, "broker/main.go": main})
	c := parse(t, filepath.Join(dir, "broker"))
	if len(c.ErrCodes) != 1 || len(c.HandedOn) != 1 || c.HandedOn[0].Code != 200 {
		t.Errorf("own %+v, handed on %+v", c.ErrCodes, c.HandedOn)
	}
	dir = module(t, map[string]string{"api/vault/vault.go": vault, "broker/main.go": strings.Replace(main, "300", "200", 1)})
	if _, err := gen.Parse(filepath.Join(dir, "broker")); err == nil || !strings.Contains(err.Error(), "are both 200") {
		t.Errorf("collision: %v", err)
	}
}

// The chain tells end_epoch the same whoever writes the hook.
func TestEndEpochTakesTheSDKsArgument(t *testing.T) {
	for _, params := range []string{"", "a epoch", "a, b sdk.EndEpochArgs", "a sdk.Amount"} {
		source := "package main\n\nimport \"example.org/m/sdk\"\n\ntype epoch struct{}\n\n//peerz:end_epoch\nfunc E(" + params + ") {}\n"
		dir := module(t, map[string]string{"x/main.go": source})
		if _, err := gen.Parse(filepath.Join(dir, "x")); err == nil || !strings.Contains(err.Error(), "takes sdk.EndEpochArgs") {
			t.Errorf("(%s): %v", params, err)
		}
	}
}
