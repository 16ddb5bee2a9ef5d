package contribution

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// fakeNode is a node whose roles contract lists what is submitted to it, and verifies it once enough is reported.
type fakeNode struct {
	mu        sync.Mutex
	t         *testing.T
	known     map[string]abi.Address // participants that are registered already
	paid      []abi.Address          // the accounts that submissions name
	ids       []string               // that are registered
	sponsor   abi.Address            // of all of them
	vouched   bool                   // the sponsor has registered them
	attestors map[abi.Address]int    // stake
	taken     map[string]bool        // references
	list      []roles.SubmissionInfo
	epochs    int // that it takes until something is verified, after the first
	becomes   string
	verifying uint64 // the epoch that is verified next; submissions of it stay in it
	epoch     uint64
	asked     int // how often the status was
	late      bool
	calls     []call
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
	case path == "/v1/status":
		if c.asked++; c.asked > 8 { // time goes on: what was not attended moves
			c.asked, c.epoch = 0, c.epoch+1
			for i := range c.list {
				if c.list[i].Epoch != c.verifying {
					c.list[i].Epoch = c.epoch
				}
				if c.epochs <= 0 {
					c.list[i].State = c.becomes
				}
			}
			c.epochs--
		}
		fmt.Fprintf(w, `{"chain_id":"test","height":5,"epoch":%d,"time":100,"epoch_start":90,"epoch_end":110,"block_time_ms":1,"min_gas_price":"1"}`, c.epoch)
	case path == "/v1/params":
		fmt.Fprint(w, `{"max_tx_gas":100,"max_block_gas":1000}`)
	case path == "/v1/simulate":
		fmt.Fprintf(w, `{"hash":%q,"code":0,"gas_used":10}`, abi.Hash{1})
	case path == "/v1/contracts/roles":
		fmt.Fprintf(w, `{"address":%q}`, abi.Address{9})
	case strings.HasPrefix(path, "/v1/accounts/"):
		fmt.Fprintf(w, `{"address":%q,"balance":"1","nonce":0,"pending_nonce":0}`, strings.TrimPrefix(path, "/v1/accounts/"))
	case path == "/v1/query/roles/raw":
		c.query(w, r)
	case path == "/v1/txs/batch":
		c.batch(w, r)
	default:
		fmt.Fprintf(w, `{"hash":%q,"height":6,"code":0}`, strings.TrimPrefix(path, "/v1/txs/"))
	}
}

func (c *fakeNode) query(w http.ResponseWriter, r *http.Request) {
	var q v1.RawQuery
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		c.t.Error(err)
	}
	input, err := hex.DecodeString(q.Input)
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
			fmt.Fprint(w, `{"error":{"code":0,"name":"id_unknown","message":"nobody"}}`)
			return
		}
		answer(w, &roles.ParticipantInfo{Account: chain.InMessage(account), Sponsor: chain.InMessage(c.sponsor), Vouched: c.vouched, Roles: []string{"developers"}})
	case "by_account":
		var args roles.ByAccountArgs
		args.UnmarshalCBOR(d)
		var list roles.ParticipantsResult
		for id, account := range c.known {
			if chain.InMessage(account) == args.Account {
				list.Participants = append(list.Participants, roles.ParticipantInfo{ID: id, Account: args.Account, Sponsor: chain.InMessage(c.sponsor), Roles: []string{"developers"}})
			}
		}
		answer(w, &list)
	case "attestors":
		var list roles.AttestorsResult
		for a, stake := range c.attestors {
			list.Attestors = append(list.Attestors, roles.AttestorInfo{Account: chain.InMessage(a), Stake: sdk.U64(uint64(stake))})
		}
		answer(w, &list)
	case "verification":
		answer(w, &roles.VerificationResult{Verifying: c.verifying})
	case "params":
		answer(w, &roles.Params{Bond: sdk.U64(7)})
	case "submissions":
		var args roles.SubmissionsArgs
		args.UnmarshalCBOR(d)
		var page roles.SubmissionsResult
		for _, s := range c.list {
			if s.Epoch == args.Epoch && args.Role == "developers" {
				page.Submissions = append(page.Submissions, s)
			}
		}
		answer(w, &page)
	}
}

// answer writes a result as the node does.
func answer(w io.Writer, result sdk.Marshaler) {
	fmt.Fprintf(w, `{"output":"%x"}`, sdk.Marshal(result))
}

func (c *fakeNode) batch(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Error(err)
	}
	d := abi.NewReader(raw)
	var results []map[string]any
	for range d.Array() {
		t, err := tx.Decode(d.Bytes())
		if err != nil {
			c.t.Fatal(err)
		}
		c.execute(t.Sender(), t.Body.Msg.(tx.Call))
		results = append(results, map[string]any{"hash": t.Hash, "code": 0})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"results": results})
}

func (c *fakeNode) execute(from abi.Address, msg tx.Call) {
	d := sdk.NewDecoder(msg.Input)
	d.Tuple(2)
	one := call{from: from, method: d.Text()}
	switch one.method {
	case "register":
		var args roles.RegisterArgs
		args.UnmarshalCBOR(d)
		one.entries = len(args.Entries)
		for _, e := range args.Entries {
			c.ids = append(c.ids, e.ID)
		}
	case "submit":
		var args roles.SubmitArgs
		args.UnmarshalCBOR(d)
		one.entries = len(args.Entries)
		if want, _ := abi.U64(7).Mul(abi.U64(uint64(one.entries))); msg.Funds != want {
			c.t.Errorf("bonds of %s for %d submissions", msg.Funds, one.entries)
		}
		for _, e := range args.Entries {
			c.paid = append(c.paid, chain.AddressOf(e.Account))
			if !c.taken[e.Ref] {
				epoch := c.epoch
				if c.late {
					epoch++
				}
				c.list = append(c.list, roles.SubmissionInfo{ID: e.ID, Ref: e.Ref, Epoch: epoch, Number: uint64(len(c.list)), State: "waiting"})
			}
		}
	}
	c.calls = append(c.calls, one)
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
	c := &fakeNode{t: t, known: map[string]abi.Address{}, taken: map[string]bool{}, becomes: "verified", epoch: 4, verifying: 4,
		attestors: map[abi.Address]int{made[1].Address(): 10}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	node, err := client.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c, &Run{Node: node, Keys: store, From: made[0], Unlock: unlock, Evidence: Evidence{Locator: "file:a"}}, made[1]
}

// contributions are two, whose accounts nobody has named.
func contributions() []Contribution {
	return []Contribution{
		{ID: "ann", Role: "developers", Period: "may", Ref: "may/ann", Measures: []abi.Amount{abi.U64(3)}},
		{ID: "bob", Role: "developers", Period: "may", Ref: "may/bob", Measures: []abi.Amount{abi.U64(1)}},
	}
}

func TestNewParticipantsAreRegisteredSubmitted(t *testing.T) {
	c, run, _ := fixture(t)
	result, err := run.Do(context.Background(), contributions())
	if err != nil {
		t.Fatal(err)
	}
	want := Result{Epoch: 4, Participants: 2, Contributions: 2, Verified: 2, Registered: 2, Attestors: 1, Transactions: 2, Height: 6, Fees: abi.U64(200), Bonds: abi.U64(14)}
	if !reflect.DeepEqual(result, want) {
		t.Errorf("got %+v, want %+v", result, want)
	}
	alice := run.From.Address()
	calls := []call{{alice, "register", 2}, {alice, "submit", 2}}
	if fmt.Sprint(c.calls) != fmt.Sprint(calls) {
		t.Errorf("called %v, want %v", c.calls, calls)
	}
	kept, err := run.Keys.Participants()
	if err != nil || len(kept) != 2 {
		t.Errorf("kept the keys %v, %v", kept, err)
	}
}

// What was verified before is not paid again, and that is no error.
func TestWhatIsRepeatedIsSaidSo(t *testing.T) {
	c, run, _ := fixture(t)
	c.taken["may/ann"] = true
	result, err := run.Do(context.Background(), contributions())
	if err != nil || result.Repeated != 1 || result.Verified != 1 {
		t.Errorf("%+v, %v", result, err)
	}
}

// An import that was cut short goes on in a later epoch with what it had sent: that waits where it is, and is no
// repetition. What was verified meanwhile is one.
func TestAnImportIsResumedInALaterEpoch(t *testing.T) {
	for name, want := range map[string]struct{ state, becomes, err string }{
		"it is verified":      {state: "waiting", becomes: "verified"},
		"it is not":           {state: "waiting", becomes: "nothing", err: "only 0 of 1 contributions are verified; of 1 attestors found nothing"},
		"it was verified":     {state: "verified", becomes: "verified"},
		"it was not verified": {state: "nothing", becomes: "nothing", err: "only 0 of 1"},
	} {
		c, run, _ := fixture(t)
		c.verifying, c.taken["may/ann"], c.becomes = 2, true, want.becomes
		c.list = []roles.SubmissionInfo{{ID: "ann", Ref: "may/ann", Epoch: 2, State: want.state}}
		result, err := run.Do(context.Background(), contributions()[:1])
		switch {
		case want.err != "":
			if err == nil || !strings.Contains(err.Error(), want.err) || result.Repeated != 0 {
				t.Errorf("%s: %+v, %v", name, result, err)
			}
		case err != nil || result.Repeated+result.Verified != 1 || (result.Repeated == 1) != (want.state == "verified"):
			t.Errorf("%s: %+v, %v", name, result, err)
		}
	}
}

// What is late belongs to the next epoch, and what too few attended moves on.
func TestSubmissionsAreFollowedFromEpochToEpoch(t *testing.T) {
	c, run, _ := fixture(t)
	c.late, c.epochs = true, 2
	result, err := run.Do(context.Background(), contributions()[:1])
	if err != nil || result.Verified != 1 || result.Epoch < 6 || len(c.calls) != 2 {
		t.Errorf("%+v, %v, %v", result, err, c.calls)
	}
}

func TestWhatIsNotVerifiedIsAnErrorThatSaysWhy(t *testing.T) {
	c, run, _ := fixture(t)
	c.becomes = "nothing"
	result, err := run.Do(context.Background(), contributions())
	const said = "only 0 of 2 contributions are verified; of 2 attestors found nothing, or less than two thirds of them did: the bond of 0.000000000000000007 tokens is lost"
	if err == nil || err.Error() != said || result.Verified != 0 {
		t.Errorf("%+v, %v", result, err)
	}
}

// Without a wait everything is sent all the same, and can be asked for by its hash.
func TestAsyncSendsEverythingAndClaimsNothing(t *testing.T) {
	c, run, _ := fixture(t)
	run.Async, c.epochs = true, 9
	result, err := run.Do(context.Background(), contributions())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.calls) != 2 || len(result.Hashes) != 2 || result.Verified != 0 || result.Height != 0 {
		t.Errorf("%d calls, %+v", len(c.calls), result)
	}
}

// Only a participant or its sponsor submits for it: with its key, if it is here.
func TestOthersParticipantsAreSubmittedByTheirSponsor(t *testing.T) {
	c, run, validator := fixture(t)
	c.known["ann"], c.sponsor = run.From.Participant("ann").Address(), validator.Address()
	if _, err := run.Do(context.Background(), contributions()[:1]); err != nil {
		t.Fatal(err)
	}
	v := validator.Address()
	if fmt.Sprint(c.calls) != fmt.Sprint([]call{{v, "submit", 1}}) {
		t.Errorf("called %v", c.calls)
	}
	c.sponsor = abi.Address{2}
	if _, err := run.Do(context.Background(), contributions()[:1]); err == nil || !strings.Contains(err.Error(), "whose key is not here") {
		t.Errorf("%v", err)
	}
}

// A stranger who has registered a name first is not paid: the account is that of the name's key here, under another id.
func TestAStrangersNameIsNotPaid(t *testing.T) {
	c, run, validator := fixture(t)
	noted := ""
	run.Note = func(format string, args ...any) { noted += fmt.Sprintf(format, args...) }
	c.known["ann"], c.sponsor = validator.Address(), validator.Address()
	if _, err := run.Do(context.Background(), contributions()[:1]); err != nil {
		t.Fatal(err)
	}
	ann := run.From.Participant("ann").Address()
	if fmt.Sprint(c.paid) != fmt.Sprint([]abi.Address{ann}) || fmt.Sprint(c.ids) != fmt.Sprintf("[%x]", ann[:]) || !strings.Contains(noted, "registered with another account") {
		t.Errorf("paid to %v, registered %v, told %q", c.paid, c.ids, noted)
	}
	c.sponsor = run.From.Address() // the stranger has named this one as its sponsor
	if _, err := run.Do(context.Background(), contributions()[:1]); err == nil || !strings.Contains(err.Error(), "name it in a column account") {
		t.Errorf("%v", err)
	}
	c.vouched, c.paid = true, nil // but this one has registered it itself, with that account
	if _, err := run.Do(context.Background(), contributions()[:1]); err != nil || fmt.Sprint(c.paid) != fmt.Sprint([]abi.Address{validator.Address()}) {
		t.Errorf("%v, paid %v", err, c.paid)
	}
}

// An account that is named is the one that is paid, whether its key is here or not, and under whatever id it is there.
func TestTheAccountThatIsNamedIsPaid(t *testing.T) {
	c, run, _ := fixture(t)
	far := abi.Address{3}
	one := contributions()[:1]
	one[0].Account = far
	if _, err := run.Do(context.Background(), one); err != nil || len(c.ids) != 0 {
		t.Errorf("%v, registered %v", err, c.ids)
	}
	c.known["ann.2"], c.sponsor = far, run.From.Address()
	if _, err := run.Do(context.Background(), one); err != nil || len(c.ids) != 0 || fmt.Sprint(c.paid) != fmt.Sprint([]abi.Address{far, far}) {
		t.Errorf("%v, registered %v, paid %v", err, c.ids, c.paid)
	}
}

func TestWithoutAttestorsTheUserIsTold(t *testing.T) {
	c, run, _ := fixture(t)
	noted := ""
	run.Note = func(format string, args ...any) { noted += fmt.Sprintf(format, args...) }
	c.attestors = nil
	if _, err := run.Do(context.Background(), contributions()); err != nil || !strings.Contains(noted, "nobody has attestor power") {
		t.Errorf("%v; told: %q", err, noted)
	}
}

// A call is of one role, and takes what the contract takes.
func TestSubmissionsAreSplitIntoCalls(t *testing.T) {
	key, err := keystore.New("alice")
	if err != nil {
		t.Fatal(err)
	}
	r := &Run{From: key, bond: abi.U64(2), limits: client.Params{MaxTxGas: 5}}
	var many []Contribution
	for i := range perSubmit + 1 {
		many = append(many, Contribution{ID: fmt.Sprint(i), Role: "developers"}, Contribution{ID: fmt.Sprint(i), Role: "models"})
	}
	calls, err := r.submissions(many)
	if err != nil || len(calls) != 4 || r.result.Bonds != abi.U64(4*perSubmit+4) {
		t.Errorf("%d calls, bonds of %s, %v", len(calls), r.result.Bonds, err)
	}
}
