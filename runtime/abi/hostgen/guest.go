package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// renderImports writes the host functions as the Go SDK imports them.
func renderImports(_ []byte, table []abi.Function) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("//go:build tinygo\n\n" + notice + "\npackage sdk\n\nimport \"unsafe\"\n")
	for _, f := range table {
		var params []string
		for _, p := range f.Params {
			params = append(params, p.Name+" "+guestType(p.Type))
		}
		fmt.Fprintf(&b, "\n//go:wasmimport %s %s\nfunc %s(%s) %s\n", abi.Module, f.Name, local(f.Name), strings.Join(params, ", "), guestType(f.Result))
	}
	return format.Source(b.Bytes())
}

func guestType(t abi.Type) string {
	switch t {
	case 0:
		return ""
	case abi.Uint32, abi.Length:
		return "uint32"
	case abi.Uint64:
		return "uint64"
	case abi.Int64:
		return "int64"
	case abi.Status:
		return "int32"
	}
	return "unsafe.Pointer"
}

const (
	tableStart = "<!-- functions: written by go generate ./runtime -->\n"
	tableEnd   = "<!-- end of functions -->\n"
)

var errNoTable = errors.New("the document has no place for the table of functions")

// renderDocument replaces the table of ABI.md.
func renderDocument(old []byte, table []abi.Function) ([]byte, error) {
	head, rest, ok := bytes.Cut(old, []byte(tableStart))
	_, tail, ok2 := bytes.Cut(rest, []byte(tableEnd))
	if !ok || !ok2 {
		return nil, errNoTable
	}
	var b bytes.Buffer
	b.Write(head)
	b.WriteString(tableStart + "| function | attributes | gas | what it does |\n|---|---|---|---|\n")
	for _, f := range table {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", signature(f), attributes(f), f.Gas(), f.Doc)
	}
	b.WriteString(tableEnd)
	b.Write(tail)
	return b.Bytes(), nil
}

func signature(f abi.Function) string {
	params := make([]string, len(f.Params))
	for i, p := range f.Params {
		params[i] = p.Name
		if p.Type.Wide() {
			params[i] += ": i64"
		}
	}
	s := f.Name + "(" + strings.Join(params, ", ") + ")"
	switch {
	case f.Result.Wide():
		s += " -> i64"
	case f.Result != 0:
		s += " -> i32"
	}
	return s
}

func attributes(f abi.Function) string {
	var list []string
	if f.Pure {
		list = append(list, "pure")
	}
	if f.Storage {
		list = append(list, "storage")
	}
	if f.Writes {
		list = append(list, "writes")
	}
	if f.Capability != "" {
		list = append(list, fmt.Sprintf("%q", f.Capability))
	}
	return strings.Join(list, " ")
}
