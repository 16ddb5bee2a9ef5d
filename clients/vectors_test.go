package clients

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/cmd/offline"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
)

var rewrite = flag.Bool("rewrite", false, "write vectors.json anew")

// vectors is the form of vectors.json. Bytes are hex.
type vectors struct {
	Amounts      []amountVector      `json:"amounts"`
	NotAmounts   []string            `json:"not_amounts"`
	Shares       []shareVector       `json:"shares"`
	Texts        []textVector        `json:"texts"`
	Addresses    []addressVector     `json:"addresses"`
	NotAddresses []string            `json:"not_addresses"`
	CBOR         []string            `json:"cbor"`     // what is read, and written again as it was
	NotCBOR      []string            `json:"not_cbor"` // what is refused
	Interface    json.RawMessage     `json:"interface"`
	Calls        []callVector        `json:"calls"` // of the interface
	Words        []wordsVector       `json:"words"`
	Files        []fileVector        `json:"files"`
	Transactions []transactionVector `json:"transactions"`
	Multisigs    []multisigVector    `json:"multisigs"`
	Proofs       []proofVector       `json:"proofs"`
}

// multisigVector is a transaction of an account of several keys, in a file: of keys of these seeds the first ones sign.
type multisigVector struct {
	Threshold int             `json:"threshold"`
	Seeds     []string        `json:"seeds"`
	Address   abi.Address     `json:"address"`
	File      json.RawMessage `json:"file"` // without signatures
	Signed    json.RawMessage `json:"signed"`
	Raw       string          `json:"raw"` // hex of what is sent
}

type amountVector struct {
	Text      string     `json:"text"`
	BaseUnits abi.Amount `json:"base_units"`
	Shown     string     `json:"shown"`
}

type shareVector struct {
	PPM   uint64 `json:"ppm"`
	Shown string `json:"shown"`
}

type textVector struct {
	Text   string `json:"text"`
	Line   bool   `json:"line"`
	Name   bool   `json:"name"`
	Escape string `json:"escape"`
}

type addressVector struct {
	PublicKey string      `json:"public_key"`
	Address   abi.Address `json:"address"`
}

type callVector struct {
	Method string          `json:"method"`
	Args   json.RawMessage `json:"args"`
	Input  string          `json:"input"`
}

type wordsVector struct {
	Words   string      `json:"words"`
	Account uint32      `json:"account"`
	Address abi.Address `json:"address"`
}

type fileVector struct {
	File       string      `json:"file"`
	Passphrase string      `json:"passphrase"`
	Address    abi.Address `json:"address"`
}

type transactionVector struct {
	Seed     string          `json:"seed"`
	ChainID  string          `json:"chain_id"`
	Nonce    string          `json:"nonce"`
	Expiry   string          `json:"expiry"`
	GasLimit string          `json:"gas_limit"`
	Fee      abi.Amount      `json:"fee"`
	Message  json.RawMessage `json:"message"`
	Unsigned string          `json:"unsigned"`
	Signed   string          `json:"signed"`
	Hash     abi.Hash        `json:"hash"`
	Sender   abi.Address     `json:"sender"`
}

type proofVector struct {
	Root  string  `json:"root"`
	Key   string  `json:"key"`
	Value *string `json:"value"` // null: absent
	Proof string  `json:"proof"`
}

// TestVectors holds the Go code to the file that all clients are held to.
func TestVectors(t *testing.T) {
	old, err := os.ReadFile("vectors.json")
	if err != nil && !*rewrite {
		t.Fatal(err)
	}
	var before vectors
	if err == nil {
		if err := json.Unmarshal(old, &before); err != nil {
			t.Fatal(err)
		}
	}
	now := vectors{Files: files(t, before.Files)}
	now.Amounts, now.NotAmounts = amounts(t)
	now.Shares, now.Texts = shares(), texts()
	now.Addresses, now.NotAddresses = addresses(t)
	now.CBOR, now.NotCBOR = cbor(t)
	now.Interface, now.Calls = calls(t)
	now.Words = words(t)
	now.Transactions = transactions(t)
	now.Multisigs = multisigs(t)
	now.Proofs = proofs(t)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", " ")
	if err := enc.Encode(now); err != nil {
		t.Fatal(err)
	}
	if *rewrite {
		if err := os.WriteFile("vectors.json", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(out.Bytes(), old) {
		t.Error("vectors.json is not what the code gives; if that is meant, run this test with -rewrite and read the diff: clients must follow")
	}
}

func amounts(t *testing.T) (list []amountVector, not []string) {
	for _, s := range []string{
		"0", "1", "1500", "1token", "1 tokens", "1.5tokens", ".5 tokens", "0.000000000000000001 tokens", "100000000 tokens",
		"340282366920938463463374607431768211455", "340282366920938463463.374607431768211455 tokens", "18446744073709551616", "007tokens",
	} {
		a, err := arguments.Amount(s)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, amountVector{s, a, arguments.Tokens(a)})
	}
	not = []string{"", "-1", "+1", "1.5", "01", "1e3", "0x10", " 1", "1 ", "tokens", ".tokens", "1.0000000000000000001 tokens", "1,5tokens", "-1tokens",
		"340282366920938463463374607431768211456", "340282366920938463464tokens", "1tokenss", "１", "1 tokens\n"}
	for _, s := range not {
		if _, err := arguments.Amount(s); err == nil {
			t.Errorf("%q is an amount", s)
		}
	}
	return list, not
}

func shares() (list []shareVector) {
	for _, ppm := range []uint64{0, 1, 5_000, 334_000, 380_000, 333_333, 1_000_000, 20_000_000} {
		list = append(list, shareVector{ppm, arguments.Percent(ppm)})
	}
	return list
}

func texts() (list []textVector) {
	for _, s := range []string{
		"wren", "Wren", "peerz1", "peerz1abc", "rewards", "gh:alice_0.x-y", "-a", "", " a", "a ", "a\u00a0", "two words", "a\nb", "tab\there", "\x1b[31mred", "\u202eevil",
		"zero\u200bwidth", "<img src=x onerror=alert(1)>", "\"quoted\" & 'so'", "日本語", "👩‍🚀", "\U000e0041tag", "a\x7f\u0085", "\ufeffbom", "\u3000wide",
		"0123456789012345678901234567890123456789012345678901234567890123", "01234567890123456789012345678901234567890123456789012345678901234",
	} {
		list = append(list, textVector{s, text.IsLine(s), text.IsName(s), text.Escape(s)})
	}
	return list
}

func addresses(t *testing.T) (list []addressVector, not []string) {
	for i := range 4 {
		key := tx.NewKey([32]byte{byte(i)})
		public := key.Public()
		list = append(list, addressVector{hex.EncodeToString(public[:]), key.Address()})
	}
	good := list[0].Address.String()
	not = []string{"", "peerz1", good[:len(good)-1], good + "q", "x" + good, good[:10] + "b" + good[11:], good[:20] + "B" + good[21:], "P" + good[1:],
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "alice", "<b>"}
	for _, s := range not {
		if _, err := abi.ParseAddress(s); err == nil {
			t.Errorf("%q is an address", s)
		}
	}
	return list, not
}

func cbor(t *testing.T) (good, bad []string) {
	good = []string{"00", "17", "1818", "18ff", "190100", "1a00010000", "1b0000000100000000", "1bffffffffffffffff", "20", "3b7fffffffffffffff", "40", "4101", "60", "6161",
		"63e697a5", "80", "8101", "a0", "a1616101", "a2616101626161f5", "f4", "f5", "c249010000000000000000", "c250ffffffffffffffffffffffffffffffff", "83016161a0", "63efbbbf"}
	bad = []string{"", "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3b8000000000000000", "5800", "4102ff", "41", "61ff", "62c328", "9f01ff", "5f4101ff", "a2616201616101",
		"a2616101616102", "a10101", "a1", "8102ff", "81", "f6", "f7", "f93c00", "fa3fc00000", "fb3ff0000000000000", "f820", "c24101", "c248ffffffffffffffff",
		"c249000000000000000001", "c25100ffffffffffffffffffffffffffffffff", "c349010000000000000000", "c100", "1c", "0000",
		"9bffffffffffffffff", "bbffffffffffffffff", "8181818181818181818181818181818181818100"}
	for _, s := range good {
		if err := read(t, s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range bad {
		if read(t, s) == nil {
			t.Errorf("%s is read", s)
		}
	}
	return good, bad
}

func read(t *testing.T, s string) error {
	raw, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	r := abi.NewReader(raw)
	r.Raw()
	return r.Close()
}

const shop = `{"name":"shop","version":"1","kind":"contract","doc":"","methods":[{"name":"buy","entry":"execute","doc":"","args":[{"name":"who","type":"address"},` +
	`{"name":"items","type":"[]Item"},{"name":"note","type":"text","optional":true}],"returns":[]},{"name":"all","entry":"execute","doc":"","args":[` +
	`{"name":"yes","type":"bool"},{"name":"n","type":"u64"},{"name":"i","type":"i64"},{"name":"raw","type":"bytes"},{"name":"h","type":"hash"}],"returns":[]}],` +
	`"types":{"Item":[{"name":"id","type":"text"},{"name":"n","type":"amount"}]}}`

func calls(t *testing.T) (section json.RawMessage, list []callVector) {
	iface, err := abi.ParseInterface([]byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ method, args string }{
		{"buy", `{"who":"` + abi.Address{1}.String() + `","items":[]}`},
		{"buy", `{"who":"` + abi.Address{2}.String() + `","items":[{"id":"<b>","n":"340282366920938463463374607431768211455"},{"id":"","n":"0"}],"note":"日"}`},
		{"all", `{"yes":true,"n":"18446744073709551615","i":"-9223372036854775808","raw":"00ff","h":"` + abi.Hash{7}.String() + `"}`},
	} {
		input, err := abi.EncodeCall(iface, abi.EntryExecute, c.method, []byte(c.args))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, callVector{c.method, json.RawMessage(c.args), hex.EncodeToString(input)})
	}
	return json.RawMessage(shop), list
}

func words(t *testing.T) (list []wordsVector) {
	other := "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title"
	for _, v := range []wordsVector{{Words: keystore.TestWords}, {Words: keystore.TestWords, Account: 7}, {Words: other}, {Words: other, Account: 1<<31 - 1}} {
		key, err := keystore.FromWords("x", v.Words, v.Account)
		if err != nil {
			t.Fatal(err)
		}
		v.Address = key.Address()
		list = append(list, v)
	}
	return list
}

// files are key files. What is encrypted is never twice the same: what is there stays.
func files(t *testing.T, before []fileVector) []fileVector {
	if len(before) == 0 {
		before = newFiles(t)
	}
	for _, f := range before {
		if !keystore.IsEncrypted(f.File) {
			continue
		}
		key, _, err := keystore.Decrypt("x", f.File, answer(f.Passphrase))
		if err != nil || key.Address() != f.Address {
			t.Errorf("a file opens as %s, %v", key.Address(), err)
		}
	}
	return before
}

func newFiles(t *testing.T) (list []fileVector) {
	defer func(n int) { keystore.WorkFactor = n }(keystore.WorkFactor)
	keystore.WorkFactor = 10
	key := keystore.Key{Name: "wren", Seed: [32]byte{1, 2, 3}}
	file, err := key.Encrypt("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	store := keystore.In(dir)
	if err := store.Put(key, "correct horse"); err != nil {
		t.Fatal(err)
	}
	if err := store.PutTest("alice", 0); err != nil {
		t.Fatal(err)
	}
	list = []fileVector{{file, "correct horse", key.Address()}, {key.Secret() + "\n", "", key.Address()}}
	for _, name := range []string{"wren", "alice"} {
		raw, err := os.ReadFile(fmt.Sprintf("%s/%s.json", store.Dir(), name))
		a, err2 := store.Get(name)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		list = append(list, fileVector{string(raw), "correct horse", a.Address()})
	}
	return list
}

// answer is a prompt with one passphrase.
type answer string

func (a answer) Passphrase(_ string, again bool) (string, error) {
	if again {
		return "", keystore.ErrPassphrase
	}
	return string(a), nil
}

func (a answer) NewPassphrase(string) (string, error) { return string(a), nil }

func transactions(t *testing.T) (list []transactionVector) {
	large, _ := abi.ParseAmount("340282366920938463463374607431768211455")
	seed := [32]byte{9, 9, 9}
	key := tx.NewKey(seed)
	for _, m := range []struct {
		msg  tx.Msg
		said string
	}{
		{tx.Transfer{To: abi.Address{1}, Amount: large}, fmt.Sprintf(`{"kind":"transfer","to":%q,"amount":%q}`, abi.Address{1}, large)},
		{tx.Upload{Code: []byte{0, 'a', 's', 'm'}}, `{"kind":"upload","code":"0061736d"}`},
		{tx.Instantiate{CodeHash: abi.Hash{5}, Label: "shop", Input: []byte{0xa0}, Funds: abi.U64(3)},
			fmt.Sprintf(`{"kind":"instantiate","codeHash":%q,"label":"shop","input":"a0","funds":"3"}`, abi.Hash{5})},
		{tx.Call{Contract: abi.Address{2}, Input: []byte{0x82, 0x61, 'f', 0xa0}}, fmt.Sprintf(`{"kind":"call","contract":%q,"input":"826166a0","funds":"0"}`, abi.Address{2})},
		{tx.Bond{Amount: abi.U64(1)}, `{"kind":"bond","amount":"1"}`},
		{tx.Unbond{Amount: abi.U64(1 << 40)}, `{"kind":"unbond","amount":"1099511627776"}`},
		{tx.Join{Key: [32]byte{6}, Proof: [64]byte{8}}, fmt.Sprintf(`{"kind":"join","key":%q,"proof":"%x"}`, abi.Hash{6}, [64]byte{8})},
		{tx.Leave{}, `{"kind":"leave"}`},
		{tx.Rescue{Contract: abi.Address{2}, Code: abi.Hash{5}, Against: true}, fmt.Sprintf(`{"kind":"rescue","contract":%q,"code":%q,"against":true}`, abi.Address{2}, abi.Hash{5})},
	} {
		body := tx.Body{ChainID: "peerz-1", Nonce: 1<<64 - 1, Expiry: 77, GasLimit: 1_000_000, Fee: abi.U64(1 << 33), Msg: m.msg}
		raw := key.Sign(body)
		back, err := tx.Decode(raw)
		if err != nil || !back.Verify() {
			t.Fatal(err)
		}
		list = append(list, transactionVector{Seed: hex.EncodeToString(seed[:]), ChainID: body.ChainID, Nonce: fmt.Sprint(body.Nonce), Expiry: "77", GasLimit: "1000000",
			Fee: body.Fee, Message: json.RawMessage(m.said), Unsigned: hex.EncodeToString(key.Unsigned(body)), Signed: hex.EncodeToString(raw),
			Hash: tx.Hash(raw), Sender: key.Address()})
	}
	return list
}

func multisigs(t *testing.T) (list []multisigVector) {
	for _, c := range []struct{ threshold, keys int }{{1, 2}, {2, 3}, {16, 16}} {
		v := multisigVector{Threshold: c.threshold}
		var keys []keystore.Key
		var public [][32]byte
		for i := range c.keys {
			seed := [32]byte{7, byte(i)}
			key, err := keystore.Parse("k", hex.EncodeToString(seed[:]))
			if err != nil {
				t.Fatal(err)
			}
			keys, v.Seeds = append(keys, key), append(v.Seeds, key.Secret())
			public = append(public, key.Signer().Public())
		}
		m, err := tx.NewMultisig(c.threshold, public...)
		if err != nil {
			t.Fatal(err)
		}
		body := tx.Body{ChainID: "peerz-1", Nonce: 3, GasLimit: 1_000_000, Fee: abi.U64(5), Msg: tx.Transfer{To: abi.Address{1}, Amount: abi.U64(2)}}
		file, err := offline.New(m.Unsigned(body))
		if err == nil {
			v.Address = m.Address()
			v.File, err = json.Marshal(file)
		}
		for _, k := range keys[:c.threshold] {
			if err == nil {
				err = file.Sign(k)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		raw, err := file.Raw()
		if err != nil {
			t.Fatal(err)
		}
		if v.Signed, err = json.Marshal(file); err != nil {
			t.Fatal(err)
		}
		v.Raw = hex.EncodeToString(raw)
		list = append(list, v)
	}
	return list
}

func proofs(t *testing.T) (list []proofVector) {
	for _, pairs := range []int{1, 2, 5, 100} {
		store, err := state.Open("data", state.Config{FS: vfs.NewMem()})
		if err != nil {
			t.Fatal(err)
		}
		block := store.Overlay()
		for i := range pairs {
			if err := block.Set(fmt.Appendf(nil, "key%d", i), fmt.Appendf(nil, "value%d", i)); err != nil {
				t.Fatal(err)
			}
		}
		head, err := store.Commit(block, 1)
		if err != nil {
			t.Fatal(err)
		}
		view := store.View()
		for _, key := range []string{"key0", "key1", "key3", "key77", "other", "a", "b", "c"} {
			list = append(list, prove(t, view, head.Root, key))
		}
		view.Close()
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func prove(t *testing.T, view *state.View, root [32]byte, key string) proofVector {
	proof, err := view.Prove([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	value, ok, err := view.Get([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	if err := state.Verify(root, proof, []byte(key), value); err != nil {
		t.Fatal(err)
	}
	raw, err := proof.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	v := proofVector{Root: hex.EncodeToString(root[:]), Key: hex.EncodeToString([]byte(key)), Proof: hex.EncodeToString(raw)}
	if ok {
		said := hex.EncodeToString(value)
		v.Value = &said
	}
	return v
}
