package node

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A cable is what happens to packets on the way from one host to another.
type cable struct {
	cut   bool
	loss  float64       // share of the packets that are lost, 0 to 1
	delay time.Duration // of each packet; half of it varies
}

// A lan joins hosts, each with a network namespace of its own, by a switch in this process that
// decides for every packet. What is lost there is lost in silence, as it is between machines: TCP
// sends again, later and later, and nobody is told that the other side is gone.
type lan struct {
	hosts []*host

	mu     sync.Mutex
	cables map[[2]int]cable // from and to; the zero value is a good one
	random *rand.Rand
}

// A host is a network namespace with an address in the lan.
type host struct {
	index int
	tun   *os.File
	work  chan func() // done by the thread that is in the namespace
}

func hostAddress(i int) string { return fmt.Sprintf("10.77.0.%d", i+1) }

// newLAN makes namespaces, which end with the test. It skips the test without the rights of root.
func newLAN(t *testing.T, n int, random *rand.Rand) *lan {
	t.Helper()
	l := &lan{cables: map[[2]int]cable{}, random: random}
	for i := range n {
		h := &host{index: i, work: make(chan func())}
		failed := make(chan error)
		go h.live(failed)
		if err := <-failed; errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) || errors.Is(err, unix.ENOENT) {
			t.Skip("no right to make network namespaces and devices in them: ", err)
		} else if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { close(h.work); _ = h.tun.Close() })
		l.hosts = append(l.hosts, h)
	}
	for _, h := range l.hosts {
		go l.carry(h)
	}
	return l
}

// live is the thread of the namespace. It ends with the test, and with it what it has started.
func (h *host) live(failed chan<- error) {
	runtime.LockOSThread() // for good: nothing else may run in the namespace
	err := unix.Unshare(unix.CLONE_NEWNET)
	if err == nil {
		err = h.connect()
	}
	failed <- err
	for do := range h.work {
		do()
	}
}

// connect makes a device whose packets this process reads and writes, and gives it the address.
func (h *host) connect() error {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	device, err := unix.NewIfreq("peerz0")
	if err != nil {
		return err
	}
	device.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	err = errors.Join(unix.IoctlIfreq(fd, unix.TUNSETIFF, device), unix.SetNonblock(fd, true))
	h.tun = os.NewFile(uintptr(fd), "tun")
	mask := netip.MustParseAddr("255.255.255.0").As4()
	address := netip.MustParseAddr(hostAddress(h.index)).As4()
	return errors.Join(err, configure("lo", nil, nil), configure("peerz0", address[:], mask[:]))
}

// configure gives a device of this thread's namespace an address, if any, and switches it on.
func configure(name string, address, mask []byte) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	for _, c := range []struct {
		request uint
		value   []byte
	}{{unix.SIOCSIFADDR, address}, {unix.SIOCSIFNETMASK, mask}} {
		device, err := unix.NewIfreq(name)
		if err == nil && c.value != nil {
			if err = device.SetInet4Addr(c.value); err == nil {
				err = unix.IoctlIfreq(fd, c.request, device)
			}
		}
		if err != nil {
			return err
		}
	}
	device, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	device.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, device)
}

// do runs f in the namespace: sockets that it opens and processes that it starts belong there.
func (h *host) do(f func()) {
	done := make(chan struct{})
	h.work <- func() { defer close(done); f() }
	<-done
}

// start starts a process on the host; it ends with the host.
func (h *host) start(cmd *exec.Cmd) (err error) {
	h.do(func() { err = cmd.Start() })
	return err
}

// carry brings the packets that a host sends to where they go, until the host ends.
func (l *lan) carry(from *host) {
	late := make([]chan packet, len(l.hosts))
	for i, to := range l.hosts {
		late[i] = make(chan packet, 4096)
		go to.deliver(late[i])
	}
	defer func() {
		for _, c := range late {
			close(c)
		}
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.tun.Read(buffer)
		if err != nil {
			return
		}
		to := l.target(buffer[:n])
		if to == nil {
			continue
		}
		delay, lost := l.fate(from.index, to.index)
		switch {
		case lost:
		case delay == 0:
			_, _ = to.tun.Write(buffer[:n]) // what it cannot take is lost
		default:
			select {
			case late[to.index] <- packet{time.Now().Add(delay), append([]byte(nil), buffer[:n]...)}:
			default:
			}
		}
	}
}

// packet is one that is on its way.
type packet struct {
	due  time.Time
	data []byte
}

func (h *host) deliver(packets <-chan packet) {
	for p := range packets {
		time.Sleep(time.Until(p.due))
		_, _ = h.tun.Write(p.data)
	}
}

// target is the host that an IPv4 packet is for, or nil.
func (l *lan) target(data []byte) *host {
	if len(data) < 20 || data[0]>>4 != 4 {
		return nil
	}
	i := int(data[19]) - 1
	if i < 0 || i >= len(l.hosts) || [3]byte(data[16:19]) != [3]byte{10, 77, 0} {
		return nil
	}
	return l.hosts[i]
}

// fate decides for one packet.
func (l *lan) fate(from, to int) (delay time.Duration, lost bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.cables[[2]int{from, to}]
	if c.cut || c.loss > 0 && l.random.Float64() < c.loss {
		return 0, true
	}
	if c.delay > 0 {
		delay = c.delay/2 + time.Duration(l.random.Int64N(int64(c.delay)))
	}
	return delay, false
}

// lay replaces the cables from each of some hosts to each of others.
func (l *lan) lay(c cable, from, to []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range from {
		for _, b := range to {
			if a != b {
				l.cables[[2]int{a, b}] = c
			}
		}
	}
}

// heal makes every cable a good one.
func (l *lan) heal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.cables)
}
