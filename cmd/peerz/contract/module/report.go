package module

import (
	"fmt"
	"io"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm"
)

type checkAnswer struct {
	Accepted  bool            `json:"accepted"`
	Reasons   []checkReason   `json:"reasons"`
	Imports   []string        `json:"imports"`
	Exports   []string        `json:"exports"`
	Limits    map[string]used `json:"limits"`
	DeployGas uint64          `json:"deploy_gas"` // 0 when refused
}

type checkReason struct {
	Code     string `json:"code"`
	Function *int   `json:"function"` // null when it is about none
	Offset   int    `json:"offset"`
	Message  string `json:"message"`
}

// used is how much of a limit a module takes; Used is null where the limit holds for each
// function by itself.
type used struct {
	Used *int `json:"used"`
	Max  int  `json:"max"`
}

func reportJSON(r vm.Report) checkAnswer {
	answer := checkAnswer{
		Accepted: r.Accepted(), Reasons: []checkReason{}, Imports: funcs(r.Imports), Exports: funcs(r.Exports),
		Limits: limits(r.Size), DeployGas: r.DeployGas,
	}
	for _, reason := range r.Reasons {
		one := checkReason{Code: reason.Code, Offset: reason.Offset, Message: reason.Message}
		if reason.Function >= 0 {
			one.Function = &reason.Function
		}
		answer.Reasons = append(answer.Reasons, one)
	}
	return answer
}

// limits puts what a module uses beside what it may use.
func limits(s vm.Size) map[string]used {
	uses := map[string]int{
		"code bytes": s.Bytes, "functions": s.Functions, "globals": s.Globals, "table elements": s.Table,
		"data segments": s.DataSegments, "data bytes": s.DataBytes, "memory pages": s.Pages, "work to compile": s.Work,
	}
	out := map[string]used{}
	for _, l := range vm.Limits() {
		limit := used{Max: l.Max}
		switch {
		case l.Name == "work to compile":
			limit.Max = s.MostWork
		case l.Name == "memory pages" && s.MostPages > 0:
			limit.Max = s.MostPages
		}
		if n, ok := uses[l.Name]; ok {
			limit.Used = &n
		}
		out[strings.ReplaceAll(l.Name, " ", "_")] = limit
	}
	return out
}

// funcs writes functions as people know them: module.name(i32, i64) i32.
func funcs(list []vm.Func) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = f.Name + "(" + types(f.Params) + ")"
		if f.Module != "" {
			out[i] = f.Module + "." + out[i]
		}
		if len(f.Results) > 0 {
			out[i] += " " + types(f.Results)
		}
	}
	return out
}

func types(list []vm.ValueType) string {
	parts := make([]string, len(list))
	for i, t := range list {
		if parts[i] = "i32"; t == vm.I64 {
			parts[i] = "i64"
		}
	}
	return strings.Join(parts, ", ")
}

func showReport(w io.Writer, file string, r vm.Report) {
	if r.Accepted() {
		fmt.Fprintf(w, "%s is accepted: %d bytes, %d functions, %d gas to deploy\n", file, r.Size.Bytes, r.Size.Functions, r.DeployGas)
	} else {
		fmt.Fprintf(w, "%s is refused:\n", file)
		for _, reason := range r.Reasons {
			fmt.Fprintf(w, "  %s\n", reason)
		}
	}
	fmt.Fprintf(w, "imports\t%s\nexports\t%s\n", strings.Join(funcs(r.Imports), " "), strings.Join(funcs(r.Exports), " "))
	if r.Size.MostPages == 0 {
		return
	}
	far := ""
	if r.FarMemory {
		far = ", so loads and stores cost memory_far"
	}
	fmt.Fprintf(w, "pages\t%d of 64 KiB, at most %d%s\n", r.Size.Pages, r.Size.MostPages, far)
}
