package offline

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// people are test keys; the account of two of the first three is team.
func people(t testing.TB) (keys []keystore.Key, team tx.Multisig) {
	t.Helper()
	var public [][32]byte
	for i := range uint32(4) {
		key, err := keystore.TestKey("key", i)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
		public = append(public, key.Signer().Public())
	}
	team, err := tx.NewMultisig(2, public[:3]...)
	if err != nil {
		t.Fatal(err)
	}
	return keys, team
}

func payment() tx.Body {
	return tx.Body{ChainID: "test", Nonce: 7, GasLimit: 1_000_000, Fee: abi.U64(5), Msg: tx.Transfer{To: abi.Address{1}, Amount: abi.Unit}}
}

func newFile(t testing.TB, unsigned ...[]byte) (f File) {
	t.Helper()
	for _, one := range unsigned {
		made, err := New(one)
		if err != nil {
			t.Fatal(err)
		}
		f = append(f, made)
	}
	return f
}

// reread writes a file and reads it.
func reread(t *testing.T, f File) File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pay.json")
	if err := f.Write(name); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	back, err := Read(name, in)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestOneKeySignsItsTransaction(t *testing.T) {
	keys, _ := people(t)
	f := newFile(t, tx.Unsigned(payment(), keys[0].Signer().Public()))
	if _, err := f[0].Raw(); err == nil {
		t.Error("it can be sent without a signature")
	}
	if err := f.Sign(keys[1]); !errors.Is(err, ErrFile) {
		t.Errorf("a stranger: %v", err)
	}
	if err := f.Sign(keys[0]); err != nil {
		t.Fatal(err)
	}
	raw, err := reread(t, f)[0].Raw()
	if want := keys[0].Signer().Sign(payment()); err != nil || string(raw) != string(want) {
		t.Errorf("%x, %v, want %x", raw, err, want)
	}
}

func TestKeysSignInTurnOrEachACopy(t *testing.T) {
	keys, team := people(t)
	f, copied := newFile(t, team.Unsigned(payment())), newFile(t, team.Unsigned(payment()))
	for _, err := range []error{f.Sign(keys[2]), copied.Sign(keys[0])} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Sign(keys[2]); err == nil {
		t.Error("one key signed twice")
	}
	if err := f.Sign(keys[3]); err == nil {
		t.Error("a stranger signed")
	}
	if have, needed := f[0].Signed(); have != 1 || needed != 2 {
		t.Errorf("%d of %d", have, needed)
	}
	f = reread(t, f)
	for range 2 { // again changes nothing
		if err := f.Combine(copied); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := reread(t, f)[0].Raw()
	if err != nil {
		t.Fatal(err)
	}
	got, err := tx.Decode(raw)
	if err != nil || !got.Verify() || got.Sender() != team.Address() {
		t.Errorf("%v", err)
	}
	other := payment()
	other.Nonce++
	if err := f.Combine(newFile(t, team.Unsigned(other))); !errors.Is(err, ErrFile) {
		t.Errorf("another transaction: %v", err)
	}
}

// Transactions of one file are signed together, each by who it asks for, and each file has its own.
func TestSeveralTransactionsAreSignedTogether(t *testing.T) {
	keys, team := people(t)
	second, alone := payment(), payment()
	second.Nonce++
	alone.Nonce = 2
	set := [][]byte{team.Unsigned(payment()), team.Unsigned(second), tx.Unsigned(alone, keys[3].Signer().Public())}
	f, copied := newFile(t, set...), newFile(t, set...)
	for _, err := range []error{f.Sign(keys[0]), f.Sign(keys[3]), copied.Sign(keys[1])} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if f.MaySign(keys[3].Signer().Public()) || !f.MaySign(keys[1].Signer().Public()) {
		t.Error("who has signed is asked, or who has not is none")
	}
	f = reread(t, f)
	if err := f.Combine(copied); err != nil {
		t.Fatal(err)
	}
	for i, one := range reread(t, f) {
		raw, err := one.Raw()
		if err != nil {
			t.Fatal(err)
		}
		if sent, err := tx.Decode(raw); err != nil || !sent.Verify() || sent.Body.Nonce != []uint64{7, 8, 2}[i] {
			t.Errorf("transaction %d: %v", i, err)
		}
	}
	for name, other := range map[string]File{"fewer": copied[:2], "another order": {copied[1], copied[0], copied[2]}} {
		if err := f.Combine(other); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a file says for people is never read, and what counts cannot be changed under a signature.
func TestAChangedFile(t *testing.T) {
	keys, team := people(t)
	f := newFile(t, team.Unsigned(payment()))
	if err := f.Sign(keys[0]); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	lied, err := parse([]byte(strings.Replace(string(raw), "transfer of 1 token", "transfer of 0 tokens", 1)))
	if err != nil || lied[0].Text() != f[0].Text() || !strings.Contains(f[0].Text().Does, "transfer of 1 token to peerz1") {
		t.Errorf("%+v, %v", lied, err)
	}
	other := payment()
	other.Fee = abi.U64(6)
	changed := form{Format: format, Unsigned: hexOf(team.Unsigned(other))}
	var first form
	if err := json.Unmarshal(raw, &first); err != nil {
		t.Fatal(err)
	}
	changed.Signatures = first.Signatures
	swapped, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"the body under a signature": string(swapped), "nothing": "", "no JSON": "{", "an empty list": "[]", "null": "null", "a list with nothing": "[null]", "one of two": "[" + string(raw) + ",{}]", "another format": `{"format":2}`, "no transaction": `{"format":1,"transaction":"00"}`,
		"no hex": `{"format":1,"transaction":"zz"}`, "a short signature": strings.Replace(string(raw), `"signature":"`, `"signature":"00`, 1),
	} {
		if _, err := parse([]byte(text)); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func hexOf(b []byte) string {
	f, err := New(b)
	if err != nil {
		return ""
	}
	raw, _ := json.Marshal(f)
	var out form
	_ = json.Unmarshal(raw, &out)
	return out.Unsigned
}

func TestTheTextSaysWhatIsSigned(t *testing.T) {
	keys, team := people(t)
	for want, msg := range map[string]tx.Msg{
		"upload of 4 bytes of code cd5d4935": tx.Upload{Code: []byte("\x00asm")},
		`a contract "shop" of code 0200`:     tx.Instantiate{CodeHash: abi.Hash{2}, Label: "shop", Input: []byte{0xa0}},
		"bond of 1 token":                    tx.Bond{Amount: abi.Unit},
		"unbond of 1 token":                  tx.Unbond{Amount: abi.Unit},
		"join of the validator with the key": tx.Join{},
		"leave of the sender's validator":    tx.Leave{},
		"nothing more about a rescue of the contract " + (abi.Address{1}).String():                             tx.Rescue{Contract: abi.Address{1}},
		"signal for the code " + (abi.Hash{2}).String() + " for the contract " + (abi.Address{1}).String():     tx.Rescue{Contract: abi.Address{1}, Code: abi.Hash{2}},
		"signal against the code " + (abi.Hash{2}).String() + " for the contract " + (abi.Address{1}).String(): tx.Rescue{Contract: abi.Address{1}, Code: abi.Hash{2}, Against: true},
		"call of the contract peerz1": tx.Call{Input: []byte{0x82, 0x63, 'a', 'd', 'd', 0xa1, 0x61, 'n', 5}, Funds: abi.Unit},
	} {
		b := payment()
		b.Msg = msg
		for _, unsigned := range [][]byte{team.Unsigned(b), tx.Unsigned(b, keys[0].Signer().Public())} {
			if text := newFile(t, unsigned)[0].Text(); !strings.HasPrefix(text.Does, want) || text.Nonce != 7 || text.Chain != "test" {
				t.Errorf("%+v, want %s", text, want)
			}
		}
	}
	b := payment()
	b.Msg = tx.Call{Input: []byte{0x82, 0x63, 'a', 'd', 'd', 0xa1, 0x61, 'n', 5}}
	if text := newFile(t, team.Unsigned(b))[0].Text(); text.Input != `["add", {"n": 5}]` || text.Signers != "2 of 3 keys" {
		t.Errorf("%+v", text)
	}
	if text := diagnose([]byte{0xff}); text != "0xff" {
		t.Errorf("no CBOR: %s", text)
	}
}

// FuzzRead: a file from anybody is read, or refused, and what is read is written as it was.
func FuzzRead(f *testing.F) {
	keys, team := people(f)
	file := newFile(f, team.Unsigned(payment()))
	if err := file.Sign(keys[1]); err != nil {
		f.Fatal(err)
	}
	raw, err := json.Marshal(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte("[" + string(raw) + "," + string(raw) + "]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		read, err := parse(raw)
		if err != nil {
			return
		}
		text, err := json.Marshal(read)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parse(text)
		if err != nil || len(again) != len(read) {
			t.Fatalf("%s is read, and then not: %v", text, err)
		}
		for i := range read {
			if again[i].Text() != read[i].Text() || len(again[i].parts) != len(read[i].parts) {
				t.Fatalf("%s is read, and then as another one", text)
			}
		}
	})
}
