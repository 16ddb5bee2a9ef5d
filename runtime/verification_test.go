package runtime_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// The attacks on verification that contracts/roles tests natively, on the modules that a chain runs: alice, bob and
// carol attest with a third each.

// submits sends one submission and returns where it is.
func (p *play) submits(who, id, ref string) (at struct{ Epoch, First, Accepted, Repeated uint64 }) {
	p.t.Helper()
	args := fmt.Sprintf(`{"role":"developers","entries":[{"id":%q,"ref":%q,"locator":"https://example.org","hash":"%064d","bond":"0"}]}`, id, ref, 1)
	must(p.t, json.Unmarshal(p.say(who, "roles", "submit", args, abi.Amount{}), &at))
	return at
}

// reports says what an attestor found of a number.
func (p *play) reports(who string, number uint64, value string) {
	p.t.Helper()
	p.say(who, "roles", "report", fmt.Sprintf(`{"role":"developers","epoch":%d,"sheets":[{"sheet":%d,"findings":[{"number":%d,"time":%d,"measures":[%q]}]}]}`,
		clock(p.t, p.c).Epoch, number/16, number, p.c.Time(), value), abi.Amount{})
}

// became is the state and the value of a submission.
func (p *play) became(epoch, number uint64) string {
	p.t.Helper()
	var page struct {
		Submissions []struct {
			Number   uint64
			State    string
			Measures []string
		}
	}
	p.ask("roles", "submissions", fmt.Sprintf(`{"epoch":%d,"role":"developers","from":%d}`, epoch, number), &page)
	if len(page.Submissions) == 0 || page.Submissions[0].Number != number {
		return "gone"
	}
	return strings.TrimSpace(page.Submissions[0].State + " " + strings.Join(page.Submissions[0].Measures, ","))
}

func TestAttackAThirdThatLies(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	at := p.submits("dora", "ada", "x")
	p.reports("alice", at.First, "1000000000")
	p.reports("bob", at.First, "5")
	p.reports("carol", at.First, "5")
	p.closes()
	if got := p.became(0, at.First); got != "verified 5" {
		t.Error(got)
	}
}

// An attestor's own participant, with the largest measure and half of the others' help.
func TestAttackAnAttestorAttestsItself(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	p.say("alice", "roles", "register", fmt.Sprintf(`{"role":"developers","entries":[{"id":"own","account":%q}]}`, sandbox.Key("alice").Address()), abi.Amount{})
	at := p.submits("alice", "own", "x")
	most := abi.Amount{Hi: 1<<32 - 1, Lo: 1<<64 - 1}.String()
	p.reports("alice", at.First, most)
	p.reports("bob", at.First, most)
	p.closes()
	if got := p.became(0, at.First); got != "gone" { // carol has said nothing: it waits for her
		t.Error(got)
	}
	if got := p.became(1, 0); got != "waiting" {
		t.Error(got)
	}
	p.reports("bob", 0, most)
	p.reports("carol", 0, "0")
	p.closes()
	if got := p.became(1, 0); got != "nothing 0" {
		t.Error(got)
	}
}

// One reference is paid once: not to two ids, and not in two epochs.
func TestAttackOneReferenceForTwo(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	first, second := p.submits("dora", "ada", "x"), p.submits("dora", "ben", "x")
	for _, who := range people {
		p.reports(who, first.First, "5")
		p.reports(who, second.First, "5")
	}
	p.closes()
	if one, other := p.became(0, first.First), p.became(0, second.First); one != "verified 5" || other != "repeated 5" {
		t.Error(one, other)
	}
	for _, id := range []string{"ada", "ben"} {
		if again := p.submits("dora", id, "x"); again.Accepted != 0 || again.Repeated != 1 {
			t.Errorf("%s again: %+v", id, again)
		}
	}
}

// What is sent in the last block of an epoch cannot be reported on in it.
func TestAttackTheLastBlockOfAnEpoch(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	block(t, p.c, clockEnd(t, p.c)-1)
	if at := p.submits("dora", "ada", "x"); at.Epoch != 1 {
		t.Errorf("belongs to epoch %d", at.Epoch)
	}
}

// A third that is silent loses its place after eight epochs, in which others are paid all the same.
func TestAttackAThirdIsSilent(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	left := false
	for epoch := uint64(0); epoch < 20 && !left; epoch++ {
		at := p.submits("dora", "ada", fmt.Sprint("x", epoch))
		p.reports("alice", at.First, "5")
		p.reports("bob", at.First, "5")
		left = slices.Contains(p.closes(), "roles.attestor_left")
		if got := p.became(epoch, at.First); got != "verified 5" {
			t.Fatalf("epoch %d: %s", epoch, got)
		}
	}
	if !left {
		t.Error("carol is still there")
	}
}

// In whatever order work is submitted and reported on, everybody is paid the same.
func TestPermutedTransactionsPayAlike(t *testing.T) {
	long(t)
	ids := []string{"ada", "ben", "cyd"}
	var first []abi.Amount
	for _, order := range [][]int{{0, 1, 2}, {2, 0, 1}, {1, 2, 0}} {
		p := newPlay(t, sandbox.Options{})
		numbers := map[int]uint64{}
		for _, i := range order {
			numbers[i] = p.submits("dora", ids[i], "work of "+ids[i]).First
		}
		for _, k := range order {
			for _, i := range order {
				p.reports(people[k], numbers[i], fmt.Sprint(1+i*i+k))
			}
		}
		_, _ = p.closes(), p.closes()
		block(t, p.c, p.c.Time()+1)
		var paid []abi.Amount
		for _, id := range ids {
			paid = append(paid, account(t, p.c, id).Balance)
		}
		if first == nil {
			first = paid
		}
		if !slices.Equal(paid, first) || paid[0].IsZero() {
			t.Errorf("order %v: %v, not %v", order, paid, first)
		}
	}
}
