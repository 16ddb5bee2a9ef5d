package arguments

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{"1d": 24 * time.Hour, "1460d": 1460 * 24 * time.Hour, "0d": 0, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute, "0s": 0} {
		if got, err := Duration(text); err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "1.5d", "-1d", "70000d", "5", "1x", "1d2h"} {
		if got, err := Duration(text); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}
