package sdk

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// edges are the amounts where carries and digits change.
func edges() []Amount {
	return []Amount{{}, U64(1), U64(9), U64(10), U64(^uint64(0)), {1, 0}, {1, 1}, {1 << 63, 0}, MaxAmount,
		{Hi: 54210108, Lo: 11515845246265065472}} // the last is 10^27
}

// random spreads over all bit lengths, not over all values.
func random(r *rand.Rand) Amount {
	a := Amount{r.Uint64(), r.Uint64()}
	return fromBig(new(big.Int).Rsh(toBig(a), r.UintN(129)))
}

func someAmounts() []Amount {
	r := rand.New(rand.NewPCG(1, 2))
	list := edges()
	for range 300 {
		list = append(list, random(r))
	}
	return list
}

func TestAmountsAgreeWithBigIntegers(t *testing.T) {
	limit := new(big.Int).Lsh(big.NewInt(1), 128)
	for _, a := range someAmounts() {
		for _, b := range someAmounts() {
			x, y := toBig(a), toBig(b)
			if sum, ok := a.CheckedAdd(b); ok != (new(big.Int).Add(x, y).Cmp(limit) < 0) || ok && toBig(sum).Cmp(x.Add(x, y)) != 0 {
				t.Fatalf("%s + %s = %s, %v", a, b, sum, ok)
			}
			x = toBig(a)
			if d, ok := a.CheckedSub(b); ok != (x.Cmp(y) >= 0) || ok && toBig(d).Cmp(x.Sub(x, y)) != 0 {
				t.Fatalf("%s - %s = %s, %v", a, b, d, ok)
			}
			if got, want := a.Cmp(b), toBig(a).Cmp(toBig(b)); got != want || a.Less(b) != (want < 0) {
				t.Fatalf("%s <=> %s is %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestAmountsAreWrittenInDecimalAndReadBack(t *testing.T) {
	for _, a := range someAmounts() {
		if got, want := a.String(), toBig(a).String(); got != want {
			t.Fatalf("%x prints %s, want %s", a, got, want)
		}
		if back, ok := ParseAmount(a.String()); !ok || back != a {
			t.Fatalf("%s reads back as %s, %v", a, back, ok)
		}
	}
	for _, s := range []string{"", "-1", "+1", "01", "00", "1 ", "0x1", "1e3", "1.0", "१",
		"340282366920938463463374607431768211456", "999999999999999999999999999999999999999", "1000000000000000000000000000000000000000"} {
		if a, ok := ParseAmount(s); ok {
			t.Errorf("%q was read as %s", s, a)
		}
	}
}

func TestAddAndSubFailTheCall(t *testing.T) {
	for name, f := range map[string]func(){
		"add": func() { MaxAmount.Add(U64(1)) },
		"sub": func() { U64(1).Sub(U64(2)) },
	} {
		code := uint32(0)
		func() {
			defer func() { code = recover().(*AbortError).Code }()
			f()
		}()
		if code != ErrOverflow {
			t.Errorf("%s aborted with %d", name, code)
		}
	}
}

func TestMulDivIsExact(t *testing.T) {
	q, r, ok := MulDiv(MaxAmount, MaxAmount, MaxAmount)
	if !ok || q != MaxAmount || !r.IsZero() {
		t.Errorf("max*max/max = %s rest %s, %v", q, r, ok)
	}
	if q, r, ok = MulDiv(U64(7), U64(3), U64(2)); !ok || q != U64(10) || r != U64(1) {
		t.Errorf("7*3/2 = %s rest %s, %v", q, r, ok)
	}
	if _, _, ok = MulDiv(U64(1), U64(1), U64(0)); ok {
		t.Error("divided by zero")
	}
	if _, _, ok = MulDiv(MaxAmount, U64(2), U64(1)); ok {
		t.Error("a quotient of 129 bits")
	}
}

func TestApportionGivesEverythingAway(t *testing.T) {
	for _, c := range []struct {
		total   uint64
		weights []uint64
		want    []uint64
	}{
		{1100, []uint64{400000, 200000, 120000, 120000, 100000, 60000}, []uint64{440, 220, 132, 132, 110, 66}},
		{1, []uint64{1, 1, 1}, []uint64{1, 0, 0}}, // ties: the lower index
		{2, []uint64{1, 1, 1}, []uint64{1, 1, 0}},
		{10, []uint64{1, 0, 2}, []uint64{3, 0, 7}}, // remainders 1/3 and 2/3
		{0, []uint64{5}, []uint64{0}},
		{5, []uint64{^uint64(0), ^uint64(0)}, []uint64{3, 2}},
	} {
		parts, ok := Apportion(U64(c.total), c.weights)
		if !ok {
			t.Fatalf("%d by %v: refused", c.total, c.weights)
		}
		for i, p := range parts {
			if p != U64(c.want[i]) {
				t.Errorf("%d by %v: part %d is %s, want %d", c.total, c.weights, i, p, c.want[i])
			}
		}
	}
	for _, weights := range [][]uint64{nil, {0}, {0, 0}, make([]uint64, 257)} {
		if _, ok := Apportion(U64(1), weights); ok {
			t.Errorf("%d weights without a sum were accepted", len(weights))
		}
	}
}
