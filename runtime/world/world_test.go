package world

import (
	"errors"
	"reflect"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

func empty(t testing.TB) (World, *state.Overlay) {
	t.Helper()
	s, err := state.Open("state", state.Config{FS: vfs.NewMem(), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ov := s.Overlay()
	return New(ov), ov
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Every record comes back as it was written.
func TestRecordsRoundTrip(t *testing.T) {
	w, _ := empty(t)
	a, h := abi.Address{1}, abi.Hash{2}
	check := func(name string, got, want any, err error) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v (%v), want %+v", name, got, err, want)
		}
	}
	acc := Account{Balance: abi.Amount{Hi: 3, Lo: 4}, Nonce: 5}
	must(t, w.SetAccount(a, acc))
	gotAcc, err := w.Account(a)
	check("account", gotAcc, acc, err)

	con := Contract{CodeHash: h, Previous: abi.Hash{3}, MigrateBack: abi.Hash{9}, BackFault: 10, Failed: abi.Hash{4}, FailedReason: 5, FailedEpoch: 6,
		Probation: Probation{On: true, Group: 11, Left: 12, Used: 13}, Revision: 8, Creator: a, Name: "n", Label: "l", Capabilities: []abi.Capability{abi.CapMint, abi.CapEpoch}}
	must(t, w.SetContract(a, con))
	gotCon, ok, err := w.Contract(a)
	check("contract", gotCon, con, err)
	list, err := w.OnProbation()
	check("on probation", list, []abi.Address{a}, err)
	con.Probation = Probation{}
	must(t, w.SetContract(a, con))
	list, err = w.OnProbation()
	check("proven", list, []abi.Address(nil), err)
	all, err := w.Contracts()
	check("contracts", all, []Named{{a, con}}, err)
	if !ok {
		t.Error("the contract is not found")
	}

}

func TestRecordsOfUpgradesRoundTrip(t *testing.T) {
	w, _ := empty(t)
	a, h := abi.Address{1}, abi.Hash{2}
	check := func(name string, got, want any, err error) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v (%v), want %+v", name, got, err, want)
		}
	}
	up, next := Upgrade{Contract: a, CodeHash: h, MigrateBack: abi.Hash{4}, Input: []byte{1}}, Upgrade{Contract: abi.Address{2}}
	groups := []Group{{ID: 3, Upgrades: []Upgrade{up, next}, By: abi.Address{5}, Call: []byte{6}}, {ID: 4, Upgrades: []Upgrade{up}}}
	for _, g := range groups {
		for _, u := range g.Upgrades {
			must(t, w.SetUpgrade(g.ID, u))
		}
	}
	for group, want := range map[uint64]bool{3: true, 5: false} {
		ok, err := w.SetGroupCall(group, abi.Address{5}, []byte{6})
		check("a call", ok, want, err)
	}
	gotGroups, err := w.Groups()
	check("groups", gotGroups, groups, err)
	outcome := Outcome{1, 2, a, 3, 4, 5, 6, h}
	must(t, w.SetOutcome(3, outcome))
	gotOutcome, _, err := w.Outcome(3)
	check("outcome", gotOutcome, outcome, err)
	ok, err := w.TryGroup(3, 9)
	check("a dry run", ok, true, err)
	trial := Trial{Group: groups[0], Step: 2, Next: 3, Works: 4, Vague: 5, Before: 6, After: 7}
	must(t, w.SetTrial(trial))
	trials, err := w.Trials()
	check("dry runs", trials, []Trial{trial}, err)
	gotGroups, err = w.Groups()
	check("what is tried is not scheduled", gotGroups, groups[1:], err)
	_, ok, err = w.Outcome(3)
	check("nor is an outcome of before", ok, false, err)
	must(t, w.DropTrial(trial))
	trials, err = w.Trials()
	check("dry runs", len(trials), 0, err)
	health := Health{Streak{1, 2, 3}, Streak{4, 5, 6}, Streak{7, 8, 9}}
	must(t, w.SetHealth(a, health))
	gotHealth, err := w.Health(a)
	check("health", gotHealth, health, err)
	must(t, w.SetFailing(Failing{a, 5}))
	failing, err := w.Failing()
	check("failing", failing, []Failing{{a, 5}}, err)
}

func TestSingularRecordsRoundTrip(t *testing.T) {
	w, _ := empty(t)
	a, h := abi.Address{1}, abi.Hash{2}
	check := func(name string, got, want any, err error) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v (%v), want %+v", name, got, err, want)
		}
	}
	s := Supply{Cap: abi.U64(10), Minted: abi.U64(9), Fees: abi.U64(1), PerDay: abi.U64(3), Start: 7, Due: abi.U64(2), Taken: true, Reserve: abi.U64(1)}
	must(t, w.SetSupply(s))
	in := Income{Epoch: 9, Minted: abi.U64(1), Fees: abi.U64(6), Drawn: abi.U64(2), PaidOut: abi.U64(3), Pools: []Pool{{7, abi.U64(4)}, {8, abi.U64(5)}}}
	must(t, w.SetIncome(a, in))
	gotIn, err := w.Income(a, 9)
	check("income", gotIn, in, err)
	gotIn, err = w.Income(a, 38)
	check("income later", gotIn, Income{Epoch: 38, Pools: []Pool{{8, abi.U64(5)}, {9, abi.U64(9)}}}, err)
	gotS, err := w.Supply()
	check("supply", gotS, s, err)
	p := Params{1, 2, abi.U64(3), 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}
	must(t, w.SetParams(p))
	gotP, err := w.Params()
	check("params", gotP, p, err)
	k := Clock{1, 2, 3, 4, 5, 6}
	must(t, w.SetClock(k))
	gotK, err := w.Clock()
	check("clock", gotK, k, err)
	must(t, w.SetHooks([]abi.Address{a, {2}}))
	hooks, err := w.Hooks()
	check("hooks", hooks, []abi.Address{a, {2}}, err)
	val := Validator{[32]byte{1}, a, 5, false, true, 6, 7, Duty{abi.U64(8), abi.U64(9)}}
	must(t, w.SetValidator(val))
	vals, err := w.Validators()
	check("validators", vals, []Validator{val}, err)
	must(t, w.SetAbsence(Absence{1, 2, 3}))
	absence, err := w.Absence()
	check("absence", absence, Absence{1, 2, 3}, err)
	must(t, w.SetJailed(ConsensusAddress{1}, Jailed{2, 1}))
	jailed, _, err := w.Jailed(ConsensusAddress{1})
	check("jailed", jailed, Jailed{2, 1}, err)
	must(t, w.SetCode(h, []byte("code"), 9))
	info, ok2, err := w.CodeInfo(h)
	check("code info", info, CodeInfo{4, 9}, err)
	must(t, w.SetName("n", a))
	named, ok3, err := w.ByName("n")
	check("name", named, a, err)
	if !ok2 || !ok3 {
		t.Error("a record is not found")
	}
}

func TestARecordThatSaysNothingIsNotStored(t *testing.T) {
	w, ov := empty(t)
	must(t, w.SetHooks(nil))
	before, err := ov.Root()
	must(t, err)
	must(t, w.Credit(abi.Address{1}, abi.U64(5)))
	group := Group{ID: 1, Upgrades: []Upgrade{{Contract: abi.Address{1}}}}
	must(t, w.SetUpgrade(1, group.Upgrades[0]))
	_, err = w.SetGroupCall(1, abi.Address{1}, []byte{1})
	must(t, err)
	must(t, w.SetOutcome(1, Outcome{}))
	must(t, w.SetUnbonding(abi.Address{1}, []Unbonding{{5, abi.U64(1)}}))
	must(t, w.SetKeysOf(abi.Address{1}, [][32]byte{{1}}))
	must(t, w.SetEscrow(abi.Address{1}, abi.Address{2}, abi.U64(1)))
	if ok, err := w.Transfer(abi.Address{1}, abi.Address{2}, abi.U64(5)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	must(t, w.SetAccount(abi.Address{2}, Account{}))
	must(t, w.DropGroup(group))
	must(t, w.DropOutcome(1))
	must(t, w.SetUnbonding(abi.Address{1}, nil))
	must(t, w.SetKeysOf(abi.Address{1}, nil))
	must(t, w.SetEscrow(abi.Address{1}, abi.Address{2}, abi.Amount{}))
	after, err := ov.Root()
	must(t, err)
	if before != after {
		t.Error("what was removed leaves a trace")
	}
}

func TestI11BooksMustBalance(t *testing.T) {
	w, _ := empty(t)
	if err := w.SetSupply(Supply{Cap: abi.U64(1), Minted: abi.U64(2)}); err == nil {
		t.Error("minted above the cap")
	}
	must(t, w.SetSupply(Supply{Cap: abi.U64(10), Minted: abi.U64(5), Fees: abi.U64(1)}))
	if err := w.CheckBooks(); err == nil {
		t.Error("tokens are missing")
	}
	must(t, w.Credit(abi.Address{1}, abi.U64(4)))
	must(t, w.CheckBooks())
	must(t, w.Credit(abi.Address{1}, abi.U64(1)))
	if err := w.CheckBooks(); err == nil {
		t.Error("tokens from nowhere")
	}
}

func TestDamageIsReported(t *testing.T) {
	w, ov := empty(t)
	a := abi.Address{1}
	for _, damage := range [][]byte{{0xff}, {0x82, 1}, {0x82, 1, 1, 1}, {0x81, 1}} {
		must(t, ov.Set(AccountKey(a), damage))
		if _, err := w.Account(a); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%x: %v", damage, err)
		}
	}
}

func TestScansStayInOneContract(t *testing.T) {
	w, _ := empty(t)
	last := abi.Address{}
	for i := range last {
		last[i] = 0xff // the next address would carry over
	}
	for _, a := range []abi.Address{{1}, {2}, last} {
		must(t, w.SetValue(a, []byte{0xff}, []byte{a[0]}))
		must(t, w.SetValue(a, []byte{0}, []byte{a[0]}))
	}
	for _, a := range []abi.Address{{1}, last} {
		for _, descending := range []bool{false, true} {
			n := 0
			must(t, w.Scan(a, nil, nil, descending, func(k, v []byte) bool {
				if len(k) != 1 || v[0] != a[0] || (k[0] == 0) != (n == 0 != descending) {
					t.Errorf("%s: entry %d is %x = %x", a, n, k, v)
				}
				n++
				return true
			}))
			if n != 2 {
				t.Errorf("%s: %d entries", a, n)
			}
		}
	}
}

func TestTheGrid(t *testing.T) {
	k := Clock{Genesis: 100, Length: 10}
	for at, want := range map[uint64]uint64{0: 100, 100: 100, 109: 100, 110: 110, 999: 990} {
		if got := k.Grid(at); got != want {
			t.Errorf("grid point before %d is %d, want %d", at, got, want)
		}
	}
}
