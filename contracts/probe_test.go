package contracts_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// What the probe's scenario cannot show, because a scenario has one contract and no
// powers: names, other contracts, codes by hash, and what capabilities allow.
func TestTheProbeAmongOtherContracts(t *testing.T) {
	probe, counter := read(t, "testdata/probe/probe.wasm"), read(t, "../examples/counter/counter.wasm")
	formula, _ := contracts.Get("formula")
	g := sandbox.Genesis("alice")
	g.Codes = []runtime.GenesisCode{{Wasm: probe}, {Wasm: counter}, {Wasm: formula.Wasm}}
	g.Contracts = []runtime.GenesisContract{
		{Name: "counter", CodeHash: sha256.Sum256(counter)},
		{Name: "probe", CodeHash: sha256.Sum256(probe), Capabilities: []abi.Capability{
			abi.CapMint, abi.CapFees, abi.CapUpgrade, abi.CapGuard}},
	}
	g.Mint = &runtime.GenesisMint{PerDay: abi.Unit}
	chain, err := sandbox.New(g, sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer chain.Close()
	if _, err := chain.Block(sandbox.Start); err != nil {
		t.Fatal(err)
	}
	k, err := chain.At("probe")
	if err != nil {
		t.Fatal(err)
	}
	other := abi.ContractAddress(abi.Address{}, 0).String()

	query := func(method, args, want string) {
		t.Helper()
		o, err := k.Query(method, []byte(args), nil)
		answer(t, method, o, err, want)
	}
	call := func(method, args, want string) {
		t.Helper()
		o, err := k.Call("alice", method, []byte(args), abi.Amount{}, nil)
		answer(t, method, o, err, want)
	}
	query("by_name", `{"name":"counter"}`, `"found":true`)
	query("by_name", `{"name":"counter"}`, `"address":"`+other+`"`)
	query("info", `{"of":"`+other+`"}`, fmt.Sprintf(`"code_hash":"%x"`, sha256.Sum256(counter)))
	query("info", `{"of":"`+other+`"}`, `"callable":true`)

	to := `{"to":"` + other + `","value":"0"`
	call("call", to+`,"method":"get","query":true}`, `"output":"a165636f756e7400"`) // {"count": 0}
	call("call", to+`,"method":"get","query":false}`, `"code":65003,"errno":-11,"fault":23`)
	call("call", to+`,"method":"add","query":false}`, `"code":65002,"errno":-11,"fault":23`)
	call("call", strings.Replace(to, `"0"`, `"1"`, 1)+`,"method":"get","query":false}`, `"errno":-7`)

	// {"role": "x", "params": h'', "measures": [[3, 4]]} scores {"scores": [7]}
	input := "a3" + "64726f6c65" + "6178" + "66706172616d73" + "40" + "686d65617375726573" + "81820304"
	query("call_pure", `{"code":"`+formula.Hash+`","entry":"scores","input":"`+input+`"}`, `"output":"a16673636f7265738107"`)
	query("call_pure", `{"code":"`+formula.Hash+`","entry":"scores","input":""}`, `"code":65002,"errno":-11,"fault":23`)

	call("privileged", `{}`, `"collect":0`)
	call("privileged", `{}`, `"mint":-13`) // no epoch has ended
	if _, err := chain.Block(chain.Time() + 86_400); err != nil {
		t.Fatal(err)
	}
	call("privileged", `{}`, `"mint":0`)
}

func answer(t *testing.T, method string, o sandbox.Outcome, err error, want string) {
	t.Helper()
	if err != nil || !strings.Contains(o.String(), want) {
		t.Errorf("%s answers %s (%s, %v), want %s", method, o, o.Log, err, want)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
