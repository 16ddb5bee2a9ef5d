package world

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func TestDefaultsFillZeroesAlone(t *testing.T) {
	want := Params{EpochSeconds: 86_400, Probation: 3, MinGasPrice: abi.U64(100_000_000), MaxTxGas: 100_000_000, MaxBlockGas: 1_000_000_000,
		HookGas: 500_000_000, BlockHookGas: 100_000_000, CodeDelayBlocks: 2, GrowthGas: 400, Unbonding: 21, Slash: 50_000, EvidenceSeconds: 172_800, MaxBlockBytes: 4 << 20, Emission: 1_000_000}
	if got := (Params{}).WithDefaults(); got != want {
		t.Errorf("defaults are %+v", got)
	}
	chosen := Params{1, 2, abi.U64(3), 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}
	if got := chosen.WithDefaults(); got != chosen {
		t.Errorf("%+v became %+v", chosen, got)
	}
}

func TestATransferMovesAllOrNothing(t *testing.T) {
	w, _ := empty(t)
	a, b := abi.Address{1}, abi.Address{2}
	must(t, w.Credit(a, abi.U64(5)))
	for _, x := range []struct {
		from, to     abi.Address
		amount       uint64
		ok           bool
		leftA, leftB uint64
	}{
		{a, b, 6, false, 5, 0}, {b, a, 1, false, 5, 0}, {a, a, 5, true, 5, 0}, {a, a, 6, false, 5, 0},
		{b, a, 0, true, 5, 0}, {a, b, 5, true, 0, 5}, {b, a, 1, true, 1, 4},
	} {
		ok, err := w.Transfer(x.from, x.to, abi.U64(x.amount))
		must(t, err)
		accA, errA := w.Account(a)
		accB, errB := w.Account(b)
		if ok != x.ok || errA != nil || errB != nil || accA.Balance != abi.U64(x.leftA) || accB.Balance != abi.U64(x.leftB) {
			t.Errorf("%+v: %v, then %s and %s", x, ok, accA.Balance, accB.Balance)
		}
	}
}

func TestScanBounds(t *testing.T) {
	w, _ := empty(t)
	for _, k := range []string{"a", "b", "c"} {
		must(t, w.SetValue(abi.Address{1}, []byte(k), []byte{1}))
	}
	for _, x := range []struct{ start, end, want string }{
		{"", "", "abc"}, {"b", "", "bc"}, {"", "b", "a"}, {"b", "c", "b"}, {"b", "b", ""}, {"c", "a", ""},
	} {
		var got []byte
		must(t, w.Scan(abi.Address{1}, []byte(x.start), []byte(x.end), false, func(k, _ []byte) bool { got = append(got, k...); return true }))
		if string(got) != x.want {
			t.Errorf("from %q to %q are %q", x.start, x.end, got)
		}
	}
}

func TestOneValidatorByItsKey(t *testing.T) {
	w, _ := empty(t)
	v := Validator{[32]byte{1}, abi.Address{2}, 5, true, true, 6, 7, Duty{abi.U64(8), abi.U64(9)}}
	must(t, w.SetValidator(v))
	if got, ok, err := w.Validator(v.PubKey); got != v || !ok || err != nil {
		t.Errorf("%+v %v %v", got, ok, err)
	}
	if got, ok, err := w.Validator([32]byte{2}); got != (Validator{PubKey: [32]byte{2}}) || ok || err != nil {
		t.Errorf("nobody is %+v %v %v", got, ok, err)
	}
}

// Who is silent from a block on is absent with the thousandth in a row, and who never signed from the start.
func TestWhoIsAbsent(t *testing.T) {
	for _, x := range []struct {
		v      Validator
		height uint64
		absent bool
	}{
		{Validator{Proven: true}, 1 << 40, false}, {Validator{}, 1, true},
		{Validator{Proven: true, Silent: 5}, 1003, false}, {Validator{Proven: true, Silent: 5}, 1004, true},
	} {
		if got := x.v.Absent(x.height); got != x.absent {
			t.Errorf("%+v at %d: %v", x.v, x.height, got)
		}
	}
}

// Blocks that were not signed, of those from one height to another, and what is left of the duty.
func TestWhatAValidatorDid(t *testing.T) {
	for _, x := range []struct {
		about       string
		v           Validator
		signed, due uint64
	}{
		{"everything", Validator{Power: 3, Proven: true}, 30, 30},
		{"all but two", Validator{Power: 3, Proven: true, Missed: 2}, 24, 30},
		{"silent from the last on", Validator{Power: 3, Proven: true, Missed: 2, Silent: 110}, 21, 30},
		{"silent from the first on", Validator{Power: 3, Proven: true, Silent: 101}, 0, 30},
		{"silent from the epoch before on", Validator{Power: 3, Proven: true, Silent: 50}, 0, 30},
		{"never signed", Validator{Power: 1}, 0, 10},
		{"waits", Validator{Proven: true}, 0, 0},
	} {
		if got := x.v.Duty(100, 110); got != (Duty{abi.U64(x.signed), abi.U64(x.due)}) {
			t.Errorf("%s: %+v", x.about, got)
		}
	}
}

func TestWarmCodesKeepTheirOrder(t *testing.T) {
	w, _ := empty(t)
	list := []abi.Hash{{3}, {1}, {2}}
	must(t, w.SetWarmCodes(list))
	if got, err := w.WarmCodes(); err != nil || !slices.Equal(got, list) {
		t.Errorf("%v, %v", got, err)
	}
}

// Every kind of key has a name that leads back to it, and a key that is none of them is shown in hex.
func TestNamesLeadBackToTheirKeys(t *testing.T) {
	for _, n := range named {
		rest := map[int]string{nothing: "", address: string(make([]byte, 20)), hash: string(make([]byte, 32)), consensus: string(make([]byte, 20)), text: "x", addressAndText: string(make([]byte, 20)) + "x"}[n.rest]
		k := append([]byte{n.prefix}, rest...)
		name := KeyName(k, nil)
		back, err := ParseKeyName(name, nil)
		if err != nil || !bytes.Equal(back, k) || name[:2] == "0x" {
			t.Errorf("%x is called %s, which is %x (%v)", k, name, back, err)
		}
		if longer := append(k, 'y'); n.rest != text && n.rest != addressAndText && KeyName(longer, nil)[:2] != "0x" {
			t.Errorf("%x is called %s", longer, KeyName(longer, nil))
		}
	}
	if own := StorageKey(abi.Address{1}, nil); KeyName(own, nil)[:2] != "0x" {
		t.Errorf("no key of a contract is called %s", KeyName(own, nil))
	}
}

// A record with a field too few or too many is damage, even when its bytes can be read.
func TestTheNumberOfFieldsIsChecked(t *testing.T) {
	w, ov := empty(t)
	must(t, ov.Set(AccountKey(abi.Address{1}), []byte{0x81, 1, 1}))
	if _, err := w.Account(abi.Address{1}); !errors.Is(err, ErrCorrupt) {
		t.Error(err)
	}
}

func TestTheGridBeginsAnywhere(t *testing.T) {
	k := Clock{Genesis: 103, Length: 10}
	for at, want := range map[uint64]uint64{0: 103, 102: 103, 112: 103, 113: 113, 129: 123} {
		if got := k.Grid(at); got != want {
			t.Errorf("grid point before %d is %d, want %d", at, got, want)
		}
	}
}
