//go:build cgo

package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/peerz-ai/peerz-chain/bench/bomb"
	"github.com/peerz-ai/peerz-chain/bench/engine"
	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/table"
)

// over turns names of programs into the names of a ratio's two figures. Figures are named
// program/engine, so the engines are suffixes.
type over struct {
	runs  sample.Runs
	names []string
}

func (o over) pairs(peer string) (runs sample.Runs) {
	for _, s := range o.runs {
		t := sample.Set{}
		for _, n := range o.names {
			t["ours/"+n], t["peer/"+n] = s[n+"/"+engine.Peerz], s[n+"/"+peer]
		}
		runs = append(runs, t)
	}
	return runs
}

func (o over) geomean(peer string) float64 { return o.pairs(peer).Geomean(o.names, "ours/", "peer/") }

func (o over) worst(peer string) (ratio float64, at string) {
	return o.pairs(peer).Worst(o.names, "ours/", "peer/")
}

func kernelNames(list []kernels.Kernel) (names []string) {
	for _, k := range list {
		names = append(names, k.Name)
	}
	return names
}

func kernelRows(runs sample.Runs, list []kernels.Kernel) (rows []table.Row) {
	for _, k := range list {
		at := func(e string) string { return k.Name + "/" + e }
		rows = append(rows, table.Row{
			What:  k.Name,
			Value: runs.Ratio(at(engine.Peerz), at(engine.Wazero)),
			Note: fmt.Sprintf("wasmtime+fuel %.2f, wasmvm %.2f; ours %.2f ms, %.3f ns/gas",
				runs.Ratio(at(engine.Peerz), at(engine.Wasmtime)), runs.Ratio(at(engine.Peerz), at(engine.Wasmvm)),
				runs.Median(at(engine.Peerz))/1e6, runs.Ratio(at(engine.Peerz), at(engine.Peerz)+"/gas")),
		})
	}
	return rows
}

func summary(runs sample.Runs) []table.Row {
	ten := over{runs, kernelNames(kernels.Compute)}
	loops := over{runs, ten.names[1:]} // all but fib, which only calls
	worstLoop, at := loops.worst(engine.Wazero)
	worstPeer, atPeer := ten.worst(engine.Wasmvm)
	worstFuel, atFuel := ten.worst(engine.Wasmtime)
	rows := append(untunedRows(runs), []table.Row{
		{What: "metered / unmetered stock wazero, ten kernels", Value: ten.geomean(engine.Wazero), Goal: 1},
		{What: "  the worst loop kernel", Value: worstLoop, Goal: 1.1, Note: at},
		{What: "  calls through a table", Value: runs.Ratio("indirect/peerz", "indirect/wazero"), Goal: 1.3},
		{What: "metered / wasmvm, ten kernels", Value: ten.geomean(engine.Wasmvm), Goal: 0.65},
		{What: "  the worst kernel", Value: worstPeer, Goal: 1, Note: atPeer},
		{What: "metered / wasmtime+fuel, ten kernels", Value: ten.geomean(engine.Wasmtime), Goal: 1.4,
			Note: fmt.Sprintf("worst %.2f (%s)", worstFuel, atFuel)},
		{What: "call with 50 us of work / wasmtime+fuel", Value: runs.Ratio("whole/peerz", "whole/wasmtime-fresh"), Goal: 0.75,
			Note: micro(runs, "whole/peerz", "whole/wasmtime-fresh")},
		{What: "Argon2id in a contract / wasmvm", Value: runs.Ratio("argon2/peerz", "argon2/wasmvm"), Goal: 0.7,
			Note: fmt.Sprintf("%s; / fresh wasmtime+fuel %.2f", micro(runs, "argon2/peerz", "argon2/wasmvm"),
				runs.Ratio("argon2/peerz", "argon2/wasmtime-fresh"))},
	}...)
	rows = append(rows, callRows(runs)...)
	rows = append(rows, deployRows(runs)...)
	all := kernelNames(kernels.Tuned())
	return append(rows,
		table.Row{What: "gas: most / least ns per gas, ten kernels", Value: spread(runs, ten.names, engine.Peerz), Goal: 4,
			Note: peerSpread(runs, ten.names)},
		table.Row{What: "gas: the same, hostile kernels included", Value: spread(runs, all, engine.Peerz), Goal: 10,
			Note: peerSpread(runs, all)},
	)
}

// untunedRows are the ratios of the kernels that nobody tuned for, with the goals of the others.
func untunedRows(runs sample.Runs) []table.Row {
	others := over{runs, kernelNames(kernels.Untuned())}
	worst, at := others.worst(engine.Wazero)
	worstPeer, atPeer := others.worst(engine.Wasmvm)
	worstFuel, atFuel := others.worst(engine.Wasmtime)
	return []table.Row{
		{What: fmt.Sprintf("untuned: metered / unmetered stock wazero, %d kernels", len(others.names)), Value: others.geomean(engine.Wazero), Goal: 1},
		{What: "  the worst kernel", Value: worst, Goal: 1.1, Note: at},
		{What: "untuned: metered / wasmvm", Value: others.geomean(engine.Wasmvm), Goal: 0.65},
		{What: "  the worst kernel", Value: worstPeer, Goal: 1, Note: atPeer},
		{What: "untuned: metered / wasmtime+fuel", Value: others.geomean(engine.Wasmtime), Goal: 1.4,
			Note: fmt.Sprintf("worst %.2f (%s)", worstFuel, atFuel)},
		{What: "untuned: most / least ns per gas", Value: spread(runs, others.names, engine.Peerz), Goal: 4,
			Note: peerSpread(runs, others.names)},
	}
}

// spread compares what a unit of gas costs in different kernels.
func spread(runs sample.Runs, names []string, engine string) float64 {
	low, high := math.Inf(1), 0.0
	for _, n := range names {
		v := runs.Ratio(n+"/"+engine, n+"/"+engine+"/gas")
		low, high = min(low, v), max(high, v)
	}
	return high / low
}

func peerSpread(runs sample.Runs, names []string) string {
	return fmt.Sprintf("wasmtime's fuel %.1f, wasmvm's gas %.1f",
		spread(runs, names, engine.Wasmtime), spread(runs, names, engine.Wasmvm))
}

func micro(runs sample.Runs, ours, peer string) string {
	return fmt.Sprintf("%.1f us / %.1f us", runs.Median(ours)/1e3, runs.Median(peer)/1e3)
}

func callRows(runs sample.Runs) []table.Row {
	var rows []table.Row
	goals := map[int]float64{3: 0.10, 17: 0.25}
	for _, pages := range kernels.Pages {
		at := fmt.Sprintf("empty%d/", pages)
		rows = append(rows, table.Row{
			What:  fmt.Sprintf("empty call, %d KiB memory / wasmvm pinned", pages*64),
			Value: runs.Ratio(at+engine.Peerz, at+engine.Wasmvm), Goal: goals[pages],
			Note: micro(runs, at+engine.Peerz, at+engine.Wasmvm) + fmt.Sprintf("; fresh wasmtime %.1f us, fresh wazero %.1f us",
				runs.Median(at+engine.WasmtimeFresh)/1e3, runs.Median(at+engine.WazeroFresh)/1e3),
		})
	}
	return append(rows,
		table.Row{What: "empty calls per second and core", Value: 1e9 / runs.Median("empty3/peerz"), Goal: 100_000, AtLeast: true},
		table.Row{What: "host call / wasmtime-go's", Value: runs.Ratio("host/peerz", "host/wasmtime"), Goal: 0.1,
			Note: fmt.Sprintf("%.0f ns / %.0f ns; bare wazero %.0f ns", runs.Median("host/peerz"), runs.Median("host/wasmtime"), runs.Median("host/wazero"))},
		table.Row{What: "allocations per host call", Value: math.Round(runs.Median("host/peerz/allocs")*100) / 100},
	)
}

// contracts lists the programs that were measured under a prefix.
func contracts(runs sample.Runs, prefix, engine string) (found []string) {
	list, _ := kernels.Rust() // the workers have read them; without them there is no row
	for _, c := range list {
		if n := prefix + c.Name; !math.IsNaN(runs.Median(n + "/" + engine)) {
			found = append(found, n)
		}
	}
	return found
}

func deployRows(runs sample.Runs) []table.Row {
	calls := over{runs, contracts(runs, "allocate/", engine.Peerz)}
	codes := over{runs, contracts(runs, "deploy/", engine.Peerz)}
	if len(calls.names) == 0 || len(codes.names) == 0 {
		return nil
	}
	first := calls.names[len(calls.names)-1]
	var perKiB []string
	for _, n := range codes.names {
		perKiB = append(perKiB, fmt.Sprintf("%s %.2f", strings.TrimPrefix(n, "deploy/"),
			runs.Ratio(n+"/peerz", n+"/bytes")*1024/1e6))
	}
	worst, at := worstBomb(runs)
	return []table.Row{
		{What: "an allocation in a Rust contract / wasmtime+fuel", Value: calls.geomean(engine.WasmtimeFresh),
			Note: micro(runs, first+"/peerz", first+"/wasmtime-fresh") + " (" + strings.TrimPrefix(first, "allocate/") + ")"},
		{What: "deploy / wasmvm StoreCode", Value: codes.geomean(engine.Wasmvm), Goal: 1.5,
			Note: "ours, ms per KiB: " + strings.Join(perKiB, ", ")},
		{What: "deploy / wasmtime+fuel", Value: codes.geomean(engine.Wasmtime)},
		{What: "deploy / stock wazero", Value: codes.geomean(engine.Wazero), Note: "what checking and metering add"},
		{What: "loading saved machine code / deploying", Value: 1 / codes.geomean(engine.PeerzSaved), Goal: 0.05,
			Note: saved(runs, codes.names[0])},
		{What: "size of rewritten code / original", Value: grown(runs, codes.names), Goal: 1.25},
		{What: "deploy of the worst accepted module", Value: worst, Unit: "ms/KiB", Goal: 10,
			Note: at},
	}
}

func saved(runs sample.Runs, name string) string {
	return fmt.Sprintf("%s: %.1f ms / %.0f ms", strings.TrimPrefix(name, "deploy/"),
		runs.Median(name+"/"+engine.PeerzSaved)/1e6, runs.Median(name+"/"+engine.Peerz)/1e6)
}

// grown is the geometric mean of how much larger rewriting makes programs.
func grown(runs sample.Runs, names []string) float64 {
	sum := 0.0
	for _, n := range names {
		sum += math.Log(runs.Ratio(n+"/rewritten", n+"/bytes"))
	}
	return math.Exp(sum / float64(len(names)))
}

// worstBomb finds the module that takes longest to deploy for its size, in ms per KiB.
func worstBomb(runs sample.Runs) (worst float64, at string) {
	for _, name := range bomb.Names() {
		n := "bomb/" + name
		if v := runs.Ratio(n+"/peerz", n+"/bytes") * 1024 / 1e6; v > worst {
			worst, at = v, fmt.Sprintf("%s: %.0f KiB in %.0f ms; stock wazero %.1f ms/KiB", name, runs.Median(n+"/bytes")/1024,
				runs.Median(n+"/peerz")/1e6, runs.Ratio(n+"/wazero", n+"/bytes")*1024/1e6)
		}
	}
	return worst, at
}
