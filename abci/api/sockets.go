package api

import (
	"net"
	"net/netip"
	"sync"
)

// How many sockets are open at once, and of one client as turns count clients. Those of this machine
// count in total only: they may be a proxy's, for many.
const (
	maxSockets       = 4096
	maxClientSockets = 64
)

// Limit closes the sockets that are too many as soon as they are accepted, so that nobody can use up a
// node's descriptors and memory with sockets that ask nothing.
func Limit(ln net.Listener) net.Listener {
	return &limited{Listener: ln, clients: map[string]int{}}
}

type limited struct {
	net.Listener

	mu      sync.Mutex
	all     int
	clients map[string]int
}

// Accept implements net.Listener.
func (l *limited) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		remote := conn.RemoteAddr().String()
		if who := client(remote); l.enter(who, isLocal(remote)) {
			return &socket{Conn: conn, leave: sync.OnceFunc(func() { l.leave(who) })}, nil
		}
		_ = conn.Close() // there is nobody to tell
	}
}

func (l *limited) enter(who string, local bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= maxSockets || !local && l.clients[who] >= maxClientSockets {
		return false
	}
	l.all++
	l.clients[who]++
	return true
}

func (l *limited) leave(who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.clients[who]--; l.clients[who] == 0 {
		delete(l.clients, who)
	}
}

func isLocal(remote string) bool {
	at, err := netip.ParseAddrPort(remote)
	return err == nil && at.Addr().Unmap().IsLoopback()
}

// socket is one that counts until it is closed.
type socket struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (s *socket) Close() error {
	defer s.leave()
	return s.Conn.Close()
}
