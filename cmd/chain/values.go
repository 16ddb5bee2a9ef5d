package chain

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// ShowResult writes what a query answered, as its interface describes it: a field a line, with
// base units in tokens, ppm in percent, and the interface's words behind it.
func (b *Contract) ShowResult(w *cli.Printer, entry, method string, result map[string]any) {
	if m, known := b.iface.Method(entry, method); known {
		b.showValues(w, "", m.Returns, result)
	}
}

// ShowCall writes a call that something holds, as a proposal does: its method and its arguments.
// A call that does not fit the interface is written as it is.
func (b *Contract) ShowCall(w *cli.Printer, input []byte) {
	r := abi.NewReader(input)
	r.Array()
	method, args := r.Text(), r.Raw()
	m, known := b.iface.Method(abi.EntryExecute, method)
	text, err := abi.DecodeArgs(b.iface, abi.EntryExecute, method, args)
	var object map[string]any
	if r.Close() != nil || !known || err != nil || json.Unmarshal(text, &object) != nil {
		w.Printf("call\t%x\n", input)
		return
	}
	w.Printf("call\t%s.%s\n", b.Name, method)
	b.showValues(w, "", m.Args, object)
}

// showValues writes the single values of an object, those of an object in it behind its name and a point, then a table for each
// of its lists.
func (b *Contract) showValues(w *cli.Printer, prefix string, fields []abi.Field, object map[string]any) {
	for _, f := range fields {
		value, given := object[f.Name]
		inner, isObject := value.(map[string]any)
		_, isList := value.([]any)
		switch {
		case !given || isList:
		case isObject && len(b.iface.Types[f.Type]) > 0:
			b.showValues(w, prefix+f.Name+".", b.iface.Types[f.Type], inner)
		default:
			w.Printf("%s\t%s\t%s\n", prefix+f.Name, b.valueText(f, value), f.Doc)
		}
	}
	for _, f := range fields {
		if list, isList := object[f.Name].([]any); isList {
			b.showList(w, prefix+f.Name, f, list)
		}
	}
}

// showList writes a list of objects as a table with a heading, any other in one line.
func (b *Contract) showList(w *cli.Printer, name string, f abi.Field, list []any) {
	element := strings.TrimPrefix(f.Type, "[]")
	columns := b.iface.Types[element]
	if element == "address" && len(list) > 0 {
		texts := make([]string, len(list))
		for i, a := range list {
			texts[i] = b.valueText(abi.Field{Type: element}, a)
		}
		w.Printf("%s\t%s\n", name, strings.Join(texts, ", "))
		return
	}
	if len(columns) == 0 || len(list) == 0 {
		w.Printf("%s\t%s\n", name, b.valueText(f, list))
		return
	}
	w.Printf("\n%s: %s\n", name, cmp.Or(f.Doc, "a list"))
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.Name
	}
	w.Row(cells...)
	for _, item := range list {
		row, _ := item.(map[string]any) // the interface says that it is one
		for i, c := range columns {
			value, given := row[c.Name]
			if !given {
				value = ""
			}
			cells[i] = b.valueText(c, value)
		}
		w.Row(cells...)
	}
}

// smallest is what an amount must exceed to be shown in tokens too while its unit is not known.
const smallest = 1e12

// counts reports whether a field says that it counts a unit: by its tag, or with its first words. An
// amount that does not may count anything.
func counts(f abi.Field, unit string) bool { return f.Unit == unit || strings.HasPrefix(f.Doc, unit) }

// valueText writes a value for people.
func (b *Contract) valueText(f abi.Field, value any) string {
	text, isText := value.(string)
	if !isText {
		raw, err := json.Marshal(value) // came out of JSON
		if err != nil {
			return fmt.Sprint(value)
		}
		text = string(raw)
	}
	switch {
	case f.Type == "amount":
		a, err := abi.ParseAmount(text)
		switch {
		case err != nil:
			return text
		case counts(f, "base units"):
			return arguments.Tokens(a)
		case abi.U64(smallest).Less(a):
			return fmt.Sprintf("%s (%s, if it counts base units)", text, arguments.Tokens(a))
		}
	case f.Type == "u64" && counts(f, "ppm"):
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return arguments.Percent(n)
		}
	case f.Type == "address" && b.called != nil:
		if a, err := abi.ParseAddress(text); err == nil {
			return b.called(a)
		}
	}
	return text
}
