package attestor

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cometbft/cometbft/libs/tempfile"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Journal is what an attestor has found and said, on disk before anybody hears of it. So a daemon
// that is killed at any moment goes on where it was: it never finds a second value for a submission, and sends
// the same bytes again instead of a second transaction.
type Journal struct {
	name string
	file *os.File
	lock *os.File
	told // what the records come to
}

// told is what an attestor has found and said.
type told struct {
	found     map[location]roles.Finding
	committed map[sheetLocation]*roles.Revealed
	said      map[location]bool      // reported openly, in a block
	bound     map[sheetLocation]bool // committed, in a block
	revealed  map[sheetLocation]bool // in a block, or too late for it
	waiting   []outgoing             // sent, and not known to be in a block or never to be
}

// location is a submission: its number in an epoch and role.
type location struct {
	Epoch  uint64
	Role   string
	Number uint64
}

// sheetLocation is sixteen submissions.
type sheetLocation struct {
	Epoch uint64
	Role  string
	Sheet uint64
}

func (p location) sheet() sheetLocation {
	return sheetLocation{p.Epoch, p.Role, p.Number / roles.SheetSize}
}

// outgoing is a transaction with what it says.
type outgoing struct {
	Hash   abi.Hash
	Raw    []byte // signed: sent again as it is
	Epoch  uint64
	Report []location      `json:",omitempty"`
	Commit []sheetLocation `json:",omitempty"`
	Reveal []sheetLocation `json:",omitempty"`

	Dispute uint64 `json:",omitempty"` // on which it votes
}

// record is a line of the journal: one of its fields.
type record struct {
	Found  *foundRecord  `json:",omitempty"`
	Commit *commitRecord `json:",omitempty"`
	Sent   *outgoing     `json:",omitempty"`
	Ended  *endedRecord  `json:",omitempty"`
}

type foundRecord struct {
	At       location
	Time     uint64
	Measures []abi.Amount
	Reason   string `json:",omitempty"` // for people
}

// commitRecord is a sheet as it was committed, with the salt that hides it.
type commitRecord struct {
	At      sheetLocation
	Salt    abi.Hash
	Numbers []uint64 // of the findings on it, which stand above
}

type endedRecord struct {
	Hash abi.Hash
	Done bool // it is in a block and succeeded; otherwise it never will
}

// retained is for how many epochs after its own a record is of use: nothing can be revealed later.
const retained = 4

// ErrJournalInUse says that another daemon reports for the same attestor.
var ErrJournalInUse = errors.New("another daemon of this attestor runs with this home")

// OpenJournal reads the journal of an attestor of a chain, or begins one. What is of no use in an epoch any more is
// left out. One process has it at a time.
func OpenJournal(dir, chainID string, attestor abi.Address, epoch uint64) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	chain := sha256.Sum256([]byte(chainID))
	j := &Journal{name: filepath.Join(dir, attestor.String()+"-"+hex.EncodeToString(chain[:4])+".journal")}
	var err error
	if j.lock, err = os.OpenFile(j.name+".lock", os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	if err = lockFile(j.lock); err == nil {
		err = j.open()
	}
	if err == nil {
		err = j.forget(epoch)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", j.name, err), j.Close())
	}
	return j, nil
}

// open reads the file, or makes it.
func (j *Journal) open() (err error) {
	if j.file, err = os.OpenFile(j.name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return err
	}
	j.told = told{
		found: map[location]roles.Finding{}, committed: map[sheetLocation]*roles.Revealed{}, said: map[location]bool{},
		bound: map[sheetLocation]bool{}, revealed: map[sheetLocation]bool{},
	}
	return j.load()
}

// load reads the records. A last line without its end was cut short: nobody has acted on it, and it goes.
func (j *Journal) load() error {
	raw, err := os.ReadFile(j.name)
	if err != nil {
		return err
	}
	whole := raw[:bytes.LastIndexByte(raw, '\n')+1]
	if len(whole) < len(raw) {
		if err := j.file.Truncate(int64(len(whole))); err != nil {
			return err
		}
	}
	for line := range bytes.Lines(whole) {
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("damaged: %w", err)
		}
		j.take(r)
	}
	return nil
}

// append writes records, and takes them when they are on the disk.
func (j *Journal) append(records ...record) error {
	var lines []byte
	for _, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		lines = append(append(lines, line...), '\n')
	}
	if _, err := j.file.Write(lines); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	for _, r := range records {
		j.take(r)
	}
	return nil
}

// take adds a record to what is known.
func (j *Journal) take(r record) {
	switch {
	case r.Found != nil:
		f := roles.Finding{Number: r.Found.At.Number, Time: r.Found.Time}
		for _, m := range r.Found.Measures {
			f.Measures = append(f.Measures, sdk.Amount(m))
		}
		j.found[r.Found.At] = f
	case r.Commit != nil:
		sheet := &roles.Revealed{Salt: sdk.HashOf(r.Commit.Salt[:]), Sheet: roles.Sheet{Sheet: r.Commit.At.Sheet}}
		for _, n := range r.Commit.Numbers {
			sheet.Sheet.Findings = append(sheet.Sheet.Findings, j.found[location{r.Commit.At.Epoch, r.Commit.At.Role, n}])
		}
		j.committed[r.Commit.At] = sheet
	case r.Sent != nil:
		j.waiting = append(j.waiting, *r.Sent)
	case r.Ended != nil:
		i := slices.IndexFunc(j.waiting, func(o outgoing) bool { return o.Hash == r.Ended.Hash })
		if i < 0 {
			return
		}
		if r.Ended.Done {
			j.done(j.waiting[i])
		}
		j.waiting = slices.Delete(j.waiting, i, i+1)
	}
}

func (j *Journal) done(o outgoing) {
	for _, p := range o.Report {
		j.said[p] = true
	}
	for _, p := range o.Commit {
		j.bound[p] = true
	}
	for _, p := range o.Reveal {
		j.revealed[p] = true
	}
}

// forget writes the journal anew without what is of no use in an epoch any more, if there is any.
func (j *Journal) forget(epoch uint64) error {
	raw, err := os.ReadFile(j.name)
	if err != nil {
		return err
	}
	var left []byte
	sent := map[abi.Hash]bool{}
	for line := range bytes.Lines(raw) {
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		useful := false
		switch {
		case r.Found != nil:
			useful = r.Found.At.Epoch+retained >= epoch
		case r.Commit != nil:
			useful = r.Commit.At.Epoch+retained >= epoch
		case r.Sent != nil:
			useful = r.Sent.Epoch+retained >= epoch || slices.ContainsFunc(j.waiting, func(o outgoing) bool { return o.Hash == r.Sent.Hash })
			sent[r.Sent.Hash] = useful
		case r.Ended != nil:
			useful = sent[r.Ended.Hash]
		}
		if useful {
			left = append(left, line...)
		}
	}
	if len(left) == len(raw) {
		return nil
	}
	if err := tempfile.WriteFileAtomic(j.name, left, 0o600); err != nil {
		return err
	}
	_ = j.file.Close()
	return j.open()
}

// large is the size from which on a running daemon writes its journal anew, in bytes.
const large = 16 << 20

// trim forgets when the journal has grown.
func (j *Journal) trim(epoch uint64) error {
	if info, err := j.file.Stat(); err != nil || info.Size() < large {
		return err
	}
	return j.forget(epoch)
}

// Close lets others have the journal.
func (j *Journal) Close() error {
	var err error
	if j.file != nil {
		err = j.file.Close()
	}
	return errors.Join(err, j.lock.Close())
}
