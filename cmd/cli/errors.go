package cli

import (
	"errors"
	"fmt"
	"maps"
)

// Coded is an error with a stable name for programs, which JSON answers show as its code. The
// outermost one in a chain of errors counts; an error without any is "failed". An error with a
// method ErrorDetails() map[string]any adds those fields beside code and message.
type Coded interface {
	error
	ErrorCode() string
}

// UsageError says that the command line was not understood: exit code 2.
type UsageError struct{ err error }

// Usagef makes a *UsageError in the manner of fmt.Errorf. What wraps an error with a code of its own stays that: a name
// that nobody has, or a node that does not answer, is no mistake in how the line was written.
func Usagef(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	var coded Coded
	if errors.As(err, &coded) {
		return err
	}
	return &UsageError{err}
}

// Error is the message without a prefix.
func (e *UsageError) Error() string { return e.err.Error() }

// Unwrap returns what Usagef wrapped.
func (e *UsageError) Unwrap() error { return e.err }

// ErrorCode implements Coded.
func (e *UsageError) ErrorCode() string { return "usage" }

// WithCode gives an error a code that replaces those of the errors that it wraps; nil stays nil.
func WithCode(code string, err error) error {
	if err == nil {
		return nil
	}
	return &codedError{code, err}
}

type codedError struct {
	code string
	error
}

func (e *codedError) ErrorCode() string { return e.code }
func (e *codedError) Unwrap() error     { return e.error }

// Shown says that a request failed after its answer, which may tell more, was printed: programs
// get no second object. nil stays nil.
func Shown(err error) error {
	if err == nil {
		return nil
	}
	return &shownError{err}
}

// Shownf makes such an error in the manner of fmt.Errorf.
func Shownf(format string, args ...any) error { return Shown(fmt.Errorf(format, args...)) }

type shownError struct{ error }

// fail reports an error in the form of the interface: a sentence on the error stream and,
// for programs, an object on the output.
func (e *Env) fail(err error) {
	for _, part := range parts(err) {
		e.Note("error: %s", part)
	}
	var shown *shownError
	if e.Output == "json" && !errors.As(err, &shown) {
		answer := map[string]any{"code": codeOf(err), "message": err.Error()}
		var detailed interface{ ErrorDetails() map[string]any }
		if errors.As(err, &detailed) {
			maps.Copy(answer, detailed.ErrorDetails())
		}
		_ = e.encode(map[string]any{"error": answer})
	}
}

// parts are the errors that errors.Join made one of, and which have nothing around them: each gets a line.
func parts(err error) (list []error) {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok || err.Error() != errors.Join(several.Unwrap()...).Error() {
		return []error{err}
	}
	for _, part := range several.Unwrap() {
		list = append(list, parts(part)...)
	}
	return list
}

func codeOf(err error) string {
	var coded Coded
	if errors.As(err, &coded) {
		return coded.ErrorCode()
	}
	return "failed"
}
