package metrics

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// A Source is the chain that a node has.
type Source interface {
	// Latest is the last state and its header; the caller closes the view.
	Latest() (*state.View, runtime.Header)
	// Query runs a query of a contract over a view, in turn with others.
	Query(ctx context.Context, v *state.View, h runtime.Header, contract abi.Address, input []byte) ([]byte, error)
}

// Chain collects what a committed state says: of the native records, and of the built-in contracts through
// their interfaces. It asks contracts at most once in renewal, however often somebody looks: whoever reaches
// the metrics' address may look.
type Chain struct {
	Source Source

	mu       sync.Mutex
	asked    time.Time
	answers  []prometheus.Metric // of the contracts, when they were asked last
	finished uint64              // proposals up to this one are over
}

// How often contracts are asked, and how long they have for all answers together.
const (
	renewal  = 10 * time.Second
	patience = 2 * time.Second
)

func described(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
}

var (
	epoch        = described("epoch", "Number of the open epoch.")
	epochEnd     = described("epoch_end_timestamp_seconds", "When the open epoch ends, unix seconds.")
	supply       = described("supply_tokens", "Tokens, by part: cap, minted, reserve (not minted any more), fees (not collected yet).", "part")
	codesWarm    = described("codes_warm", "Codes that are called without paying for a load, those of built-in contracts included.")
	upgrades     = described("upgrades_pending", "Upgrades that wait for an epoch.")
	probation    = described("contracts_on_probation", "Contracts whose new code can still be rolled back.")
	proposals    = described("proposals", "Proposals that are not over, by state: waiting, voting, timelock, shadow, probation.", "state")
	attestors    = described("attestors", "Registered attestors.")
	absent       = described("attestors_absent", "Registered attestors that were silent in one of the last 30 epochs while others reported.")
	participants = described("participants", "Participants with a record in the last closed epoch, by role.", "role")
	unpaid       = described("rewards_unpaid_tokens", "Backlog of the sweep: what is payable of the last matured epochs, at most eight, and not paid yet.")
	unpaidEpochs = described("rewards_unpaid_epochs", "Matured epochs, of the last eight, that are not wholly paid yet.")
)

// Describe implements prometheus.Collector.
func (c *Chain) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{epoch, epochEnd, supply, codesWarm, upgrades, probation,
		proposals, attestors, absent, participants, unpaid, unpaidEpochs} {
		to <- d
	}
}

// Collect implements prometheus.Collector. What cannot be read is left out.
func (c *Chain) Collect(to chan<- prometheus.Metric) {
	view, h := c.Source.Latest()
	defer view.Close()
	if h.Height == 0 {
		return
	}
	for _, m := range native(world.Read(view)) {
		to <- m
	}
	for _, m := range c.contracts(view, h) {
		to <- m
	}
}

func value(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

// native is what the chain's own records say.
func native(r world.Reader) (list []prometheus.Metric) {
	if clock, err := r.Clock(); err == nil {
		list = append(list, value(epoch, float64(clock.Epoch)), value(epochEnd, float64(clock.End)))
	}
	if s, err := r.Supply(); err == nil {
		list = append(list, value(supply, tokens(s.Cap), "cap"), value(supply, tokens(s.Minted), "minted"),
			value(supply, tokens(s.Reserve), "reserve"), value(supply, tokens(s.Fees), "fees"))
	}
	warm, err := r.WarmCodes()
	builtin, err2 := r.BuiltinCodes()
	if errors.Join(err, err2) == nil {
		all := map[abi.Hash]bool{}
		for _, h := range append(warm, builtin...) {
			all[h] = true
		}
		list = append(list, value(codesWarm, float64(len(all))))
	}
	if pending, err := r.Groups(); err == nil {
		n := 0
		for _, g := range pending {
			n += len(g.Upgrades)
		}
		list = append(list, value(upgrades, float64(n)))
	}
	if on, err := r.OnProbation(); err == nil {
		list = append(list, value(probation, float64(len(on))))
	}
	return list
}

// tokens is an amount in whole tokens, rounded as a float is.
func tokens(a abi.Amount) float64 { return (math.Ldexp(float64(a.Hi), 64) + float64(a.Lo)) / 1e18 }

// contracts is what the built-in contracts say, now or a moment ago.
func (c *Chain) contracts(view *state.View, h runtime.Header) []prometheus.Metric {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.asked) < renewal {
		return c.answers
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ask := asker{c.Source, view, h}
	c.answers = nil
	c.askGovernance(ctx, governance.Client{Node: ask})
	c.askRoles(ctx, roles.Client{Node: ask})
	c.askRewards(ctx, rewards.Client{Node: ask})
	c.asked = time.Now()
	return c.answers
}

func (c *Chain) say(d *prometheus.Desc, v float64, labels ...string) {
	c.answers = append(c.answers, value(d, v, labels...))
}

// asker is sdk.Querier over one view.
type asker struct {
	source Source
	view   *state.View
	header runtime.Header
}

// Query implements sdk.Querier.
func (a asker) Query(ctx context.Context, contract string, input []byte) ([]byte, error) {
	address, ok, err := world.Read(a.view).ByName(contract)
	if err == nil && !ok {
		err = errors.New("no contract " + contract)
	}
	if err != nil {
		return nil, err
	}
	return a.source.Query(ctx, a.view, a.header, address, input)
}

// active are the states of a proposal that is not over.
var active = []string{"waiting", "voting", "timelock", "shadow", "probation"}

// maxPages bounds the pages of proposals that are read at once: after a start the rest follows.
const maxPages = 16

// askGovernance counts the proposals that are not over. Those before the oldest of them are not asked
// for again.
func (c *Chain) askGovernance(ctx context.Context, g governance.Client) {
	count, after, over := map[string]int{}, c.finished, true
	for range maxPages {
		page, err := g.Proposals(ctx, governance.ProposalsArgs{After: after})
		if err != nil {
			return
		}
		for _, p := range page.Proposals {
			count[p.State]++
			if over = over && !slices.Contains(active, p.State); over {
				c.finished = p.Proposal
			}
		}
		if after = page.Next; after == 0 {
			for _, state := range active {
				c.say(proposals, float64(count[state]), state)
			}
			return
		}
	}
}

func (c *Chain) askRoles(ctx context.Context, r roles.Client) {
	set, err := r.Attestors(ctx)
	if err != nil {
		return
	}
	missing := 0
	for _, a := range set.Attestors {
		if a.Silent > 0 {
			missing++
		}
	}
	c.say(attestors, float64(len(set.Attestors)))
	c.say(absent, float64(missing))
}

// maxEpochs is how many epochs the backlog is looked for in.
const maxEpochs = 8

func (c *Chain) askRewards(ctx context.Context, r rewards.Client) {
	e, err := r.Latest(ctx)
	if err != nil {
		return
	}
	for _, role := range e.Roles {
		c.say(participants, float64(role.Participants), role.Role)
	}
	backlog, epochs := 0.0, 0
	for range maxEpochs {
		if open := owed(e); e.State == "matured" && open > 0 {
			backlog += open
			epochs++
		}
		if e.Epoch == 0 {
			break
		}
		if e, err = r.Epoch(ctx, rewards.EpochArgs{Epoch: e.Epoch - 1}); err != nil {
			break // not retained any more
		}
	}
	c.say(unpaid, backlog)
	c.say(unpaidEpochs, float64(epochs))
}

// owed is what an epoch has not paid yet, in tokens. Less than a millionth of one is what floors left over.
func owed(e rewards.EpochResult) (sum float64) {
	for _, r := range e.Roles {
		sum += less(r.Pool, r.Paid, r.Returned, r.Dust) + less(r.FeePool, r.FeePaid)
	}
	if sum < 1e-6 {
		return 0
	}
	return sum
}

// less is what is left of a pool, in tokens.
func less(pool sdk.Amount, gone ...sdk.Amount) float64 {
	for _, part := range gone {
		var ok bool
		if pool, ok = pool.CheckedSub(part); !ok {
			return 0
		}
	}
	return tokens(abi.Amount(pool))
}
