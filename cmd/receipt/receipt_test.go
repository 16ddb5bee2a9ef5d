package receipt_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cometversion "github.com/cometbft/cometbft/proto/tendermint/version"
	comet "github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
	"github.com/peerz-ai/peerz-chain/cmd/receipt"
	"github.com/peerz-ai/peerz-chain/state"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// signed is a header with an app hash, and three validators' votes on it.
func signed(t *testing.T, height int64, appHash []byte) (*comet.SignedHeader, []*comet.Validator) {
	t.Helper()
	var keys []ed25519.PrivKey
	var list []*comet.Validator
	for i := range 3 {
		keys = append(keys, ed25519.GenPrivKeyFromSecret([]byte{byte(i)}))
		list = append(list, comet.NewValidator(keys[i].PubKey(), int64(10+i)))
	}
	set := comet.NewValidatorSet(list)
	hash := sha256.Sum256([]byte("something"))
	h := &comet.Header{Version: cometversion.Consensus{Block: version.BlockProtocol}, ChainID: "sandbox", Height: height, Time: time.Unix(1_700_000_000, 0).UTC(),
		LastBlockID:    comet.BlockID{Hash: hash[:], PartSetHeader: comet.PartSetHeader{Total: 1, Hash: hash[:]}},
		ValidatorsHash: set.Hash(), NextValidatorsHash: set.Hash(), ConsensusHash: hash[:], AppHash: appHash, LastResultsHash: hash[:],
		DataHash: hash[:], LastCommitHash: hash[:], EvidenceHash: hash[:], ProposerAddress: set.Validators[0].Address}
	id := comet.BlockID{Hash: h.Hash(), PartSetHeader: comet.PartSetHeader{Total: 1, Hash: hash[:]}}
	commit := &comet.Commit{Height: height, BlockID: id}
	for _, v := range set.Validators {
		vote := &comet.Vote{Type: cometproto.PrecommitType, Height: height, BlockID: id, Timestamp: h.Time, ValidatorAddress: v.Address}
		for _, k := range keys {
			if bytes.Equal(k.PubKey().Address(), v.Address) {
				signature, err := k.Sign(comet.VoteSignBytes("sandbox", vote.ToProto()))
				must(t, err)
				commit.Signatures = append(commit.Signatures, comet.CommitSig{BlockIDFlag: comet.BlockIDFlagCommit, ValidatorAddress: v.Address, Timestamp: h.Time, Signature: signature})
			}
		}
	}
	return &comet.SignedHeader{Header: h, Commit: commit}, set.Validators
}

// paid makes a receipt of ada's work, and says what is known of its header.
func paid(t *testing.T) (*receipt.Receipt, receipt.Trusted) {
	t.Helper()
	c := audittest.New(t)
	c.Register("developers", "ada", "ben")
	c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{3}}, audittest.Work{ID: "ben", Measures: []uint64{4}})
	return of(t, c, c.Close(), nil)
}

// of makes a receipt of what ada was paid for an epoch.
func of(t *testing.T, c *audittest.Chain, epoch uint64, row *receipt.Row) (*receipt.Receipt, receipt.Trusted) {
	t.Helper()
	view := c.View()
	defer view.Close()
	r, err := receipt.Make("sandbox", view.Height(), epoch, "developers", "ada", row, prover(view))
	must(t, err)
	root := view.Root()
	header, validators := signed(t, int64(view.Height())+1, root[:])
	r.Header, err = receipt.NewHeader(header, validators)
	must(t, err)
	return r, receipt.Trusted{HeaderHash: header.Hash()}
}

func prover(view *state.View) receipt.Prover {
	return func(key []byte) ([]byte, *state.Proof, error) {
		value, _, err := view.Get(key)
		if err != nil {
			return nil, nil, err
		}
		proof, err := view.Prove(key)
		return value, proof, err
	}
}

// A receipt is checked by a hash alone: of the header, of its validators, or the app hash.
func TestAReceiptIsChecked(t *testing.T) {
	r, trusted := paid(t)
	must(t, r.Check(trusted))
	if r.Amount == "0" || r.Score != "3" || r.ScoreTotal != "7" {
		t.Errorf("%+v", r)
	}
	again, err := receipt.Decode(r.Encode())
	must(t, err)
	must(t, again.Check(trusted))
	other := sha256.Sum256([]byte("another"))
	for _, wrong := range []receipt.Trusted{{HeaderHash: other[:]}, {ValidatorsHash: other[:]}, {AppHash: other[:]}, {}} {
		if err := r.Check(wrong); !errors.Is(err, receipt.ErrUntrusted) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

// Whatever byte of a receipt is changed, to whatever looks alike, it is refused with a reason.
func TestEveryChangedByteOfAReceiptIsRefused(t *testing.T) {
	r, trusted := paid(t)
	if reasons := spoil(t, r, trusted, 0, len(r.Encode())); len(reasons) < 6 {
		t.Errorf("so many changes have so few reasons: %v", reasons)
	}
}

// spoil changes each byte of a part of a receipt, and returns why it was refused.
func spoil(t *testing.T, r *receipt.Receipt, trusted receipt.Trusted, from, to int) map[string]bool {
	t.Helper()
	good := r.Encode()
	reasons := map[string]bool{}
	for i := from; i < to; i++ {
		for _, other := range []byte{good[i] ^ 1, '0'} {
			if other == good[i] || other == '0' && i%8 != 0 {
				continue
			}
			bad := bytes.Clone(good)
			bad[i] = other
			changed, err := receipt.Decode(bad)
			if err == nil {
				err = changed.Check(trusted)
			}
			if err == nil {
				t.Fatalf("byte %d changed from %q to %q is not noticed: ...%s...", i, good[i], other, bad[max(0, i-40):min(len(bad), i+40)])
			}
			reason, _, _ := strings.Cut(err.Error(), ":")
			reasons[reason] = true
		}
	}
	return reasons
}

// When the chain has deleted the records, an export of them still makes a receipt: of the row in the epoch's table, whose root stays. Whatever is
// changed is refused, and so is a row while its record is there: what is not paid as the table says keeps its record.
func TestAReceiptAfterTheRecordsAreGone(t *testing.T) {
	c := audittest.New(t)
	c.Register("developers", "ada", "ben", "cyd", "dan", "eve")
	c.ProposeParam("rewards", "retention", "1")
	work := func() uint64 {
		var list []audittest.Work
		for i, id := range []string{"ada", "ben", "cyd", "dan", "eve"} {
			list = append(list, audittest.Work{ID: id, Measures: []uint64{uint64(i + 3)}})
		}
		c.Works("developers", list...)
		return c.Close()
	}
	n := work()
	work()
	exported, err := audit.Fetch(t.Context(), c, "sandbox", n)
	must(t, err)
	leaf, path, err := exported.Row("developers", "ada")
	must(t, err)
	row := receipt.NewRow(leaf, path)
	before, trusted := of(t, c, n, row)
	if must(t, before.Check(trusted)); before.Row != nil {
		t.Error("a row is used where there is a record")
	}
	forged := *before
	forged.Row = row
	if err := forged.Check(trusted); err == nil || !strings.Contains(err.Error(), "still in the state") {
		t.Errorf("a row beside its record: %v", err)
	}
	for gone := false; !gone; {
		work()
		view := c.View()
		_, err := receipt.Make("sandbox", view.Height(), n, "developers", "ada", nil, prover(view))
		view.Close()
		gone = err != nil && strings.Contains(err.Error(), "--data")
	}
	after, trusted := of(t, c, n, row)
	must(t, after.Check(trusted))
	if after.Row == nil || after.Amount != before.Amount || after.Account != before.Account || after.Score != "3" || after.ScoreTotal != before.ScoreTotal || after.Amount == "0" {
		t.Errorf("%+v\nbefore %+v", after, before)
	}
	from := bytes.Index(after.Encode(), []byte(`"row"`))
	if reasons := spoil(t, after, trusted, from, from+bytes.Index(after.Encode()[from:], []byte(`"proofs"`))); len(reasons) < 3 {
		t.Errorf("so many changes have so few reasons: %v", reasons)
	}
	spoil(t, after, trusted, 0, from)
	for _, wrong := range []func(*receipt.Receipt){
		func(r *receipt.Receipt) { r.Participant = "ben" },
		func(r *receipt.Receipt) { r.Role = "social" },
		func(r *receipt.Receipt) { r.Row = nil },
		func(r *receipt.Receipt) { r.Row = receipt.NewRow(leaf, path[1:]) },
		func(r *receipt.Receipt) { r.Amount = "1" },
	} {
		spoiled := *after
		if wrong(&spoiled); spoiled.Check(trusted) == nil {
			t.Errorf("accepted: %+v", spoiled)
		}
	}
}
