package vectors

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

const usualGas = 100_000_000

// minPrice is the default least price of gas, in base units.
var minPrice = abi.U64(100_000_000)

// transaction is a line of a block: its bytes, and how to read what it returns.
type transaction struct {
	raw    []byte
	iface  *abi.Interface // nil: output is shown in hex
	method string
}

// transactions signs what the lines say, in their order.
func (s *script) transactions(t *testing.T, input string) (out []transaction) {
	t.Helper()
	made := map[string]uint64{} // transactions of each sender in this block
	for _, l := range lines(input) {
		from, rest, _ := strings.Cut(l, " ")
		switch from {
		case "raw":
			raw, err := hex.DecodeString(rest)
			must(t, err)
			out = append(out, transaction{raw: raw})
		case "let":
			w := words(rest, 4)
			input := s.encode(t, w[1], w[2], w[3])
			s.names.inputs[w[0]] = hex.EncodeToString(input)
		default:
			s.names.account(from)
			out = append(out, s.transaction(t, from, rest, made))
		}
	}
	return out
}

func (s *script) transaction(t *testing.T, from, line string, made map[string]uint64) transaction {
	t.Helper()
	line, options := cutOptions(line)
	body := tx.Body{ChainID: chainID, GasLimit: usualGas, Nonce: s.chains[0].nonce(t, s.names.account(from)) + made[from]}
	made[from]++
	var out transaction
	var funds abi.Amount
	forged, signers := false, ""
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		switch name {
		case "funds":
			funds = amount(t, value)
		case "gas":
			body.GasLimit = number(t, value)
		case "fee":
			body.Fee = amount(t, value)
		case "nonce":
			body.Nonce = number(t, value)
		case "expiry":
			body.Expiry = number(t, value)
		case "chain":
			body.ChainID = value
		case "by":
			signers = value
		case "forged":
			forged = true
		}
	}
	if body.Fee.IsZero() {
		body.Fee, _ = minPrice.Mul(abi.U64(body.GasLimit))
	}
	body.Msg = s.message(t, from, body.Nonce, line, funds, &out)
	out.raw = sign(t, from, signers, body)
	if forged {
		out.raw[len(out.raw)-1] ^= 1
	}
	return out
}

// sign signs as an account: a multisig account by the keys that are named, or by all, of whom the first
// that are needed count.
func sign(t *testing.T, from, signers string, body tx.Body) []byte {
	t.Helper()
	m, keys, ok := multisigOf(from)
	if !ok {
		return sandbox.Key(from).Sign(body)
	}
	if signers != "" {
		keys = nil
		for _, name := range strings.Split(signers, "/") {
			keys = append(keys, sandbox.Key(name))
		}
	}
	var parts []tx.Part
	for _, key := range keys {
		part, ok := key.SignPart(body, m)
		if !ok {
			t.Fatalf("%s is signed by somebody else", from)
		}
		parts = append(parts, part)
	}
	raw, err := m.Combine(body, parts)
	must(t, err)
	return raw
}

func (s *script) message(t *testing.T, from string, nonce uint64, line string, funds abi.Amount, out *transaction) tx.Msg {
	t.Helper()
	w := words(line, 4)
	switch w[0] {
	case "transfer":
		return tx.Transfer{To: s.names.account(w[1]), Amount: amount(t, w[2])}
	case "upload":
		if text, ok := strings.CutPrefix(w[1], "0x"); ok {
			code, err := hex.DecodeString(text)
			must(t, err)
			return tx.Upload{Code: code}
		}
		return tx.Upload{Code: s.names.module(t, w[1])}
	case "instantiate":
		code := s.names.module(t, w[1])
		s.names.contract(w[2], w[1], abi.ContractAddress(s.names.account(from), nonce))
		m := tx.Instantiate{CodeHash: sha256.Sum256(code), Label: w[2], Funds: funds}
		if i := s.names.interfaceOf(t, w[1]); i != nil {
			if _, ok := i.Method(abi.EntryInstantiate, abi.EntryInstantiate); ok {
				m.Input = s.encodeWith(t, i, abi.EntryInstantiate, abi.EntryInstantiate, w[3])
			}
		}
		return m
	case "call":
		if module, ok := s.names.runs[w[1]]; ok {
			out.iface, out.method = s.names.interfaceOf(t, module), w[2]
		}
		return tx.Call{Contract: s.names.account(w[1]), Input: s.encode(t, w[1], w[2], w[3]), Funds: funds}
	}
	return s.stakeMessage(t, from, w)
}

// stakeMessage is a message about stake.
func (s *script) stakeMessage(t *testing.T, from string, w []string) tx.Msg {
	t.Helper()
	switch w[0] {
	case "bond":
		return tx.Bond{Amount: amount(t, w[1])}
	case "unbond":
		return tx.Unbond{Amount: amount(t, w[1])}
	case "join":
		key := sandbox.Key(w[1])
		seed := key.Seed()
		m := tx.Join{Key: key.Public()}
		copy(m.Proof[:], ed25519.Sign(ed25519.NewKeyFromSeed(seed[:]), tx.KeyProof(sha256.Sum256([]byte(chainID)), sandbox.Key(from).Address())))
		return m
	case "leave":
		return tx.Leave{}
	case "rescue": // CONTRACT MODULE [no]
		return tx.Rescue{Contract: s.names.account(w[1]), Code: sha256.Sum256(s.names.module(t, w[2])), Against: w[3] == "no"}
	}
	t.Fatalf("no transaction is called %q", w[0])
	return nil
}

// encode is the input of a call: by the contract's interface, or with arguments in hex, also
// those that are wrong. The method "-" means that the hex is the whole input.
func (s *script) encode(t *testing.T, contract, method, args string) []byte {
	t.Helper()
	if args == "" || args[0] == '{' {
		return s.encodeWith(t, s.names.interfaceOf(t, s.names.runs[contract]), abi.EntryExecute, method, args)
	}
	raw, err := hex.DecodeString(s.names.resolveHex(t, args))
	must(t, err)
	if method == "-" {
		return raw
	}
	return append(abi.AppendText(abi.AppendArray(nil, 2), method), raw...)
}

func (s *script) encodeWith(t *testing.T, i *abi.Interface, entry, method, args string) []byte {
	t.Helper()
	input, err := abi.EncodeCall(i, entry, method, []byte(s.names.resolve(t, args)))
	must(t, err)
	return input
}

// words cuts a line into n words, of which the last keeps its spaces; missing ones are empty.
func words(line string, n int) []string {
	w := strings.SplitN(line, " ", n)
	return append(w, make([]string, n-len(w))...)
}

// cutOptions splits off the words after the arguments that change the transaction.
func cutOptions(line string) (rest string, options []string) {
	end := strings.LastIndexByte(line, '}') + 1
	fields := strings.Fields(line[end:])
	for i, w := range fields {
		if strings.Contains(w, "=") || w == "forged" {
			return strings.TrimSpace(line[:end] + " " + strings.Join(fields[:i], " ")), fields[i:]
		}
	}
	return strings.TrimSpace(line), nil
}

func number(t *testing.T, s string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(s, 10, 64)
	must(t, err)
	return n
}

func amount(t *testing.T, s string) abi.Amount {
	t.Helper()
	a, err := abi.ParseAmount(s)
	must(t, err)
	return a
}
