package runtime_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// mortal are the contracts without which a chain of the real contracts could not govern or pay.
var mortal = []string{"governance", "rewards", "roles"}

// kill has everybody vote that a contract gets code whose entries do nothing but what their input says, with
// what its migrate does to the storage; the epoch that decides it is over then.
func (p *play) kill(name string, migrate []byte) (dead abi.Hash) {
	p.t.Helper()
	code := dressed(p.t, wasm(p.t, "testdata/dead.wasm"), name)
	if r := send(p.t, p.c, "alice", tx.Upload{Code: code}); r.Code != abi.CodeOK {
		p.t.Fatalf("upload: %+v", r)
	}
	block(p.t, p.c, p.c.Time())
	var made struct{ Proposal uint64 }
	must(p.t, json.Unmarshal(p.say("alice", "governance", "propose", fmt.Sprintf(
		`{"title":"the end","actions":[{"kind":"upgrade","contract":%q,"code_hash":"%s","migrate":"%s"}]}`, name, tx.Hash(code), hex.EncodeToString(migrate)), tokens(20)), &made))
	p.report(made.Proposal)
	p.closes() // it waits for a place
	for _, who := range people {
		p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, made.Proposal), abi.Amount{})
	}
	p.closes()
	if p.code(name) != tx.Hash(code) {
		p.t.Fatalf("%s is not dead", name)
	}
	return tx.Hash(code)
}

// code is the live code of a contract.
func (p *play) code(name string) (hash abi.Hash) {
	must(p.t, p.c.Read(func(r world.Reader) error {
		a, _, err := r.ByName(name)
		if err != nil {
			return err
		}
		con, _, err := r.Contract(a)
		hash = con.CodeHash
		return err
	}))
	return hash
}

func (p *play) signalFor(name string, code abi.Hash, who ...string) {
	p.t.Helper()
	contract, err := p.c.At(name)
	must(p.t, err)
	for _, w := range who {
		if r := send(p.t, p.c, w, tx.Rescue{Contract: contract.Address, Code: code}); r.Code != abi.CodeOK {
			p.t.Fatalf("%s: %s %s", w, r.Code, r.Log)
		}
	}
}

// alive checks that work is paid and votes change something.
func (p *play) alive() {
	p.t.Helper()
	before := clock(p.t, p.c).Epoch
	p.work(map[string]int{"ada": 1, "ben": 4})
	for range 3 {
		p.closes()
	}
	if _, amounts := p.paid(before); amounts["ben"].IsZero() {
		p.t.Errorf("nobody is paid for epoch %d", before)
	}
	var made struct{ Proposal uint64 }
	must(p.t, json.Unmarshal(p.say("alice", "governance", "propose", `{"title":"on we go","actions":[{"kind":"text"}]}`, tokens(10)), &made))
	p.closes() // it waits for a place
	for _, who := range people {
		p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, made.Proposal), abi.Amount{})
	}
	p.closes()
	if got := p.proposal(made.Proposal); got != "executed" {
		p.t.Errorf("a vote is %s", got)
	}
}

// Code that does nothing is proven, since it does not fail. Two thirds of the stake bring the code back that served
// before, whichever contract it is, with what it had stored.
func TestAContractThatDoesNothingIsRescued(t *testing.T) {
	long(t)
	for _, name := range mortal {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, sandbox.Options{})
			p.alive()
			served := p.code(name)
			dead := p.kill(name, nil)
			for range 5 {
				p.closes()
			}
			if p.code(name) != dead {
				t.Fatal("it went back by itself")
			}
			p.signalFor(name, served, people[:2]...) // exactly two thirds
			p.closes()
			p.closes()
			if p.code(name) != served {
				t.Fatal("not rescued")
			}
			p.alive()
		})
	}
}

// Code that traps when it is proven stops no other hook, and goes back after three boundaries.
func TestAContractThatTrapsLateGoesBack(t *testing.T) {
	long(t)
	for _, name := range mortal {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, sandbox.Options{})
			p.alive()
			served := p.code(name)
			p.kill(name, nil)
			for range 5 {
				p.closes()
			}
			contract, err := p.c.At(name)
			must(t, err)
			results(t, p.c, contract.Address, store("end_epoch", new(program).op(opTrap)))
			for n := range 3 {
				events := p.closes()
				if n < 2 && (p.code(name) == served || !slices.Contains(events, "hook_failed")) {
					t.Errorf("after %d boundaries: %v", n+1, events)
				}
			}
			if p.code(name) != served {
				t.Fatal("it did not go back")
			}
			p.alive()
		})
	}
}

// Where the storage is gone no old code helps: all of the stake but a third install a new one.
func TestAContractWithoutItsStateIsRescuedByNewCode(t *testing.T) {
	long(t)
	for _, name := range mortal {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, sandbox.Options{})
			p.alive()
			erase := new(program)
			contract, err := p.c.At(name)
			must(t, err)
			must(t, p.c.Read(func(r world.Reader) error {
				return r.Scan(contract.Address, nil, nil, false, func(k, _ []byte) bool {
					erase.host("state_delete", erase.at(k), uint64(len(k)))
					return true
				})
			}))
			p.kill(name, nil) // the dry run before the vote finds a migration that does this
			results(t, p.c, contract.Address, erase)
			mended := dressed(t, variant(probe(t), "mended"), name)
			if r := send(t, p.c, "dora", tx.Upload{Code: mended}); r.Code != abi.CodeOK {
				t.Fatalf("upload: %+v", r)
			}
			p.signalFor(name, tx.Hash(mended), people[:2]...)
			for n := range 8 {
				if p.code(name) == tx.Hash(mended) {
					t.Fatalf("rescued after %d epochs", n)
				}
				p.closes()
			}
			if p.code(name) != tx.Hash(mended) {
				t.Error("not rescued")
			}
		})
	}
}
