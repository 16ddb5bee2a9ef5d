package rewards

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// expression evaluates the few forms that an explanation's sums have.
func expression(t *testing.T, text string) *big.Int {
	t.Helper()
	text, _ = strings.CutPrefix(strings.TrimSpace(text), "floor(")
	if inner, isMin := strings.CutPrefix(text, "min("); isMin {
		one, other, _ := strings.Cut(inner, ", ")
		a, b := expression(t, one), expression(t, other)
		if a.Cmp(b) < 0 {
			return a
		}
		return b
	}
	fields := strings.Fields(strings.TrimRight(text, ")"))
	number := func(s string) *big.Int {
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			t.Fatalf("%q in %q is no number", s, text)
		}
		return n
	}
	value := number(fields[0])
	for i := 1; i+1 < len(fields); i += 2 {
		switch n := number(fields[i+1]); fields[i] {
		case "+":
			value.Add(value, n)
		case "-":
			value.Sub(value, n)
		case "*":
			value.Mul(value, n)
		case "/":
			if n.Sign() == 0 {
				return n
			}
			value.Quo(value, n)
		case "mod":
			value.Mod(value, n)
		default:
			t.Fatalf("%q in %q", fields[i], text)
		}
	}
	return value
}

// Every number of an explanation is what its sum comes to, the parts of a role add up to its pool, and the roles'
// to the epoch's.
func TestExplanationsAddUp(t *testing.T) {
	c := audittest.New(t)
	people := []string{"ada", "ben", "cyd"}
	c.Register("developers", people...)
	c.Register("liquidity", "ada", "ben")
	ctx := context.Background()
	for round := range uint64(3) {
		for i, id := range people {
			c.Works("developers", audittest.Work{ID: id, Measures: []uint64{3 + uint64(i) + round}})
		}
		c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{2}})
		c.Works("liquidity", audittest.Work{ID: "ada", Measures: []uint64{1000}}, audittest.Work{ID: "ben", Measures: []uint64{7}})
		n := c.Close()
		paid := map[string]*big.Int{}
		rests, totals := map[string]*big.Int{}, map[string]string{}
		var last *explanation
		for _, id := range people {
			x, err := explain(ctx, c, n, id)
			if err != nil {
				t.Fatal(err)
			}
			last = x
			for _, s := range x.Pool {
				checkStep(t, s)
			}
			for _, r := range x.Roles {
				if got := len(r.Contributions); got == 0 || id == "ada" && r.Role == "developers" && got != 2 {
					t.Errorf("%s in %s: %d contributions", id, r.Role, got)
				}
				for _, s := range r.Steps {
					if s.Name != "role_pool" { // rounded by what all roles leave
						checkStep(t, s)
					}
					add(paid, r.Role+"/"+s.Name, s.Value)
				}
				add(rests, r.Role, value(r.Steps, "rounded_down"))
				totals[r.Role] = value(r.Steps, "score_total")
			}
		}
		pools := new(big.Int)
		for _, w := range last.Weights {
			pool, _ := new(big.Int).SetString(w["pool"].(string), 10)
			pools.Add(pools, pool)
			role := w["role"].(string)
			if rests[role] == nil {
				continue
			}
			total, _ := new(big.Int).SetString(totals[role], 10)
			dust := new(big.Int).Sub(pool, paid[role+"/amount"]) // every participant of the role was explained
			if total.Sign() == 0 || new(big.Int).Mul(dust, total).Cmp(rests[role]) != 0 {
				t.Errorf("epoch %d: %s: amounts %s and remainders %s are not its pool %s", n, role, paid[role+"/amount"], rests[role], pool)
			}
		}
		if pools.String() != value(last.Pool, "pool") {
			t.Errorf("the roles' pools add up to %s, not to %s", pools, value(last.Pool, "pool"))
		}
	}
}

func checkStep(t *testing.T, s step) {
	t.Helper()
	if got := expression(t, s.Sum); got.String() != s.Value {
		t.Errorf("%s is %s, but %s comes to %s", s.Name, s.Value, s.Sum, got)
	}
}

func add(to map[string]*big.Int, name, text string) {
	n, _ := new(big.Int).SetString(text, 10)
	if to[name] == nil {
		to[name] = new(big.Int)
	}
	to[name].Add(to[name], n)
}

func value(steps []step, name string) string {
	for _, s := range steps {
		if s.Name == name {
			return s.Value
		}
	}
	return "0"
}

// What an explanation shows has the reference and the evidence of the work, and where nothing was done it says so.
func TestExplainShowsTheEvidence(t *testing.T) {
	c := audittest.New(t)
	c.Register("developers", "ada")
	c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{3}})
	n := c.Close()
	x, err := explain(context.Background(), c, n, "ada")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	x.show(cli.NewPrinter(&out), abi.Address.String)
	for _, want := range []string{"evidence https://example.org/work", "reported by ", "merged_changes 3 changes", "amount", "emission", "what ada gets"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	if _, err := explain(context.Background(), c, n, "nobody"); err == nil || !strings.Contains(err.Error(), "nothing that nobody did was verified") {
		t.Error(err)
	}
	account := audittest.Account("val")
	validator := fmt.Sprintf("%x", account[:])
	if x, err = explain(context.Background(), c, n, validator); err != nil || x.Roles[0].Contributions[0]["state"] != "measured" {
		t.Errorf("a validator: %+v, %v", x, err)
	}
}

// Work that somebody paid for earns at most its limit, and the explanation says so.
func TestALimitIsExplained(t *testing.T) {
	share := rewards.RoleShare{Pool: sdk.U64(1000), ScoreTotal: sdk.U64(3)}
	for limit, want := range map[uint64]string{5: "5", 999: "666"} {
		most := sdk.U64(limit)
		s := amountStep(&share, &rewards.Payout{Score: sdk.U64(2), Limit: &most})
		if got := expression(t, s.Sum).String(); got != want {
			t.Errorf("%q comes to %s, want %s", s.Sum, got, want)
		}
	}
}

// Who is asked for by a key or an address is there with all that the account does: by itself, under its ids, and under the name if that is one.
func TestAnAccountIsFoundUnderAllItsIDs(t *testing.T) {
	account := abi.Address{0xc4, 0xdf}
	own := "c4df000000000000000000000000000000000000"
	for _, c := range []struct {
		name       string
		registered []string
		want       string
	}{
		{account.String(), nil, own},
		{"alice", nil, own + " alice"},
		{"alice", []string{"ann", "alice"}, own + " ann alice"},
		{account.String(), []string{"ann"}, own + " ann"},
	} {
		var registered []roles.ParticipantInfo
		for _, id := range c.registered {
			registered = append(registered, roles.ParticipantInfo{ID: id})
		}
		if got := strings.Join(idsOf(account, c.name, registered), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Numbers have the names and units of their role; of work that somebody paid for they are prices.
func TestMeasuresAreInWords(t *testing.T) {
	r := roleStory{Payout: map[string]any{}, measures: []roles.Measure{{Name: "deployments", Unit: "deployments"}, {Name: "uses", Unit: "requests"}}}
	measures := []any{"2", "1500000000000000000"}
	if got, want := r.inWords(measures), "deployments 2 deployments, uses 1500000000000000000 requests"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.Payout["limit"] = "7"
	if got, want := r.inWords(measures), "deployments 2, uses 1500000000000000000 (1.5 tokens paid)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The numbers of a payout add up: what its part of the pool has above the limit is said, and what is paid of it so far.
func TestStepsOfAPayoutAddUp(t *testing.T) {
	n := func(x uint64) *sdk.Amount { a := sdk.U64(x); return &a }
	role := &rewards.RoleShare{Pool: sdk.U64(100), ScoreTotal: sdk.U64(3), FeePool: sdk.U64(10)}
	for _, x := range []struct {
		payout rewards.Payout
		want   string
	}{
		{rewards.Payout{Score: sdk.U64(2), Amount: sdk.U64(66), FeeAmount: sdk.U64(6)}, "amount=66 rounded_down=2 fee_amount=6 payout=72"},
		{rewards.Payout{Score: sdk.U64(2), Amount: sdk.U64(66), FeeAmount: sdk.U64(6), Limit: n(67)}, "amount=66 rounded_down=2 fee_amount=6 payout=72"},
		{rewards.Payout{Score: sdk.U64(2), Amount: sdk.U64(5), FeeAmount: sdk.U64(6), Limit: n(5)}, "amount=5 above_limit=61 rounded_down=2 fee_amount=6 payout=11"},
		{rewards.Payout{Score: sdk.U64(2), Limit: n(5), State: "void"}, "amount=0 rounded_down=2 fee_amount=0 payout=0"},
		{rewards.Payout{Score: sdk.U64(2), Amount: sdk.U64(66), FeeAmount: sdk.U64(6), Part: n(70)}, "amount=66 rounded_down=2 fee_amount=6 payout=72 paid_so_far=70"},
	} {
		var got []string
		for _, s := range payoutSteps(&audit.Epoch{}, role, &x.payout)[4:] {
			checkStep(t, s)
			got = append(got, s.Name+"="+s.Value)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%v, want %s", got, x.want)
		}
	}
}
