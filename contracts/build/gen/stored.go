package gen

import "strings"

// stored lists the contract's records, one a line: its name, then each field as name:type in the order in which it is
// packed. A record or a list in a record is a CBOR array.
func (c *Contract) stored() []byte {
	w := new(writer)
	for _, st := range c.Structs {
		if !st.Store {
			continue
		}
		fields := []string{st.GoName}
		for _, f := range st.Fields {
			fields = append(fields, f.Name+":"+f.Type.plain())
		}
		w.line("%s", strings.Join(fields, " "))
	}
	return w.Bytes()
}

// plain is the name of a type without the language it is written in.
func (t Type) plain() string {
	switch t.Kind {
	case Bool:
		return "bool"
	case Uint:
		return "uint"
	case Int:
		return "int"
	case Amount:
		return "amount"
	case Text:
		return "text"
	case Bytes, Fixed:
		return "bytes"
	case Address:
		return "address"
	case Hash:
		return "hash"
	case Slice:
		return "[]" + t.Elem.plain()
	}
	return t.Struct.GoName
}
