package main

import (
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/peerz-ai/peerz-chain/bench/table"
)

// figures are the samples of each figure, by name; times in nanoseconds.
type figures map[string][]float64

func (f figures) add(name string, v float64) { f[name] = append(f[name], v) }

// at returns the sample below which a share q of them lies, NaN when there are none.
func (f figures) at(name string, q float64) float64 {
	sorted := slices.Sorted(slices.Values(f[name]))
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[int(math.Round(q*float64(len(sorted)-1)))]
}

func (f figures) median(name string) float64 { return f.at(name, 0.5) }

// row is one figure in its unit, beside the peer's; peer 0 means that it was not measured.
func row(what string, value float64, unit string, goal, peer float64) table.Row {
	r := table.Row{What: what, Value: value, Unit: unit, Goal: goal}
	if peer != 0 && !math.IsNaN(value) {
		r.Note = fmt.Sprintf("peer %s, ratio %.2f", amount(peer, unit), value/peer)
	}
	return r
}

func amount(v float64, unit string) string {
	if unit != "" {
		unit = " " + unit
	}
	return fmt.Sprintf("%.4g%s", v, unit)
}

// Scales of what is shown.
const (
	milli = 1e6 // nanoseconds
	kilo  = 1e3 // bytes
	mega  = 1e6
)

// print writes the table. The peer's figures are those of docs/BENCHMARKS.md.
func (f figures) print(w io.Writer) {
	table.Print(w, "The chain", slices.Concat(f.quiet(), f.busy(), f.networks(), f.past()))
}

func (f figures) quiet() []table.Row {
	ms := func(name string, q float64) float64 { return f.at(name, q) / milli }
	return []table.Row{
		row("commands until a contract can be called", 1, "", 1, 10),
		row("commands to a call of one's own contract", 4, "", 0, 12),
		row("the program, stripped", f.median("program/bytes")/mega, "MB", 60, 193.0+8.1),
		row("libraries it needs beside it", f.median("program/libraries"), "", 0, 0),
		row("one command that does nothing", ms("program/version", 0.5), "ms", 0, 410),
		row("start -> API answers", ms("start/api", 0.5), "ms", 0, 480),
		row("start -> block 1", ms("start/block1", 0.5), "ms", 0, 5480),
		row("start -> block 2", ms("start/block2", 0.5), "ms", 2000, 0),
		row("resident, idle", f.median("idle/resident")/mega, "MB", 120, 295),
		row("processor, idle, of one core", f.median("idle/share"), "%", 0, 0),
		row("disk per 1000 empty blocks", f.median("empty/disk")/mega, "MB", 9, 9),
		row("processor per empty block", ms("empty/cpu", 0.5), "ms", 0, 12),
		row("one call, 100 ms blocks, median", ms("latency/100ms", 0.5), "ms", 0, 91),
		row("one call, 100 ms blocks, 90%", ms("latency/100ms", 0.9), "ms", 0, 117),
		row("one call, default blocks, median", ms("latency/default", 0.5), "ms", 0, 2955),
		row("one call, default blocks, 90%", ms("latency/default", 0.9), "ms", 0, 3356),
		{What: "taken at once right after a restart", Value: 100 * f.at("restart/taken", 0), Unit: "%", Goal: 100, AtLeast: true,
			Note: "peer 0 %, until its next block"},
	}
}

func (f figures) busy() (rows []table.Row) {
	peers := map[string]struct{ cpu, rate float64 }{"transfer": {3.0, 551}, "call": {3.3, 417}}
	for _, l := range loads {
		peer := peers[l.name]
		for _, w := range ways {
			goal := 0.0
			if l.calls && w.rpc {
				goal = 3.3 / 4
			}
			name := l.name + "/" + w.name
			rows = append(rows, row(l.name+", "+w.name+": node's processor", f.median(name+"/cpu")/milli, "ms", goal, peer.cpu))
			rate := row(l.name+", "+w.name+": a second", f.median(name+"/rate"), "", 0, peer.rate)
			rows = append(rows, rate)
		}
	}
	return append(rows,
		row("disk per transaction", f.median("load/disk")/kilo, "kB", 0, 3.7),
		row("resident, after the load", f.median("load/resident")/mega, "MB", 0, 1700))
}

// networks are the rows of networks of several processes on this machine.
func (f figures) networks() (rows []table.Row) {
	for _, n := range sizes {
		name := networkName(n)
		rows = append(rows,
			row(name+": empty blocks a second", f.median(name+"/blocks"), "", 0, 0),
			row(name+": calls a second", f.median(name+"/"+ways[0].name+"/rate"), "", 0, 0),
			row(name+": resident, each node", f.median(name+"/resident")/mega, "MB", 0, 0))
	}
	return rows
}

// past are the rows of the index of history.
func (f figures) past() []table.Row {
	times := func(what, name string) table.Row {
		return table.Row{What: what, Value: f.median(name), Goal: 50, AtLeast: true}
	}
	return []table.Row{
		times("blocks indexed anew / made at 100 ms, on the wall", "history/wall"),
		times("blocks indexed anew / made at 100 ms, of one core", "history/cpu"),
	}
}
