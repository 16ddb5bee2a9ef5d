package evidence

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// closed are networks that are not open to everybody, beside those that net/netip knows: a
// stranger's locator must not make this machine ask its neighbours.
var closed = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10", "::/96",
)

func prefixes(list ...string) (out []netip.Prefix) {
	for _, p := range list {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// isOpen reports whether everybody can reach an address: it is not of this machine, of a private
// network, of a link, or reserved. IPv6 forms of IPv4 addresses are looked through, or declined.
func isOpen(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.Zone() != "" {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// dialer connects to open addresses only. The check is of the address that is dialled, after names
// are resolved, so that no name server can answer one thing first and another later.
func dialer(allow func(netip.AddrPort) bool) *net.Dialer {
	return &net.Dialer{Timeout: dialTime, ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !strings.HasPrefix(network, "tcp") {
			return fault(ErrPrivate, "%s %.80s is no address of a server", network, address)
		}
		if !allow(at) {
			return fault(ErrPrivate, "%s is an address of this machine or of a private network: evidence is open to everybody", at.Addr())
		}
		return nil
	}}
}

// dialTime bounds one attempt to connect.
const dialTime = 10 * time.Second

// Tunnel is an HTTP proxy on this machine that leads to one server, and declines what the guard
// declines. Programs that find their own way to the network, such as git, are given it.
type Tunnel struct {
	URL    string // for the program: http://127.0.0.1:PORT
	server *http.Server
}

// OpenTunnel leads to host:port until it is closed. At most size bytes come through.
func OpenTunnel(hostPort string, size int64) (*Tunnel, error) {
	return openTunnel(hostPort, size, func(a netip.AddrPort) bool { return isOpen(a.Addr()) })
}

func openTunnel(hostPort string, size int64, allow func(netip.AddrPort) bool) (*Tunnel, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &Tunnel{URL: "http://" + listener.Addr().String()}
	t.server = &http.Server{ReadHeaderTimeout: dialTime, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || !strings.EqualFold(r.Host, hostPort) {
			http.Error(w, "this tunnel leads to "+hostPort+" alone", http.StatusForbidden)
			return
		}
		remote, err := dialer(allow).DialContext(r.Context(), "tcp", hostPort)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer remote.Close()
		connect(w, remote, size)
	})}
	go func() { _ = t.server.Serve(listener) }()
	return t, nil
}

// connect answers a CONNECT and copies both ways until either side ends, or size bytes have come.
func connect(w http.ResponseWriter, remote net.Conn, size int64) {
	local, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer local.Close()
	if _, err := local.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(remote, local)
		_ = remote.Close()
	}()
	_, _ = io.CopyN(local, remote, size)
}

// Close ends the tunnel. Connections that are open end with their programs.
func (t *Tunnel) Close() error { return t.server.Close() }

// explain tells a guard's refusal from other failures to reach a server.
func explain(err error, url string) error {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return fault(ErrUnreachable, "%.120s: %v", url, err)
}
