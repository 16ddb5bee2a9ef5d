package arguments

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{"1d": 24 * time.Hour, "1460d": 1460 * 24 * time.Hour, "0d": 0, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute, "0s": 0} {
		if got, err := Duration(text); err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "1.5d", "-1d", "-1h", "70000d", "5", "1x", "1d2h"} {
		if got, err := Duration(text); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}

func TestAFlagTakesDays(t *testing.T) {
	var wait, none time.Duration
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	DurationVar(f, &wait, "wait", 72*time.Hour, "how long")
	DurationVar(f, &none, "none", 0, "of the chain")
	if help := f.FlagUsages(); wait != 72*time.Hour || !strings.Contains(help, "how long (default 3d)") || strings.Contains(help, "of the chain (") {
		t.Errorf("%s, %s", wait, help)
	}
	if err := f.Parse([]string{"--wait", "1d"}); err != nil || wait != 24*time.Hour {
		t.Errorf("%s, %v", wait, err)
	}
	for _, bad := range []string{"-5m", "soon", "1w"} {
		if err := f.Parse([]string{"--wait", bad}); err == nil || !strings.Contains(err.Error(), "want days (365d)") {
			t.Errorf("%s: %s, %v", bad, wait, err)
		}
	}
}
