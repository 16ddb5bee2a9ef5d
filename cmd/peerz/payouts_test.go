package main

import (
	"encoding/csv"
	"encoding/json"
	"math/big"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPayouts computes what a role's participants must get for an epoch, from the file alone
// and the role's pool, and compares it with what the chain says: "payouts FILE PERIOD ROLE
// EPOCH [sqrt]". It shares no code with the chain: amount = floor(pool * score / all scores),
// where a score is the contribution or, with sqrt, its root as examples/formula-sqrt defines.
func cmdPayouts(ts *testscript.TestScript, _ bool, args []string) {
	file, period, role, epoch := args[0], args[1], args[2], args[3]
	scores := scoresOf(ts, file, period, role, len(args) > 4)
	pool := poolOf(ts, role, epoch)
	sum := new(big.Int)
	for _, s := range scores {
		sum.Add(sum, s)
	}
	ts.Check(ts.Exec("peerz", "rewards", "payouts", "--epoch", epoch, "--role", role, "--output", "json"))
	var answer struct {
		Payouts []struct{ ID, Amount, State string }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &answer))
	if len(answer.Payouts) != len(scores) || len(scores) == 0 {
		ts.Fatalf("%d payouts for %d rows", len(answer.Payouts), len(scores))
	}
	for _, p := range answer.Payouts {
		score, known := scores[p.ID]
		if !known {
			ts.Fatalf("%s is paid and in no row", p.ID)
		}
		want := new(big.Int).Div(new(big.Int).Mul(pool, score), sum)
		if p.Amount != want.String() {
			ts.Fatalf("%s gets %s, not %s: pool %s, score %s of %s", p.ID, p.Amount, want, pool, score, sum)
		}
	}
}

func scoresOf(ts *testscript.TestScript, file, period, role string, sqrt bool) map[string]*big.Int {
	f, err := os.Open(ts.MkAbs(file))
	ts.Check(err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	ts.Check(err)
	scores := map[string]*big.Int{}
	for _, row := range rows[1:] {
		if row[0] != period || row[2] != role {
			continue
		}
		score, ok := new(big.Int).SetString(row[3], 10)
		if !ok {
			ts.Fatalf("%q is no number", row[3])
		}
		if sqrt {
			score = rootScore(score)
		}
		scores[row[1]] = score
	}
	return scores
}

// rootScore is the square root with six decimals, cut: floor(sqrt(n * 10^12)).
func rootScore(n *big.Int) *big.Int {
	return new(big.Int).Sqrt(new(big.Int).Mul(n, big.NewInt(1_000_000_000_000)))
}

func poolOf(ts *testscript.TestScript, role, epoch string) *big.Int {
	ts.Check(ts.Exec("peerz", "rewards", "epoch", epoch, "--output", "json"))
	var answer struct {
		Roles []struct{ Role, Pool string }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &answer))
	for _, r := range answer.Roles {
		if r.Role == role {
			pool, ok := new(big.Int).SetString(r.Pool, 10)
			if ok {
				return pool
			}
		}
	}
	ts.Fatalf("epoch %s has no pool for %s", epoch, role)
	return nil
}
