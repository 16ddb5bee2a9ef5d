package main

import (
	"fmt"
	"math"

	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/store"
	"github.com/peerz-ai/peerz-chain/bench/table"
)

func (b *board) rows() []table.Row {
	floor, peer := b.against(store.Floor), b.against(store.IAVL)
	rows := []table.Row{
		{What: "commit of 10k updates / bare Pebble batch", Value: floor("10k"), Goal: 5, Note: b.times("10k")},
		{What: "commit of 10k updates / iavl", Value: peer("10k"), Goal: 0.167},
		{What: "commit of 1k updates / bare Pebble batch", Value: floor("1k"), Goal: 9, Note: b.times("1k")},
		{What: "commit of 1k updates / iavl", Value: peer("1k"), Goal: 0.5},
		{What: "point read / raw Pebble get", Value: floor("read"), Goal: 1.2, Note: b.micros("read", store.Floor)},
		{What: "point read / iavl", Value: peer("read"), Note: b.micros("read", store.IAVL) + " (its own cache)"},
		{What: "existence proof time / iavl", Value: peer("proof"), Goal: 0.5, Note: b.micros("proof", store.IAVL)},
		{What: "existence proof bytes / iavl", Value: peer("proof/bytes"), Goal: 1, Note: b.bytes("proof/bytes")},
		{What: "absence proof / existence proof time", Value: b.runs.Ratio("absence/peerz", "proof/peerz"), Goal: 2, Note: b.bytes("absence/bytes")},
		{What: "log bytes per update, 10k / floor", Value: floor("10k/log"), Goal: 4, Note: b.bytes("10k/log")},
		{What: "log bytes per update, 1k / floor", Value: floor("1k/log"), Goal: 6, Note: b.bytes("1k/log")},
		{What: "all bytes per update, 10k / floor", Value: floor("10k/all"), Note: "with flushes and compactions: " + b.bytes("10k/all")},
	}
	return append(append(append(rows, append(b.sizes(), b.growth()...)...), b.travels()...), b.pauses())
}

// pauses says what pruning and snapshots do to blocks.
func (b *board) pauses() table.Row {
	ms := func(figure string) float64 { return b.paces.Median(figure+"/peerz") / 1e6 }
	return table.Row{
		What: "99th percentile of a block's time, pruning and snapshots on / off", Value: b.paces.Ratio("busy/p99/peerz", "calm/p99/peerz"), Goal: 1.2,
		Note: fmt.Sprintf("ms on the wall, 1k updates: %.1f / %.1f; medians %.1f / %.1f", ms("busy/p99"), ms("calm/p99"), ms("busy/median"), ms("calm/median")),
	}
}

// travels are the figures of snapshots.
func (b *board) travels() []table.Row {
	of := func(figure, floor string) float64 { return b.trips.Ratio(figure+"/peerz", floor+"/peerz") }
	us := func(figure string) float64 { return b.trips.Median(figure+"/peerz") / 1e3 }
	return []table.Row{
		{What: "snapshot export / raw scan", Value: of("export", "scan"), Goal: 2, Note: fmt.Sprintf("%d pairs; us a pair: %.2f / %.2f", b.effort.travel, us("export"), us("scan"))},
		{What: "snapshot export / raw scan into a file", Value: of("export", "copy"), Note: fmt.Sprintf("%.2f us / %.2f us", us("export"), us("copy"))},
		{What: "snapshot restore / bare load", Value: of("restore", "load"), Goal: 3, Note: fmt.Sprintf("%.2f us / %.2f us", us("restore"), us("load"))},
	}
}

// against gives our figure over another store's.
func (b *board) against(other string) func(string) float64 {
	return func(figure string) float64 { return b.runs.Ratio(figure+"/peerz", figure+"/"+other) }
}

// sizes are the figures that were taken once.
func (b *board) sizes() []table.Row {
	once := sample.Runs{b.once}
	rows := []table.Row{
		{What: fmt.Sprintf("disk after %d blocks, %d kept / live data", b.pruned, b.retained), Value: once.Median("disk/peerz"), Goal: 4,
			Note: fmt.Sprintf("Pebble alone %.2f, iavl %.2f; CPU per block with pruning %.1f ms, iavl %.1f ms", once.Median("disk/pebble"),
				once.Median("disk/iavl"), once.Median("pruned/mean/peerz")/1e6, once.Median("pruned/mean/iavl")/1e6)},
		{What: "the same / iavl", Value: once.Ratio("disk/peerz", "disk/iavl"), Goal: 0.4},
	}
	for _, keys := range b.effort.memory {
		at := fmt.Sprintf("memory%d", keys)
		rows = append(rows, table.Row{
			What: fmt.Sprintf("resident memory at %dM keys", keys/1_000_000), Value: once.Median(at + "/now/peerz"), Unit: "MiB",
			Note: fmt.Sprintf("peak %.0f; Pebble %.0f%s; 10k updates cost %.0f ms, %.1f times the floor",
				once.Median(at+"/peak/peerz"), once.Median(at+"/now/pebble"), peerMemory(once, at),
				once.Median(at+"/peerz")/1e6, once.Ratio(at+"/peerz", at+"/pebble")),
		})
	}
	return rows
}

func (b *board) times(figure string) string {
	ms := func(name string) string {
		return fmt.Sprintf("%.1f (mean %.1f)", b.runs.Median(figure+"/"+name)/1e6, b.runs.Median(figure+"/mean/"+name)/1e6)
	}
	return fmt.Sprintf("ms: ours %s, floor %s, iavl %s", ms(store.Peerz), ms(store.Floor), ms(store.IAVL))
}

func (b *board) micros(figure, other string) string {
	return fmt.Sprintf("%.2f us / %.2f us", b.runs.Median(figure+"/peerz")/1e3, b.runs.Median(figure+"/"+other)/1e3)
}

func (b *board) bytes(figure string) string {
	note := fmt.Sprintf("ours %.0f B, iavl %.0f B", b.runs.Median(figure+"/peerz"), b.runs.Median(figure+"/iavl"))
	if floor := b.runs.Median(figure + "/pebble"); !math.IsNaN(floor) {
		note += fmt.Sprintf(", floor %.0f B", floor)
	}
	return note
}

// peerMemory says what iavl needs, where that was measured.
func peerMemory(once sample.Runs, at string) string {
	if v := once.Median(at + "/now/iavl"); !math.IsNaN(v) {
		return fmt.Sprintf(", iavl %.0f (with 100k nodes cached)", v)
	}
	return ""
}

// growth says how the cost of a block grows from each size of the state to the next, when it fits
// into no cache.
func (b *board) growth() (rows []table.Row) {
	sizes, once := b.effort.tight, sample.Runs{b.once}
	for n, keys := range sizes[1:] {
		now, before := fmt.Sprintf("tight%d/", keys), fmt.Sprintf("tight%d/", sizes[n])
		cost := func(block string) string {
			return fmt.Sprintf("%.1f / %.1f", once.Median(now+block+"/peerz")/1e6, once.Median(before+block+"/peerz")/1e6)
		}
		rows = append(rows, table.Row{
			What: fmt.Sprintf("with 16 MiB of caches: 10k updates at %dk keys / at %dk", keys/1000, sizes[n]/1000), Value: once.Ratio(now+"10k/peerz", before+"10k/peerz"),
			Note: fmt.Sprintf("ms: %s; 1k updates %s", cost("10k"), cost("1k")),
		})
	}
	return rows
}
