package token

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/token"
)

func TestUnitsAreWhatPeopleWrite(t *testing.T) {
	info := token.InfoResult{Symbol: "USDX", Decimals: 6}
	for text, want := range map[string]string{"1": "1000000", "0": "0", "12.5": "12500000", "0.000001": "1", "007": "7000000", "1.": "", ".5": "", "1.0000001": "", "x": "", "-1": "", "": ""} {
		got, err := Units(text, info.Decimals)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"1": "1 USDX", "12.50": "12.5 USDX", "0.000001": "0.000001 USDX", "0": "0 USDX"} {
		amount, err := Units(text, info.Decimals)
		if got := Text(amount, &info); err != nil || got != want {
			t.Errorf("%q reads back as %q", text, got)
		}
	}
}
