package runtime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/wasm/sabotage"
)

// Where bad code keeps things in its memory.
const (
	place  = sabotage.Space
	dest   = place + 512 // the address of the account that tokens go to
	buffer = place + 1024
)

// sleeping is code that does as it should until its author says otherwise, by bonding something: no dry run and no
// probation finds what it will do then.
func sleeping(m *sabotage.Module, wake sabotage.Code) sabotage.Code {
	switcher := sandbox.Key("dora").Address()
	asks := sabotage.Do(sabotage.Bytes(place, switcher[:]), m.Drop("stake", sabotage.I32(place), sabotage.I64(-1), sabotage.I32(place+64)))
	return sabotage.Do(asks, sabotage.If(sabotage.Nonzero(place+64), wake))
}

// called is what bad code does instead of a method, by the first bytes of the input.
func called(m *sabotage.Module, method string, instead sabotage.Code) sabotage.Code {
	head := abi.AppendText(abi.AppendArray(nil, 2), method)[:8]
	is := sabotage.Do(m.Drop("input_read", sabotage.I32(buffer), sabotage.I32(0), sabotage.I32(8)), sabotage.Equal(buffer, head))
	return sabotage.If(is, instead)
}

// takes has a contract send what an address of its memory says to the thief, if the chain lets it.
func takes(m *sabotage.Module, amount int32) sabotage.Code {
	thief := sandbox.Key("thief").Address()
	return sabotage.Do(sabotage.Bytes(dest, thief[:]), m.Drop("transfer", sabotage.I32(dest), sabotage.I32(amount)))
}

// What becomes of bad code that is live, and was proven.
const (
	returns = "goes back by itself" // after three boundaries
	remains = "remains until it is rescued"
)

// lateBeasts are contracts that begin to misbehave when they have been proven.
var lateBeasts = []struct {
	contract, about string
	makes           func(m *sabotage.Module)
	end             string
	reason          abi.Code // of what goes back
	pays            bool     // meanwhile, too
}{
	{"rewards", "the sweep traps", func(m *sabotage.Module) { m.First("end_block", sleeping(m, sabotage.Trap())) }, returns, abi.CodeTrap, false},
	{"rewards", "the sweep burns all its gas", func(m *sabotage.Module) { m.First("end_block", sleeping(m, sabotage.While(sabotage.I32(1), nil))) }, returns, abi.CodeOutOfGas, false},
	{"rewards", "it burns more gas with every block", func(m *sabotage.Module) {
		height := sabotage.Do(m.Drop("context", sabotage.I32(buffer)), sabotage.Store64(place, sabotage.Mul64(sabotage.Load64(buffer+80), 20_000)))
		m.First("end_block", sleeping(m, sabotage.Do(height, sabotage.While(sabotage.Nonzero(place), sabotage.Store64(place, sabotage.Add64(sabotage.Load64(place), -1))))))
	}, remains, 0, true},
	{"rewards", "every second epoch traps", func(m *sabotage.Module) {
		odd := sabotage.Do(m.Drop("context", sabotage.I32(buffer)), sabotage.Store64(place, sabotage.And64(sabotage.Load64(buffer+96), 1)), sabotage.Nonzero(place))
		m.First("end_epoch", sleeping(m, sabotage.If(odd, sabotage.Trap())))
	}, remains, 0, true},
	{"rewards", "the sweep does nothing", func(m *sabotage.Module) { m.First("end_block", sleeping(m, sabotage.Return(0))) }, remains, 0, false},
	{"rewards", "it refuses every record", func(m *sabotage.Module) {
		m.First("execute", sleeping(m, called(m, "record", sabotage.Return(7))))
	}, remains, 0, false},
	{"rewards", "it mints for a thief", func(m *sabotage.Module) {
		m.First("end_epoch", sleeping(m, sabotage.Do(m.Drop("supply", sabotage.I32(buffer)), m.Drop("mint", sabotage.I32(buffer+48)), takes(m, buffer+48))))
	}, remains, 0, false},
	{"rewards", "it sends its balance away", func(m *sabotage.Module) {
		part, _ := abi.Unit.Mul(abi.U64(50))
		m.First("end_block", sleeping(m, sabotage.Do(sabotage.Bytes(buffer, part.AppendLE(nil)), takes(m, buffer), takes(m, buffer), takes(m, buffer))))
	}, remains, 0, false},
	{"roles", "it has no attestors to show", func(m *sabotage.Module) { m.First("query", sleeping(m, sabotage.Return(0))) }, remains, 0, false},
	{"roles", "its answers are 64 KiB", func(m *sabotage.Module) {
		m.First("query", sleeping(m, sabotage.Do(m.Drop("output_write", sabotage.I32(0), sabotage.I32(64<<10)), sabotage.Return(0))))
	}, remains, 0, false},
	{"roles", "it forgets what is submitted", func(m *sabotage.Module) {
		m.First("execute", sleeping(m, called(m, "submit", sabotage.Return(0))))
	}, remains, 0, false},
	{"roles", "it stops verifying", func(m *sabotage.Module) { m.First("end_block", sleeping(m, sabotage.Return(0))) }, remains, 0, false},
	{"governance", "it counts no votes", func(m *sabotage.Module) { m.First("end_epoch", sleeping(m, sabotage.Return(0))) }, remains, 0, true},
	{"governance", "it refuses votes", func(m *sabotage.Module) { m.First("execute", sleeping(m, called(m, "vote", sabotage.Return(7)))) }, remains, 0, true},
	{"governance", "it forgets proposals", func(m *sabotage.Module) {
		var forget sabotage.Code
		for id := range byte(6) {
			key := []byte{'p', 0, 0, 0, 0, 0, 0, 0, id}
			forget = sabotage.Do(forget, sabotage.Bytes(buffer, key), m.Drop("state_delete", sabotage.I32(buffer), sabotage.I32(int32(len(key)))))
		}
		m.First("end_block", sleeping(m, forget))
	}, remains, 0, true},
	{"governance", "it installs code that nobody voted for", func(m *sabotage.Module) {
		name := []byte("rewards")
		m.First("end_epoch", sleeping(m, sabotage.Do(sabotage.Bytes(buffer, name), m.Drop("contract_by_name", sabotage.I32(buffer), sabotage.I32(int32(len(name))), sabotage.I32(place)),
			sabotage.Bytes(buffer, unvoted()), sabotage.Bytes(buffer+64, make([]byte, 32)),
			m.Drop("upgrade", sabotage.I32(place), sabotage.I32(buffer), sabotage.I32(0), sabotage.I32(0), sabotage.I32(buffer+64), sabotage.I64(1<<40)))))
	}, remains, 0, false},
}

// unvoted is the hash of code for rewards that governance may install without a vote: it records nothing.
func unvoted() []byte {
	h := tx.Hash(unvotedCode)
	return h[:]
}

var unvotedCode = variant(real("rewards"), "nobody voted for this")

// Whatever proven code of a contract begins to do: blocks go on, epochs end, the books balance, and what can be lost is bounded. What
// fails goes back by itself, with the reason; what lies is taken back by two thirds of the stake, and then all work of meanwhile
// is paid.
func TestTheZooOfContractsThatTurnBad(t *testing.T) {
	long(t)
	saved := vm.Disk{Dir: t.TempDir()}
	for _, x := range lateBeasts {
		t.Run(x.contract+": "+x.about, func(t *testing.T) {
			p := newPlay(t, sandbox.Options{Code: saved})
			m := sabotage.Of(t, real(x.contract))
			x.makes(m)
			served, bad := p.code(x.contract), p.uploads(m.Code())
			p.uploads(unvotedCode)
			p.provesCode(x.contract, bad)
			before := account(t, p.c, "ben").Balance
			p.suffers(x.contract != "roles")
			if paid := before.Less(account(t, p.c, "ben").Balance); x.pays && !paid {
				t.Error("nobody is paid meanwhile")
			}
			con := p.contract(x.contract)
			if back := con.CodeHash == served; back != (x.end == returns) {
				t.Fatalf("it went back: %v, and it %s", back, x.end)
			}
			if x.end == returns && (con.Failed != bad || abi.Code(con.FailedReason) != x.reason) {
				t.Errorf("the reason is %s of %s", abi.Code(con.FailedReason), con.Failed)
			}
			for _, name := range []string{x.contract, "rewards"} {
				p.rescues(name, tx.Hash(real(name)))
			}
			p.alive()
			p.closes()
			if after := account(t, p.c, "ben").Balance; !before.Less(after) {
				t.Error("the work of meanwhile is not paid afterwards")
			}
			must(t, p.c.Read(world.Reader.CheckBooks))
		})
	}
}

// provesCode has new code voted in, and used until it is proven.
func (p *play) provesCode(contract string, code abi.Hash) {
	p.t.Helper()
	id := p.propose("better code", fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s"}`, contract, code))
	p.report(id)
	p.closes()
	p.votes(id)
	p.closes()
	for range 5 {
		p.work(map[string]int{"ada": 1, "ben": 4})
		p.closes()
	}
	if got := p.proposal(id); got != "executed" || p.code(contract) != code {
		p.t.Fatalf("the proposal is %s: %s", got, p.says(id))
	}
}

// suffers has sleeping code wake up, and four epochs pass. In none of them more can leave than the chain lets rewards pay out.
func (p *play) suffers(working bool) {
	t := p.t
	t.Helper()
	if r := send(t, p.c, "dora", tx.Bond{Amount: abi.U64(1)}); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	for n := range 4 {
		epoch := clock(t, p.c).Epoch
		if working {
			p.work(map[string]int{"ada": 1, "ben": 4})
		}
		robbed := account(t, p.c, "thief").Balance
		for range 8 {
			block(t, p.c, p.c.Time())
		}
		limit := p.payoutLimit()
		p.closes()
		if now := clock(t, p.c).Epoch; now != epoch+1 {
			t.Fatalf("epoch %d is after %d", now, epoch)
		}
		if got := account(t, p.c, "thief").Balance; n > 0 && sum(limit, robbed).Less(got) {
			t.Errorf("in an epoch the thief has got %s beyond %s, the most is %s", got, robbed, limit)
		}
		must(t, p.c.Read(world.Reader.CheckBooks))
	}
}

// rescues has everybody signal for the code that was live, unless it is.
func (p *play) rescues(contract string, code abi.Hash) {
	p.t.Helper()
	if p.code(contract) == code {
		return
	}
	p.signalFor(contract, code, people...)
	p.closes()
	p.closes()
	if p.code(contract) != code {
		p.t.Fatalf("%s is not rescued", contract)
	}
}

// contract is what the chain knows of a built-in contract.
func (p *play) contract(name string) (con world.Contract) {
	p.t.Helper()
	must(p.t, p.c.Read(func(r world.Reader) error {
		a, _, err := r.ByName(name)
		if err == nil {
			con, _, err = r.Contract(a)
		}
		return err
	}))
	return con
}

// payoutLimit is what rewards may pay out in an epoch (I14).
func (p *play) payoutLimit() (limit abi.Amount) {
	p.t.Helper()
	must(p.t, p.c.Read(func(r world.Reader) error {
		a, _, err := r.ByName("rewards")
		if err != nil {
			return err
		}
		in, err := r.Income(a, clock(p.t, p.c).Epoch)
		limit = in.PayoutLimit()
		return err
	}))
	return limit
}

// earlyBeasts do not come to a vote.
var earlyBeasts = []struct {
	contract, about string
	makes           func(m *sabotage.Module)
	back            sabotage.Code // what migrate_back does
	said            string
}{
	{"rewards", "it has no queries", func(m *sabotage.Module) { m.Without("query") }, nil, "entries: an entry of the old code is missing"},
	{"roles", "it says that it is rewards", func(m *sabotage.Module) { m.Says(abi.InterfaceSection, abi.InterfaceIn(real("rewards"))) }, nil, "entries: a method of the old code is missing"},
	{"governance", "it says nothing of itself", func(m *sabotage.Module) { m.Says(abi.InterfaceSection, nil) }, nil, "entries: a method of the old code is missing"},
	{"rewards", "it loses its configuration in its migration", func(m *sabotage.Module) { m.Instead("migrate", deletes(m, "c")) }, nil, ""},
	{"roles", "it loses its roles in its migration", func(m *sabotage.Module) { m.Instead("migrate", deletes(m, "c")) }, nil, ""},
	{"governance", "it loses its rules in its migration", func(m *sabotage.Module) { m.Instead("migrate", deletes(m, "c")) }, nil, ""},
	{"rewards", "it loses a half of what it owes in its migration", func(m *sabotage.Module) { m.Instead("migrate", erases(m, "r\x00\x00\x00\x00\x00\x00\x00\x01", 1)) }, nil, "queries: an invariant does not hold"},
	{"rewards", "it loses what it has paid for in its migration", func(m *sabotage.Module) { m.Instead("migrate", erases(m, "t", 4)) }, nil, "queries: an invariant does not hold"},
	{"rewards", "its migration never ends", func(m *sabotage.Module) {
		m.Instead("migrate", sabotage.Do(sabotage.While(sabotage.I32(1), nil), sabotage.I32(0)))
	}, nil, "migrate: out of gas"},
	{"rewards", "its way back never ends", func(*sabotage.Module) {}, sabotage.Do(sabotage.While(sabotage.I32(1), nil), sabotage.I32(0)), "migrate_back: out of gas"},
	{"roles", "its way back loses everything", func(*sabotage.Module) {}, nil, ""},
	{"rewards", "it pays when it is proven, and not before", func(m *sabotage.Module) {
		m.First("end_block", probation(m, sabotage.Return(0)))
		m.First("execute", probation(m, called(m, "claim", sabotage.Return(7))))
	}, nil, "payouts:"},
	{"governance", "it counts votes when it is proven, and not before", func(m *sabotage.Module) { m.First("end_epoch", probation(m, sabotage.Return(0))) }, nil, "votes: votes are not counted"},
	{"roles", "it verifies when it is proven, and not before", func(m *sabotage.Module) { m.First("end_block", probation(m, sabotage.Return(0))) }, nil, "contributions: nothing is verified"},
}

// probation is what code does while it is on probation, which it can see.
func probation(m *sabotage.Module, does sabotage.Code) sabotage.Code {
	asks := sabotage.Do(m.Drop("context", sabotage.I32(buffer)), m.Drop("contract_info", sabotage.I32(buffer), sabotage.I32(buffer+256)))
	return sabotage.Do(asks, sabotage.If(sabotage.Nonzero(buffer+256+96), does))
}

// deletes is a migration that deletes a record.
func deletes(m *sabotage.Module, key string) sabotage.Code {
	return sabotage.Do(sabotage.Bytes(buffer, []byte(key)), m.Drop("state_delete", sabotage.I32(buffer), sabotage.I32(int32(len(key)))), sabotage.I32(0))
}

// erases is a migration that deletes as many records of a contract, from a key on.
func erases(m *sabotage.Module, from string, n int) sabotage.Code {
	scan := m.Drop("state_scan", sabotage.I32(buffer), sabotage.I32(int32(len(from))), sabotage.I32(buffer), sabotage.I32(0), sabotage.I32(0), sabotage.I32(1))
	read := sabotage.Do(m.Drop("result_read", sabotage.I32(place), sabotage.I32(0), sabotage.I32(4)), m.Drop("result_read", sabotage.I32(buffer+64), sabotage.I32(4), sabotage.Load32(place)))
	gone := m.Drop("state_delete", sabotage.I32(buffer+64), sabotage.Load32(place))
	return sabotage.Do(sabotage.Bytes(buffer, []byte(from)), slices.Repeat(sabotage.Do(scan, read, gone), n), sabotage.I32(0))
}

// Code that can be seen to be bad does not come to a vote, and leaves nothing behind; the proposal says why.
func TestTheZooOfContractsThatAreRefused(t *testing.T) {
	long(t)
	for _, x := range earlyBeasts {
		t.Run(x.contract+": "+x.about, func(t *testing.T) {
			p := rehearsed(t)
			p.work(map[string]int{"ada": 1, "ben": 4})
			p.closes()
			m := sabotage.Of(t, real(x.contract))
			x.makes(m)
			action := fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s"`, x.contract, p.uploads(variant(m.Code(), "v2")))
			if strings.Contains(x.about, "way back") {
				back := sabotage.Of(t, real("roles"))
				if x.back == nil {
					x.back = erases(back, "", 20)
				}
				action += fmt.Sprintf(`,"migrate_back":"%s"`, p.uploads(back.Instead("migrate", x.back).Code()))
			}
			id := p.propose("bad", action+"}")
			p.report(id)
			p.closes()
			if got, said := p.proposal(id), p.says(id); got != "rejected" || !strings.Contains(said, "the chain's report: ") || !strings.Contains(said, x.said) {
				t.Errorf("the proposal is %s: %q, want %q", got, said, x.said)
			}
			if p.code(x.contract) != tx.Hash(real(x.contract)) {
				t.Error("another code is live")
			}
			p.alive()
		})
	}
}

// What has been stolen is gone, and an invariant does not hold any more, whatever code comes: that keeps no repair from a vote.
func TestBooksThatDoNotHoldKeepNoCodeFromAVote(t *testing.T) {
	long(t)
	p := rehearsed(t)
	m := sabotage.Of(t, real("rewards"))
	part, _ := abi.Unit.Mul(abi.U64(20))
	m.First("end_block", sleeping(m, sabotage.Do(sabotage.Bytes(buffer, part.AppendLE(nil)), takes(m, buffer), takes(m, buffer), takes(m, buffer))))
	bad := p.propose("bad", fmt.Sprintf(`{"kind":"upgrade","contract":"rewards","code_hash":"%s"}`, p.uploads(m.Code())))
	p.report(bad)
	p.closes()
	p.votes(bad)
	p.closes()
	if r := send(t, p.c, "dora", tx.Bond{Amount: abi.U64(1)}); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	for range 3 {
		p.work(map[string]int{"ada": 1, "ben": 4})
		for range 4 {
			block(t, p.c, p.c.Time())
		}
		p.closes()
	}
	if got := account(t, p.c, "thief").Balance; got.IsZero() {
		t.Fatal("nothing is stolen")
	}
	var books struct{ OK bool }
	if p.ask("rewards", "invariants", `{}`, &books); books.OK {
		t.Fatalf("the books hold, though %s is stolen", account(t, p.c, "thief").Balance)
	}
	good := p.propose("good", fmt.Sprintf(`{"kind":"upgrade","contract":"rewards","code_hash":"%s"}`, p.uploads(variant(real("rewards"), "v2"))))
	p.report(good)
	p.closes()
	if got := p.proposal(good); got != "voting" {
		t.Errorf("the repair is %s: %s", got, p.says(good))
	}
}
