package vm_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// generator writes a random module whose shape is decided by bytes, so that a fuzzer can steer
// it. Every module is valid and has something of everything that contracts may use.
type generator struct {
	data   []byte
	out    strings.Builder
	sigs   []string // of the functions, "i32 i64 -> i32"
	locals []string // types, parameters first
	labels []string // result types of open blocks, "" for none; loops have none
	result string
	budget int        // instructions left for this function
	loops  *rand.Rand // if not nil, loops with a counter are among the statements
}

// next gives a number below n; an exhausted source gives zeros.
func (g *generator) next(n int) int {
	if len(g.data) == 0 {
		return 0
	}
	v := int(g.data[0])
	g.data = g.data[1:]
	if n > 256 && len(g.data) > 0 {
		v = v<<8 | int(g.data[0])
		g.data = g.data[1:]
	}
	return v % n
}

func (g *generator) emit(format string, args ...any) {
	g.budget--
	fmt.Fprintf(&g.out, format+"\n", args...)
}

var scalar = []string{"i32", "i64"}

// generate writes a module with functions f0, f1, ... of random types.
func generate(data []byte) string { return (&generator{data: data}).module() }

func (g *generator) module() string {
	g.emit("import host gas -> i64")
	g.emit("import host mix i32 i64 -> i32")
	first, pages := g.next(256), 3
	if first%2 == 1 {
		pages = 65 // so much that access to it costs more
	}
	g.emit("memory 1 %d\nglobal mut i32 %d\nglobal mut i64 %d\nglobal i32 99", pages, first, g.next(65536))
	g.emit("data 0 \"some bytes to begin with, so that loads see more than zeros\"")
	g.emit("data passive \"bytes for memory.init\"")
	n := 1 + g.next(4)
	for range n {
		var sig []string
		for range g.next(4) {
			sig = append(sig, scalar[g.next(2)])
		}
		sig = append(sig, "->")
		if g.next(4) > 0 {
			sig = append(sig, scalar[g.next(2)])
		}
		g.sigs = append(g.sigs, strings.Join(sig, " "))
	}
	g.emit("table %d\nelem 1 gas", n+3)
	for i := range n {
		g.emit("elem %d f%d", i+2, i)
	}
	for i := range n {
		g.function(i)
	}
	return g.out.String()
}

func split(sig string) (params []string, result string) {
	in, out, _ := strings.Cut(sig, "->")
	return strings.Fields(in), strings.TrimSpace(out)
}

func (g *generator) function(i int) {
	params, result := split(g.sigs[i])
	g.emit("func f%d %s", i, g.sigs[i])
	g.locals = params
	var extra []string
	for range 1 + g.next(5) {
		extra = append(extra, scalar[g.next(2)])
	}
	if g.loops != nil {
		extra = append(extra, "i32", "i32", "i32", "i32")
	}
	g.locals = append(g.locals, extra...)
	g.emit("locals %s", strings.Join(extra, " "))
	g.labels, g.result, g.budget = []string{result}, result, 20+g.next(120)
	for g.budget > 0 && len(g.data) > 0 {
		g.statement()
	}
	if result != "" {
		g.expr(result, 0)
	}
	g.emit("end")
}

func (g *generator) statement() {
	if g.loops != nil && g.loops.IntN(6) == 0 {
		g.emit("%s", countedLoop(g.loops, len(g.locals)-4))
		return
	}
	switch g.next(16) {
	case 0, 1, 2:
		k := g.next(len(g.locals))
		g.expr(g.locals[k], 0)
		g.emit("local.set %d", k)
	case 3:
		k := g.next(2)
		g.expr(scalar[k], 0)
		g.emit("global.set %d", k)
	case 4, 5:
		g.store()
	case 6:
		g.block("block", "")
	case 7, 8:
		g.block("loop", "")
	case 9:
		g.expr("i32", 0)
		g.block("if", "")
	case 10, 11:
		g.branch()
	case 12:
		g.bulk()
	case 13:
		g.expr(scalar[g.next(2)], 0)
		g.emit("drop")
	case 14:
		if _, result := split(g.sigs[0]); result == "" {
			g.call(0)
		} else {
			g.emit("nop")
		}
	case 15:
		g.trap()
	}
}

// trap writes a check as compilers do: straight, as a branch to a block that traps, or not at all.
func (g *generator) trap() {
	switch g.next(8) {
	case 0:
		g.emit("unreachable")
	case 1, 2, 3:
		g.expr("i32", 1)
		g.emit("i32.const 77; i32.eq; if; i32.const 1; drop; unreachable; end")
	case 4, 5:
		g.emit("block; block")
		g.labels = append(g.labels, "", "")
		for range 2 {
			g.expr("i32", 2)
			g.emit("i32.const 78; i32.eq; br_if 0")
			g.expr("i32", 2)
			g.emit("drop")
		}
		g.labels = g.labels[:len(g.labels)-2]
		g.emit("br 1; end; i32.const 3; drop; unreachable; end")
	case 6:
		g.expr("i32", 1)
		g.emit("i32.const 79; i32.eq; if; block; br 1; end; end; nop")
	}
}

// block writes a block, loop or if with a few statements, and a result if t is not empty.
func (g *generator) block(kind, t string) {
	if len(g.labels) > 12 {
		if kind == "if" {
			g.emit("drop")
		}
		g.fill(t)
		return
	}
	g.emit("%s %s", kind, t)
	label := t
	if kind == "loop" {
		label = ""
	}
	g.labels = append(g.labels, label)
	g.inside(t)
	if kind == "if" && (t != "" || g.next(2) == 0) {
		g.emit("else")
		g.inside(t)
	}
	g.labels = g.labels[:len(g.labels)-1]
	g.emit("end")
}

func (g *generator) inside(t string) {
	for range g.next(5) {
		if g.budget > 0 {
			g.statement()
		}
	}
	if t != "" {
		g.expr(t, 1)
	}
}

// fill gives a constant, or nothing.
func (g *generator) fill(t string) {
	if t != "" {
		g.emit("%s.const %d", t, g.next(100))
	}
}

func (g *generator) branch() {
	k := g.next(len(g.labels))
	t := g.labels[len(g.labels)-1-k]
	if t != "" {
		g.expr(t, 1)
	}
	switch g.next(8) {
	case 0:
		g.emit("br %d", k)
	case 1:
		if t != "" {
			g.emit("drop")
		}
		if g.result != "" {
			g.expr(g.result, 1)
		}
		g.emit("return")
	case 2:
		g.expr("i32", 1)
		var same []string
		for j := range g.labels {
			if g.labels[len(g.labels)-1-j] == t && g.next(2) == 0 {
				same = append(same, fmt.Sprint(j))
			}
		}
		g.emit("br_table %s", strings.Join(append(same, fmt.Sprint(k)), " "))
	default:
		g.expr("i32", 1)
		g.emit("br_if %d", k)
		if t != "" {
			g.emit("drop")
		}
	}
}

// address leaves an address that is mostly within the first page.
func (g *generator) address() {
	g.expr("i32", 2)
	if g.next(16) > 0 {
		g.emit("i32.const %d; i32.and", []int{255, 4095, 65535}[g.next(3)])
	}
}

func (g *generator) store() {
	ops := []string{"i32.store", "i32.store8", "i32.store16", "i64.store", "i64.store8", "i64.store16", "i64.store32"}
	op := ops[g.next(len(ops))]
	g.address()
	g.expr(op[:3], 1)
	g.emit("%s %d", op, g.next(64))
}

func (g *generator) bulk() {
	if g.next(3) == 0 {
		g.emit("i32.const %d; i32.const %d; i32.const %d; memory.init 1", g.next(60000), g.next(12), g.next(10))
		return
	}
	g.address()
	g.address()
	g.expr("i32", 2)
	g.emit("i32.const %d; i32.and", []int{63, 1023}[g.next(2)])
	g.emit("%s", []string{"memory.copy", "memory.fill"}[g.next(2)])
}

// call calls function k, directly or through the table, leaving its result.
func (g *generator) call(k int) {
	params, _ := split(g.sigs[k])
	for _, t := range params {
		g.expr(t, 2)
	}
	if g.next(2) == 0 {
		g.emit("call f%d", k)
		return
	}
	g.emit("i32.const %d", k+2)
	if g.next(8) == 0 {
		g.expr("i32", 3)
		g.emit("i32.const 7; i32.and; i32.add")
	}
	g.emit("call_indirect %s", g.sigs[k])
}

// expr leaves a value of type t.
func (g *generator) expr(t string, depth int) {
	if depth > 4 || g.budget <= 0 {
		g.fill(t)
		return
	}
	switch g.next(14) {
	case 0:
		g.fill(t)
	case 1:
		g.emit("%s.const %d", t, []int{-1, -0x80000000, 0x7fffffff, 0, 1}[g.next(5)])
	case 2, 3, 4:
		g.variable(t)
	case 5, 6, 7:
		g.operator(t, depth)
	case 8:
		g.address()
		g.emit("%s %d", pick(g, loads[t]), g.next(64))
	case 9:
		g.expr(t, depth+1)
		g.expr(t, depth+1)
		g.expr("i32", depth+1)
		g.emit("select")
	case 10:
		g.block([]string{"block", "loop"}[g.next(2)], t)
	case 11:
		g.expr("i32", depth+1)
		g.block("if", t)
	case 12:
		for k, sig := range g.sigs {
			if _, result := split(sig); result == t {
				g.call(k)
				return
			}
		}
		g.variable(t)
	case 13:
		g.environment(t, depth)
	}
}

// environment asks the host or the memory.
func (g *generator) environment(t string, depth int) {
	switch {
	case t == "i64":
		g.emit("call gas")
	case g.next(3) == 0:
		g.emit("memory.size")
	case g.next(4) == 0:
		g.emit("i32.const %d; memory.grow", g.next(3))
	default:
		g.expr("i32", depth+1)
		g.expr("i64", depth+1)
		g.emit("call mix")
	}
}

func (g *generator) variable(t string) {
	start := g.next(len(g.locals))
	for i := range g.locals {
		if k := (start + i) % len(g.locals); g.locals[k] == t {
			g.emit("local.get %d", k)
			return
		}
	}
	g.emit("global.get %d", map[string]int{"i32": g.next(2) * 2, "i64": 1}[t])
}

func (g *generator) operator(t string, depth int) {
	op := pick(g, operators[t])
	info := wasm.Lookup(op)
	for _, in := range info.In {
		g.expr(map[rune]string{'i': "i32", 'I': "i64"}[in], depth+1)
	}
	g.emit("%s", info.Name)
}

func pick[T any](g *generator, from []T) T { return from[g.next(len(from))] }

var loads = map[string][]string{
	"i32": {"i32.load", "i32.load8_s", "i32.load8_u", "i32.load16_s", "i32.load16_u"},
	"i64": {"i64.load", "i64.load8_s", "i64.load8_u", "i64.load16_s", "i64.load16_u", "i64.load32_s", "i64.load32_u"},
}

// operators are the numeric instructions by result type.
var operators = func() map[string][]wasm.Op {
	by := map[string][]wasm.Op{}
	for _, op := range wasm.Ops() {
		info := wasm.Lookup(op)
		if op > wasm.OpI64Const && op < 0x100 && info.Imm == wasm.ImmNone && info.Out != "" {
			t := map[string]string{"i": "i32", "I": "i64"}[info.Out]
			by[t] = append(by[t], op)
		}
	}
	return by
}()
