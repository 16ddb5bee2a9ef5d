package runtime_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What a report is measured with: epochs, participants in each, and transfers in a block, which are a third of its gas.
const (
	reportEpochs = 30
	reportCrowd  = 10_000
	reportLoad   = 1_000
	transferGas  = 350_000
)

// BenchmarkMechanismReport says what a report about a formula, over 30 epochs with 10,000 participants each, does to the time
// of blocks that are a third full of transfers: two chains execute the same blocks in turns, and one of them is making the
// report meanwhile.
func BenchmarkMechanismReport(b *testing.B) {
	for range b.N {
		reportWith(b)
	}
}

func reportWith(b *testing.B) {
	p := newPlay(b, sandbox.Options{})
	for range reportEpochs {
		p.work(map[string]int{"ada": 1, "ben": 4})
		p.closes()
		block(b, p.c, p.c.Time()+1)
	}
	p.closes()
	block(b, p.c, p.c.Time()+1)
	g := crowds(b, p.c)
	var chains [2]*sandbox.Chain
	for i := range chains {
		c, err := sandbox.New(g, sandbox.Options{Dir: b.TempDir()})
		must(b, err)
		defer func() { must(b, c.Close()) }()
		chains[i] = c
		plain(b, c, p.c.Time()+1)
	}
	code := wasm(b, "../examples/formula-sqrt/formula-sqrt.wasm")
	for _, c := range chains {
		send(b, c, "alice", tx.Upload{Code: code})
		block(b, c, c.Time())
	}
	busy := &play{t: b, c: chains[1]}
	busy.say("alice", "governance", "propose", fmt.Sprintf(`{"title":"a formula","actions":[{"kind":"upgrade","contract":"formula","code_hash":"%s"}]}`, tx.Hash(code)), tokens(20))
	plain(b, chains[0], chains[0].Time())
	plain(b, chains[1], chains[1].Time()) // the dry run
	var times, work [2][]time.Duration
	for done := false; !done; {
		for i, c := range chains {
			raw := transfers(b, c)
			start, used := time.Now(), processor(b)
			made := plain(b, c, c.Time(), raw...)
			times[i], work[i] = append(times[i], time.Since(start)), append(work[i], processor(b)-used)
			for _, r := range made.Receipts {
				if r.Code != abi.CodeOK {
					b.Fatalf("a transfer: %s %s", r.Code, r.Log)
				}
			}
		}
		done = reportDone(b, busy)
	}
	for i, what := range []string{"plain", "report"} {
		for unit, list := range map[string][]time.Duration{"ms": times[i], "processor-ms": work[i]} {
			slices.Sort(list)
			b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, unit+"/p50-"+what)
			b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1000, unit+"/p99-"+what)
		}
	}
	b.ReportMetric(float64(len(times[1])), "blocks")
	b.ReportMetric(0, "ns/op")
}

// processor is the time that this process has used of the processor: on a busy machine it says more than a clock.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func reportDone(b *testing.B, p *play) bool {
	var r struct {
		Done    bool
		Records uint64
		Reason  uint64
	}
	p.ask("governance", "report", `{"proposal":1}`, &r)
	if r.Done && r.Records != (reportEpochs-1)*reportCrowd { // nobody is in the newest epoch
		b.Fatalf("the report: %+v", r)
	}
	return r.Done
}

// transfers fill a part of a block. Nobody else sends what these two do.
func transfers(b *testing.B, c *sandbox.Chain) (list [][]byte) {
	b.Helper()
	var p world.Params
	must(b, c.Read(func(r world.Reader) (err error) { p, err = r.Params(); return err }))
	for _, name := range []string{"bob", "carol"} {
		key := sandbox.Key(name)
		nonce := account(b, c, name).Nonce
		for i := range uint64(reportLoad / 2) {
			body := tx.Body{ChainID: sandbox.ChainID, Nonce: nonce + i, GasLimit: transferGas, Msg: tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)}}
			body.Fee, _ = p.MinGasPrice.Mul(abi.U64(transferGas))
			list = append(list, key.Sign(body))
		}
	}
	return list
}

// crowds is the state of a chain with 10,000 more developers in each of its sealed epochs, with their totals and pages.
func crowds(b *testing.B, c *sandbox.Chain) *runtime.Genesis {
	v := c.View()
	defer v.Close()
	g, err := runtime.ExportState(v, nil)
	must(b, err)
	var at abi.Address
	must(b, c.Read(func(r world.Reader) (err error) { at, _, err = r.ByName("rewards"); return err }))
	values := map[string][]byte{}
	for _, pair := range g.State {
		values[string(pair.Key)] = pair.Value
	}
	of := func(kind byte, epoch uint64, rest string) []byte {
		return world.StorageKey(at, append(binary.BigEndian.AppendUint64([]byte{kind}, epoch), "\x03"+rest...))
	}
	for epoch := range uint64(reportEpochs) {
		record := values[string(of('r', epoch, "ada"))]
		if record == nil {
			b.Fatalf("epoch %d has no record of ada", epoch)
		}
		ids := []string{"ada", "ben"}
		for k := range reportCrowd - len(ids) {
			id := fmt.Sprintf("ada%d", k)
			ids = append(ids, id)
			g.State = append(g.State, runtime.GenesisPair{Key: of('r', epoch, id), Value: record})
		}
		slices.Sort(ids)
		for page := 50; page < len(ids); page += 50 {
			key := of('m', epoch, string(binary.BigEndian.AppendUint64(nil, uint64(page/50))))
			g.State = append(g.State, runtime.GenesisPair{Key: key, Value: []byte(ids[page-1])})
		}
		share := string(of('t', epoch, ""))
		i := slices.IndexFunc(g.State, func(pair runtime.GenesisPair) bool { return string(pair.Key) == share })
		g.State[i].Value = withParticipants(b, g.State[i].Value, uint64(len(ids)))
	}
	slices.SortFunc(g.State, func(x, y runtime.GenesisPair) int { return slices.Compare(x.Key, y.Key) })
	return g
}

// withParticipants is a role's totals with another number of participants, which comes first.
func withParticipants(b *testing.B, value []byte, n uint64) []byte {
	b.Helper()
	r := abi.NewReader(value)
	fields := r.Array()
	if r.Uint() != 2 || fields < 2 {
		b.Fatalf("these are no totals: %x", value)
	}
	head := abi.AppendUint(abi.AppendArray(nil, fields), 2)
	return append(abi.AppendUint(abi.AppendArray(nil, fields), n), value[len(head):]...)
}
