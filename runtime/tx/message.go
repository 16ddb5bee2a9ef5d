package tx

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Kind numbers a message on the wire.
type Kind uint64

// The kinds of messages.
const (
	KindTransfer    Kind = 0
	KindUpload      Kind = 1
	KindInstantiate Kind = 2
	KindCall        Kind = 3
)

// Msg is what a transaction does: Transfer, Upload, Instantiate or Call.
type Msg interface {
	// Kind is the message's number on the wire.
	Kind() Kind
	append(b []byte) []byte // the fields, after the array's head and the kind
	fields() int
}

// Transfer moves tokens from the sender.
type Transfer struct {
	To     abi.Address
	Amount abi.Amount
}

// Upload stores contract code by its sha256. It may be called some blocks later.
type Upload struct{ Code []byte }

// Instantiate creates a contract from stored code and calls its instantiate entry.
type Instantiate struct {
	CodeHash abi.Hash
	Label    string     // a name (package text), for people; its creator uses it once
	Input    []byte     // CBOR map of arguments
	Funds    abi.Amount // moved from the sender to the contract first
}

// Call runs a contract's execute entry.
type Call struct {
	Contract abi.Address
	Input    []byte     // CBOR array [method, arguments]
	Funds    abi.Amount // moved from the sender to the contract first
}

// Kind is KindTransfer.
func (Transfer) Kind() Kind { return KindTransfer }

// Kind is KindUpload.
func (Upload) Kind() Kind { return KindUpload }

// Kind is KindInstantiate.
func (Instantiate) Kind() Kind { return KindInstantiate }

// Kind is KindCall.
func (Call) Kind() Kind { return KindCall }

func (Transfer) fields() int    { return 2 }
func (Upload) fields() int      { return 1 }
func (Instantiate) fields() int { return 4 }
func (Call) fields() int        { return 3 }

func (m Transfer) append(b []byte) []byte {
	return m.Amount.AppendCBOR(abi.AppendBytes(b, m.To[:]))
}

func (m Upload) append(b []byte) []byte { return abi.AppendBytes(b, m.Code) }

func (m Instantiate) append(b []byte) []byte {
	b = abi.AppendText(abi.AppendBytes(b, m.CodeHash[:]), m.Label)
	return m.Funds.AppendCBOR(abi.AppendBytes(b, m.Input))
}

func (m Call) append(b []byte) []byte {
	return m.Funds.AppendCBOR(abi.AppendBytes(abi.AppendBytes(b, m.Contract[:]), m.Input))
}

// readMsg reads [kind, fields...]. Byte strings are views of the input.
func readMsg(r *abi.Reader) Msg {
	n := r.Array()
	kind := Kind(r.Uint())
	var m Msg
	switch kind {
	case KindTransfer:
		m = Transfer{To: r.Address(), Amount: r.Amount()}
	case KindUpload:
		m = Upload{Code: r.Bytes()}
	case KindInstantiate:
		m = Instantiate{CodeHash: r.Hash(), Label: r.Text(), Input: r.Bytes(), Funds: r.Amount()}
	case KindCall:
		m = Call{Contract: r.Address(), Input: r.Bytes(), Funds: r.Amount()}
	default:
		r.Fail(ErrUnknownMessage)
		return nil
	}
	if n != m.fields()+1 {
		r.Fail(ErrMalformed)
	}
	return m
}
