package node

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// A harm is done to some nodes of a network; what it returns undoes it.
type harm struct {
	name   string
	spares bool // three of four nodes can go on meanwhile
	do     func(f *fleet, hurt []int, rest []int) (heal func())
	hurt   int // how many nodes
}

var harms = []harm{
	{"kill one", true, killed, 1},
	{"kill two", false, killed, 2},
	{"kill all", false, killed, 4},
	{"stop one", true, stopped, 1},
	{"stop two", false, stopped, 2},
	{"one apart", true, apart, 1},
	{"two apart", false, apart, 2},
	{"all apart", false, shattered, 4},
	{"one is not heard", true, mute, 1},
	{"one hears nothing", true, deaf, 1},
	{"two are not heard", false, mute, 2},
	{"slow", true, over(cable{delay: 100 * time.Millisecond}), 4},
	{"lossy", true, over(cable{loss: 0.05}), 4},
	{"slow and lossy", true, over(cable{delay: 50 * time.Millisecond, loss: 0.02}), 4},
	{"one flickers", true, flickering, 1},
	{"clock ahead", true, clockAhead, 1},
	{"clock behind", true, clockBehind, 1},
	{"disk fills up", true, fullDisk(10 << 20), 1},
	{"disk is full", true, fullDisk(0), 1},
}

func killed(f *fleet, hurt, _ []int) func() {
	for _, i := range hurt {
		f.kill(f.nodes[i])
	}
	return func() {
		for _, i := range hurt {
			f.start(i)
		}
	}
}

func stopped(f *fleet, hurt, _ []int) func() {
	for _, i := range hurt {
		f.nodes[i].up.Store(false)
		f.signal(f.nodes[i], syscall.SIGSTOP)
	}
	return func() {
		for _, i := range hurt {
			f.signal(f.nodes[i], syscall.SIGCONT)
			f.nodes[i].up.Store(true)
		}
	}
}

func apart(f *fleet, hurt, rest []int) func() {
	f.lan.lay(cable{cut: true}, hurt, rest)
	f.lan.lay(cable{cut: true}, rest, hurt)
	return f.lan.heal
}

func shattered(f *fleet, hurt, _ []int) func() {
	f.lan.lay(cable{cut: true}, hurt, hurt)
	return f.lan.heal
}

func mute(f *fleet, hurt, rest []int) func() {
	f.lan.lay(cable{cut: true}, hurt, rest)
	return f.lan.heal
}

func deaf(f *fleet, hurt, rest []int) func() {
	f.lan.lay(cable{cut: true}, rest, hurt)
	return f.lan.heal
}

func over(c cable) func(f *fleet, hurt, rest []int) func() {
	return func(f *fleet, hurt, _ []int) func() {
		f.lan.lay(c, hurt, hurt)
		return f.lan.heal
	}
}

// flickering is a connection that comes and goes.
func flickering(f *fleet, hurt, rest []int) func() {
	end := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		for {
			apart(f, hurt, rest)
			select {
			case <-end:
				return
			case <-time.After(700 * time.Millisecond):
			}
			f.lan.heal()
			select {
			case <-end:
				return
			case <-time.After(700 * time.Millisecond):
			}
		}
	})
	return func() { close(end); ended.Wait(); f.lan.heal() }
}

// clockAhead is a wall clock that jumps, and jumps back in the end.
func clockAhead(f *fleet, hurt, _ []int) func() {
	for _, i := range hurt {
		f.nodes[i].setClock(f.t, "90m")
	}
	return func() {
		for _, i := range hurt {
			f.nodes[i].setClock(f.t, "0s")
		}
	}
}

// clockBehind is one that makes the others' blocks come from the future: the node stops by itself, does not
// start with such a clock, and says why.
func clockBehind(f *fleet, hurt, _ []int) func() {
	for _, i := range hurt {
		v := f.nodes[i]
		v.setClock(f.t, "-90m")
		f.awaitEnd(v)
		f.start(i)
		f.awaitEnd(v)
		for _, want := range []string{"clock is behind that of the others", "behind the last block"} {
			if text, err := os.ReadFile(v.log.Name()); err != nil || !bytes.Contains(text, []byte(want)) {
				f.t.Errorf("%s does not say that its %s, %v", hostAddress(i), want, err)
			}
		}
	}
	return func() {
		for _, i := range hurt {
			f.nodes[i].setClock(f.t, "0s")
			f.start(i)
		}
	}
}

func (v *vessel) setClock(t *testing.T, by string) {
	t.Helper()
	must(t, os.WriteFile(v.clock, []byte(by), 0o600))
}

// fullDisk leaves a node's disk some bytes: it stops by itself, and is started when it has more.
func fullDisk(left int64) func(f *fleet, hurt, rest []int) func() {
	return func(f *fleet, hurt, _ []int) func() {
		for _, i := range hurt {
			v := f.nodes[i]
			var disk syscall.Statfs_t
			must(f.t, syscall.Statfs(string(v.home), &disk))
			used := int64(disk.Blocks-disk.Bfree) * disk.Bsize
			must(f.t, remount(v.home, fmt.Sprint(used+left)))
			f.awaitEnd(v)
		}
		return func() {
			for _, i := range hurt {
				must(f.t, remount(f.nodes[i].home, largeDisk))
				f.start(i)
			}
		}
	}
}

// remount gives the disk of a home another size.
func remount(h home.Dir, size string) error {
	return syscall.Mount("none", string(h), "tmpfs", syscall.MS_REMOUNT, "size="+size)
}

// harmed does one harm for a while, and returns how long the network then takes for three blocks,
// at the first node and at the last.
func (f *fleet) harmed(h harm, hold time.Duration, random *rand.Rand) (first, last time.Duration) {
	f.t.Helper()
	top := f.top()
	order := random.Perm(len(f.nodes))
	hurt, rest := order[:h.hurt], order[h.hurt:]
	heal := h.do(f, hurt, append(slices.Clone(rest), f.beside...))
	if h.spares && len(rest) > 0 {
		var others []*vessel
		for _, i := range rest {
			others = append(others, f.nodes[i])
		}
		begin := time.Now()
		first = f.await(f.top()+3, others...)
		time.Sleep(hold - time.Since(begin))
	} else {
		time.Sleep(hold)
	}
	top = max(top, f.top()) // nobody may be there to ask
	heal()
	begin := time.Now()
	for f.top() < top+3 {
		if time.Since(begin) > patience {
			f.t.Fatalf("after %s of %s of %v the network stays at %d", hold, h.name, hurt, f.top())
		}
		time.Sleep(20 * time.Millisecond)
	}
	first = max(first, time.Since(begin))
	f.await(top+3, f.nodes...)
	last = time.Since(begin)
	f.rest()
	return first, last
}

// A network of processes goes on after each fault without anybody's help, agrees on every block, and
// loses and pays twice nothing that a block held. The times in the log are what `make test-faults` is for.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("four processes for half a minute")
	}
	plan := planned(t)
	t.Log("seed", plan.seed)
	random := rand.New(rand.NewPCG(plan.seed, 0))
	f, traitor := plan.fleet(t)
	f.await(2, f.nodes...)
	b, stop := f.pay(plan.seed)
	made := 0
	for ; made < plan.count && !timeIsUp(t); made++ {
		h := plan.harms[made%len(plan.harms)]
		hold := time.Second + time.Duration(random.Int64N(int64(plan.longest)))
		first, last := f.harmed(h, hold, random)
		t.Logf("%3d %-18s for %5.1fs: three blocks after %4.1fs, everywhere after %4.1fs", made, h.name, hold.Seconds(), first.Seconds(), last.Seconds())
	}
	stop()
	top := b.settle(f)
	included := b.audit(f, top)
	t.Logf("%d faults, %d blocks, %d transactions in them of %d that a node took", made, top, included, len(b.taken))
	t.Logf("messages that nodes logged as errors: %v", f.errorLines())
	if included == 0 {
		t.Error("there was no traffic")
	}
	if n := f.nodes[0].validators(t); traitor && made > 0 && n != len(f.nodes) {
		t.Errorf("%d validators, after one has signed twice", n)
	}
}

// fleet is four nodes; in a long run a fifth one beside them signs twice until that is proven, and has no power then.
func (p plan) fleet(t *testing.T) (f *fleet, traitor bool) {
	random := rand.New(rand.NewPCG(p.seed, 1))
	if !p.long {
		return newFleet(t, 4, random), false
	}
	f = newFleetOf(t, 5, random, func(f *fleet) {
		f.nodes[4].env = append(f.nodes[4].env, childTreason+"="+strings.Join([]string{badBlocks, twoProposals, twoVotes}, " "))
	})
	f.nodes, f.beside = f.nodes[:4], []int{4}
	return f, true
}

// timeIsUp reports whether what is left of the test's time is for looking at everything.
func timeIsUp(t *testing.T) bool {
	end, limited := t.Deadline()
	return limited && time.Until(end) < 3*patience
}

// A plan says which faults a test makes. Without any of its variables it is short: $PEERZ_FAULTS is how
// many faults there are, of all kinds in turn or of those that $PEERZ_FAULT_KIND matches, $PEERZ_FAULT_HOLD how
// long one lasts at most, and $PEERZ_FAULT_SEED makes the choices of an earlier run again.
type plan struct {
	seed    uint64
	count   int
	longest time.Duration
	harms   []harm
	long    bool
}

func planned(t *testing.T) plan {
	t.Helper()
	p := plan{seed: uint64(time.Now().UnixNano()), longest: time.Second, harms: []harm{harms[0], harms[4], harms[6], harms[8], harms[13]}}
	p.count = len(p.harms)
	var err error
	if text := os.Getenv("PEERZ_FAULTS"); text != "" {
		p.count, err = strconv.Atoi(text)
		p.harms, p.long = harms, true
	}
	must(t, err)
	kind, err := regexp.Compile(os.Getenv("PEERZ_FAULT_KIND"))
	must(t, err)
	p.harms = slices.DeleteFunc(slices.Clone(p.harms), func(h harm) bool {
		return !kind.MatchString(h.name) || strings.HasPrefix(h.name, "clock") && !canSkew
	})
	if text := os.Getenv("PEERZ_FAULT_HOLD"); text != "" {
		p.longest, err = time.ParseDuration(text)
	}
	must(t, err)
	if text := os.Getenv("PEERZ_FAULT_SEED"); text != "" {
		p.seed, err = strconv.ParseUint(text, 10, 64)
	}
	must(t, err)
	return p
}

// pay has all users pay until stop is called.
func (f *fleet) pay(seed uint64) (b *books, stop func()) {
	b = &books{taken: map[string]sent{}, seen: map[string]uint64{}}
	ctx, cancel := context.WithCancel(f.t.Context())
	var paying sync.WaitGroup
	for i := range byte(3) {
		paying.Go(func() { b.traffic(ctx, f, key(i+1), rand.New(rand.NewPCG(seed, uint64(i)+2))) })
	}
	return b, func() { cancel(); paying.Wait() }
}
