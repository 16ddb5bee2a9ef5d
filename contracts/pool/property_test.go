package main

import (
	"math/big"
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// exact is the pool in numbers without end, computed apart from the contract's code.
type exact struct {
	native, tokens, shares *big.Int
	of                     map[sdk.Address]*big.Int // shares
	supplied               map[sdk.Address]*big.Rat // base unit seconds of the current epoch
	at                     uint64
}

func number(a sdk.Amount) *big.Int { n, _ := new(big.Int).SetString(a.String(), 10); return n }

func amount(t *testing.T, n *big.Int) sdk.Amount {
	a, ok := sdk.ParseAmount(n.String())
	if !ok {
		t.Fatalf("%s is no amount", n)
	}
	return a
}

// down and up are a*b/c, rounded.
func down(a, b, c *big.Int) *big.Int { return new(big.Int).Div(new(big.Int).Mul(a, b), c) }

func up(a, b, c *big.Int) *big.Int {
	q, r := new(big.Int).DivMod(new(big.Int).Mul(a, b), c, new(big.Int))
	if r.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

// pass adds what everybody supplies up to a moment.
func (m *exact) pass(until uint64) {
	seconds := new(big.Int).SetUint64(until - m.at)
	for who, shares := range m.of {
		if m.shares.Sign() > 0 {
			part := new(big.Rat).SetFrac(new(big.Int).Mul(new(big.Int).Mul(shares, m.native), seconds), m.shares)
			m.supplied[who] = new(big.Rat).Add(m.supplied[who], part)
		}
	}
	m.at = until
}

func (m *exact) fee(native *big.Int) (fee, burned *big.Int) {
	fee = up(native, big.NewInt(3000), big.NewInt(million))
	return fee, down(fee, big.NewInt(200_000), big.NewInt(million))
}

func (m *exact) buy(in *big.Int) (out *big.Int) {
	fee, burned := m.fee(in)
	net := new(big.Int).Sub(in, fee)
	out = down(m.tokens, net, new(big.Int).Add(m.native, net))
	m.native.Sub(m.native.Add(m.native, in), burned)
	m.tokens.Sub(m.tokens, out)
	return out
}

func (m *exact) sell(in *big.Int) (out *big.Int) {
	gross := down(m.native, in, new(big.Int).Add(m.tokens, in))
	fee, burned := m.fee(gross)
	out = new(big.Int).Sub(gross, fee)
	m.native.Sub(m.native.Sub(m.native, out), burned)
	m.tokens.Add(m.tokens, in)
	return out
}

func (m *exact) add(who sdk.Address, native, first *big.Int) {
	shares, others := new(big.Int).Set(native), first
	if m.shares.Sign() > 0 {
		shares, others = down(m.shares, native, m.native), up(m.tokens, native, m.native)
	}
	m.native.Add(m.native, native)
	m.tokens.Add(m.tokens, others)
	m.shares.Add(m.shares, shares)
	m.of[who].Add(m.of[who], shares)
}

func (m *exact) remove(who sdk.Address, shares *big.Int) {
	native, others := down(m.native, shares, m.shares), down(m.tokens, shares, m.shares)
	m.native.Sub(m.native, native)
	m.tokens.Sub(m.tokens, others)
	m.shares.Sub(m.shares, shares)
	m.of[who].Sub(m.of[who], shares)
}

// size is a random number of base units: dust, a few tokens, or a great many.
func size(r *rand.Rand) sdk.Amount {
	switch r.Intn(4) {
	case 0:
		return sdk.U64(uint64(1 + r.Intn(1000)))
	case 1:
		return sdk.U64(1 + uint64(r.Int63()))
	case 2:
		return tokens(uint64(1 + r.Intn(100)))
	}
	a, _, _ := sdk.MulDiv(tokens(1), sdk.U64(uint64(1+r.Intn(1_000_000_000))), sdk.U64(1000))
	return a
}

// The contract gives exactly what the model gives, to the last unit, and neither swaps nor providing ever take something
// from who stays.
func TestL1ThePoolIsTheExactModel(t *testing.T) {
	for seed := range int64(40) {
		r := rand.New(rand.NewSource(seed))
		w := newWorld(t)
		m := &exact{new(big.Int), new(big.Int), new(big.Int), map[sdk.Address]*big.Int{}, map[sdk.Address]*big.Rat{}, 0}
		for _, who := range []sdk.Address{alice, bob, carol} {
			m.of[who], m.supplied[who] = new(big.Int), new(big.Rat)
		}
		for range 300 {
			m.step(t, w, r)
			b := loadBooks()
			if number(b.Native).Cmp(m.native) != 0 || number(b.Tokens).Cmp(m.tokens) != 0 || number(b.Shares).Cmp(m.shares) != 0 {
				t.Fatalf("seed %d: %+v, want %s %s %s", seed, b, m.native, m.tokens, m.shares)
			}
		}
		w.mustHold()
	}
}

// step is one random act, in the contract and in the model.
func (m *exact) step(t *testing.T, w *world, r *rand.Rand) {
	who, n := []sdk.Address{alice, bob, carol}[r.Intn(3)], size(r)
	if r.Intn(3) == 0 {
		m.later(t, w, w.Ctx.Time+uint64(r.Intn(60)))
	}
	before := *loadBooks()
	switch r.Intn(4) {
	case 0:
		first := size(r)
		if _, code := w.as(who).addOf(n, first); code == 0 {
			m.add(who, number(n), number(first))
			notLess(t, before, *loadBooks())
		}
	case 1:
		if have := amount(t, m.of[who]); have.Less(n) || r.Intn(3) == 0 {
			n = have
		}
		if _, code := w.remove(who, n); code == 0 {
			m.remove(who, number(n))
			notLess(t, before, *loadBooks())
		}
	case 2:
		if got, code := w.buy(who, n); code == 0 && number(got.Out).Cmp(m.buy(number(n))) != 0 {
			t.Fatalf("bought %+v", got)
		} else if code == 0 {
			productGrows(t, before, *loadBooks())
		}
	case 3:
		if got, code := w.sell(who, n); code == 0 && number(got.Out).Cmp(m.sell(number(n))) != 0 {
			t.Fatalf("sold %+v", got)
		} else if code == 0 {
			productGrows(t, before, *loadBooks())
		}
	}
}

func (w *world) as(who sdk.Address) *world { w.As(who); return w }

// addOf is Add without a bound on tokens, of which the first provider gives as many as it says.
func (w *world) addOf(native, first sdk.Amount) (r pool.AddResult, code uint32) {
	if !loadBooks().Shares.IsZero() {
		first = tokens(1_000_000_000_000)
	}
	return w.add(w.Ctx.Caller, native, first)
}

// later lets time pass, epoch by epoch, and compares what was supplied in each.
func (m *exact) later(t *testing.T, w *world, until uint64) {
	for end := (w.Ctx.Epoch + 1) * epochSeconds; end <= until; end += epochSeconds {
		m.pass(end)
		epoch := w.Ctx.Epoch
		w.until(end)
		got := w.measured(epoch)
		for who, exactly := range m.supplied {
			whole := new(big.Rat).Quo(exactly, new(big.Rat).SetInt(number(tokens(1))))
			low := new(big.Rat).Sub(whole, new(big.Rat).SetInt64(2))
			if n := new(big.Rat).SetUint64(got[who]); n.Cmp(whole) > 0 || n.Cmp(low) < 0 {
				t.Fatalf("epoch %d: %x has %d token-seconds, exactly %s", epoch, who.Bytes()[0], got[who], whole.FloatString(3))
			}
			m.supplied[who] = new(big.Rat)
		}
	}
	m.pass(until)
	w.until(until)
}

// notLess fails when a share is worth less of either kind than before.
func notLess(t *testing.T, before, after books) {
	t.Helper()
	if before.Shares.IsZero() || after.Shares.IsZero() {
		return
	}
	for _, kind := range [][2]sdk.Amount{{before.Native, after.Native}, {before.Tokens, after.Tokens}} {
		was := new(big.Int).Mul(number(kind[0]), number(after.Shares))
		if new(big.Int).Mul(number(kind[1]), number(before.Shares)).Cmp(was) < 0 {
			t.Fatalf("a share lost: %+v, before %+v", after, before)
		}
	}
}

// productGrows fails when a swap leaves a smaller product.
func productGrows(t *testing.T, before, after books) {
	t.Helper()
	was := new(big.Int).Mul(number(before.Native), number(before.Tokens))
	if new(big.Int).Mul(number(after.Native), number(after.Tokens)).Cmp(was) < 0 {
		t.Fatalf("the product fell: %+v, before %+v", after, before)
	}
}
