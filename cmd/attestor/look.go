package attestor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Looker finds what submissions are worth.
type Looker struct {
	Config   Config
	Evidence *evidence.Store
	Cache    string   // folder of what plug-ins want to find again
	Program  []string // runs a plug-in in a process of its own: see plugin.Runner
}

// NewLooker makes the looker of a home, whose plug-ins are processes of this program. The evidence lies in a home
// too, which several attestors of one machine can share.
func NewLooker(home, evidenceHome string, config Config) (*Looker, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	return &Looker{
		Config: config, Evidence: evidence.In(evidenceHome), Cache: filepath.Join(home, "attestor", "cache"),
		Program: []string{program, "attestor", "plugin"},
	}, nil
}

// Finding is what came of looking at one submission.
type Finding struct {
	plugin.Answer
	Plugin string // that answered; empty: none of the role's knows such evidence
	Err    error  // why nobody could look: a *evidence.Fault, a *plugin.Fault, or the context's
}

// Look looks at submissions of one role, one finding for each, in their order. Chain, role, participant and
// evidence are the caller's to fill in; where the evidence lies and whose counts is filled in here.
func (l *Looker) Look(ctx context.Context, asked []plugin.Submission) []Finding {
	findings := make([]Finding, len(asked))
	if err := os.MkdirAll(l.Cache, 0o755); err != nil {
		for i := range findings {
			findings[i].Err = err
		}
		return findings
	}
	l.fetchAll(ctx, asked, findings)
	open := map[bool][]int{} // indexes of submissions by whether they are repositories
	for i, s := range asked {
		if findings[i].Err == nil {
			repository := strings.HasPrefix(s.Locator, "git+")
			open[repository] = append(open[repository], i)
		}
	}
	for repository, indexes := range open {
		l.ask(ctx, l.Config.limits(repository), asked, findings, indexes)
	}
	return findings
}

// fetchAll fetches the evidence of submissions side by side, so that one server that takes its time delays nobody else.
// What several point at is fetched once.
func (l *Looker) fetchAll(ctx context.Context, asked []plugin.Submission, findings []Finding) {
	type source struct {
		locator string
		hash    abi.Hash
	}
	indexes := map[source][]int{}
	for i := range asked {
		s := &asked[i]
		s.Publishers = slices.Concat(s.Publishers, l.Config.Publishers) // beside those that the chain lists
		s.Repositories = slices.Concat(s.Repositories, l.Config.Repositories)
		s.Cache, s.Named = l.Cache, l.Config.named(s.ID, s.Account)
		at := source{s.Locator, s.SHA256}
		indexes[at] = append(indexes[at], i)
	}
	var fetching sync.WaitGroup
	for at, list := range indexes {
		fetching.Go(func() {
			path := ""
			locator, err := evidence.ParseLocator(at.locator)
			if err == nil {
				path, err = l.fetch(ctx, locator, asked[list[0]])
			}
			for _, i := range list {
				asked[i].File, findings[i].Err = path, err
			}
		})
	}
	fetching.Wait()
}

// fetch returns where the evidence of a submission lies on this machine.
func (l *Looker) fetch(ctx context.Context, at evidence.Locator, s plugin.Submission) (path string, err error) {
	switch {
	case at.Repository && at.URL != nil:
		return "", nil // a plug-in fetches it, and only if it is on the list
	case at.Repository:
		path, err = l.Evidence.Repository(at.Name)
	default:
		path, err = l.Evidence.File(ctx, at, s.SHA256)
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// ask asks a role's plug-ins one after the other about what none of them has answered yet.
func (l *Looker) ask(ctx context.Context, limits plugin.Limits, asked []plugin.Submission, findings []Finding, open []int) {
	runner := plugin.Runner{Program: slices.Concat(l.Program, []string{"--memory", fmt.Sprint(limits.Memory), "--processes", fmt.Sprint(limits.Processes)}), Limits: limits}
	for _, name := range l.Config.pluginsOf(asked[open[0]].Role) {
		if len(open) == 0 {
			return
		}
		part := make([]plugin.Submission, len(open))
		for i, at := range open {
			part[i] = asked[at]
		}
		var skipped []int
		for i, outcome := range runner.Ask(ctx, name, part) {
			at := open[i]
			findings[at] = Finding{Answer: outcome.Answer, Plugin: name, Err: outcome.Err}
			if outcome.Err == nil && outcome.Answer.Skip {
				skipped = append(skipped, at)
			}
		}
		open = skipped
	}
	for _, at := range open {
		findings[at] = Finding{Answer: plugin.Answer{Reason: "no plug-in of the role knows such evidence: " + findings[at].Reason}}
	}
}
