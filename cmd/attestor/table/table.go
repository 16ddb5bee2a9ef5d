// Package table is the form of evidence that a publisher signs: one line that says who, for which
// chain and when, with a signature over it and the file that follows, then the file, which is CSV.
//
//	peerz-table,1,CHAIN,TIME,PUBLIC KEY,SIGNATURE
//	period,participant,role,merged_changes
//	2026-06,ann,developers,3
//
// TIME is in unix seconds; key and signature are hex, by ed25519.
package table

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Table is a file with what its publisher says of it.
type Table struct {
	ChainID   string
	Time      int64 // when it was signed, unix seconds
	Publisher abi.Address
	CSV       []byte
}

// first is how the first line begins: what it is, and the number of the format.
const first = "peerz-table,1,"

// maxFirst bounds the first line, in bytes.
const maxFirst = 400

// Reasons why a file is no table. Their texts are stable codes.
var (
	ErrUnsigned  = errors.New("table_unsigned")
	ErrSignature = errors.New("table_signature")
)

// Sign returns a table for a chain as a file.
func Sign(key tx.Key, chainID string, at time.Time, csv []byte) []byte {
	seed, pub := key.Seed(), key.Public()
	head := fmt.Sprintf("%s%s,%d,%x", first, chainID, at.Unix(), pub)
	signature := ed25519.Sign(ed25519.NewKeyFromSeed(seed[:]), signed(head, csv))
	return append(fmt.Appendf(nil, "%s,%x\n", head, signature), csv...)
}

// signed is what a publisher signs: a domain, and the hash of the line so far and of the file.
func signed(head string, csv []byte) []byte {
	file := sha256.Sum256(csv)
	h := sha256.Sum256(append([]byte(head+"\n"), file[:]...))
	return append([]byte("peerz/table/1"), h[:]...)
}

// Read checks the signature of a file and returns what it holds. It fails with ErrUnsigned or
// ErrSignature.
func Read(file []byte) (t Table, err error) {
	line, csv, found := bytes.Cut(file, []byte("\n"))
	if !found || len(line) > maxFirst || !bytes.HasPrefix(line, []byte(first)) {
		return t, fmt.Errorf("%w: the first line does not begin with %q: sign the file with `peerz contribution sign`", ErrUnsigned, first)
	}
	cells := strings.Split(strings.TrimPrefix(string(line), first), ",")
	if len(cells) != 4 {
		return t, fmt.Errorf("%w: the first line has %d cells after %q, not 4", ErrUnsigned, len(cells), first)
	}
	var pub [32]byte
	sig := make([]byte, 64)
	if t.Time, err = strconv.ParseInt(cells[1], 10, 64); err != nil || t.Time < 0 {
		return t, fmt.Errorf("%w: %.30q is no time", ErrUnsigned, cells[1])
	}
	if len(cells[2]) != 2*len(pub) || len(cells[3]) != 2*len(sig) {
		return t, fmt.Errorf("%w: the key or the signature has not its length", ErrUnsigned)
	}
	if _, err = hex.Decode(pub[:], []byte(cells[2])); err == nil {
		_, err = hex.Decode(sig, []byte(cells[3]))
	}
	if err != nil {
		return t, fmt.Errorf("%w: the key or the signature is not hex", ErrUnsigned)
	}
	head := string(line[:len(line)-len(cells[3])-1])
	if !abi.VerifyEd25519(pub, signed(head, csv), sig) {
		return t, fmt.Errorf("%w: the publisher's signature is not of this file", ErrSignature)
	}
	t.ChainID, t.Publisher, t.CSV = cells[0], abi.AccountAddress(pub), csv
	return t, nil
}

// RefColumn is the column of references that their publisher gave rows. In it a cell that is not empty is the row's
// reference, whatever its period and participant.
const RefColumn = "ref"

// AccountColumn is the column of the accounts that are paid.
const AccountColumn = "account"

// Ref is the one reference of a row that has none of its own: whoever writes the same row into another file, or sends it
// again, sends the same contribution.
func Ref(publisher abi.Address, period, id, role string) string {
	var all []byte
	for _, part := range []string{publisher.String(), period, id, role} {
		all = fmt.Appendf(all, "%d:%s", len(part), part)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:])
}

// PeriodEnd is when the work of a period was done at the latest, in unix seconds: the end of a year, month
// or day (2026, 2026-06, 2026-06-30), but never after the table was signed. Any other period ended when that happened.
func PeriodEnd(period string, signed int64) int64 {
	for layout, next := range map[string][3]int{"2006": {1, 0, 0}, "2006-01": {0, 1, 0}, "2006-01-02": {0, 0, 1}} {
		if from, err := time.Parse(layout, period); err == nil {
			return max(min(from.AddDate(next[0], next[1], next[2]).Unix()-1, signed), 0)
		}
	}
	return signed
}
