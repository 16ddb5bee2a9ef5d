package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	// verifyReserve is the gas below which the rest is left to the next block: what the largest sheet takes to be
	// decided, recorded by two formulas that use up their limits, and settled; with reportReserve for each report on
	// it. Together with reading the reports of all members that is less than a block's hook always has.
	verifyReserve = 46_000_000
	reportReserve = 350_000
	// maxCalls is how many calls a block's hook may take: an event for each submission stays below
	// what a hook may emit.
	maxCalls = 40
	maxMoved = 3 // how often a submission that is not attended moves on
)

// progress is how far verification has come. What it has counted of an epoch is in it until the
// epoch is sealed.
//
//peerz:store
type progress struct {
	Epoch      uint64         // verified next: all before it are sealed
	Attested   bool           // all that attestors report on is verified: the other sources come next
	Role       uint64         // in it
	Number     uint64         // in that: of a submission, a validator, or a contract
	After      sdk.Address    // in that: where the contract's last page ended
	Pages      uint64         // how many it has answered
	Returned   []uint64       // by role: as it was when the other sources were turned to
	Needs      []rewards.Need // what contracts have said, so far
	Attended   uint64         // submissions of the epoch that were attended, so far
	Answered   []uint64       // by position in the epoch's set: on how many of those an attestor reported
	Agreements []agreement    // likewise
	Present    []bool         // likewise: whether it reported on anything at all
	Asked      bool           // something of the epoch waited for reports
	Quiet      bool           // attestors with more than a third of all power reported on nothing, in the last epoch in which something waited
	Verified   uint64         // contributions of the epoch, so far: leaves of the tree
	Peaks      []sdk.Hash     // of the tree: see tree.go
	Free       uint64         // the bonds of what the epochs before it verified are back
	Freed      []byte         // likewise those in it, up to this key of a submission
	Pruned     uint64         // everything of the epochs before it is deleted
}

func loadProgress() *progress { p := new(progress); sdk.Load([]byte{keyProgress}, p); return p }
func (p *progress) save()     { sdk.Save([]byte{keyProgress}, p) }

// isDue reports whether the epoch's reports are complete.
func (p *progress) isDue() bool {
	open := sdk.Context().Epoch
	return p.Epoch < open && p.Epoch+epochOf(p.Epoch).Reveal < open
}

// EndBlock verifies, sixteen submissions a call, what is complete (P1). It is paid by the chain, so that
// nobody's transaction can keep it from going on, and who pays for a report decides nothing.
func EndBlock(a sdk.EndBlockArgs) (result sdk.HookResult) {
	if sdk.GasLeft() < verifyReserve || a.From >= maxCalls {
		return result
	}
	p, set := loadProgress(), loadConfig()
	c := &set
	if judge(c) || release(c) || p.isDue() && p.advance(c) || expire(c) || p.free() || p.prune(c) { // disputes first, while their sets are there
		p.save()
		result.Next = a.From + 1
	}
	return result
}

// advance takes one step of verification: a sheet, some of what other sources have measured, or the end of an
// epoch. It returns false, and has changed nothing, while the contract rewards cannot take it.
func (p *progress) advance(c *config) bool {
	for ; !p.Attested && p.Role < c.Roles; p.Role, p.Number = p.Role+1, 0 {
		if p.Number < countOf(p.Epoch, p.Role) {
			return p.sheet(c)
		}
	}
	if !p.Attested {
		p.Attested, p.Role, p.Number = true, 0, 0
		p.Returned = returnedNow(c.Roles)
	}
	if moved, ok := p.sources(c); moved {
		return ok
	}
	return p.seal(c)
}

// sheet verifies the next sixteen submissions.
func (p *progress) sheet(c *config) bool {
	k := p.open(c)
	if sdk.GasLeft() < verifyReserve+reportReserve*k.sheets {
		return false
	}
	entries := submissionsOf(p.Epoch, p.Role, p.Number, p.Number+roles.SheetSize, roles.SheetSize)
	list := make([]*submission, len(entries))
	waits := make([][]byte, len(entries))
	for i, entry := range entries {
		list[i] = readSubmission(entry.Value)
		waits[i] = list[i].waitingKey(p.Role) // before it is known who is paid
		_, _, number := splitSubmissionKey(entry.Key)
		k.decide(list[i], number)
	}
	if !k.handOn() {
		return false
	}
	for i, entry := range entries {
		k.settle(list[i], entry.Key, waits[i])
	}
	for _, key := range k.hidden {
		sdk.Delete(key)
	}
	k.escrows.pay()
	p.Number += roles.SheetSize
	return true
}

// handOn has what is verified recorded, and notes which of it is recorded apart from what others did under the same id.
func (k *check) handOn() bool {
	if len(k.done) == 0 {
		return true
	}
	result, err := callRewards().Record(&rewards.RecordArgs{Epoch: k.progress.Epoch, Role: k.progress.Role, Entries: k.done})
	if !accepts(err) {
		return false
	}
	for _, i := range result.Others {
		k.takers[i].Payee = rewards.OtherID(k.takers[i].Account)
	}
	return true
}

// accepts reports whether the contract rewards took a call: not while it has not closed the epoch, or while too
// little gas is left to give a formula its limit. Both pass; any other failure ends the hook, loudly.
func accepts(err *sdk.CallError) bool {
	if err == nil {
		return true
	}
	if err.Errno == sdk.CallFailed && err.Fault == sdk.FaultAborted && (err.Code == rewards.ErrEpochOpen || err.Code == rewards.ErrGas) {
		return false
	}
	err.HandOn(roles.ErrRewards, rewards.Name)
	return false
}

// check is the verification of one sheet.
type check struct {
	*progress
	role       role
	set        attestors
	total      sdk.Amount
	oldest     uint64 // unix seconds: earlier work is refused
	reports    []*memberSheet
	sheets     uint64   // how many there are, committed ones too
	hidden     [][]byte // keys of those that were not revealed: they say nothing, and their deposits are lost
	done       []rewards.Entry
	takers     []*submission // of which these are
	taken      []string      // references that this sheet takes
	escrows    shares
	next       uint64 // the epoch to which what was not attended moves
	nextNumber uint64
}

// memberSheet is what the member at a position of the set has reported, by number.
type memberSheet struct {
	member   int
	findings [roles.SheetSize]*roles.Finding
}

func newMemberSheet(member int, findings []roles.Finding) *memberSheet {
	m := &memberSheet{member: member}
	for i := range findings {
		m.findings[findings[i].Number%roles.SheetSize] = &findings[i]
	}
	return m
}

// finding returns what a sheet says of a number, or nil.
func (m *memberSheet) finding(number uint64) *roles.Finding {
	return m.findings[number%roles.SheetSize]
}

// open reads the sheet's reports. Who has committed and not revealed has said nothing, and its deposit
// is lost (P10).
func (p *progress) open(c *config) *check {
	k := &check{progress: p, role: loadRole(p.Role), set: attestorsOf(p.Epoch), oldest: c.oldest(p)}
	k.total = k.set.total()
	if len(p.Answered) == 0 {
		p.Answered = make([]uint64, len(k.set.Members))
		p.Agreements = make([]agreement, len(k.set.Members))
		p.Present = make([]bool, len(k.set.Members))
	}
	k.next = c.epochFor(sdk.Context())
	k.nextNumber = countOf(k.next, p.Role)
	prefix := sheetsKey(p.Epoch, p.Role, p.Number/roles.SheetSize)
	for after := prefix; ; {
		entries := sdk.Scan(after, sdk.PrefixEnd(prefix), false, maxMembers)
		if len(entries) == 0 {
			return k
		}
		for _, entry := range entries {
			k.sheets++
			s := readSheet(entry.Value)
			if !s.Deposit.IsZero() {
				lost := &k.escrows.of(sheetOwner(entry.Key)).lost
				*lost = lost.Add(s.Deposit)
			}
			if s.Committed {
				k.hidden = append(k.hidden, entry.Key)
			}
			if member := k.set.index(sheetOwner(entry.Key)); member >= 0 && !s.Committed {
				k.reports = append(k.reports, newMemberSheet(member, s.Findings))
				p.Present[member] = true
			}
		}
		after = append(append([]byte(nil), entries[len(entries)-1].Key...), 0)
	}
}

// decide finds what becomes of a submission, and writes nothing.
func (k *check) decide(s *submission, number uint64) {
	if s.State == held { // verified in an epoch before
		k.take(s)
		return
	}
	k.progress.Asked = true
	attended := k.attended(number) // it counts who did, also where that is not enough
	voices, need, enough := k.voices(s, number)
	if !attended || !enough {
		if !k.Quiet { // else nothing is lost by waiting for those who are away (P12)
			s.Moved++
		}
		if s.Moved > maxMoved {
			s.State = lapsed
		}
		return
	}
	s.State = nothing
	s.Measures, s.Time = k.values(voices, need)
	k.compareFindings(s, number)
	for _, m := range s.Measures {
		if !m.IsZero() {
			s.State = verified
		}
	}
	if s.State == nothing {
		return
	}
	if s.Time < k.oldest { // (P11)
		s.State = old
		return
	}
	for _, ref := range k.taken {
		if ref == s.Ref {
			s.State = repeated
		}
	}
	if s.State == repeated || isTaken(k.progress.Role, s.Ref) { // (P3)
		s.State = repeated
		return
	}
	k.taken = append(k.taken, s.Ref)
	k.take(s)
}

// take has what is verified recorded, or held while its account is in the role under no id.
func (k *check) take(s *submission) {
	if s.State = held; s.findHeir(k.progress.Role) {
		s.State = verified
		k.takers = append(k.takers, s)
		k.done = append(k.done, rewards.Entry{Account: s.Account, ID: s.Payee, Measures: s.Measures})
	}
}

// attended reports whether attestors with more than half of all power reported on a number, 0 and
// those with an interest included. Only then has silence a meaning, and is counted (P12).
func (k *check) attended(number uint64) bool {
	var sum sdk.Amount
	for i := range k.reports {
		if k.reports[i].finding(number) != nil {
			sum = sum.Add(k.set.Members[k.reports[i].member].Power)
		}
	}
	if sum.Less(moreThanHalf(k.total)) {
		return false
	}
	k.Attended++
	for i := range k.reports {
		if k.reports[i].finding(number) != nil {
			k.Answered[k.reports[i].member]++
		}
	}
	return true
}

// voices are the findings about a submission that count, the power that must stand behind a value, and whether that many
// have said anything: where silence alone keeps every value from being verified, nobody has found that nothing was done.
func (k *check) voices(s *submission, number uint64) (list []voice, need sdk.Amount, enough bool) {
	var interested, spoken sdk.Amount
	for i := range k.set.Members {
		if m := &k.set.Members[i]; s.interests(m.Account) {
			interested = interested.Add(m.Power)
		}
	}
	list = make([]voice, 0, len(k.reports))
	for _, r := range k.reports {
		m := &k.set.Members[r.member]
		if f := r.finding(number); f != nil && !s.interests(m.Account) {
			list, spoken = append(list, voice{m.Power, f}), spoken.Add(m.Power)
		}
	}
	need = quorum(k.total, interested)
	return list, need, !spoken.Less(need) || k.total.Sub(interested).Less(need)
}

// values returns what is verified of a submission, measure by measure (P1), and the time of the work by the
// same rule.
func (k *check) values(voices []voice, need sdk.Amount) (measures []sdk.Amount, time uint64) {
	views := make([]view, len(voices))
	measures = make([]sdk.Amount, len(k.role.Measures))
	for i := range measures {
		for n, v := range voices {
			views[n] = view{power: v.power}
			if i < len(v.finding.Measures) { // the role may have been defined anew since
				views[n].value = v.finding.Measures[i]
			}
		}
		measures[i] = largest(views, need)
	}
	for n, v := range voices {
		views[n] = view{sdk.U64(v.finding.Time), v.power}
	}
	return measures, largest(views, need).Lo
}

// settle writes what became of a submission, and returns its bond, or what is left of it.
func (k *check) settle(s *submission, key, waits []byte) {
	role := k.progress.Role
	_, _, number := splitSubmissionKey(key)
	s.emit(k.role.Name, k.Epoch, number)
	if s.State == waiting {
		sdk.Delete(key)
		s.put(k.next, role, k.nextNumber)
		k.nextNumber++
		sdk.Set(countKey(k.next, role), sdk.BE64(k.nextNumber))
		return
	}
	sdk.Save(key, s)
	sdk.Delete(waits)
	switch s.State {
	case held:
		s.hold(k.Epoch, role, number)
		sdk.Set(takenKey(role, s.Ref), location(k.Epoch, number))
	case verified:
		sdk.Set(takenKey(role, s.Ref), location(k.Epoch, number))
		k.addLeaf(&rewards.Entry{ID: s.Payee, Account: s.Account, Measures: s.Measures}, number)
	}
	k.payBond(s)
}

// payBond returns the bond of what was verified before, and the larger half of one that lapsed; that of what is verified
// stays until it matures, and the rest is lost.
func (k *check) payBond(s *submission) {
	if s.State == verified || s.State == held || s.Bond.IsZero() {
		return
	}
	back := s.Bond
	switch s.State {
	case nothing, old:
		back = sdk.Amount{}
	case lapsed:
		half, _, _ := sdk.MulDiv(s.Bond, sdk.U64(1), sdk.U64(2))
		back = s.Bond.Sub(half)
	}
	of := k.escrows.of(s.Sender)
	of.back, of.lost = of.back.Add(back), of.lost.Add(s.Bond.Sub(back))
}

// seal ends the verification of an epoch: the contract rewards fixes who is paid what, and silence is
// counted, once for the whole epoch.
func (p *progress) seal(c *config) bool {
	ctx := sdk.Context()
	set := attestorsOf(p.Epoch)
	from := c.epochFor(ctx) // the time to dispute is whole epochs
	answer, err := callRewards().Seal(&rewards.SealArgs{Epoch: p.Epoch, From: from, Root: p.root(), Verified: p.Verified, Needs: p.Needs})
	if !accepts(err) {
		return false
	}
	e := epochOf(p.Epoch)
	e.Matures = answer.Matures
	sdk.Save(epochKey(p.Epoch), &e)
	latest := attestorsOf(ctx.Epoch + 1)
	changed := latest.noteSilence(func(account sdk.Address) bool {
		i := set.index(account)
		return i >= 0 && i < len(p.Answered) && !set.Members[i].Power.IsZero() && 2*p.Answered[i] < p.Attended
	})
	if changed {
		latest.save(ctx.Epoch + 1)
	}
	sdk.Delete(dutiesKey(p.Epoch))
	*p = progress{Epoch: p.Epoch + 1, Quiet: p.isQuiet(&set), Free: p.Free, Freed: p.Freed, Pruned: p.Pruned}
	forgetAttestors(p.Epoch - min(p.Epoch, disputeEpochs+1)) // those before may vote still
	return true
}

// isQuiet reports whether so many attestors have reported on nothing of the epoch that is sealed that nothing could be
// verified; as it was before, if nothing waited for them.
func (p *progress) isQuiet(set *attestors) bool {
	if !p.Asked {
		return p.Quiet
	}
	var present sdk.Amount
	for i := range set.Members {
		if p.Present[i] {
			present = present.Add(set.Members[i].Power)
		}
	}
	return present.Less(quorum(set.total(), sdk.Amount{}))
}

// callRewards returns the contract that is told what is verified.
func callRewards() rewards.Caller {
	to, ok := sdk.ContractByName(rewards.Name)
	if !ok {
		sdk.Abort(roles.ErrRewards, "there is no contract rewards")
	}
	return rewards.Caller{To: to}
}

// mustSucceed hands on why rewards declined, which undoes the caller's whole call.
func mustSucceed(err *sdk.CallError) {
	if err != nil {
		err.HandOn(roles.ErrRewards, rewards.Name)
	}
}

// Verification says how far verification has come, and how an epoch is reported on.
func Verification(a roles.VerificationArgs) roles.VerificationResult {
	c := loadConfig()
	r := roles.VerificationResult{Verifying: loadProgress().Epoch, Reveal: epochOf(a.Epoch).Reveal, Late: c.lateFrom(sdk.Context())}
	for role := range c.Roles {
		if n := countOf(a.Epoch, role); n > 0 {
			r.Roles = append(r.Roles, roles.RoleCount{Role: loadRole(role).Name, Submissions: n})
		}
	}
	return r
}
