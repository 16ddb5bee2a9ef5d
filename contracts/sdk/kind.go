package sdk

// Kind is what the next item of a Decoder is.
type Kind int

// The kinds that this codec knows; KindNone also stands for the end of the data.
const (
	KindNone     Kind = iota
	KindNumber        // an unsigned number or an amount
	KindNegative      // a negative number
	KindBytes
	KindText
	KindArray
	KindMap
	KindBool
)

// Kind returns what comes next, for data whose type is not known beforehand.
func (d *Decoder) Kind() Kind {
	if len(d.data) == 0 {
		return KindNone
	}
	switch b := d.data[0]; {
	case b>>5 <= majorMap:
		return [...]Kind{KindNumber, KindNegative, KindBytes, KindText, KindArray, KindMap}[b>>5]
	case b == bigPositive:
		return KindNumber
	case b == simpleFalse || b == simpleTrue:
		return KindBool
	}
	return KindNone
}
