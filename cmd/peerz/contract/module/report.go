package module

import (
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
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

// used is how much of a limit a module takes; of a limit per function, the function that takes most.
type used struct {
	Used int `json:"used"`
	Max  int `json:"max"`
}

func reportJSON(r vm.Report) checkAnswer {
	answer := checkAnswer{
		Accepted: r.Accepted(), Reasons: []checkReason{}, Imports: funcs(r.Imports), Exports: funcs(r.Exports),
		Limits: limits(r.Uses), DeployGas: r.DeployGas,
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
func limits(uses []vm.Use) map[string]used {
	out := map[string]used{}
	for _, u := range uses {
		out[strings.ReplaceAll(u.Name, " ", "_")] = used{u.Used, u.Max}
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

func showReport(w *cli.Printer, file string, r vm.Report) {
	if r.Accepted() {
		w.Printf("%s is accepted: %d bytes, %d functions, %d gas to deploy\n", file, r.Size.Bytes, r.Size.Functions, r.DeployGas)
	} else {
		w.Printf("%s is refused:\n", file)
		for _, reason := range r.Reasons {
			w.Printf("  %s\n", reason)
		}
	}
	w.Printf("imports\t%s\nexports\t%s\n", strings.Join(funcs(r.Imports), " "), strings.Join(funcs(r.Exports), " "))
	if r.FarMemory {
		w.Printf("memory\tmay exceed 64 pages, so loads and stores cost memory_far\n")
	}
	w.Printf("\nlimit\tused\tat most\n")
	for _, u := range r.Uses {
		w.Printf("%s\t%d\t%d\n", u.Name, u.Used, u.Max)
	}
}
