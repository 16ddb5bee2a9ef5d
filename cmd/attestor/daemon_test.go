package attestor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// chainOfOne is a chain on which one attestor reports, as far as a daemon sees it: time goes where a test moves it, and each
// transaction has a block.
type chainOfOne struct {
	t           *testing.T
	key         tx.Key
	epoch, time uint64 // epochs of 100 s; what is submitted after 80 s belongs to the next
	reveal      uint64
	submissions []roles.SubmissionInfo
	refuse      bool // everything that is sent
	disputes    []roles.DisputeInfo
	votes       map[uint64]bool // by dispute
	void        []uint64        // disputes on which it voted that nobody is paid

	nonce     uint64
	committed map[uint64]sdk.Hash // by sheet
	reports   map[uint64]string   // by number: what was reported or revealed
	calls     []string
	receipts  map[string]bool
}

func (c *chainOfOne) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/v1/status":
		fmt.Fprintf(w, `{"chain_id":"chain-1","height":%d,"epoch":%d,"time":%d,"epoch_start":%d,"epoch_end":%d,"block_time_ms":1,"min_gas_price":"1"}`,
			10+len(c.calls), c.epoch, c.epoch*100+c.time, c.epoch*100, c.epoch*100+100)
	case path == "/v1/params":
		fmt.Fprint(w, `{"max_tx_gas":100,"max_block_gas":1000}`)
	case path == "/v1/contracts/roles":
		fmt.Fprintf(w, `{"address":%q}`, abi.Address{9})
	case strings.HasPrefix(path, "/v1/accounts/"):
		fmt.Fprintf(w, `{"nonce":%d,"pending_nonce":%d}`, c.nonce, c.nonce)
	case path == "/v1/simulate":
		fmt.Fprint(w, `{"code":0,"gas_used":10}`)
	case path == "/v1/query/roles/raw":
		c.query(w, r)
	case path == "/v1/txs":
		raw, _ := io.ReadAll(r.Body)
		c.execute(w, raw)
	case c.receipts[strings.TrimPrefix(path, "/v1/txs/")]:
		fmt.Fprint(w, `{"height":6,"code":0}`)
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":0,"name":"not_found","message":"nothing"}}`)
	}
}

func (c *chainOfOne) query(w http.ResponseWriter, r *http.Request) {
	var q v1.RawQuery
	_ = json.NewDecoder(r.Body).Decode(&q)
	input, _ := hex.DecodeString(q.Input)
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	var result sdk.Marshaler
	switch method := d.Text(); method {
	case "attestors":
		address := c.key.Address()
		result = &roles.AttestorsResult{Attestors: []roles.AttestorInfo{{Account: sdk.AddressOf(address[:]), Stake: sdk.U64(1)}}}
	case "roles":
		result = &roles.RolesResult{Roles: []roles.RoleInfo{{Name: "developers", Measures: []roles.Measure{{Name: "merged_changes"}}, Source: roles.Source{
			Kind: "attestors", Publishers: []sdk.Address{sdk.AddressOf([]byte{7})}, Repositories: []string{"git+https://example.org/a.git"},
		}}}}
	case "params":
		result = &roles.Params{Deposit: sdk.U64(5)}
	case "verification":
		result = &roles.VerificationResult{Reveal: c.reveal, Late: c.epoch*100 + 80, Roles: []roles.RoleCount{{Role: "developers", Submissions: uint64(len(c.submissions))}}}
	case "submissions":
		var args roles.SubmissionsArgs
		args.UnmarshalCBOR(d)
		result = &roles.SubmissionsResult{Submissions: c.submissions[args.From:]}
	case "disputes":
		result = &roles.DisputesResult{Disputes: c.disputes}
	default:
		c.t.Errorf("asked for %s", method)
		return
	}
	fmt.Fprintf(w, `{"output":"%x"}`, sdk.Marshal(result))
}

func (c *chainOfOne) execute(w http.ResponseWriter, raw []byte) {
	t, err := tx.Decode(raw)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.refuse {
		_ = json.NewEncoder(w).Encode(map[string]any{"hash": t.Hash, "code": abi.CodeNonceTooLow, "codename": "nonce_too_low"})
		return
	}
	if !c.receipts[t.Hash.String()] {
		c.receipts[t.Hash.String()] = true
		c.nonce++
		c.call(t.Body.Msg.(tx.Call))
	}
	fmt.Fprintf(w, `{"hash":%q,"height":6,"code":0}`, t.Hash)
}

// call does what the contract does, and knows when it would not.
func (c *chainOfOne) call(msg tx.Call) {
	d := sdk.NewDecoder(msg.Input)
	d.Tuple(2)
	method := d.Text()
	c.calls = append(c.calls, method)
	switch method {
	case "report":
		var args roles.ReportArgs
		args.UnmarshalCBOR(d)
		for _, s := range args.Sheets {
			c.found(s)
		}
	case "commit":
		var args roles.CommitArgs
		args.UnmarshalCBOR(d)
		if want, _ := abi.U64(5).Mul(abi.U64(uint64(len(args.Commitments)))); msg.Funds != want {
			c.t.Errorf("deposits of %s for %d sheets", msg.Funds, len(args.Commitments))
		}
		for _, one := range args.Commitments {
			if _, twice := c.committed[one.Sheet]; twice {
				c.t.Errorf("sheet %d is committed twice", one.Sheet)
			}
			c.committed[one.Sheet] = one.Hash
		}
	case "vote_dispute":
		var args roles.VoteDisputeArgs
		args.UnmarshalCBOR(d)
		if _, twice := c.votes[args.Dispute]; twice {
			c.t.Errorf("voted twice on dispute %d", args.Dispute)
		}
		c.votes[args.Dispute] = args.Uphold
		if args.Void {
			c.void = append(c.void, args.Dispute)
		}
	case "reveal":
		var args roles.RevealArgs
		args.UnmarshalCBOR(d)
		chain, address := sha256.Sum256([]byte("chain-1")), c.key.Address()
		for i := range args.Sheets {
			s := &args.Sheets[i]
			hash := sha256.Sum256(roles.CommitmentInput(sdk.HashOf(chain[:]), args.Epoch, args.Role, sdk.AddressOf(address[:]), s))
			if sdk.HashOf(hash[:]) != c.committed[s.Sheet.Sheet] {
				c.t.Errorf("sheet %d is not what was committed", s.Sheet.Sheet)
			}
			c.found(s.Sheet)
		}
	}
}

func (c *chainOfOne) found(s roles.Sheet) {
	for _, f := range s.Findings {
		if text, twice := c.reports[f.Number]; twice {
			c.t.Errorf("number %d is reported twice: %s before", f.Number, text)
		}
		c.reports[f.Number] = fmt.Sprint(f.Measures[0].Lo, " at ", f.Time)
	}
}

// submit adds submissions with bonds; the reference says what they are worth.
func (c *chainOfOne) submit(refs ...string) {
	for _, ref := range refs {
		n := uint64(len(c.submissions))
		c.submissions = append(c.submissions, roles.SubmissionInfo{Epoch: c.epoch, Number: n, ID: "ann", Ref: ref, Locator: "file:a", State: "waiting", Bond: sdk.U64(n % 7)})
	}
}

// attestor is a daemon on a chain, with what it looked at.
func attestor(t *testing.T) (*chainOfOne, *Daemon, *[]string) {
	t.Helper()
	c := &chainOfOne{t: t, key: tx.NewKey([32]byte{5}), epoch: 3, committed: map[uint64]sdk.Hash{}, reports: map[uint64]string{}, receipts: map[string]bool{}, votes: map[uint64]bool{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	node, err := client.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	looked := new([]string)
	d := &Daemon{Node: node, Key: c.key, Dir: t.TempDir(), Lock: func() (func(), error) { return func() {}, nil }, Note: func(string, ...any) {}}
	d.Look = func(_ context.Context, asked []plugin.Submission) []Finding {
		findings := make([]Finding, len(asked))
		for i, s := range asked {
			*looked = append(*looked, s.Ref)
			switch s.Ref {
			case "gone":
				findings[i].Err = &evidence.Fault{Kind: evidence.ErrMissing}
			case "broken":
				findings[i].Err = &plugin.Fault{Kind: plugin.ErrFailed}
			default:
				findings[i].Answer = plugin.Answer{Measures: map[string]abi.Amount{"merged_changes": abi.U64(uint64(len(s.Ref)))}, Time: 9}
			}
		}
		return findings
	}
	t.Cleanup(d.close)
	return c, d, looked
}

func round(t *testing.T, d *Daemon) {
	t.Helper()
	if err := d.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range d.open {
		s.after = s.after.AddDate(-1, 0, 0) // nobody waits in a test
	}
}

func TestOpenReports(t *testing.T) {
	c, d, looked := attestor(t)
	c.submit("a", "bb", "gone", "broken")
	for range 2 * maxTries {
		round(t, d)
	}
	c.submit("ccc")
	round(t, d)
	round(t, d)
	want := map[uint64]string{0: "1 at 9", 1: "2 at 9", 2: "0 at 0", 4: "3 at 9"} // a plug-in that fails is no reason to say 0
	if fmt.Sprint(c.reports) != fmt.Sprint(want) {
		t.Errorf("reported %v, want %v", c.reports, want)
	}
	if n := strings.Count(strings.Join(*looked, " "), "broken"); n != maxTries {
		t.Errorf("what fails was looked at %d times", n)
	}
	if len(c.calls) != 3 {
		t.Errorf("called %v", c.calls)
	}
}

// Attestors take the dearest submissions first, and what failed after those that nobody has looked at.
func TestTheDearestFirst(t *testing.T) {
	c, d, looked := attestor(t)
	for i := range 80 {
		c.submit(fmt.Sprint(i))
	}
	round(t, d)
	for i, ref := range *looked {
		var n int
		if _, err := fmt.Sscan(ref, &n); err != nil || i < 11 && n%7 != 6 || i >= 69 && n%7 != 0 {
			t.Errorf("%d. is %s", i, ref)
		}
	}
}

func TestCommitAndReveal(t *testing.T) {
	c, d, _ := attestor(t)
	c.reveal = 1
	for i := range 20 {
		c.submit(strings.Repeat("x", i+1))
	}
	round(t, d)
	if len(c.committed) != 1 {
		t.Errorf("%d sheets are committed, want the full one alone: others may grow", len(c.committed))
	}
	c.time = 85
	round(t, d)
	round(t, d)
	if len(c.committed) != 2 || len(c.reports) != 0 {
		t.Errorf("%d sheets are committed, %d reports are open", len(c.committed), len(c.reports))
	}
	d.close()
	again := &Daemon{Node: d.Node, Key: d.Key, Look: d.Look, Dir: d.Dir, Lock: d.Lock, Note: d.Note} // started again: all it knows is on the disk
	t.Cleanup(again.close)
	c.epoch, c.time, c.submissions = 4, 1, nil
	round(t, again)
	round(t, again)
	if len(c.reports) != 20 || fmt.Sprint(c.calls) != "[commit commit reveal]" {
		t.Errorf("%d are revealed by %v", len(c.reports), c.calls)
	}
}

// A transaction that can never be in a block is made anew, with the same findings, and not for ever.
func TestWhatIsRefusedIsMadeAnew(t *testing.T) {
	c, d, _ := attestor(t)
	c.submit("a")
	c.refuse = true
	for range 2 * maxTries {
		_ = d.Round(t.Context())
	}
	if len(d.journal.waiting) != 0 || d.tries[fmt.Sprint(3, []location{{3, "developers", 0}}, []sheetLocation(nil), []sheetLocation(nil), uint64(0))] != maxTries {
		t.Errorf("waiting: %d, tries: %v", len(d.journal.waiting), d.tries)
	}
	c.refuse = false
	d.tries = map[string]int{}
	round(t, d)
	if c.reports[0] != "1 at 9" || len(c.calls) != 1 {
		t.Errorf("reported %v", c.reports)
	}
}

// A dispute has the attestor look again at what was verified: it upholds one of work that it finds to be worth less, and of
// evidence that is gone, and rejects others. A plug-in that fails says nothing.
func TestVotesOnDisputes(t *testing.T) {
	for ref, want := range map[string]string{"aaaaa": "map[1:false]", "aaaaaa": "map[1:false]", "aaa": "map[1:true]", "gone": "map[1:true]", "broken": "map[]"} {
		t.Run(ref, func(t *testing.T) {
			c, d, _ := attestor(t)
			c.submit("fine", ref)
			for i, value := range []uint64{4, 5} {
				c.submissions[i].State, c.submissions[i].Measures = "verified", []sdk.Amount{sdk.U64(value)}
			}
			address := c.key.Address()
			c.disputes = []roles.DisputeInfo{
				{Dispute: 1, Role: "developers", ID: "ann", Last: c.epoch},
				{Dispute: 2, Role: "developers", ID: "ann", Last: c.epoch - 1},
				{Dispute: 3, Role: "developers", ID: "ann", Last: c.epoch, Disputer: sdk.AddressOf(address[:])},
				{Dispute: 4, Role: "developers", ID: "ann", Last: c.epoch, Votes: []roles.DisputeVote{{Attestor: sdk.AddressOf(address[:])}}},
			}
			for range 2 * maxTries {
				round(t, d)
				for _, j := range d.judged {
					j.after = j.after.AddDate(-1, 0, 0)
				}
			}
			if got := fmt.Sprint(c.votes); got != want {
				t.Errorf("votes are %s, want %s", got, want)
			}
		})
	}
}

// A dispute can name another table of the publisher's. It is looked at before the attestor judges, and only what is then found of the work
// itself counts; one that cannot be had says nothing.
func TestADisputeShowsATable(t *testing.T) {
	for _, gone := range []bool{false, true} {
		c, d, _ := attestor(t)
		c.submit("aaaaa")
		s := &c.submissions[0]
		s.State, s.Measures = "verified", []sdk.Amount{sdk.U64(5)}
		seen := false
		d.Look = func(_ context.Context, asked []plugin.Submission) []Finding {
			if asked[0].Locator == "https://example.org/other" && asked[0].SHA256 == (abi.Hash{7}) && asked[0].ID == "ann" && asked[0].Ref == "aaaaa" {
				if gone {
					return []Finding{{Err: &evidence.Fault{Kind: evidence.ErrMissing}}}
				}
				seen = true
				return []Finding{{}}
			}
			value := uint64(5)
			if seen {
				value = 4
			}
			return []Finding{{Answer: plugin.Answer{Measures: map[string]abi.Amount{"merged_changes": abi.U64(value)}}}}
		}
		c.disputes = []roles.DisputeInfo{{Dispute: 1, Role: "developers", ID: "ann", Last: c.epoch, Reason: WithTable("it is 4", "https://example.org/other", abi.Hash{7})}}
		for range 3 {
			round(t, d)
		}
		if got := fmt.Sprint(c.votes); got != fmt.Sprintf("map[1:%v]", !gone) {
			t.Errorf("gone %v: votes are %s", gone, got)
		}
	}
	for _, reason := range []string{"", "see", "see this", "see https://example.org/a", "see https://example.org/a 00", "see nowhere " + strings.Repeat("0", 64), "see git+file:a " + strings.Repeat("0", 64)} {
		if _, _, ok := TableOf(reason); ok {
			t.Errorf("%q names a table", reason)
		}
	}
}

// Whose work it is, is not for the attestor to say: on a dispute that names an heir it votes only where it finds that the work is
// worth less, and then that nobody is paid.
func TestOnHeirsItHasNoOpinion(t *testing.T) {
	for ref, want := range map[string]string{"aaaaa": "map[] []", "aaa": "map[1:false] [1]"} {
		c, d, _ := attestor(t)
		c.submit(ref)
		s := &c.submissions[0]
		s.ID, s.Payee, s.State, s.Measures = "label", "ann", "verified", []sdk.Amount{sdk.U64(5)}
		c.disputes = []roles.DisputeInfo{{Dispute: 1, Role: "developers", ID: "ann", Heir: "bob", Last: c.epoch}}
		for range 3 {
			round(t, d)
		}
		if got := fmt.Sprint(c.votes, " ", c.void); got != want {
			t.Errorf("%s: votes are %s, want %s", ref, got, want)
		}
	}
}

// Whose tables and whose commits count is what the chain lists for the role.
func TestTheChainsListsAreAsked(t *testing.T) {
	c, d, _ := attestor(t)
	var asked []plugin.Submission
	look := d.Look
	d.Look = func(ctx context.Context, list []plugin.Submission) []Finding {
		asked = append(asked, list...)
		return look(ctx, list)
	}
	c.submit("a")
	round(t, d)
	if len(asked) != 1 || asked[0].Publishers[0] != (abi.Address{7}).String() || asked[0].Repositories[0] != "git+https://example.org/a.git" {
		t.Errorf("asked %+v", asked)
	}
}

// Whoever reads the log of an attestor learns why it found nothing.
func TestNothingHasAReason(t *testing.T) {
	var said []string
	d := &Daemon{measures: map[string][]string{"developers": {"merged_changes"}}, Note: func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }}
	s := &submitted{location: location{Epoch: 3, Role: "developers", Number: 4}, SubmissionInfo: roles.SubmissionInfo{ID: "ann"}}
	d.decide(s, Finding{Answer: plugin.Answer{Measures: map[string]abi.Amount{"merged_changes": abi.U64(1)}, Reason: "merged"}})
	d.decide(s, Finding{Answer: plugin.Answer{Reason: "it is a merge"}})
	if len(said) != 1 || said[0] != "developers ann, number 4 of epoch 3, is worth nothing: it is a merge" {
		t.Errorf("it says %q", said)
	}
}
