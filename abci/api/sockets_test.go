package api

import (
	"fmt"
	"net"
	"testing"
)

// queue accepts callers that wait already, from whatever address they come.
type queue chan net.Conn

func (q queue) Accept() (net.Conn, error) {
	conn, open := <-q
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (q queue) Close() error   { return nil }
func (q queue) Addr() net.Addr { return &net.TCPAddr{} }

type caller struct {
	net.Conn
	from   *net.TCPAddr
	closed bool
}

func (c *caller) RemoteAddr() net.Addr { return c.from }
func (c *caller) Close() error         { c.closed = true; return nil }

func TestSocketsAreLimited(t *testing.T) {
	q := make(queue, 2*maxSockets)
	ln := Limit(q)
	call := func(n int, from string) (list []*caller) {
		for i := range n {
			a, err := net.ResolveTCPAddr("tcp", fmt.Sprintf(from, i+1))
			if err != nil {
				t.Fatal(err)
			}
			c := &caller{from: a}
			q <- c
			list = append(list, c)
		}
		return list
	}
	one := call(maxClientSockets+5, "192.0.2.1:%d")
	network := call(maxClientSockets+5, "[2001:db8::%x]:80") // what one customer gets
	proxy := call(maxSockets, "127.0.0.1:%d")
	last := call(1, "198.51.100.1:%d")
	close(q)
	var in []net.Conn
	for {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		in = append(in, conn)
	}
	for _, x := range []struct {
		who  string
		list []*caller
		let  int
	}{
		{"one client", one, maxClientSockets}, {"one network", network, maxClientSockets},
		{"this machine", proxy, maxSockets - 2*maxClientSockets}, {"one too many", last, 0},
	} {
		for i, c := range x.list {
			if c.closed != (i >= x.let) {
				t.Errorf("%s: socket %d is closed: %v", x.who, i, c.closed)
			}
		}
	}
	for range 2 { // a second time changes nothing
		_ = in[0].Close()
	}
	if l := ln.(*limited); !l.enter("192.0.2.1/32", false) || l.enter("192.0.2.1/32", false) {
		t.Error("one that was closed makes space for one")
	}
	for _, conn := range in[1:] {
		_ = conn.Close()
	}
	if l := ln.(*limited); l.all != 1 || len(l.clients) != 1 {
		t.Errorf("%d sockets of %d clients are left", l.all, len(l.clients))
	}
}
