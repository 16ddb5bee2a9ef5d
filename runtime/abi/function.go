package abi

import (
	"strconv"
	"strings"
)

// Function is one row of the table of host functions: all that a guest must know to call it, and all
// that the host does before its method acts. From the rows come the host's decoders
// (runtime/zz_host.go), the SDK's imports (contracts/sdk/zz_host_guest.go) and the table in ABI.md.
//
// A call of a host function goes through the same steps in the same order: the attributes are checked,
// then the bounds of every parameter, then the price is charged, then guest memory is read, then the
// function acts, and last it writes to guest memory. What the first two steps decline costs
// RefusalGas and answers an errno.
type Function struct {
	Name       string
	Params     []Param
	Result     Type       // Status, Uint64, or 0 for a function that never returns
	Pure       bool       // also works in a pure call; others answer ErrDenied there
	Storage    bool       // also works in a migrate_back, which has nothing but its contract's storage; others answer ErrDenied there
	Writes     bool       // answers ErrReadOnly in a query
	Capability Capability // needed by the calling contract; "" for none
	Price      Price      // before anything is read: for each unit of the parameters that are priced
	Found      Price      // for what the function comes upon while it acts, before it goes on; zero for none
	FoundItem  string     // what Found.Base is for: "entry"; "" if that is 0
	Doc        string     // one line, for ABI.md
}

// Type says how a parameter is passed and what the host makes of it.
type Type uint8

// The types of parameters. Pointers, lengths, Uint32 and Status are i32 on the ABI, Uint64 and Int64 are i64.
const (
	Uint32         Type = iota + 1 // a number
	Uint64                         // a number of 64 bits
	Int64                          // a signed number
	Status                         // of results only: an errno if negative, else a number
	AddressPtr                     // a pointer to 20 bytes: an Address
	HashPtr                        // a pointer to 32 bytes: a Hash, or a public key
	SignaturePtr                   // a pointer to 64 bytes
	AmountPtr                      // a pointer to 16 bytes, little endian: an Amount
	OptionalAmount                 // AmountPtr, or 0 for no amount
	BytesPtr                       // a pointer to as many bytes as the Length of it says
	WordsPtr                       // a pointer to as many u64, little endian, as the Length of it says
	LogText                        // a pointer to text for the node's log: what cannot be read counts as none
	Out                            // a pointer to bytes that the function writes: as many as Size or a Length says
	Length                         // of the parameter named Of, in its units
)

// Param is one parameter of a host function, as WebAssembly has it.
type Param struct {
	Name     string
	Type     Type
	Size     uint64 // Out without a Length of its own: bytes, or bytes for each unit of the Length named Of
	Of       string // Length: the parameter whose length this is
	Priced   bool   // Length: its units are what Price is for
	Min, Max uint64 // of numbers and lengths; both 0 for no bounds. A negative Int64 is above any Max
	Else     Errno  // the answer outside of the bounds
}

// Bounded reports whether the host compares the parameter with Min and Max.
func (p Param) Bounded() bool { return p.Min != 0 || p.Max != 0 }

// Wide reports whether a value of the type is an i64 on the ABI; others are i32.
func (t Type) Wide() bool { return t == Uint64 || t == Int64 }

// Price is what work costs: Base gas, and Quarters/4 gas for each unit. One gas is calibrated to
// 0.2 ns of one core; prices of writes include what the work adds to the disk and to the tree.
type Price struct {
	Base     uint64
	Quarters uint64
	Unit     string // "byte", "weight"; "" if Quarters is 0
}

// For returns the price of n units. n is at most 2^32, so it cannot overflow.
func (p Price) For(n uint64) uint64 { return p.Base + n*p.Quarters/4 }

// Gas is the price of the function in words: "150 + 0.25 for each byte of src".
func (f Function) Gas() string {
	s := strconv.FormatUint(f.Price.Base, 10)
	var priced []string
	for _, p := range f.Params {
		if p.Priced {
			priced = append(priced, p.Of)
		}
	}
	if len(priced) > 0 {
		s += " + " + quarters(f.Price.Quarters) + " for each " + f.Price.Unit + " of " + strings.Join(priced, " and ")
	}
	if f.Found.Base > 0 {
		s += " + " + strconv.FormatUint(f.Found.Base, 10) + " for each " + f.FoundItem
	}
	if f.Found.Quarters > 0 {
		s += " + " + quarters(f.Found.Quarters) + " for each " + f.Found.Unit
	}
	return s
}

// quarters writes n/4 as a decimal number.
func quarters(n uint64) string {
	return strconv.FormatUint(n/4, 10) + [...]string{"", ".25", ".5", ".75"}[n%4]
}

// Functions lists the host functions of this ABI version. The order is part of it.
func Functions() []Function { return functions }

func params(groups ...[]Param) (all []Param) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

func one(name string, t Type) []Param { return []Param{{Name: name, Type: t}} }

// number is a Uint32 of at most max.
func number(name string, max uint64) []Param {
	return []Param{{Name: name, Type: Uint32, Max: max, Else: ErrInvalidArgument}}
}

// out is a pointer to size bytes that the function writes.
func out(name string, size uint64) []Param { return []Param{{Name: name, Type: Out, Size: size}} }

// counted is a pointer and its length, from min to max units, each of which is paid for.
func counted(name string, t Type, length string, min, max uint64, outside Errno) []Param {
	return []Param{{Name: name, Type: t},
		{Name: length, Type: Length, Of: name, Priced: true, Min: min, Max: max, Else: outside}}
}

// window is the parameters of a copy out of a buffer of the host.
func window() []Param {
	return []Param{{Name: "dst", Type: Out}, {Name: "off", Type: Uint32},
		{Name: "n", Type: Length, Of: "dst", Priced: true}}
}
