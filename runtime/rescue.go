package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// A rescue gives a contract that has hooks another code without asking any contract: by what the owners of
// stake signal. It is there when governance is not, and the only such path.
const (
	rescueGrowth   = 400 // bytes: a signal, its end, what is behind a code, and that it leads
	rescueEpochs   = 1   // for which enough stake is behind a code that was proven in the contract before
	rescueTimelock = 7   // and behind a code that is new to it
	maxOldSignals  = 100 // that are taken back in one block; others wait for the next
)

// signal notes what the sender says about a contract's code.
func (s *scope) signal(sender abi.Address, m tx.Rescue, gas uint64) (outcome, error) {
	price := prices.Rescue.Base + rescueGrowth*s.params.GrowthGas
	if price > gas {
		return outcome{gas: gas, fault: outOfGas()}, nil
	}
	fault, err := s.refuseSignal(sender, m)
	if err != nil || fault != nil {
		return outcome{gas: price, fault: fault}, err
	}
	r, err := s.w.Rescue(m.Contract)
	if err != nil {
		return outcome{}, err
	}
	s.note("rescue_signalled", accountField(sender), contractField(m.Contract), hashField("code_hash", m.Code), flag("against", m.Against))
	return outcome{gas: price}, s.w.SetSignal(sender, m.Contract, world.Signal{Round: r.Round, Code: m.Code, Against: m.Against, Epoch: s.clock.Epoch})
}

// refuseSignal says why a signal cannot be given.
func (s *scope) refuseSignal(sender abi.Address, m tx.Rescue) (*Fault, error) {
	con, ok, err := s.w.Contract(m.Contract)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return &Fault{Code: abi.CodeContractUnknown, Log: "no contract at " + m.Contract.String()}, nil
	case !rescuable(con):
		return &Fault{Code: abi.CodeNoRescue, Log: "only a built-in contract with hooks is rescued: others are upgraded by votes, or never"}, nil
	case m.Code.IsZero():
		return nil, nil
	case con.CodeHash == m.Code && !m.Against:
		return &Fault{Code: abi.CodeInvalidArgument, Log: "the contract has this code"}, nil
	}
	stake, err := s.w.Stake(sender)
	if err != nil {
		return nil, err
	}
	if stake.IsZero() {
		return &Fault{Code: abi.CodeInsufficientStake, Log: "a signal has the power of stake: bond first"}, nil
	}
	_, known, err := s.w.CodeInfo(m.Code)
	if err == nil && !known {
		return &Fault{Code: abi.CodeCodeUnknown, Log: "no code " + m.Code.String() + ": upload it first"}, nil
	}
	return nil, err
}

// rescuable reports whether a contract gets another code by signals: those that work at every boundary do.
func rescuable(con world.Contract) bool { return con.Name != "" && con.Has(abi.CapEpoch) }

// rescues counts the signals with the stakes of the epoch that begins, and carries out what has had enough
// stake behind it for long enough. Nothing that a contract does keeps it from happening (I12).
func (s *scope) rescues() error {
	list, err := s.w.Builtins()
	if err != nil {
		return err
	}
	for _, con := range list {
		if !rescuable(con.Contract) {
			continue
		}
		if err := s.countRescue(con); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) countRescue(con world.Named) error {
	r, err := s.w.Rescue(con.Address)
	if err != nil || r.Code.IsZero() {
		return err
	}
	q, err := RescueRule(s.w.Reader, con.Address, r.Round, r.Code)
	if err != nil {
		return err
	}
	fields := func(more ...field) []field {
		return append([]field{contractField(con.Address), hashField("code_hash", r.Code)}, more...)
	}
	switch {
	case !q.Enough() || con.CodeHash == r.Code:
		if r.Since == 0 {
			return nil
		}
		s.note("rescue_closed", fields()...)
		r.Since, r.Fault = 0, 0
	case r.Since == 0:
		r.Since = s.clock.Epoch + 1
		s.note("rescue_opened", fields(number("due", s.clock.Epoch+q.Epochs))...)
		if err := s.tryRescue(con.Address, r.Code, q); err != nil {
			return err
		}
	case s.clock.Epoch+1 < r.Since+q.Epochs:
		return nil
	default:
		fault, err := s.dueRescue(con, r.Code, q)
		if err != nil {
			return err
		}
		if fault == nil {
			s.note("rescued", fields(hashField("failed", con.CodeHash))...)
			return s.w.SetRescue(con.Address, world.Rescue{Round: r.Round + 1})
		}
		s.note("rescue_failed", fields(number("fault", uint64(fault.Code)), number("abort", uint64(fault.Abort)))...)
		if r.Fault == uint32(fault.Code) {
			return nil
		}
		r.Fault = uint32(fault.Code)
	}
	return s.w.SetRescue(con.Address, r)
}

// tryRescue begins the dry run of new code: what keeps an upgrade from a vote keeps it from being live.
func (s *scope) tryRescue(contract abi.Address, code abi.Hash, q Quorum) error {
	if q.Served {
		return nil
	}
	return s.w.Try(world.Group{ID: world.RescueTrial(contract), Upgrades: []world.Upgrade{{Contract: contract, CodeHash: code}}}, s.height)
}

// dueRescue makes a code live whose time has come; new code whose dry run works. One that does not is tried again, since
// what it met may be mended meanwhile.
func (s *scope) dueRescue(con world.Named, code abi.Hash, q Quorum) (*Fault, error) {
	if q.Served {
		return s.rescue(con, code, true)
	}
	id := world.RescueTrial(con.Address)
	if tried, err := s.w.Tried(id); err != nil || tried {
		return &Fault{Code: abi.CodeCodeNotCallable}, err
	}
	o, ok, err := s.w.Outcome(id)
	switch {
	case err != nil:
		return nil, err
	case ok && o.State == abi.OutcomeWorks && o.Code == code:
		return s.rescue(con, code, false)
	}
	fault := &Fault{Code: abi.CodeCodeNotCallable}
	if ok && o.Code == code {
		fault = &Fault{Code: o.Fault, Abort: o.Abort}
	}
	return fault, s.tryRescue(con.Address, code, q)
}

// Quorum is what a rescue to a code needs, and what it has.
type Quorum struct {
	world.Support
	Served bool       // the code was proven in the contract before
	Needed abi.Amount // of For
	Limit  abi.Amount // at which Against stops it; zero: nothing does
	Epochs uint64     // for which it must have enough
}

// Enough reports whether the rescue has enough stake behind it.
func (q Quorum) Enough() bool {
	return !q.For.IsZero() && !q.For.Less(q.Needed) && (q.Limit.IsZero() || q.Against.Less(q.Limit))
}

// RescueRule is what it takes to give a contract a code. One that was proven there: two thirds of the stake that
// is awake. Another one: two thirds of all stake, and less than a third of what is awake against it.
func RescueRule(r world.Reader, contract abi.Address, round uint64, code abi.Hash) (q Quorum, err error) {
	if q.Support, err = r.Support(contract, round, code); err != nil {
		return q, err
	}
	if q.Served, err = r.Served(contract, code); err != nil {
		return q, err
	}
	clock, err := r.Clock()
	if err != nil {
		return q, err
	}
	awake, _, err := r.AwakeStakeAt(clock.Epoch)
	if err != nil {
		return q, err
	}
	all, err := r.TotalStakeAt(clock.Epoch)
	if err != nil {
		return q, err
	}
	if q.Served {
		q.Needed, q.Epochs = part(awake, 2), rescueEpochs
		return q, nil
	}
	q.Needed, q.Limit, q.Epochs = part(all, 2), part(awake, 1), rescueTimelock
	return q, nil
}

// part is so many thirds of an amount, rounded up: nobody has enough with less.
func part(of abi.Amount, thirds uint64) abi.Amount {
	q, rest, _ := of.MulDiv(abi.U64(thirds), abi.U64(3)) // at most of, so that it cannot overflow
	if !rest.IsZero() {
		q, _ = q.Add(abi.U64(1))
	}
	return q
}

// rescue makes a code live, on the storage of now, the first way that works: the code before is led to by
// migrate_back, a new one by its own migrate; both may find that the storage fits as it is. Its entries must be
// there, and its hooks must run. The fault says why it is not live, and then nothing is changed.
func (s *scope) rescue(con world.Named, code abi.Hash, served bool) (fault *Fault, err error) {
	for _, entry := range []string{abi.EntryExecute, abi.EntryQuery, abi.EntryEndEpoch} {
		if _, fault, err := s.own(code, entry); err != nil || fault != nil {
			return fault, err
		}
	}
	after := before(con.Contract)
	after.CodeHash = code
	after.Failed, after.FailedReason, after.FailedEpoch = con.CodeHash, uint32(abi.CodeRescued), s.clock.Epoch
	asItIs := func() (*Fault, error) { return s.switchTo(con.Address, after, abi.Hash{}) }
	ways := []func() (*Fault, error){asItIs}
	switch {
	case !served:
		ways = []func() (*Fault, error){func() (*Fault, error) { return s.switchWithMigrate(con.Address, after) }, asItIs}
	case code == con.Previous && !con.MigrateBack.IsZero():
		ways = []func() (*Fault, error){func() (*Fault, error) { return s.switchTo(con.Address, after, con.MigrateBack) }, asItIs}
	}
	for _, way := range ways {
		k := s.savepoint()
		if fault, err = way(); err != nil {
			return nil, err
		}
		if fault == nil {
			return nil, s.forget(con)
		}
		s.revert(k)
	}
	return fault, nil
}

// switchWithMigrate makes a contract's record live and calls the migrate entry of its code, without arguments. The
// fault says what failed; the caller reverts.
func (s *scope) switchWithMigrate(a abi.Address, con world.Contract) (*Fault, error) {
	if err := s.w.SetContract(a, con); err != nil {
		return nil, err
	}
	if fault, err := s.migrate(world.Upgrade{Contract: a, CodeHash: con.CodeHash, Input: encodeFields(nil)}); err != nil || fault != nil {
		return fault, err
	}
	return s.branch(func() (*Fault, error) { return s.tryHooks(a) })
}

// forget removes what was known and planned of the code that a rescue has replaced.
func (s *scope) forget(con world.Named) error {
	if !con.OnProbation() {
		if err := s.w.SetServed(con.Address, con.CodeHash); err != nil {
			return err
		}
	}
	if err := s.w.SetHealth(con.Address, world.Health{}); err != nil {
		return err
	}
	pending, err := s.w.Groups()
	if err != nil {
		return err
	}
	for _, g := range pending {
		if !slices.ContainsFunc(g.Upgrades, func(u world.Upgrade) bool { return u.Contract == con.Address }) {
			continue
		}
		if err := s.w.DropGroup(g); err != nil {
			return err
		}
		if err := s.w.SetOutcome(g.ID, world.Outcome{State: abi.OutcomeFailed, Stage: abi.StageEntries, Contract: con.Address, Fault: abi.CodeRescued}); err != nil {
			return err
		}
	}
	return nil
}
