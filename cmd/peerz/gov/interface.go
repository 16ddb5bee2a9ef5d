package gov

import (
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// interfaceChange is how the interface of a contract's new code differs.
type interfaceChange struct {
	Contract string   `json:"contract"`
	Changes  []string `json:"changes"`
}

// difference compares what two modules say of themselves: methods, types of messages, abort codes.
func difference(old, wasm []byte) (lines []string) {
	before, after := described(old), described(wasm)
	if after.Name == "" {
		return []string{"the new code does not describe itself"}
	}
	lines = append([]string{}, compare(signatures(before), signatures(after))...)
	lines = append(lines, compare(types(before), types(after))...)
	return append(lines, compare(aborts(before), aborts(after))...)
}

func described(wasm []byte) *abi.Interface {
	if i, err := abi.ParseInterface(abi.InterfaceIn(wasm)); err == nil {
		return i
	}
	return &abi.Interface{}
}

// compare says what is gone, new and different, by name.
func compare(before, after map[string]string) (lines []string) {
	names := map[string]bool{}
	for name := range before {
		names[name] = true
	}
	for name := range after {
		names[name] = true
	}
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	for _, name := range sorted {
		was, had := before[name]
		is, has := after[name]
		switch {
		case !has:
			lines = append(lines, "gone: "+name)
		case !had:
			lines = append(lines, "new: "+name+is)
		case was != is:
			lines = append(lines, fmt.Sprintf("different: %s%s, was %s", name, is, was))
		}
	}
	return lines
}

func signatures(i *abi.Interface) map[string]string {
	list := map[string]string{}
	for _, m := range i.Methods {
		list[m.Entry+" "+m.Name] = listed(m.Args) + " returns " + listed(m.Returns)
	}
	return list
}

func types(i *abi.Interface) map[string]string {
	list := map[string]string{}
	for name, f := range i.Types {
		list["type "+name] = listed(f)
	}
	return list
}

func aborts(i *abi.Interface) map[string]string {
	list := map[string]string{}
	for _, e := range i.Errors {
		list["abort code "+e.Name] = fmt.Sprintf(" %d", e.Code)
	}
	return list
}

func listed(list []abi.Field) string {
	text := " {"
	for i, f := range list {
		if i > 0 {
			text += ", "
		}
		text += f.Name + " " + f.Type
	}
	return text + "}"
}
