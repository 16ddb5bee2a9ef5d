package pack_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/peerz-ai/peerz-chain/contracts/build/pack"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

const magic = "\x00asm\x01\x00\x00\x00"

// section frames a payload; all lengths in these tests are below 128.
func section(id byte, payload string) string {
	return string([]byte{id, byte(len(payload))}) + payload
}

// bytesOf frames a name or a body.
func bytesOf(s string) string { return string([]byte{byte(len(s))}) + s }

var (
	memory = section(5, "\x01\x00\x01")
	// 0 () -> (), 1 () -> i32, 2 (f64) -> f64, 3 (i32) -> ()
	types = section(1, "\x04\x60\x00\x00\x60\x00\x01\x7f\x60\x01\x7c\x01\x7c\x60\x01\x7f\x00")
	// functions 0 and 1, both of type 3
	imports = section(2, "\x02"+bytesOf("peerz1")+bytesOf("abort")+"\x00\x03"+bytesOf("env")+bytesOf("log")+"\x00\x03")
	// 2 execute, 3 a helper on floats, 4 called by execute, 5 calls env.log
	functions = section(3, "\x04\x01\x02\x00\x00")
	code      = section(10, "\x04"+
		// call 4 and i32.const 0, both with padded numbers
		bytesOf("\x00\x10\x84\x80\x80\x80\x00\x41\x80\x80\x80\x80\x00\x0b")+
		bytesOf("\x00\x20\x00\x9b\x0b")+ // local.get 0, f64.ceil
		bytesOf("\x00\x41\x01\x10\x00\x0b")+ // i32.const 1, call 0
		bytesOf("\x00\x41\x02\x10\x01\x0b")) // i32.const 2, call 1
	names = section(0, bytesOf("name")+section(1, "\x02\x02"+bytesOf("execute")+"\x03"+bytesOf("math.minmax")))
)

// module exports the helper on floats under a name of choice.
func module(helper string) []byte {
	exports := section(7, "\x04"+bytesOf("memory")+"\x02\x00"+bytesOf("execute")+"\x00\x02"+
		bytesOf(helper)+"\x00\x03"+bytesOf("other")+"\x00\x05")
	return []byte(magic + types + imports + functions + memory + exports + code + names)
}

func sample() []byte { return module("fminimum") }

func TestOnlyWhatTheABIReachesIsKept(t *testing.T) {
	got, err := pack.Pack(sample(), []byte(`{"name":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := magic +
		section(1, "\x03\x60\x00\x00\x60\x00\x01\x7f\x60\x01\x7f\x00") + // the type with floats is gone
		section(2, "\x01"+bytesOf("peerz1")+bytesOf("abort")+"\x00\x02") + // so is env.log
		section(3, "\x02\x01\x00") + memory +
		section(7, "\x02"+bytesOf("memory")+"\x02\x00"+bytesOf("execute")+"\x00\x01") +
		// the numbers are in their shortest form
		section(10, "\x02"+bytesOf("\x00\x10\x02\x41\x00\x0b")+bytesOf("\x00\x41\x01\x10\x00\x0b")) +
		section(0, bytesOf("peerz.interface")+`{"name":"x"}`)
	if string(got) != want {
		t.Errorf("packed to\n%x, want\n%x", got, want)
	}
	if _, err := wazero.NewRuntime(t.Context()).CompileModule(t.Context(), got); err != nil {
		t.Errorf("the result is no module: %v", err)
	}
}

func TestPackingTwiceChangesNothing(t *testing.T) {
	once, err := pack.Pack(sample(), []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := pack.Pack(once, []byte("{}")); err != nil || !bytes.Equal(once, twice) {
		t.Errorf("%x\n%x\n%v", once, twice, err)
	}
}

func TestFloatsAreReportedWithTheirFunction(t *testing.T) {
	_, err := pack.Pack(module("end_epoch"), nil)
	if !errors.Is(err, pack.ErrFloat) || !strings.Contains(err.Error(), "math.minmax") {
		t.Errorf("error is %v", err)
	}
}

func TestEveryPrefixOfAModuleIsRefusedOrPacked(t *testing.T) {
	whole := sample()
	for n := range whole {
		if _, err := pack.Pack(whole[:n], nil); err == nil && n < len(magic) {
			t.Errorf("accepted %d bytes", n)
		}
	}
	for _, wrong := range []string{"", "\x00asm", "\x00asm\x02\x00\x00\x00", magic + "\x01", magic + "\x63\x00",
		magic + types + types, magic + types + functions, magic + "\x03\x02\x01\x07" + "\x0a\x04\x01\x02\x00\x0b"} {
		if _, err := pack.Pack([]byte(wrong), nil); !errors.Is(err, pack.ErrModule) {
			t.Errorf("%x: error is %v", wrong, err)
		}
	}
}

func TestTheExportsAreThoseOfTheABI(t *testing.T) {
	want := append([]string{"memory", "_initialize"}, abi.Entries()...)
	if strings.Join(pack.Exports, " ") != strings.Join(want, " ") || pack.InterfaceSection != abi.InterfaceSection {
		t.Errorf("%v and %s, want %v and %s", pack.Exports, pack.InterfaceSection, want, abi.InterfaceSection)
	}
}

// Hostile bytes end in an error; what is packed stays packed.
func FuzzPackEndsAndIsIdempotent(f *testing.F) {
	f.Add(sample())
	for _, path := range []string{"../../formula/formula.wasm", "../../testdata/formula-loop/formula-loop.wasm"} {
		wasm, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wasm)
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		once, err := pack.Pack(wasm, nil)
		if err != nil {
			return
		}
		if twice, err := pack.Pack(once, nil); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("packed again: %v", err)
		}
	})
}

// Names follow the functions to their new numbers, and those of dropped ones are dropped.
func TestNamesAreKeptForProfiles(t *testing.T) {
	got, err := pack.PackNamed(sample(), nil)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := pack.Pack(sample(), nil)
	if err != nil {
		t.Fatal(err)
	}
	names, found := strings.CutPrefix(string(got), string(plain))
	if !found || !strings.Contains(names, bytesOf("execute")) || strings.Contains(names, "minmax") {
		t.Errorf("names %q", names)
	}
}
