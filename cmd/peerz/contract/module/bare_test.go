package module

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
)

func TestIntegersOfAnExport(t *testing.T) {
	params := []vm.ValueType{vm.I32, vm.I64}
	for text, want := range map[string]string{
		"1,2":                             "[1 2]",
		" -1 , -1":                        "[18446744073709551615 18446744073709551615]",
		"0xffffffff,18446744073709551615": "[4294967295 18446744073709551615]",
		"4294967296,1":                    "", // more than 32 bits
		"1":                               "",
		"1,2,3":                           "",
		"":                                "",
		"a,1":                             "",
	} {
		got, err := integers(text, params)
		if (err == nil) != (want != "") || err == nil && fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
	if integer(vm.I32, 0xffffffff) != "-1" || integer(vm.I64, 1<<63) != "-9223372036854775808" {
		t.Error("values are written as signed numbers")
	}
}
