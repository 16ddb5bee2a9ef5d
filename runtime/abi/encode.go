package abi

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// EncodeCall turns JSON arguments into the input of an entry: a map of arguments, wrapped as
// [method, args] for execute and query. Errors are sentences for people: an unknown or
// missing argument, or a value of the wrong type, with its path. Empty args count as {}.
func EncodeCall(i *Interface, entry, method string, args []byte) ([]byte, error) {
	m, ok := i.Method(entry, method)
	if !ok {
		return nil, fmt.Errorf("%s has no %s method %q; it has: %s", i.Name, entry, method, i.methodNames(entry))
	}
	if len(bytes.TrimSpace(args)) == 0 {
		args = []byte("{}")
	}
	dec := json.NewDecoder(bytes.NewReader(args))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("arguments of %s: not JSON: %w", m.Name, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("arguments of %s: text after the end of the JSON value", m.Name)
	}
	var b []byte
	if Dispatched(entry) {
		b = AppendText(AppendArray(nil, 2), m.Name)
	}
	b, err := i.encodeMap(b, m.Args, v, m.Name, 0)
	if err != nil {
		return nil, err
	}
	if len(b) > MaxInput {
		return nil, fmt.Errorf("arguments of %s: %d bytes, at most %d", m.Name, len(b), MaxInput)
	}
	return b, nil
}

func (i *Interface) methodNames(entry string) string {
	var names []string
	for _, m := range i.Methods {
		if m.Entry == entry {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func (i *Interface) encodeMap(b []byte, fields []Field, v any, path string, depth int) ([]byte, error) {
	obj, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: want an object {...}, have %s", path, describe(v))
	}
	if depth > MaxCBORDepth {
		return nil, fmt.Errorf("%s: nested too deep", path)
	}
	present := make([]Field, 0, len(fields))
	for _, f := range fields {
		if _, ok := obj[f.Name]; ok {
			present = append(present, f)
		} else if !f.Optional {
			return nil, fmt.Errorf("%s: argument %q (%s) is missing", path, f.Name, f.Type)
		}
	}
	if len(present) != len(obj) {
		return nil, fmt.Errorf("%s: no argument %q; it takes: %s", path, unknown(obj, fields), fieldNames(fields))
	}
	slices.SortFunc(present, func(a, c Field) int { return CompareKeys(a.Name, c.Name) })
	b = AppendMap(b, len(present))
	for _, f := range present {
		var err error
		if b, err = i.encodeValue(AppendText(b, f.Name), f.Type, obj[f.Name], path+"."+f.Name, depth+1); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// unknown returns the first argument, in order, that is not among the fields.
func unknown(obj map[string]any, fields []Field) string {
	for _, name := range slices.Sorted(maps.Keys(obj)) { // order does not matter: they are sorted
		if _, known := findField(fields, name); !known {
			return name
		}
	}
	return ""
}

func fieldNames(fields []Field) string {
	if len(fields) == 0 {
		return "nothing"
	}
	names := make([]string, len(fields))
	for k, f := range fields {
		names[k] = f.Name + " " + f.Type
	}
	return strings.Join(names, ", ")
}

func (i *Interface) encodeValue(b []byte, typ string, v any, path string, depth int) ([]byte, error) {
	if elem, ok := strings.CutPrefix(typ, "[]"); ok {
		list, ok := v.([]any)
		if !ok {
			return nil, fmt.Errorf("%s: want a list [...] of %s, have %s", path, elem, describe(v))
		}
		b = AppendArray(b, len(list))
		for k, e := range list {
			var err error
			if b, err = i.encodeValue(b, elem, e, fmt.Sprintf("%s[%d]", path, k), depth+1); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
	if fields, ok := i.Types[typ]; ok {
		return i.encodeMap(b, fields, v, path, depth)
	}
	out, err := encodeScalar(b, typ, v)
	if err != nil {
		var number *strconv.NumError // which repeats the value
		if errors.As(err, &number) {
			err = number.Err
		}
		return nil, fmt.Errorf("%s: want %s, have %s: %w", path, typ, describe(v), err)
	}
	return out, nil
}

var errWrongType = fmt.Errorf("wrong type")

func encodeScalar(b []byte, typ string, v any) ([]byte, error) {
	if typ == "bool" {
		x, ok := v.(bool)
		if !ok {
			return nil, errWrongType
		}
		return AppendBool(b, x), nil
	}
	var s string
	switch x := v.(type) {
	case string:
		s = x
	case json.Number:
		if typ != "u64" && typ != "i64" && typ != "amount" {
			return nil, errWrongType
		}
		s = x.String()
	default:
		return nil, errWrongType
	}
	switch typ {
	case "u64":
		n, err := strconv.ParseUint(s, 10, 64)
		return AppendUint(b, n), err
	case "i64":
		n, err := strconv.ParseInt(s, 10, 64)
		return AppendInt(b, n), err
	case "amount":
		a, err := ParseAmount(s)
		return a.AppendCBOR(b), err
	case "text":
		return AppendText(b, s), nil
	case "bytes":
		x, err := hex.DecodeString(s)
		return AppendBytes(b, x), err
	case "address":
		a, err := ParseAddress(s)
		return AppendBytes(b, a[:]), err
	case "hash":
		h, err := ParseHash(s)
		return AppendBytes(b, h[:]), err
	}
	return nil, fmt.Errorf("unknown type %q", typ)
}

// describe names a JSON value briefly for an error.
func describe(v any) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%.40q", x)
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	default:
		return fmt.Sprintf("%.40v", x)
	}
}
