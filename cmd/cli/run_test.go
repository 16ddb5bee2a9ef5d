package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// try runs a program with the one command "do" and returns its exit code and what it printed.
func try(do func() error, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	env := &Env{Out: &o, Err: &e}
	c := &cobra.Command{Use: "do", Args: Takes(0, 1, "at most one THING"), RunE: func(*cobra.Command, []string) error { return do() }}
	code = Run(context.Background(), env, Root(env, "program", "", "", c), args)
	return code, o.String(), e.String()
}

func TestExitCodesAndErrorCodes(t *testing.T) {
	base := errors.New("no")
	for _, c := range []struct {
		name, arg string
		err       error
		exit      int
		code      string // in JSON; empty: no object
	}{
		{"success", "do", nil, 0, ""},
		{"any failure", "do", base, ExitFailed, "failed"},
		{"a mistake in usage", "do", Usagef("--x: %w", base), ExitUsage, "usage"},
		{"a failure while usage is read", "do", Usagef("--x: %w", WithCode("name_unknown", base)), ExitFailed, "name_unknown"},
		{"a mistake within a mistake", "do", Usagef("--x: %w", Usagef("%w", base)), ExitUsage, "usage"},
		{"a failure with a code", "do", WithCode("no_rows", base), ExitFailed, "no_rows"},
		{"the outermost code counts", "do", fmt.Errorf("so: %w", WithCode("outer", WithCode("inner", base))), ExitFailed, "outer"},
		{"a failure that the answer tells", "do", Shownf("see above"), ExitFailed, ""},
		{"an unknown command", "nonsense", nil, ExitUsage, "usage"},
	} {
		exit, out, errs := try(func() error { return c.err }, c.arg, "--output", "json")
		if exit != c.exit || (c.exit == 0) != (errs == "") {
			t.Errorf("%s: exit code %d, %q", c.name, exit, errs)
		}
		if want := fmt.Sprintf(`"code": %q`, c.code); c.code != "" && !strings.Contains(out, want) || c.code == "" && out != "" {
			t.Errorf("%s: programs read %q, want %s", c.name, out, want)
		}
	}
}

// placed is an error that knows where to look further.
type placed struct{ error }

func (placed) ErrorDetails() map[string]any { return map[string]any{"height": 7} }

func TestDetailsOfAnErrorAreFieldsForPrograms(t *testing.T) {
	_, out, _ := try(func() error { return fmt.Errorf("so: %w", placed{errors.New("no")}) }, "do", "-ojson")
	for _, want := range []string{`"code": "failed"`, `"message": "so: no"`, `"height": 7`} {
		if !strings.Contains(out, want) {
			t.Errorf("programs read %q, want %s", out, want)
		}
	}
}

// Even a mistake in the flags themselves is reported in the form that the caller reads.
func TestOutputIsKnownBeforeTheFlagsAreParsed(t *testing.T) {
	for _, args := range [][]string{{"do", "--nonsense", "-ojson"}, {"do", "--nonsense", "-o", "json"}, {"--output=json", "do", "--nonsense"}} {
		if exit, out, _ := try(nil, args...); exit != ExitUsage || !strings.Contains(out, "unknown flag") {
			t.Errorf("%q: exit code %d, %q", args, exit, out)
		}
	}
	if _, out, errs := try(nil, "do", "--nonsense"); out != "" || !strings.HasPrefix(errs, "error: unknown flag") {
		t.Errorf("as text: %q, %q", out, errs)
	}
}

func TestAPanicIsReportedAsASentence(t *testing.T) {
	exit, out, errs := try(func() error { panic("broken beyond errors") }, "do", "--output", "json")
	if exit != ExitFailed || !strings.HasPrefix(errs, "error: internal error") || strings.Contains(errs, "goroutine") {
		t.Errorf("exit code %d, %q", exit, errs)
	}
	if !strings.Contains(out, `"message": "internal error`) {
		t.Errorf("programs read %q", out)
	}
}

func TestATypingErrorIsAnsweredWithWhatIsNear(t *testing.T) {
	if _, _, errs := try(nil, "don"); !strings.Contains(errs, "did you mean `program do`?") {
		t.Errorf("%q", errs)
	}
	for arg, want := range map[string]string{"--version": "`program version`", "-5": "-5: no number here is negative", "-x": "'x' in -x: see `program do --help`"} {
		if exit, _, errs := try(nil, "do", arg); exit != ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%s: %q, want %s", arg, errs, want)
		}
	}
	if _, _, errs := try(nil, "dxyo"); strings.Contains(errs, "did you mean") {
		t.Errorf("half of the letters differ: %q", errs)
	}
	if _, _, errs := try(nil, "nonsense"); !strings.Contains(errs, "see `program --help`") {
		t.Errorf("%q", errs)
	}
}
