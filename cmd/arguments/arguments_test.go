package arguments

import (
	"errors"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

var bob = abi.Address{1}

// lookup knows one name.
func lookup(name string) (abi.Address, error) {
	if name == "bob" {
		return bob, nil
	}
	return abi.Address{}, errors.New("nobody is called " + name)
}

var sample = &abi.Interface{
	Name: "sample",
	Methods: []abi.Method{{Name: "pay", Entry: "execute", Args: []abi.Field{
		{Name: "to", Type: "address"}, {Name: "amount", Type: "amount"},
		{Name: "others", Type: "[]Share"}, {Name: "friends", Type: "[]address"}, {Name: "note", Type: "text"},
	}}},
	Types: map[string][]abi.Field{"Share": {{Name: "who", Type: "address"}, {Name: "n", Type: "u64"}}},
}

func TestResolve(t *testing.T) {
	b := bob.String()
	for _, c := range []struct{ args, want string }{
		{``, ``},
		{`{}`, `{}`},
		{`{"to":"bob"}`, `{"to":"` + b + `"}`},
		{`{"to":"` + b + `"}`, `{"to":"` + b + `"}`},
		{`{"note":"bob"}`, `{"note":"bob"}`},
		{`{"friends":["bob","` + b + `"]}`, `{"friends":["` + b + `","` + b + `"]}`},
		{`{"others":[{"n":1,"who":"bob"}]}`, `{"others":[{"n":1,"who":"` + b + `"}]}`},
		{`{"amount":"2 tokens"}`, `{"amount":"2000000000000000000"}`},
		{`{"amount":340282366920938463463374607431768211455}`, `{"amount":340282366920938463463374607431768211455}`},
		{`{"to":7,"others":"x","unknown":"bob"}`, `{"others":"x","to":7,"unknown":"bob"}`}, // the encoder explains these
	} {
		got, err := Resolve(sample, "execute", "pay", []byte(c.args), lookup)
		if err != nil || string(got) != c.want {
			t.Errorf("%s gives %s, %v; want %s", c.args, got, err, c.want)
		}
	}
}

func TestResolveNamesTheArgument(t *testing.T) {
	for args, want := range map[string]string{
		`{"to":"eve"}`:               "pay.to: nobody is called eve",
		`{"others":[{"who":"eve"}]}`: "pay.others[0].who: nobody is called eve",
		`{"to":"peerz1bad"}`:         "pay.to:",
		`{"amount":"1.5"}`:           "pay.amount:",
		`{"to":`:                     "not JSON",
		`{} {}`:                      "not JSON",
	} {
		if _, err := Resolve(sample, "execute", "pay", []byte(args), lookup); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", args, err, want)
		}
	}
}

func TestAmount(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "1500": "1500", "1token": "1000000000000000000", "1.5tokens": "1500000000000000000",
		"0.000000000000000001 tokens": "1", "0 tokens": "0", ".5tokens": "500000000000000000", "2.tokens": "2000000000000000000",
		"1.0000000000000000001tokens": "", "1.5": "", "-1": "", "tokens": "", ".tokens": "", "-1tokens": "", ".-5tokens": "", "1e3": "", "340282366920938463464tokens": "",
	} {
		got, err := Amount(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q accepted as %s", text, got)
			}
			continue
		}
		if err != nil || got.String() != want {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
}

func TestAnAmountWithoutAUnitIsToldWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{"1.5": "1.5tokens are tokens", ".5": ".5tokens are tokens", "1,5": "want base units (1500)", "1.5.2": "want base units (1500)"} {
		if _, err := Amount(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestTokensReadsBack(t *testing.T) {
	for _, a := range []abi.Amount{{}, abi.U64(1), abi.Unit, {Lo: 1_500_000_000_000_000_000}, {Hi: ^uint64(0), Lo: ^uint64(0)}} {
		if got, err := Amount(Tokens(a)); err != nil || got != a {
			t.Errorf("%s reads back as %s, %v", Tokens(a), got, err)
		}
	}
}

func TestPercentIsExact(t *testing.T) {
	for ppm, want := range map[uint64]string{0: "0%", 1: "0.0001%", 334_000: "33.4%", 200_000: "20%", 1_000_000: "100%", 1_234_567: "123.4567%"} {
		if got := Percent(ppm); got != want {
			t.Errorf("%d is %s, want %s", ppm, got, want)
		}
		if back, err := Share(want); err != nil || back != ppm {
			t.Errorf("%s reads as %d, %v", want, back, err)
		}
	}
}

func TestAShareIsExact(t *testing.T) {
	if ppm, err := Share("380000"); err != nil || ppm != 380_000 {
		t.Errorf("%d, %v", ppm, err)
	}
	for _, text := range []string{"", "%", "-1%", "1.00001%", "1..2%", "0.5", "x", "9999999999%"} {
		if ppm, err := Share(text); err == nil {
			t.Errorf("%q reads as %d", text, ppm)
		}
	}
}
