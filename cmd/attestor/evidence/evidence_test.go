package evidence

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestLocators(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"https://example.org/a.csv", "url"},
		{"https://example.org:8443/a.csv?x=1", "url"},
		{"git+https://example.org/project.git", "repository url"},
		{"file:0a1b", "file"},
		{"git+file:project.git", "repository file"},
		{"", ""}, {"example.org/a.csv", ""}, {"http://example.org/a.csv", ""}, {"ftp://example.org/a", ""}, {"https://", ""}, {"https:example.org", ""},
		{"https://ann:secret@example.org/a", ""}, {"https://example.org/a#b", ""}, {"ssh://git@example.org/x", ""}, {"git+ssh://example.org/x", ""},
		{"file:", ""}, {"file:../keys/alice.json", ""}, {"file:/etc/passwd", ""}, {"file:a/b", ""}, {"file:.hidden", ""}, {"file:a\nb", ""}, {"git+file:..", ""},
		{"https://example.org/" + strings.Repeat("a", MaxLocator), ""},
	} {
		l, err := ParseLocator(c.text)
		got := ""
		if err == nil {
			got = map[bool]string{true: "repository ", false: ""}[l.Repository] + map[bool]string{true: "url", false: "file"}[l.URL != nil]
		} else if !errors.Is(err, ErrLocator) {
			t.Errorf("%.60q: %v is not %s", c.text, err, ErrLocator)
		}
		if got != c.want {
			t.Errorf("%.60q is %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzLocator(f *testing.F) {
	for _, s := range []string{"https://a.b/c", "git+file:x.git", "file:y", "https://[::1]/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLocator(text)
		if err == nil && l.URL == nil && (l.Name != filepath.Base(l.Name) || strings.HasPrefix(l.Name, ".")) {
			t.Errorf("%q leads out of the folder: %q", text, l.Name)
		}
	})
}

// What only this machine or its neighbours can reach is closed, however it is written.
func TestClosedAddresses(t *testing.T) {
	for _, a := range []string{
		"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1",
		"240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:1::", "2001:db8::1",
	} {
		if isOpen(netip.MustParseAddr(a)) {
			t.Errorf("%s is open", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"} {
		if !isOpen(netip.MustParseAddr(a)) {
			t.Errorf("%s is closed", a)
		}
	}
}

// web is a server that the store trusts and may dial, though it is of this machine.
func web(t *testing.T, handle http.HandlerFunc) (*httptest.Server, *Store) {
	t.Helper()
	server := httptest.NewTLSServer(handle)
	t.Cleanup(server.Close)
	s := In(t.TempDir())
	s.roots = x509.NewCertPool()
	s.roots.AddCert(server.Certificate())
	s.allow = func(a netip.AddrPort) bool { return a.String() == server.Listener.Addr().String() }
	return server, s
}

func fetch(t *testing.T, s *Store, url string, hash [32]byte) (string, error) {
	t.Helper()
	l, err := ParseLocator(url)
	if err != nil {
		t.Fatal(err)
	}
	return s.File(t.Context(), l, hash)
}

func TestFetch(t *testing.T) {
	content := []byte("period,participant\n")
	hash := sha256.Sum256(content)
	var asked atomic.Int32
	server, s := web(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/table.csv", http.StatusFound)
			return
		}
		_, _ = w.Write(content)
	})
	for range 2 { // the second time from the folder
		path, err := fetch(t, s, server.URL+"/moved", hash)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%q, %v", got, err)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("the server was asked %d times, want once and for its redirect", n)
	}
}

// hostile are servers that do anything, and what that is called.
var hostile = []struct {
	name   string
	handle http.HandlerFunc
	want   Kind
}{
	{"another file", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "else") }, ErrHash},
	{"an endless body", func(w http.ResponseWriter, _ *http.Request) {
		for block := make([]byte, 1<<20); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}, ErrTooLarge},
	{"a body that unpacks to more", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		fmt.Fprint(w, "bomb")
	}, ErrHash},
	{"drops, one at a time", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, ".")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	}, ErrUnreachable},
	{"silence", func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}, ErrUnreachable},
	{"a redirect to this machine", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://127.0.0.1:1/metadata", http.StatusFound)
	}, ErrPrivate},
	{"a redirect to this machine by name", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://localhost:1/metadata", http.StatusFound)
	}, ErrPrivate},
	{"a redirect away from https", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://example.org/", http.StatusFound)
	}, ErrLocator},
	{"a redirect to a file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	}, ErrLocator},
	{"redirects without end", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, ErrUnreachable},
	{"not there", http.NotFound, ErrMissing},
	{"an error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, ErrUnreachable},
}

// Whoever serves evidence may do anything; each way has a name, and nothing of it is retained.
func TestHostileServers(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			server, s := web(t, c.handle)
			s.time = 500 * time.Millisecond
			if c.want == ErrTooLarge {
				s.time = maxTime
			}
			_, err := fetch(t, s, server.URL+"/x", sha256.Sum256([]byte("x")))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if left, _ := os.ReadDir(filepath.Join(s.dir, "fetched")); len(left) > 0 {
				t.Errorf("%d files are left", len(left))
			}
		})
	}
}

// A store that nobody made open for a test dials nobody here.
func TestPrivateServersAreNotAsked(t *testing.T) {
	server, _ := web(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "127.1"} {
		_, err := fetch(t, In(t.TempDir()), "https://"+host+":"+port+"/", [32]byte{})
		if !errors.Is(err, ErrPrivate) && !errors.Is(err, ErrUnreachable) { // the latter where it is no address of this machine's resolver
			t.Errorf("%s: %v", host, err)
		}
	}
}

// A name server may answer one address to whoever checks, and another to whoever dials: it is the
// address that is dialled which is checked.
func TestTheAddressThatIsDialledIsChecked(t *testing.T) {
	var seen []string
	d := dialer(func(a netip.AddrPort) bool { seen = append(seen, a.Addr().Unmap().String()); return false })
	_, err := d.DialContext(t.Context(), "tcp", "localhost:1")
	if !errors.Is(err, ErrPrivate) || len(seen) == 0 || seen[0] != "127.0.0.1" && seen[0] != "::1" {
		t.Errorf("checked %q: %v", seen, err)
	}
}

func TestOwnFolder(t *testing.T) {
	s := In(t.TempDir())
	locator, hash, err := s.Put([]byte("table"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fetch(t, s, locator, hash); err != nil {
		t.Error(err)
	}
	outside := filepath.Join(t.TempDir(), "secret")
	if err := errors.Join(os.WriteFile(outside, []byte("table"), 0o600), os.Symlink(outside, filepath.Join(s.dir, "link")),
		syscall.Mkfifo(filepath.Join(s.dir, "pipe"), 0o600), os.WriteFile(filepath.Join(s.dir, "large"), make([]byte, MaxSize+1), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Kind{"none": ErrMissing, "link": ErrMissing, "pipe": ErrMissing, "large": ErrTooLarge} {
		if _, err := fetch(t, s, "file:"+name, hash); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := fetch(t, s, locator, [32]byte{}); !errors.Is(err, ErrHash) {
		t.Errorf("another hash: %v", err)
	}
}

func TestPrune(t *testing.T) {
	dir := t.TempDir()
	for i := range 4 {
		name := filepath.Join(dir, fmt.Sprint(i))
		at := time.Unix(int64(1000+i), 0)
		if err := errors.Join(os.WriteFile(name, make([]byte, 100), 0o600), os.Chtimes(name, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	if err := prune(dir, 250); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 2 || filepath.Base(left[0]) != "2" {
		t.Errorf("left %q, want the two that are newest", left)
	}
}

// A tunnel leads to one server, and no more comes through than it may.
func TestTunnel(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1000)) }))
	defer server.Close()
	host := server.Listener.Addr().String()
	open := func(netip.AddrPort) bool { return true }
	for _, c := range []struct {
		name, to string
		allow    func(netip.AddrPort) bool
		status   int
	}{
		{"its server", host, open, 200},
		{"another one", "127.0.0.1:1", open, 403},
		{"an address of this machine", host, func(a netip.AddrPort) bool { return isOpen(a.Addr()) }, 502},
	} {
		t.Run(c.name, func(t *testing.T) {
			tunnel, err := openTunnel(host, 300, c.allow)
			if err != nil {
				t.Fatal(err)
			}
			defer tunnel.Close()
			conn, err := net.Dial("tcp", strings.TrimPrefix(tunnel.URL, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", c.to, c.to)
			r := bufio.NewReader(conn)
			answer, err := http.ReadResponse(r, &http.Request{Method: http.MethodConnect})
			if err != nil || answer.StatusCode != c.status {
				t.Fatalf("%v, %v", answer, err)
			}
			if c.status == 200 {
				fmt.Fprintf(conn, "GET / HTTP/1.0\r\n\r\n")
				if rest, _ := io.ReadAll(r); len(rest) != 300 {
					t.Errorf("%d bytes came through, want 300", len(rest))
				}
			}
		})
	}
}
