package metrics

import (
	"net/http"
	"strings"
	"sync"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/blocksync"
	cometconfig "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/mempool"
	cometnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/statesync"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// namespace begins the name of every metric of a node's own.
const namespace = "peerz"

// Metrics are the numbers of one node. Its methods are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	height, time, signed prometheus.Gauge
	phases               *prometheus.HistogramVec
	gasUsed, gasWanted   prometheus.Counter
	transactions         *prometheus.CounterVec
	events               *prometheus.CounterVec
	types                map[string]bool // of events, that have a counter
}

// maxTypes bounds the types of events that are counted each by itself: a contract can make up any number.
const maxTypes = 100

// otherType counts the events of all further types.
const otherType = "other"

// New returns the numbers of a node that has not begun.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), types: map[string]bool{}}
	m.height = m.gauge("block_height", "Height of the last committed block.")
	m.time = m.gauge("block_timestamp_seconds", "Time of the last committed block, as its header says, unix seconds.")
	m.signed = m.gauge("block_signed_power_ratio", "Part of the validators' power that signed the block before the last one, 0 to 1.")
	m.phases = prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "block_phase_seconds",
		Help:    "How long a block's phases took: check (decoding and signatures), hooks, vm (transactions), root, commit.",
		Buckets: prometheus.ExponentialBuckets(0.0001, 4, 9)}, []string{"phase"})
	m.gasUsed = m.counter("gas_used_total", "Gas that transactions in blocks have used.")
	m.gasWanted = m.counter("gas_wanted_total", "Gas that transactions in blocks have declared.")
	m.transactions = prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "transactions_total",
		Help: "Transactions in blocks, by the name of their outcome's code; ok is success."}, []string{"code"})
	m.events = prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "events_total",
		Help: "Events of the chain itself and of its built-in contracts, by type."}, []string{"type"})
	m.registry.MustRegister(m.phases, m.transactions, m.events, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	return m
}

func (m *Metrics) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
	m.registry.MustRegister(g)
	return g
}

func (m *Metrics) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
	m.registry.MustRegister(c)
	return c
}

// Gauge adds a number that is asked for whenever somebody looks.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
}

// Counter adds a number that only grows and is asked for whenever somebody looks.
func (m *Metrics) Counter(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, value))
}

// Add adds numbers that are asked for together.
func (m *Metrics) Add(c prometheus.Collector) { m.registry.MustRegister(c) }

// Committed counts a block. It is called for one block after the other. system are the addresses of the
// contracts whose events are counted, in bech32.
func (m *Metrics) Committed(b abci.Committed, system map[string]bool) {
	m.height.Set(float64(b.Header.Height))
	m.time.Set(float64(b.Header.Time))
	if b.Power > 0 {
		m.signed.Set(float64(b.Signed) / float64(b.Power))
	}
	for phase, took := range b.Took {
		m.phases.WithLabelValues(abci.Phase(phase).String()).Observe(took.Seconds())
	}
	m.count(b.Events, system)
	for _, r := range b.Results {
		m.gasUsed.Add(float64(r.GasUsed))
		m.gasWanted.Add(float64(r.GasWanted))
		m.transactions.WithLabelValues(abi.Code(r.Code).String()).Inc()
		m.count(r.Events, system)
	}
}

// count counts events of the host, which name no contract, and of the contracts in system.
func (m *Metrics) count(events []abcitypes.Event, system map[string]bool) {
	for _, e := range events {
		if by := e.Attributes[0]; by.Key == abci.AttributeContract && !system[by.Value] {
			continue
		}
		m.events.WithLabelValues(m.counted(e.Type)).Inc()
	}
}

// counted is under which type an event is counted.
func (m *Metrics) counted(kind string) string {
	if !m.types[kind] {
		if len(m.types) == maxTypes {
			return otherType
		}
		m.types[strings.Clone(kind)] = true
	}
	return kind
}

// maxReaders is how many may read at once: whoever reaches the address may look, and must not slow down the
// node. Others are asked to come again.
const maxReaders = 3

// Handler answers with all numbers, in Prometheus' format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxReaders})
}

// registering is held while CometBFT's metrics are made.
var registering sync.Mutex

// Comet makes CometBFT's metrics in this registry. CometBFT itself knows the library's default one only,
// where those of a second node in the process would be a panic.
func (m *Metrics) Comet(settings *cometconfig.InstrumentationConfig) cometnode.MetricsProvider {
	return func(chainID string) (*consensus.Metrics, *p2p.Metrics, *mempool.Metrics, *state.Metrics, *proxy.Metrics,
		*blocksync.Metrics, *statesync.Metrics) {
		registering.Lock()
		defer registering.Unlock()
		defer func(before prometheus.Registerer) { prometheus.DefaultRegisterer = before }(prometheus.DefaultRegisterer)
		prometheus.DefaultRegisterer = m.registry
		return cometnode.DefaultMetricsProvider(settings)(chainID)
	}
}
