package contribution

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// fakeNode is a node whose roles contract remembers calls and verifies what it is told to.
type fakeNode struct {
	mu        sync.Mutex
	t         *testing.T
	known     map[string]abi.Address // participants that are registered already
	sponsor   abi.Address            // of all of them
	attestors map[abi.Address]int    // stake
	epoch     uint64
	left      int64 // seconds that the epoch has left
	asked     int   // how often the status was
	blockMS   int
	late      bool // receipts say that the epoch was over
	calls     []call
	verified  bool
	used      uint64 // gas of each simulation
	short     uint64 // gas with which one does not succeed
}

type call struct {
	from    abi.Address
	method  string
	entries int
}

func (c *fakeNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	path := r.URL.Path
	switch {
	case path == "/status":
		fmt.Fprintf(w, `{"chain_id":"test","height":5,"epoch":%d,"time":100,"epoch_start":%d,"epoch_end":%d,"block_time_ms":%d,"min_gas_price":"1"}`, c.epoch, 90+c.left, 100+c.left, c.blockMS)
		if c.asked++; c.asked == 3 && c.left < 3 { // the next one begins
			c.epoch, c.left = c.epoch+1, 10
		}
	case path == "/params":
		fmt.Fprint(w, `{"max_tx_gas":100,"max_block_gas":1000}`)
	case path == "/simulate":
		c.simulate(w, r)
	case path == "/contracts/roles":
		fmt.Fprintf(w, `{"address":%q}`, abi.Address{9})
	case strings.HasPrefix(path, "/accounts/"):
		fmt.Fprintf(w, `{"address":%q,"balance":"1","nonce":0,"pending_nonce":0}`, strings.TrimPrefix(path, "/accounts/"))
	case path == "/query/rewards":
		answer(w, &rewards.Params{FormulaGas: 10, FormulaGasPerRecord: 1})
	case path == "/query/roles":
		c.query(w, r)
	case path == "/txs/batch":
		c.batch(w, r)
	case c.late:
		fmt.Fprintf(w, `{"hash":%q,"height":6,"code":23,"codename":"aborted","abort":{"code":%d}}`, strings.TrimPrefix(path, "/txs/"), roles.ErrWrongEpoch)
	default:
		fmt.Fprintf(w, `{"hash":%q,"height":6,"code":0}`, strings.TrimPrefix(path, "/txs/"))
	}
}

func (c *fakeNode) query(w http.ResponseWriter, r *http.Request) {
	input, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Error(err)
	}
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	switch d.Text() {
	case "participant":
		var args roles.ParticipantArgs
		args.UnmarshalCBOR(d)
		account, ok := c.known[args.ID]
		if !ok {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, `{"error":{"code":"id_unknown","message":"nobody"}}`)
			return
		}
		answer(w, &roles.ParticipantInfo{Account: chain.InMessage(account), Sponsor: chain.InMessage(c.sponsor), Roles: []string{"developers"}})
	case "attestors":
		var list roles.AttestorsResult
		for a, stake := range c.attestors {
			list.Attestors = append(list.Attestors, roles.AttestorInfo{Account: chain.InMessage(a), Stake: sdk.U64(uint64(stake))})
		}
		answer(w, &list)
	case "contributions":
		answer(w, &roles.ContributionsResult{Contributions: []roles.ContributionInfo{
			{ID: "ann", Ref: "may", Verified: c.verified}, {ID: "ann", Ref: "other"},
			{ID: "bob", Ref: "may", Verified: c.verified}, {ID: "cid", Ref: "other", Verified: true},
		}})
	}
}

// answer writes a result as the node does.
func answer(w io.Writer, result sdk.Marshaler) {
	fmt.Fprintf(w, `{"result":"%x"}`, sdk.Marshal(result))
}

func (c *fakeNode) simulate(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Error(err)
	}
	t, err := tx.Decode(raw)
	if err != nil {
		c.t.Error(err)
		return
	}
	code := abi.Code(0)
	if g := t.Body.GasLimit; g > 0 && g <= c.short {
		code = abi.CodeOutOfGas
	}
	fmt.Fprintf(w, `{"hash":%q,"code":%d,"gas_used":%d}`, t.Hash, code, c.used)
}

func (c *fakeNode) batch(w http.ResponseWriter, r *http.Request) {
	raw := make([]byte, r.ContentLength)
	if _, err := r.Body.Read(raw); err != nil && err.Error() != "EOF" {
		c.t.Error(err)
	}
	d := abi.NewReader(raw)
	var results []map[string]any
	for range d.Array() {
		t, err := tx.Decode(d.Bytes())
		if err != nil {
			c.t.Fatal(err)
		}
		input := abi.NewReader(t.Body.Msg.(tx.Call).Input)
		input.Array()
		c.calls = append(c.calls, call{from: t.Sender(), method: input.Text(), entries: strings.Count(string(t.Body.Msg.(tx.Call).Input), "bid")})
		results = append(results, map[string]any{"hash": t.Hash, "code": 0})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"results": results})
}

// fixture is a run against a chain; validator0 is its only attestor unless a test says more.
func fixture(t *testing.T) (*fakeNode, *Run, keystore.Key) {
	store := keystore.In(t.TempDir())
	var made []keystore.Key
	unlock := func(name string) (keystore.Key, error) { return store.Unlock(name, nil) } // test keys need no passphrase
	for i, name := range []string{"alice", "validator0"} {
		if err := store.PutTest(name, uint32(i)); err != nil {
			t.Fatal(err)
		}
		key, err := unlock(name)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, key)
	}
	c := &fakeNode{t: t, known: map[string]abi.Address{}, attestors: map[abi.Address]int{made[1].Address(): 10}, epoch: 4, left: 10, blockMS: 100, verified: true}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	node, err := client.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c, &Run{Node: node, Keys: store, From: made[0], Unlock: unlock, Ref: "may"}, made[1]
}

var contributions = []Contribution{{"ann", "developers", []abi.Amount{abi.U64(3)}}, {"bob", "developers", []abi.Amount{abi.U64(1)}}}

func TestNewParticipantsAreRegisteredSubmittedAndAttested(t *testing.T) {
	c, run, validator := fixture(t)
	result, err := run.Do(context.Background(), contributions)
	if err != nil {
		t.Fatal(err)
	}
	want := Result{Epoch: 4, Participants: 2, Contributions: 2, Verified: 2, Registered: 2, Attestors: 1, Transactions: 2, Height: 6, Fees: abi.U64(300)}
	if !reflect.DeepEqual(result, want) {
		t.Errorf("got %+v, want %+v", result, want)
	}
	alice := run.From.Address()
	calls := []call{{alice, "register", 2}, {alice, "submit", 2}, {validator.Address(), "attest", 2}}
	if fmt.Sprint(c.calls) != fmt.Sprint(calls) {
		t.Errorf("called %v, want %v", c.calls, calls)
	}
	kept, err := run.Keys.Participants()
	if err != nil || len(kept) != 2 {
		t.Errorf("kept the keys %v, %v", kept, err)
	}
}

// Without a wait everything is sent all the same, and can be asked for by its hash.
func TestAsyncSendsEverythingAndClaimsNothing(t *testing.T) {
	c, run, _ := fixture(t)
	run.Async, c.verified = true, false
	result, err := run.Do(context.Background(), contributions)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.calls) != 3 || len(result.Hashes) != 2 || result.Transactions != 2 || result.Verified != 0 || result.Height != 0 {
		t.Errorf("%d calls, %+v", len(c.calls), result)
	}
}

func TestOthersParticipantsAreSubmittedByAnAttestor(t *testing.T) {
	c, run, validator := fixture(t)
	c.known["ann"], c.sponsor = abi.Address{1}, abi.Address{2}
	if _, err := run.Do(context.Background(), contributions[:1]); err != nil {
		t.Fatal(err)
	}
	v := validator.Address()
	if fmt.Sprint(c.calls) != fmt.Sprint([]call{{v, "submit", 1}, {v, "attest", 1}}) {
		t.Errorf("called %v", c.calls)
	}
}

func TestAnEpochThatIsNearlyOverIsLeftAlone(t *testing.T) {
	c, run, _ := fixture(t)
	c.left = 1
	noted := ""
	run.Note = func(format string, args ...any) { noted += fmt.Sprintf(format, args...) }
	result, err := run.Do(context.Background(), contributions)
	if err != nil || result.Epoch != 5 || !strings.Contains(noted, "waiting for the next one") {
		t.Errorf("%+v, %v; told: %q", result, err, noted)
	}
}

func TestAMissedEpochIsSaidSo(t *testing.T) {
	c, run, validator := fixture(t)
	for _, contribution := range contributions { // registered already, so that only reports are late
		c.known[contribution.ID], c.sponsor = validator.Address(), run.From.Address()
	}
	c.late = true // and yet some are verified
	if _, err := run.Do(context.Background(), contributions); !errors.Is(err, ErrMissedEpoch) || !strings.Contains(err.Error(), "before epoch 4 ended") {
		t.Errorf("%v", err)
	}
}

func TestAMissedEpochThatLeftNoTraceIsTriedAgain(t *testing.T) {
	c, run, validator := fixture(t)
	for _, contribution := range contributions {
		c.known[contribution.ID], c.sponsor = validator.Address(), run.From.Address()
	}
	c.late, c.verified = true, false
	if _, err := run.Do(context.Background(), contributions); !errors.Is(err, ErrMissedEpoch) || len(c.calls) != attempts {
		t.Errorf("%v, after %d calls", err, len(c.calls))
	}
}

func TestWithoutAQuorumOfKeysOthersMustConfirm(t *testing.T) {
	c, run, _ := fixture(t)
	c.attestors[abi.Address{7}] = 6 // the one here has 10 of 16: below two thirds
	c.verified = false
	result, err := run.Do(context.Background(), contributions)
	if err != nil || result.Verified != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	c.attestors[abi.Address{7}] = 5 // exactly two thirds, and still nothing is verified
	if _, err := run.Do(context.Background(), contributions); err == nil || !strings.Contains(err.Error(), "only 0 of 2") {
		t.Errorf("%v", err)
	}
}

func TestChunksHoldOneRoleEach(t *testing.T) {
	r := &Run{foreign: map[string]bool{"x": true}}
	var many []Contribution
	for i := range 2*perReport + 1 {
		many = append(many, Contribution{ID: fmt.Sprint(i), Role: "developers"}, Contribution{ID: fmt.Sprint(i), Role: "models"})
	}
	many = append(many, Contribution{ID: "x", Role: "models"})
	total := 0
	chunks := r.chunks(many)
	for _, c := range chunks {
		total += len(c.reports)
		if len(c.reports) > perReport {
			t.Errorf("a call of %d reports", len(c.reports))
		}
	}
	if len(chunks) != 7 || total != len(many) {
		t.Errorf("%d chunks of %d contributions", len(chunks), total)
	}
}

func TestNeedGrowsWithTheGasOfABlock(t *testing.T) {
	s := client.Status{BlockTimeMS: 500}
	limits := client.Params{MaxTxGas: 100, MaxBlockGas: 1000}
	many := make([]report, 11)
	for i := range many {
		many[i].likely = 100
	}
	if got := need(s, blocksFor([]wave{{reports: many[:10]}}, limits)); got != 2500*time.Millisecond { // one block, two more, one second
		t.Errorf("10 transactions need %s", got)
	}
	if got := blocksFor([]wave{{reports: many[:1]}, {reports: many[1:2]}}, limits); got != 2 {
		t.Errorf("two that wait for each other fill %d blocks", got)
	}
	if got := need(s, blocksFor([]wave{{reports: many}}, limits)); got != 3*time.Second {
		t.Errorf("11 transactions need %s", got)
	}
}

func TestWhatFitsInNoEpochIsRefusedWhole(t *testing.T) {
	c, run, _ := fixture(t)
	c.blockMS = 4000
	var many []Contribution
	for i := range 15 * perReport { // 30 transactions, 10 a block
		many = append(many, Contribution{fmt.Sprint(i), "developers", []abi.Amount{abi.U64(1)}})
		c.known[fmt.Sprint(i)], c.sponsor = abi.Address{1}, run.From.Address()
	}
	_, err := run.Do(context.Background(), many)
	if err == nil || !strings.Contains(err.Error(), "30 transactions fill 4 blocks, which take 16s at least, and an epoch is 10s") || len(c.calls) != 0 {
		t.Errorf("%v, after %d calls", err, len(c.calls))
	}
}

func TestAReportOfWhichNothingIsKnownBringsGasForTwoFormulas(t *testing.T) {
	if got := (formulaGas{FormulaGas: 5_000_000, FormulaGasPerRecord: 50_000}).toReport(100); got != 1_000_000+31_000_000+2*10_000_000 {
		t.Errorf("got %d", got)
	}
}

// Who completes the quorum reports after the others are in blocks, and the rest after that.
func TestReportsComeInWaves(t *testing.T) {
	keys := make([]keystore.Key, 4)
	many := make([]Contribution, perReport+1)
	for i := range many {
		many[i] = Contribution{ID: fmt.Sprint(i), Role: "developers"}
	}
	for _, c := range []struct {
		attestors, decides int
		sizes              string
	}{{0, 0, "[2]"}, {1, 0, "[2 2]"}, {1, 1, "[4]"}, {4, 2, "[6 2 2]"}, {4, 0, "[2 2 6]"}, {4, 9, "[10]"}} {
		r := &Run{foreign: map[string]bool{}}
		var sizes []int
		for _, w := range r.waves(1, many, confirming{keys[:c.attestors], c.decides}) {
			sizes = append(sizes, len(w.reports))
		}
		if fmt.Sprint(sizes) != c.sizes {
			t.Errorf("%d attestors of whom %d decides: %v, want %s", c.attestors, c.decides, sizes, c.sizes)
		}
	}
}

// A call brings what a call like it would use now and a tenth; the formula's limit, when that does not do;
// never more than what does in any case.
func TestTheGasOfAWaveIsThatOfOneCallWithAMargin(t *testing.T) {
	for _, c := range []struct {
		used, short, want uint64
	}{{20_000_000, 0, 22_500_000}, {20_000_000, 22_500_000, 32_500_000}, {90_000_000, 0, 52_000_000}} {
		node, run, _ := fixture(t)
		node.used, node.short = c.used, c.short
		run.limits, run.formula = client.Params{MaxTxGas: 100_000_000}, formulaGas{FormulaGas: 5_000_000, FormulaGasPerRecord: 50_000}
		out := run.call(run.From, []byte{0xa0}, run.formula.toReport(perCall))
		half := run.call(run.From, []byte{0xa0}, run.formula.toReport(perCall/2))
		w := wave{reports: []report{{Outgoing: out, method: "attest", size: perCall}, {Outgoing: half, method: "attest", size: perCall / 2}}}
		if err := run.lower(context.Background(), w); err != nil {
			t.Fatal(err)
		}
		if got := w.reports[0].Gas; got != c.want {
			t.Errorf("%d used: %d, want %d", c.used, got, c.want)
		}
		if got, want := w.reports[1].Gas, min(half.Gas, (c.want+500_000)/2); c.used < 50_000_000 && got != want {
			t.Errorf("half as many: %d, want %d", got, want)
		}
	}
}
