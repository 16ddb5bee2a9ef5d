package audit_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// This file calculates exported epochs a third time, from docs/accounting.md alone: it reads the JSON files as anybody would, and
// shares neither types nor arithmetic with the contracts or with package audit.

type (
	number struct{ *big.Int }

	exported struct {
		Account struct {
			Start, End, Epoch             uint64
			Pool, Emission, Fees, Reserve number
			FromReserve                   number `json:"from_reserve"`
			FeePool                       number `json:"fee_pool"`
			PaidBy                        string `json:"paid_by"`
			Root                          string
			Formula                       struct {
				CodeHash string `json:"code_hash"`
			}
			Roles []struct {
				Role                     string
				ID, Weight, Participants uint64
				Pool, Returned           number
				FeePool                  number `json:"fee_pool"`
				ScoreTotal               number `json:"score_total"`
				PaidBy                   string `json:"paid_by"`
			}
		}
		Inputs struct {
			Cap           number
			ScheduleStart uint64 `json:"schedule_start"`
			Emitted       uint64
			LastGood      struct {
				CodeHash string `json:"code_hash"`
			} `json:"last_good"`
			Params struct {
				FeeShare      int64  `json:"fee_share"`
				PoolLimit     int64  `json:"pool_limit"`
				FormulaParams string `json:"formula_params"`
			}
		}
	}

	done struct {
		Role, ID, Account string
		Number            uint64
		Measures          []number
	}

	payout struct {
		Role, ID, State      string
		Score, Amount, Limit number
		FeeAmount            number `json:"fee_amount"`
	}
)

func (n *number) UnmarshalJSON(raw []byte) error {
	n.Int = new(big.Int)
	if _, ok := n.SetString(string(bytes.Trim(raw, `"`)), 10); !ok {
		return fmt.Errorf("%s is no number", raw)
	}
	return nil
}

func n64(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// floor is a * b / c, rounded down.
func floor(a, b, c *big.Int) *big.Int { return new(big.Int).Div(new(big.Int).Mul(a, b), c) }

// schedule is acc(a, b) of docs/accounting.md.
func schedule(most *big.Int, start, end uint64) *big.Int {
	const day, year = 86_400, 365 * 86_400
	r0 := floor(floor(most, n64(20), n64(100)), n64(1), n64(90))
	sum := new(big.Int)
	for at := start; at < end; {
		rate, next := r0, start+90*day
		if at >= next {
			years := (at - start) / year
			rate, next = new(big.Int).Rsh(r0, uint(1+years)), start+(years+1)*year
		}
		next = min(next, end)
		sum.Add(sum, new(big.Int).Mul(rate, n64(next-at)))
		at = next
	}
	return sum.Div(sum, n64(day))
}

// split divides a pool by the largest remainder, ties to the first.
func split(pool *big.Int, weights []uint64) (parts []*big.Int) {
	var sum uint64
	for _, w := range weights {
		sum += w
	}
	left, rests := new(big.Int).Set(pool), make([]*big.Int, len(weights))
	for i, w := range weights {
		part, rest := new(big.Int).DivMod(new(big.Int).Mul(pool, n64(w)), n64(sum), new(big.Int))
		parts, rests[i] = append(parts, part), rest
		left.Sub(left, part)
	}
	for ; left.Sign() > 0; left.Sub(left, n64(1)) {
		most := 0
		for i := range rests {
			if rests[i].Cmp(rests[most]) > 0 {
				most = i
			}
		}
		parts[most].Add(parts[most], n64(1))
		rests[most] = big.NewInt(-1)
	}
	return parts
}

// scorers are the formulas of the history by the hash of their code.
type scorers map[string]func(sums []*big.Int, role, params string) *big.Int

func total(sums []*big.Int) *big.Int {
	all := new(big.Int)
	for _, s := range sums {
		all.Add(all, s)
	}
	return all
}

func linearScore(sums []*big.Int, _, _ string) *big.Int { return total(sums) }

// rootScore has six decimal digits of the square root.
func rootScore(sums []*big.Int, _, _ string) *big.Int {
	return new(big.Int).Sqrt(new(big.Int).Mul(total(sums), n64(1_000_000_000_000)))
}

// ruledScore is the default formula: in a role with a rule the first full units of a measure count whole, the next half, and so on.
func ruledScore(sums []*big.Int, role, params string) *big.Int {
	var rules [][]any
	raw, _ := hex.DecodeString(params)
	if err := cbor.Unmarshal(raw, &rules); err != nil {
		return total(sums)
	}
	for _, rule := range rules {
		if rule[0] != role {
			continue
		}
		full, most, score := n64(rule[1].(uint64)), n64(rule[2].(uint64)), new(big.Int)
		for _, s := range sums {
			left := new(big.Int).Set(s)
			for half := uint(0); half < 20 && left.Sign() > 0; half++ {
				part := full
				if left.Cmp(full) < 0 {
					part = new(big.Int).Set(left)
				}
				score.Add(score, new(big.Int).Rsh(part, half))
				left.Sub(left, part)
			}
		}
		if score.Cmp(most) > 0 {
			return most
		}
		return score
	}
	return total(sums)
}

// merkle is the root of RFC 6962.
func merkle(leaves [][]byte) []byte {
	if len(leaves) == 0 {
		h := sha256.Sum256(nil)
		return h[:]
	}
	if len(leaves) == 1 {
		h := sha256.Sum256(append([]byte{0}, leaves[0]...))
		return h[:]
	}
	half := 1
	for half*2 < len(leaves) {
		half *= 2
	}
	h := sha256.Sum256(append(append([]byte{1}, merkle(leaves[:half])...), merkle(leaves[half:])...))
	return h[:]
}

// calculation is one epoch, calculated again; wrong is what does not come out.
type calculation struct {
	t     *testing.T
	e     exported
	paid  []payout
	known scorers
	sums  map[worker][]*big.Int // of each measure
	wrong []string
}

// worker is a participant in a role.
type worker struct{ role, id string }

func (k *calculation) same(what string, got, want *big.Int) {
	if got.Cmp(want) != 0 {
		k.wrong = append(k.wrong, fmt.Sprintf("epoch %d: %s is %s, calculated %s", k.e.Account.Epoch, what, got, want))
	}
}

// again calculates the epoch of a folder, and returns what does not come out. It adds what participants earn to earned.
func again(t *testing.T, dir string, known scorers, earned map[string]*big.Int) []string {
	t.Helper()
	k := &calculation{t: t, known: known, sums: map[worker][]*big.Int{}}
	var list []done
	for name, to := range map[string]any{"epoch.json": &k.e, "contributions.json": &list, "payouts.json": &k.paid} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		must(t, json.Unmarshal(raw, to))
	}
	k.pool()
	k.root(list)
	weights := make([]uint64, len(k.e.Account.Roles))
	for i, r := range k.e.Account.Roles {
		weights[i] = r.Weight
	}
	parts := split(k.e.Account.Pool.Int, weights)
	for i := range k.e.Account.Roles {
		k.same("pool of "+k.e.Account.Roles[i].Role, k.e.Account.Roles[i].Pool.Int, parts[i])
		k.role(i, earned)
	}
	return k.wrong
}

// pool calculates where the pool comes from.
func (k *calculation) pool() {
	a, in, million := &k.e.Account, &k.e.Inputs, n64(1_000_000)
	k.same("emission", a.Emission.Int, new(big.Int).Sub(schedule(in.Cap.Int, in.ScheduleStart, a.End), schedule(in.Cap.Int, in.ScheduleStart, in.Emitted)))
	k.same("fee_pool", a.FeePool.Int, floor(new(big.Int).Add(a.Fees.Int, a.FeePool.Int), big.NewInt(in.Params.FeeShare), million))
	own := new(big.Int).Add(a.Emission.Int, a.Fees.Int)
	back := floor(a.Emission.Int, big.NewInt(in.Params.PoolLimit-1_000_000), million)
	if had := new(big.Int).Add(a.Reserve.Int, a.FromReserve.Int); had.Cmp(back) < 0 {
		back = had
	}
	k.same("from_reserve", a.FromReserve.Int, back)
	k.same("pool", a.Pool.Int, own.Add(own, back))
}

// root adds up what everybody did, and calculates the Merkle root of it.
func (k *calculation) root(list []done) {
	ids := map[string]uint64{}
	for _, r := range k.e.Account.Roles {
		ids[r.Role] = r.ID
	}
	canonical, err := cbor.CanonicalEncOptions().EncMode()
	must(k.t, err)
	var leaves [][]byte
	for _, c := range list {
		sums := k.sums[worker{c.Role, c.ID}]
		measures := []any{}
		for i, m := range c.Measures {
			if i == len(sums) {
				sums = append(sums, new(big.Int))
			}
			sums[i].Add(sums[i], m.Int)
			measures = append(measures, m.Int)
		}
		k.sums[worker{c.Role, c.ID}] = sums
		account, err := abi.ParseAddress(c.Account)
		must(k.t, err)
		leaf, err := canonical.Marshal([]any{ids[c.Role], c.Number, c.ID, account[:], measures})
		must(k.t, err)
		leaves = append(leaves, leaf)
	}
	if root := fmt.Sprintf("%x", merkle(leaves)); root != k.e.Account.Root {
		k.wrong = append(k.wrong, fmt.Sprintf("epoch %d: root is %s, calculated %s", k.e.Account.Epoch, k.e.Account.Root, root))
	}
}

// role calculates scores and amounts of a role.
func (k *calculation) role(i int, earned map[string]*big.Int) {
	r := &k.e.Account.Roles[i]
	score := linearScore
	switch r.PaidBy {
	case "live":
		score = k.known[k.e.Account.Formula.CodeHash]
	case "last_good":
		score = k.known[k.e.Inputs.LastGood.CodeHash]
	}
	if score == nil {
		k.t.Fatalf("epoch %d: %s is paid by a formula that nobody knows", k.e.Account.Epoch, r.Role)
	}
	scores, whole := map[string]*big.Int{}, new(big.Int)
	for w, sums := range k.sums {
		if w.role == r.Role {
			scores[w.id] = score(sums, r.Role, k.e.Inputs.Params.FormulaParams)
			whole.Add(whole, scores[w.id])
		}
	}
	k.same("score total of "+r.Role, r.ScoreTotal.Int, whole)
	k.same("participants of "+r.Role, n64(r.Participants), n64(uint64(len(scores))))
	if whole.Sign() == 0 {
		k.same("returned of "+r.Role, r.Returned.Int, r.Pool.Int)
		return
	}
	for _, p := range k.paid {
		if p.Role != r.Role {
			continue
		}
		if scores[p.ID] == nil {
			k.wrong = append(k.wrong, fmt.Sprintf("epoch %d: %s is paid for nothing, or twice", k.e.Account.Epoch, p.ID))
			continue
		}
		amount, fee := floor(r.Pool.Int, scores[p.ID], whole), floor(r.FeePool.Int, scores[p.ID], whole)
		k.same("amount of "+p.ID, p.Amount.Int, amount)
		k.same("fee_amount of "+p.ID, p.FeeAmount.Int, fee)
		if earned[p.ID] == nil {
			earned[p.ID] = new(big.Int)
		}
		earned[p.ID].Add(earned[p.ID], amount.Add(amount, fee))
		delete(scores, p.ID)
	}
	k.same("participants of "+r.Role+" who are paid nothing", n64(uint64(len(scores))), n64(0))
}

// past is a chain with a history, and its export.
type past struct {
	*audittest.Chain
	t       *testing.T
	r       *rand.Rand
	ids     map[string][]string // by role
	folder  audit.Folder
	dirs    []string
	payers  map[string]int
	audited time.Duration
}

var worked = []string{"developers", "compute", "social"}

func newPast(t *testing.T, people int) *past {
	p := &past{Chain: audittest.New(t), t: t, r: rand.New(rand.NewSource(1)), ids: map[string][]string{}, folder: audit.Folder(t.TempDir()), payers: map[string]int{}}
	for i := range people {
		role := []string{"developers", "developers", "compute", "social"}[i%4]
		p.ids[role] = append(p.ids[role], fmt.Sprint("p", i))
	}
	for _, role := range worked {
		p.Register(role, p.ids[role]...)
	}
	return p
}

// epoch has three of four work, closes the epoch, audits it and exports it.
func (p *past) epoch(a *audit.Auditor) {
	p.t.Helper()
	for _, role := range worked {
		var works []audittest.Work
		for _, id := range p.ids[role] {
			if p.r.Intn(4) == 0 {
				continue
			}
			w := audittest.Work{ID: id, Measures: []uint64{uint64(p.r.Intn(3000))}}
			if role == "compute" {
				w.Measures = append(w.Measures, uint64(p.r.Int63()))
			}
			works = append(works, w)
		}
		p.Works(role, works...)
	}
	ctx := context.Background()
	e, err := audit.Fetch(ctx, p, "sandbox", p.Close())
	must(p.t, err)
	start := time.Now()
	found, err := a.Check(ctx, e)
	must(p.t, err)
	p.audited += time.Since(start)
	for _, f := range found {
		p.t.Error(f)
	}
	dir, err := p.folder.Write(ctx, e, p)
	must(p.t, err)
	p.dirs = append(p.dirs, dir)
	p.payers[fmt.Sprintf("%s %x", e.Account.PaidBy, e.Account.Formula.CodeHash.Bytes()[:4])]++
}

// hasEarned fails unless an account was paid, and will be, exactly that.
func (p *past) hasEarned(id string, want *big.Int) {
	p.t.Helper()
	account := audittest.Account(id)
	books, err := rewards.Client{Node: p}.Account(context.Background(), rewards.AccountArgs{Account: sdk.AddressOf(account[:])})
	must(p.t, err)
	got := new(big.Int)
	for _, amount := range append([]rewards.Pending{{Amount: books.Paid}}, books.Pending...) {
		n, _ := new(big.Int).SetString(amount.Amount.String(), 10)
		got.Add(got, n)
	}
	if got.Cmp(want) != 0 {
		p.t.Errorf("%s has and will have %s, calculated %s", id, got, want)
	}
}

// A history of many epochs and participants, over changes of the formula of which one fails later and is rolled back, comes out of its
// export to the last unit: what each participant was paid, or will be, is the sum of what this file calculates. FULL=1 makes it 120
// epochs with 500 participants.
func TestAHistoryIsCalculatedFromItsExport(t *testing.T) {
	epochs, people := uint64(48), 30
	if os.Getenv("FULL") != "" {
		epochs, people = 120, 500
	}
	zoo := "../../contracts/testdata/formula-zoo/formula-zoo.wasm"
	known := scorers{}
	for file, score := range map[string]func([]*big.Int, string, string) *big.Int{standard: ruledScore, sqrt: rootScore, zoo: linearScore} {
		raw, err := os.ReadFile(file)
		must(t, err)
		known[fmt.Sprintf("%x", sha256.Sum256(raw))] = score
	}
	p := newPast(t, people)
	a := audit.New(p)
	defer func() { must(t, a.Close()) }()
	for epoch := range epochs {
		switch epoch {
		case 2:
			p.Propose(sqrt)
		case epochs / 4:
			p.Propose(zoo)
		case epochs / 2:
			p.ProposeParam("rewards", "formula_params", "0x61") // the formula traps on every record from then on
		case epochs * 3 / 4:
			p.Propose(standard)
		}
		p.epoch(a)
	}
	if len(p.payers) < 4 {
		t.Errorf("paid by %v: want three formulas, and the fallback of one", p.payers)
	}
	earned := map[string]*big.Int{}
	start := time.Now()
	for _, dir := range p.dirs {
		for _, w := range again(t, dir, known, earned) {
			t.Error(w)
		}
	}
	t.Logf("%d epochs, %d participants, paid by %v; audited in %s, calculated from JSON in %s", epochs, people, p.payers, p.audited, time.Since(start))
	for _, role := range worked {
		for _, id := range p.ids[role] {
			p.hasEarned(id, earned[id])
		}
	}
	spoil(t, p.dirs[len(p.dirs)/3])
	if wrong := again(t, p.dirs[len(p.dirs)/3], known, map[string]*big.Int{}); len(wrong) == 0 {
		t.Error("a changed byte of an archived input is not found")
	}
}

// spoil changes one digit of one measure.
func spoil(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, "contributions.json")
	raw, err := os.ReadFile(name)
	must(t, err)
	at := bytes.Index(raw, []byte(`"measures": [`)) + len(`"measures": [`)
	for raw[at] < '0' || raw[at] > '9' {
		at++
	}
	raw[at] = '0' + (raw[at]-'0'+1)%10
	must(t, os.WriteFile(name, raw, 0o600))
}
