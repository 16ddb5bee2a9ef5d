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
	KindBond        Kind = 4
	KindUnbond      Kind = 5
	KindJoin        Kind = 6
	KindLeave       Kind = 7
	KindRescue      Kind = 8
)

// Msg is what a transaction does: Transfer, Upload, Instantiate, Call, Bond, Unbond, Join, Leave or Rescue.
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

// Bond moves tokens from the sender's balance to its stake.
type Bond struct{ Amount abi.Amount }

// Unbond takes tokens out of the sender's stake. They reach its balance some epochs later.
type Unbond struct{ Amount abi.Amount }

// Join makes a key the sender's validator, in the place of one that it has.
type Join struct {
	Key   [32]byte // ed25519; it signs blocks
	Proof [64]byte // by the key: its signature of KeyProof
}

// Leave takes the sender's validator out of the set.
type Leave struct{}

// Rescue signals, with the sender's stake, that a contract shall get a code, or that it shall not. The signal takes
// the place of the one that the sender has for the contract; the zero code withdraws it.
type Rescue struct {
	Contract abi.Address
	Code     abi.Hash
	Against  bool
}

// KeyProof is what a validator's key signs to show that its holder agrees to be an account's validator.
// chain is the sha256 of the chain id. The proof is worth nothing to other accounts and on other chains.
func KeyProof(chain abi.Hash, account abi.Address) []byte {
	return append(append([]byte("peerz/validator/1"), chain[:]...), account[:]...)
}

// Kind is KindTransfer.
func (Transfer) Kind() Kind { return KindTransfer }

// Kind is KindUpload.
func (Upload) Kind() Kind { return KindUpload }

// Kind is KindInstantiate.
func (Instantiate) Kind() Kind { return KindInstantiate }

// Kind is KindCall.
func (Call) Kind() Kind { return KindCall }

// Kind is KindBond.
func (Bond) Kind() Kind { return KindBond }

// Kind is KindUnbond.
func (Unbond) Kind() Kind { return KindUnbond }

// Kind is KindJoin.
func (Join) Kind() Kind { return KindJoin }

// Kind is KindLeave.
func (Leave) Kind() Kind { return KindLeave }

// Kind is KindRescue.
func (Rescue) Kind() Kind { return KindRescue }

func (Transfer) fields() int    { return 2 }
func (Upload) fields() int      { return 1 }
func (Instantiate) fields() int { return 4 }
func (Call) fields() int        { return 3 }
func (Bond) fields() int        { return 1 }
func (Unbond) fields() int      { return 1 }
func (Join) fields() int        { return 2 }
func (Leave) fields() int       { return 0 }
func (Rescue) fields() int      { return 3 }

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

func (m Bond) append(b []byte) []byte   { return m.Amount.AppendCBOR(b) }
func (m Unbond) append(b []byte) []byte { return m.Amount.AppendCBOR(b) }
func (Leave) append(b []byte) []byte    { return b }

func (m Join) append(b []byte) []byte {
	return abi.AppendBytes(abi.AppendBytes(b, m.Key[:]), m.Proof[:])
}

func (m Rescue) append(b []byte) []byte {
	return abi.AppendBool(abi.AppendBytes(abi.AppendBytes(b, m.Contract[:]), m.Code[:]), m.Against)
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
	case KindBond:
		m = Bond{Amount: r.Amount()}
	case KindUnbond:
		m = Unbond{Amount: r.Amount()}
	case KindJoin:
		m = readJoin(r)
	case KindLeave:
		m = Leave{}
	case KindRescue:
		m = Rescue{Contract: r.Address(), Code: r.Hash(), Against: r.Bool()}
	default:
		r.Fail(ErrUnknownMessage)
		return nil
	}
	if n != m.fields()+1 {
		r.Fail(ErrMalformed)
	}
	return m
}

func readJoin(r *abi.Reader) (m Join) {
	r.Fixed(m.Key[:])
	r.Fixed(m.Proof[:])
	return m
}
