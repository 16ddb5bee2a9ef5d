package abi

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand"
	"slices"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

func (a Amount) big() *big.Int {
	b := new(big.Int).SetUint64(a.Hi)
	return b.Lsh(b, 64).Or(b, new(big.Int).SetUint64(a.Lo))
}

// awkward draws limbs that provoke carries and corrections.
func awkward(r *rand.Rand) Amount {
	limb := func() uint64 {
		switch r.Intn(5) {
		case 0:
			return 0
		case 1:
			return ^uint64(0) - uint64(r.Intn(3))
		case 2:
			return uint64(r.Intn(3))
		case 3:
			return 1<<63 - 1 + uint64(r.Intn(3))
		}
		return r.Uint64() >> r.Intn(64)
	}
	return Amount{limb(), limb()}
}

func TestArithmeticMatchesBigIntegers(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	limit := new(big.Int).Lsh(big.NewInt(1), 128)
	for range 200_000 {
		a, b, c := awkward(r), awkward(r), awkward(r)
		check := func(op string, got Amount, ok bool, want *big.Int) {
			fits := want.Sign() >= 0 && want.Cmp(limit) < 0
			if ok != fits || ok && got.big().Cmp(want) != 0 {
				t.Fatalf("%s of %s, %s, %s = %s, %v; want %s", op, a, b, c, got, ok, want)
			}
		}
		sum, ok := a.Add(b)
		check("add", sum, ok, new(big.Int).Add(a.big(), b.big()))
		diff, ok := a.Sub(b)
		check("sub", diff, ok, new(big.Int).Sub(a.big(), b.big()))
		product := new(big.Int).Mul(a.big(), b.big())
		m, ok := a.Mul(b)
		check("mul", m, ok, product)
		q, rest, ok := a.MulDiv(b, c)
		if c.IsZero() {
			if ok {
				t.Fatal("division by zero succeeds")
			}
			continue
		}
		wantQ, wantR := new(big.Int).DivMod(product, c.big(), new(big.Int))
		check("mul_div", q, ok, wantQ)
		if ok && rest.big().Cmp(wantR) != 0 {
			t.Fatalf("remainder of %s*%s/%s = %s, want %s", a, b, c, rest, wantR)
		}
		if a.Cmp(b) != a.big().Cmp(b.big()) || a.String() != a.big().String() {
			t.Fatalf("%s: compare or print", a)
		}
	}
}

func TestAmountText(t *testing.T) {
	for _, good := range []string{"0", "7", "18446744073709551616", "340282366920938463463374607431768211455", Unit.String()} {
		a, err := ParseAmount(good)
		if err != nil || a.String() != good {
			t.Errorf("%s parses to %s, %v", good, a, err)
		}
		j, _ := json.Marshal(a)
		var fromText, fromNumber Amount
		if json.Unmarshal(j, &fromText) != nil || json.Unmarshal([]byte(good), &fromNumber) != nil || fromText != a || fromNumber != a {
			t.Errorf("%s through JSON: %s, %s", good, fromText, fromNumber)
		}
	}
	for _, bad := range []string{"", "00", "01", "-1", "+1", " 1", "1.0", "1e3", "0x1", "٣", "340282366920938463463374607431768211456", "9999999999999999999999999999999999999999"} {
		if a, err := ParseAmount(bad); err == nil {
			t.Errorf("%q parses to %s", bad, a)
		}
	}
}

// FuzzAmountCBOR compares the codec with an independent one, and re-encodes what it accepts.
func FuzzAmountCBOR(f *testing.F) {
	for _, a := range []Amount{{}, U64(23), U64(24), {1, 0}, {^uint64(0), ^uint64(0)}} {
		f.Add(a.AppendCBOR(nil))
	}
	f.Add([]byte{0xc2, 0x49, 0, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, b []byte) {
		var a Amount
		if a.UnmarshalCBOR(b) != nil {
			return
		}
		if again := a.AppendCBOR(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x reads as %s, which is written as %x", b, a, again)
		}
		var n big.Int
		if err := cbor.Unmarshal(b, &n); err != nil || n.Cmp(a.big()) != 0 {
			t.Fatalf("%x reads as %s, another codec says %s, %v", b, a, &n, err)
		}
	})
}

// byDefinition is Apportion as its documentation has it: one unit after the other to the largest
// remainder.
func byDefinition(total Amount, weights []uint64) []Amount {
	var sum Amount
	for _, w := range weights {
		sum, _ = sum.Add(U64(w))
	}
	parts, rest, left := make([]Amount, len(weights)), make([]Amount, len(weights)), total
	for i, w := range weights {
		parts[i], rest[i], _ = total.MulDiv(U64(w), sum)
		left, _ = left.Sub(parts[i])
	}
	for ; !left.IsZero(); left, _ = left.Sub(U64(1)) {
		best := 0
		for i := range rest {
			if rest[best].Less(rest[i]) {
				best = i
			}
		}
		parts[best], _ = parts[best].Add(U64(1))
		rest[best] = Amount{}
	}
	return parts
}

func TestApportionIsWhatItsDefinitionSays(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for i := range 3000 {
		weights, few := make([]uint64, 1+r.Intn(MaxApportion)), uint64(1+r.Intn(4))
		for i := range weights {
			if weights[i] = awkward(r).Lo; r.Intn(2) == 0 {
				weights[i] %= few // many ties
			}
		}
		weights[0] |= 1
		total := awkward(r)
		if i%2 == 0 {
			total = U64(uint64(r.Intn(600)))
		}
		parts, ok := Apportion(total, weights)
		if want := byDefinition(total, weights); !ok || !slices.Equal(parts, want) {
			t.Fatalf("%s by %v: %v, want %v", total, weights, parts, want)
		}
	}
	most := make([]uint64, MaxApportion)
	for i := range most {
		most[i] = ^uint64(0)
	}
	for _, total := range []Amount{U64(255), {^uint64(0), ^uint64(0)}} {
		if parts, _ := Apportion(total, most); !slices.Equal(parts, byDefinition(total, most)) {
			t.Errorf("%s by the largest weights: %v", total, parts)
		}
	}
}

func TestApportionIsExact(t *testing.T) {
	parts, ok := Apportion(U64(100), []uint64{1, 1, 1})
	if !ok || parts[0] != U64(34) || parts[1] != U64(33) || parts[2] != U64(33) {
		t.Errorf("a tie goes to %v, want the lower index", parts)
	}
	r := rand.New(rand.NewSource(2))
	for range 2000 {
		weights := make([]uint64, 1+r.Intn(MaxApportion))
		for i := range weights {
			weights[i] = awkward(r).Lo
		}
		total := awkward(r)
		parts, ok := Apportion(total, weights)
		sum, any := Amount{}, false
		for i := range weights {
			any = any || weights[i] != 0
			if ok {
				sum, _ = sum.Add(parts[i])
				if weights[i] == 0 && !parts[i].IsZero() {
					t.Fatal("a weight of zero gets a share")
				}
			}
		}
		if ok != any || ok && sum != total {
			t.Fatalf("parts of %s sum to %s", total, sum)
		}
	}
	if _, ok := Apportion(U64(1), make([]uint64, MaxApportion+1)); ok {
		t.Error("too many weights are accepted")
	}
}
