// Package hometest gives tests what a node's home needs from the machine.
package hometest

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"testing"
)

const (
	block = 10                    // ports of one node (home.InitOptions.PortBase)
	used  = 4                     // the first of them, which it listens on
	first = 10_000                // below it are well-known services
	count = (32_000 - first) / 10 // above are the ports of outgoing connections
)

var next atomic.Int32 // where this process looks next

// Ports returns the first port of a range for so many nodes, ten ports each, that nobody listens on. Every test process
// looks on one grid and listens on the last port of each ten until the test ends, so that no other takes them meanwhile.
func Ports(t testing.TB, nodes int) int {
	t.Helper()
	for range count {
		at := (os.Getpid()*31 + int(next.Add(int32(nodes)))) % count
		if at+nodes > count {
			continue
		}
		base := first + at*block
		if held := hold(base, nodes); held != nil {
			t.Cleanup(func() { release(held) })
			return base
		}
	}
	t.Fatalf("no ports for %d nodes between %d and %d", nodes, first, first+count*block)
	return 0
}

// hold listens on the last port of each ten, or on none when one of the range is taken.
func hold(base, nodes int) (held []net.Listener) {
	for node := range nodes {
		l := listen(base + node*block + block - 1)
		if l == nil {
			release(held)
			return nil
		}
		held = append(held, l)
		for k := range used {
			probe := listen(base + node*block + k)
			if probe == nil {
				release(held)
				return nil
			}
			_ = probe.Close()
		}
	}
	return held
}

func listen(port int) net.Listener {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil
	}
	return l
}

func release(held []net.Listener) {
	for _, l := range held {
		_ = l.Close()
	}
}
