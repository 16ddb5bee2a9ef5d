package runtime_test

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// delegate has somebody's stake vote by another; by nobody for "".
func delegate(t testing.TB, c *sandbox.Chain, who, to string) {
	t.Helper()
	var proxy abi.Address
	if to != "" {
		proxy = sandbox.Key(to).Address()
	}
	p := new(program)
	p.host("delegate", p.at(proxy[:]))
	r := send(t, c, who, tx.Call{Contract: builtin(0), Input: p.bytes()})
	if r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	expect(t, words(r.Data), 0)
}

// delegatedAt is what a proxy votes with beside its own stake, in tokens.
func delegatedAt(t testing.TB, c *sandbox.Chain, proxy string, epoch uint64) (n int64) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) error {
		total, err := r.DelegatedAt(sandbox.Key(proxy).Address(), epoch)
		n = world.PowerOf(total)
		return err
	}))
	return n
}

func wantDelegated(t testing.TB, c *sandbox.Chain, proxy string, epoch uint64, want int64) {
	t.Helper()
	if got := delegatedAt(t, c, proxy, epoch); got != want {
		t.Errorf("%s votes with %d at the start of epoch %d, want %d", proxy, got, epoch, want)
	}
}

// A proxy is named from the next epoch on, for whatever the stake will be, and what counts at the start of an epoch
// stays as it was.
func TestAProxyVotesWithWhatOthersHaveBonded(t *testing.T) {
	c := sleepers(t) // alice 300, bob 700
	delegate(t, c, "alice", "carol")
	delegate(t, c, "bob", "carol")
	wantDelegated(t, c, "carol", 0, 0)
	pass(t, c, 1)
	wantDelegated(t, c, "carol", 1, 1000)
	send(t, c, "alice", tx.Bond{Amount: tokens(50)})
	send(t, c, "bob", tx.Unbond{Amount: tokens(200)})
	wantDelegated(t, c, "carol", 1, 1000)
	pass(t, c, 1)
	wantDelegated(t, c, "carol", 2, 850)
	delegate(t, c, "alice", "dave")
	delegate(t, c, "bob", "")
	pass(t, c, 1)
	wantDelegated(t, c, "carol", 3, 0)
	wantDelegated(t, c, "dave", 3, 350)
	wantDelegated(t, c, "carol", 2, 850)
	wantDelegated(t, c, "carol", 1, 1000)
}

// Delegation is one level: who has a proxy and is one hands on its own stake alone. There are no circles.
func TestDelegationIsOneLevel(t *testing.T) {
	c := sleepers(t)
	delegate(t, c, "alice", "bob")
	delegate(t, c, "bob", "alice")
	pass(t, c, 1)
	wantDelegated(t, c, "bob", 1, 300)
	wantDelegated(t, c, "alice", 1, 700)
	p := new(program)
	alice, bob := sandbox.Key("alice").Address(), sandbox.Key("bob").Address()
	p.host("delegate", p.at(alice[:])).host("proxy", p.at(alice[:]), 1, spareAt).host("proxy", p.at(alice[:]), 0, spareAt+32)
	p.host("delegated", p.at(bob[:]), 1, spareAt+64).show(spareAt, 20).show(spareAt+64, 16)
	r := send(t, c, "alice", tx.Call{Contract: builtin(0), Input: p.bytes()})
	expect(t, words(r.Data[:32]), int64(abi.ErrInvalidArgument), 0, int64(abi.ErrNotFound), 0)
	if abi.Address(r.Data[32:52]) != bob || abi.AmountLE(r.Data[52:]) != tokens(300) {
		t.Errorf("%x", r.Data[32:])
	}
}

// Dormant stake has no proxy: what its owner gave to one wakes when the owner does, not when the proxy votes.
func TestDormantStakeHasNoProxy(t *testing.T) {
	long(t)
	c := sleepers(t)
	delegate(t, c, "alice", "carol")
	delegate(t, c, "bob", "carol")
	pass(t, c, 70, "alice", "carol")
	wantDelegated(t, c, "carol", 60, 1000)
	wantDelegated(t, c, "carol", 70, 300)
	send(t, c, "bob", tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)})
	wantDelegated(t, c, "carol", 70, 1000)
	pass(t, c, 300, "alice")
	wantDelegated(t, c, "carol", 370, 300)
}

// Whatever owners do, and however long they sleep, what proxies vote with is the stakes of those who have named them:
// block checks it in every block.
func TestProxiesAreSummedUp(t *testing.T) {
	long(t)
	c := sleepers(t)
	names := []string{"alice", "bob", "carol"}
	rng := rand.New(rand.NewSource(1))
	for range 60 {
		for range 3 {
			who := names[rng.Intn(3)]
			switch rng.Intn(4) {
			case 0:
				delegate(t, c, who, fmt.Sprint("proxy", rng.Intn(2)))
			case 1:
				send(t, c, who, tx.Bond{Amount: tokens(uint64(1 + rng.Intn(20)))})
			case 2:
				send(t, c, who, tx.Unbond{Amount: tokens(uint64(1 + rng.Intn(20)))})
			case 3:
				delegate(t, c, who, "")
			}
		}
		pass(t, c, 1+rng.Intn(12))
	}
}
