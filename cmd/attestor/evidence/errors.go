package evidence

import "fmt"

// Kind is a reason why evidence cannot be had. Its text is the stable code of the error.
type Kind string

// The reasons.
const (
	ErrLocator     Kind = "evidence_locator"     // it is no locator
	ErrPrivate     Kind = "evidence_private"     // it lies on an address that is not open to everybody
	ErrUnreachable Kind = "evidence_unreachable" // nobody answers there, or not in time
	ErrMissing     Kind = "evidence_missing"     // it is not there
	ErrTooLarge    Kind = "evidence_too_large"   // it has more bytes than are fetched
	ErrHash        Kind = "evidence_hash"        // it is not what the submission says
)

// Error implements error, so that errors.Is finds a kind.
func (k Kind) Error() string { return string(k) }

// Fault is an error of a kind.
type Fault struct {
	Kind Kind
	text string
}

// Error is the kind and the sentence that says more.
func (f *Fault) Error() string { return f.text }

// ErrorCode names the error for programs.
func (f *Fault) ErrorCode() string { return string(f.Kind) }

// Unwrap is the kind.
func (f *Fault) Unwrap() error { return f.Kind }

func fault(k Kind, format string, args ...any) error {
	return &Fault{k, fmt.Sprintf("evidence: "+format, args...)}
}
