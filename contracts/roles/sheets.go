package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A sheet is what one attestor says of sixteen submissions, in one record: so a report of ten
// thousand submissions is 625 writes, and the reports on one submission are found together.

// sheet is a record: only committed, or reported.
type sheet struct {
	Committed bool
	Hash      sdk.Hash   // of the commitment
	Deposit   sdk.Amount // for it
	Findings  []roles.Finding
}

func sheetsKey(epoch, role, number uint64) []byte {
	return sdk.Key(keySheet, sdk.BE64(epoch), []byte{byte(role)}, sdk.BE64(number))
}

func sheetKey(epoch, role, number uint64, attestor sdk.Address) []byte {
	return append(sheetsKey(epoch, role, number), attestor.Bytes()...)
}

// sheetOwner is the attestor that a sheet's key names.
func sheetOwner(key []byte) sdk.Address { return sdk.AddressOf(key[len(key)-20:]) }

// encode packs a sheet, without names. The first number is the scheme.
func (s *sheet) encode() []byte {
	var e sdk.Encoder
	if s.Committed {
		e.Array(3)
		e.Uint(0)
		e.Hash(s.Hash)
		e.Amount(s.Deposit)
		return e.Bytes()
	}
	e.Array(1 + len(s.Findings))
	e.Uint(0)
	for i := range s.Findings {
		f := &s.Findings[i]
		e.Array(2 + len(f.Measures))
		e.Uint(f.Number)
		e.Uint(f.Time)
		for _, m := range f.Measures {
			e.Amount(m)
		}
	}
	return e.Bytes()
}

// isCommitment tells the two kinds of record apart by the first byte after the scheme.
func isCommitment(value []byte) bool { return len(value) > 2 && value[0] == 0x83 && value[2] == 0x58 }

// readSheet unpacks what encode writes.
func readSheet(value []byte) (s sheet) {
	d := sdk.NewDecoder(value)
	n := d.Array()
	d.UintMax(0)
	if s.Committed = isCommitment(value); s.Committed {
		s.Hash, s.Deposit = d.Hash(), d.Amount()
	} else {
		s.Findings = make([]roles.Finding, max(n, 1)-1)
		for i := range s.Findings {
			f := &s.Findings[i]
			measures := max(d.Array(), 2) - 2
			f.Number, f.Time, f.Measures = d.Uint(), d.Uint(), make([]sdk.Amount, measures)
			for k := range f.Measures {
				f.Measures[k] = d.Amount()
			}
		}
	}
	if !d.Done() {
		sdk.Abort(sdk.ErrState, "sheet")
	}
	return s
}

// reporter is who reports on a role in an epoch, and on how many submissions.
type reporter struct {
	epoch, role, count uint64
	measures           int
	account            sdk.Address
}

func newReporter(scheme, epoch uint64, name string) reporter {
	if scheme != 0 {
		sdk.Abort(roles.ErrScheme, "no such scheme")
	}
	role, r := findRole(name)
	return reporter{epoch, role, countOf(epoch, role), len(r.Measures), sdk.Context().Caller}
}

// mustAttest aborts unless the caller has power in the epoch, which is the current one.
func (r *reporter) mustAttest() {
	if r.epoch != sdk.Context().Epoch {
		sdk.Abort(roles.ErrWrongEpoch, "not the current epoch")
	}
	set := attestorsOf(r.epoch)
	if m := set.find(r.account); m == nil || m.Power.IsZero() {
		sdk.Abort(roles.ErrNotAttestor, "no attestor power in this epoch")
	}
}

// key of the caller's sheet, which has a submission.
func (r *reporter) key(number uint64) []byte {
	if number >= (r.count+roles.SheetSize-1)/roles.SheetSize {
		sdk.Abort(roles.ErrNumber, "no submission is on this sheet")
	}
	return sheetKey(r.epoch, r.role, number, r.account)
}

// mustBeSound checks the findings of a sheet.
func (r *reporter) mustBeSound(s *roles.Sheet) {
	least, end := s.Sheet*roles.SheetSize, min(s.Sheet*roles.SheetSize+roles.SheetSize, r.count)
	if len(s.Findings) == 0 {
		sdk.Abort(roles.ErrNumber, "a sheet without findings")
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Number < least || f.Number >= end {
			sdk.Abort(roles.ErrNumber, "bad number")
		}
		least = f.Number + 1
		if len(f.Measures) != r.measures {
			sdk.Abort(roles.ErrMeasures, "bad number of measures")
		}
		for _, m := range f.Measures {
			if m.Hi>>32 != 0 {
				sdk.Abort(roles.ErrMeasureTooLarge, "a measure is below 2^96")
			}
		}
	}
}

// Report says what the caller, an attestor, found, in an epoch whose reports are open.
func Report(a roles.ReportArgs) {
	mustFit(len(a.Sheets), maxSheets)
	r := newReporter(a.Scheme, a.Epoch, a.Role)
	r.mustAttest()
	if epochOf(a.Epoch).Reveal > 0 {
		sdk.Abort(roles.ErrCommitFirst, "commit first")
	}
	for i := range a.Sheets {
		key := r.key(a.Sheets[i].Sheet)
		r.mustBeSound(&a.Sheets[i])
		found := sheet{Findings: a.Sheets[i].Findings}
		if before, ok := sdk.Get(key); ok {
			found.Findings = merged(readSheet(before).Findings, found.Findings)
		}
		sdk.Set(key, found.encode())
	}
	r.emit("roles.reported", a.Role, len(a.Sheets))
}

// merged is what was found before with what is found now, by number; now counts.
func merged(before, now []roles.Finding) (all []roles.Finding) {
	for len(before) > 0 && len(now) > 0 {
		if before[0].Number < now[0].Number {
			all, before = append(all, before[0]), before[1:]
			continue
		}
		if before[0].Number == now[0].Number {
			before = before[1:]
		}
		all, now = append(all, now[0]), now[1:]
	}
	return append(append(all, before...), now...)
}

func (r *reporter) emit(kind, role string, sheets int) {
	sdk.Emit(kind, sdk.Text("role", role), sdk.Uint("epoch", r.epoch), sdk.Addr("attestor", r.account), sdk.Uint("sheets", uint64(sheets)))
}

// Commit binds the caller, an attestor, to sheets that it will reveal in the next epoch (P10).
func Commit(a roles.CommitArgs) {
	mustFit(len(a.Commitments), maxCommit)
	r := newReporter(a.Scheme, a.Epoch, a.Role)
	r.mustAttest()
	if epochOf(a.Epoch).Reveal == 0 {
		sdk.Abort(roles.ErrOpenReports, "reports are open")
	}
	deposit := loadConfig().Params.Deposit
	var due sdk.Amount
	for _, c := range a.Commitments {
		key := r.key(c.Sheet)
		s := sheet{Committed: true, Hash: c.Hash, Deposit: deposit}
		if before, ok := sdk.Get(key); ok {
			s.Deposit = readSheet(before).Deposit
		} else {
			due = due.Add(deposit)
		}
		sdk.Set(key, s.encode())
	}
	takeFunds(due)
	r.emit("roles.committed", a.Role, len(a.Commitments))
}

// Reveal shows sheets that the caller has committed in an earlier epoch.
func Reveal(a roles.RevealArgs) {
	mustFit(len(a.Sheets), maxSheets)
	r := newReporter(a.Scheme, a.Epoch, a.Role)
	ctx, reveal := sdk.Context(), epochOf(a.Epoch).Reveal
	switch {
	case a.Epoch >= ctx.Epoch:
		sdk.Abort(roles.ErrWrongEpoch, "revealing begins with the next epoch")
	case reveal == 0:
		sdk.Abort(roles.ErrOpenReports, "reports are open")
	case ctx.Epoch > a.Epoch+reveal:
		sdk.Abort(roles.ErrLateReveal, "the time to reveal is over")
	}
	var deposits sdk.Amount
	for i := range a.Sheets {
		deposits = deposits.Add(r.reveal(ctx, a.Role, &a.Sheets[i]))
	}
	shares{{owner: r.account, back: deposits}}.pay()
	r.emit("roles.revealed", a.Role, len(a.Sheets))
}

// reveal replaces a commitment by what it hid, and returns its deposit.
func (r *reporter) reveal(ctx *sdk.Ctx, role string, s *roles.Revealed) sdk.Amount {
	key := sheetKey(r.epoch, r.role, s.Sheet.Sheet, r.account)
	value, ok := sdk.Get(key)
	if !ok {
		sdk.Abort(roles.ErrNotCommitted, "nothing is committed for this sheet")
	}
	before := readSheet(value)
	if !before.Committed {
		sdk.Abort(roles.ErrRevealed, "revealed already")
	}
	if sdk.SHA256(roles.CommitmentInput(ctx.ChainID, r.epoch, role, r.account, s)) != before.Hash {
		sdk.Abort(roles.ErrMismatch, "not what was committed")
	}
	r.mustBeSound(&s.Sheet)
	sdk.Set(key, (&sheet{Findings: s.Sheet.Findings}).encode())
	return before.Deposit
}

// maxSheetsListed is how many sheets a page has, so that an answer fits in 64 KiB.
const maxSheetsListed = 16

// Sheets lists what is committed and reported on sixteen submissions.
func Sheets(a roles.SheetsArgs) (result roles.SheetsResult) {
	role, _ := findRole(a.Role)
	prefix := sheetsKey(a.Epoch, role, a.Sheet)
	after := ""
	if a.After != nil {
		after = string(a.After.Bytes())
	}
	entries, more := page(prefix, after, maxSheetsListed)
	for _, entry := range entries {
		s := readSheet(entry.Value)
		result.Sheets = append(result.Sheets, roles.SheetInfo{Attestor: sheetOwner(entry.Key), Revealed: !s.Committed, Findings: s.Findings})
	}
	if more {
		last := result.Sheets[len(result.Sheets)-1].Attestor
		result.Next = &last
	}
	return result
}
