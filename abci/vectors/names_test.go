package vectors

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/vm"
)

// names knows accounts, contracts and modules by the names that a scenario gives them, so that
// neither a script nor its answers show an address, and a module built anew changes roots alone.
type names struct {
	root      string // of the repository
	engine    *vm.Engine
	addresses map[string]abi.Address
	code      map[string][]byte // by module
	runs      map[string]string // contract -> module
	inputs    map[string]string // of `let`, in hex
}

func newNames(root string, engine *vm.Engine) *names {
	return &names{root, engine, map[string]abi.Address{}, map[string][]byte{}, map[string]string{}, map[string]string{}}
}

// account is an account by name, with the key that the sandbox gives that name: 2/alice/bob/carol is
// the account that two of three keys control.
func (n *names) account(name string) abi.Address {
	if a, ok := n.addresses[name]; ok {
		return a
	}
	n.addresses[name] = sandbox.Key(name).Address()
	if m, _, ok := multisigOf(name); ok {
		n.addresses[name] = m.Address()
	}
	return n.addresses[name]
}

// multisigOf reads the name of a multisig account.
func multisigOf(name string) (m tx.Multisig, keys []tx.Key, ok bool) {
	of := strings.Split(name, "/")
	threshold, err := strconv.Atoi(of[0])
	if err != nil {
		return m, nil, false
	}
	var pubs [][32]byte
	for _, one := range of[1:] {
		keys = append(keys, sandbox.Key(one))
		pubs = append(pubs, sandbox.Key(one).Public())
	}
	m, err = tx.NewMultisig(threshold, pubs...)
	return m, keys, err == nil
}

// contract names a contract and the module that it was made from.
func (n *names) contract(name, module string, at abi.Address) {
	n.addresses[name], n.runs[name] = at, module
}

// module reads a committed module by its name, or by its path from the root.
func (n *names) module(t *testing.T, name string) []byte {
	t.Helper()
	if code, ok := n.code[name]; ok {
		return code
	}
	for _, path := range []string{"examples/" + name + "/" + name, "contracts/" + name + "/" + name, "contracts/testdata/" + name + "/" + name, name} {
		code, err := os.ReadFile(filepath.Join(n.root, path+".wasm"))
		if err == nil {
			n.code[name] = code
			return code
		}
	}
	t.Fatalf("no module is called %q", name)
	return nil
}

// interfaceOf is what the module says about itself, nil for one that says nothing.
func (n *names) interfaceOf(t *testing.T, module string) *abi.Interface {
	t.Helper()
	section := abi.InterfaceIn(n.module(t, module))
	if section == nil {
		return nil
	}
	i, err := abi.ParseInterface(section)
	must(t, err)
	return i
}

var named = regexp.MustCompile(`"[@#$][a-z0-9_/-]+"`)

// resolve puts values for the names in JSON.
func (n *names) resolve(t *testing.T, args string) string {
	t.Helper()
	return named.ReplaceAllStringFunc(args, func(s string) string {
		switch name := s[2 : len(s)-1]; s[1] {
		case '@':
			return `"` + n.account(name).String() + `"`
		case '#':
			return fmt.Sprintf(`"%x"`, sha256.Sum256(n.module(t, name)))
		default:
			input, ok := n.inputs[name]
			if !ok {
				t.Fatalf("no line says: let %s", name)
			}
			return `"` + input + `"`
		}
	})
}

// resolveHex puts bytes for the names in hex: <@name>, <#module>, and <!function> for a host function's number, by
// which the probe's programs call it.
func (n *names) resolveHex(t *testing.T, text string) string {
	t.Helper()
	return regexp.MustCompile(`<[@#!][a-z0-9_/-]+>`).ReplaceAllStringFunc(text, func(s string) string {
		switch name := s[2 : len(s)-1]; s[1] {
		case '#':
			return fmt.Sprintf("%x", sha256.Sum256(n.module(t, name)))
		case '!':
			i := slices.IndexFunc(abi.Functions(), func(f abi.Function) bool { return f.Name == name })
			if i < 0 {
				t.Fatalf("no host function is called %q", name)
			}
			return fmt.Sprintf("%02x", i)
		default:
			a := n.account(name)
			return hex.EncodeToString(a[:])
		}
	})
}

// replaceIn puts names for the values in an answer.
func (n *names) replaceIn(text string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(n.addresses)) {
		pairs = append(pairs, n.addresses[name].String(), "@"+name)
	}
	for _, name := range slices.Sorted(maps.Keys(n.code)) {
		hash := sha256.Sum256(n.code[name])
		pairs = append(pairs, hex.EncodeToString(hash[:]), "#"+name)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
