// Package plugin asks programs what evidence is worth, and bounds them while they look.
//
// A plug-in is an executable. On its standard input it finds a JSON array of submissions (Submission),
// and the input ends; on its standard output it writes a JSON array with an answer for each (Answer), in the same order, and ends
// with exit code 0. What it says on its error stream is shown when it fails. It has a temporary folder as its
// working directory, HOME and TMPDIR, and PATH; nothing else of the environment.
//
// Plug-ins read files that strangers chose, so one may hang, grow, flood its output, start
// processes or answer nonsense: each has an error of its own, all its processes are ended, and nobody else is hurt.
package plugin

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Submission is what a plug-in is asked about.
type Submission struct {
	ChainID  string      `json:"chain_id"`
	Epoch    uint64      `json:"epoch"`
	Role     string      `json:"role"`
	Measures []string    `json:"measures"` // names of what the role measures
	Number   uint64      `json:"number"`   // of the submission in its epoch and role
	ID       string      `json:"id"`       // of the participant, in lower case
	Account  abi.Address `json:"account"`  // that is paid: evidence that names another is worth 0
	Ref      string      `json:"ref"`      // which contribution; a plug-in says 0 when it is not the one reference that this evidence has
	Locator  string      `json:"locator"`
	SHA256   abi.Hash    `json:"sha256"` // of the evidence
	// File is where the evidence lies on this machine: a file whose hash has been checked, or the folder of a
	// local repository. Empty for a repository on the web.
	File string `json:"file,omitempty"`

	// Named says that this attestor knows the id as the account's. Evidence that names an id, and no account, is worth
	// something only then: whoever registers a name first has nothing to do with it.
	Named        bool     `json:"named"`
	Publishers   []string `json:"publishers"`   // accounts whose signed tables count; "*": everybody's
	Repositories []string `json:"repositories"` // locators of repositories that count; "*": all
	Cache        string   `json:"cache"`        // folder for what a plug-in wants to find again
}

// Answer is what a plug-in found.
type Answer struct {
	Measures map[string]abi.Amount `json:"measures,omitempty"` // by name, below 2^96; absent ones are 0
	Time     int64                 `json:"time,omitempty"`     // of the work, unix seconds; 0: not known
	Reason   string                `json:"reason,omitempty"`   // for people: why it is 0, or what was found
	// Skip says that this is no evidence of the plug-in's kind: the role's next plug-in is asked.
	Skip bool `json:"skip,omitempty"`
}

// Kind is a way in which a plug-in fails. Its text is the stable code of the error.
type Kind string

// The ways.
const (
	ErrStart     Kind = "plugin_start"     // it cannot be started
	ErrTime      Kind = "plugin_time"      // it took too long
	ErrMemory    Kind = "plugin_memory"    // it took too much memory
	ErrOutput    Kind = "plugin_output"    // it wrote too much
	ErrProcesses Kind = "plugin_processes" // it started too many processes
	ErrFailed    Kind = "plugin_failed"    // it ended with another exit code than 0
	ErrAnswer    Kind = "plugin_answer"    // it answered what nobody can use
)

// Error implements error, so that errors.Is finds a kind.
func (k Kind) Error() string { return string(k) }

// Fault is an error of a kind.
type Fault struct {
	Kind Kind
	text string
}

// Error is a sentence: who, and what it did.
func (f *Fault) Error() string { return f.text }

// ErrorCode names the error for programs.
func (f *Fault) ErrorCode() string { return string(f.Kind) }

// Unwrap is the kind.
func (f *Fault) Unwrap() error { return f.Kind }

// readAnswers reads a plug-in's output for submissions. The error says what is wrong with it.
func readAnswers(output []byte, asked []Submission) ([]Answer, error) {
	d := json.NewDecoder(bytes.NewReader(output))
	d.DisallowUnknownFields()
	var answers []Answer
	if err := d.Decode(&answers); err != nil {
		return nil, errors.New("it is no JSON array of answers: " + err.Error())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the answers")
	}
	if len(answers) != len(asked) {
		return nil, errors.New("there must be one answer for each submission")
	}
	for i := range answers {
		if err := answers[i].check(asked[i].Measures); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// measureLimit is what a measure is below: 2^96.
var measureLimit = abi.Amount{Hi: 1 << 32}

func (a *Answer) check(known []string) error {
	for name, value := range a.Measures {
		if !slices.Contains(known, name) {
			return errors.New("it answers for a measure that the role does not have")
		}
		if !value.Less(measureLimit) {
			return errors.New("a measure is not below 2^96")
		}
	}
	if a.Time < 0 {
		return errors.New("its time is before 1970")
	}
	a.Reason = strings.ToValidUTF8(a.Reason[:min(len(a.Reason), maxReason)], "")
	return nil
}

// maxReason is how much of a reason is retained, in bytes.
const maxReason = 400
