package api

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// A read by key may cost at most twice what the server takes for an answer that needs nothing.
func BenchmarkEmptyHandler(b *testing.B) { benchGet(b, "/v1/healthz") }

func BenchmarkReadByKey(b *testing.B) {
	benchGet(b, "/v1/accounts/"+sandbox.Key("alice").Address().String())
}

func benchGet(b *testing.B, path string) {
	f := newFake(b)
	must(b, second(f.Chain.Block(sandbox.Start+1)))
	h := f.server.Config.Handler
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = "127.0.0.1:1"
	began := processor()
	for b.Loop() {
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != 200 {
			b.Fatal(w.Body)
		}
	}
	b.ReportMetric(float64((processor()-began).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// The same over a connection, as a client has it.
func BenchmarkEmptyHandlerByHTTP(b *testing.B) { benchHTTP(b, "/v1/healthz") }

func BenchmarkReadByKeyByHTTP(b *testing.B) {
	benchHTTP(b, "/v1/accounts/"+sandbox.Key("alice").Address().String())
}

func benchHTTP(b *testing.B, path string) {
	f := newFake(b)
	must(b, second(f.Chain.Block(sandbox.Start+1)))
	began := processor()
	for b.Loop() {
		resp, err := http.Get(f.server.URL + path)
		must(b, err)
		_, err = io.Copy(io.Discard, resp.Body)
		must(b, err)
		_ = resp.Body.Close()
	}
	b.ReportMetric(float64((processor()-began).Nanoseconds())/float64(b.N), "cpu-ns/op") // the client's part included
}

// What a block costs with a thousand clients, those included: at a block a second, 10 ms are one hundredth of a core.
func BenchmarkThousandStreamClients(b *testing.B) {
	f, _ := withStream(b, 4)
	const clients = 1000
	for range clients {
		conn, err := net.Dial("tcp", f.server.Listener.Addr().String())
		must(b, err)
		b.Cleanup(func() { _ = conn.Close() })
		_, err = io.WriteString(conn, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
		must(b, err)
		go func() { _, _ = io.Copy(io.Discard, conn) }()
	}
	for open := 0; open < clients; time.Sleep(time.Millisecond) {
		f.config.Stream.mu.Lock()
		open = f.config.Stream.all
		f.config.Stream.mu.Unlock()
	}
	began, blocks := processor(), 0
	for b.Loop() {
		f.grow()
		time.Sleep(200 * time.Millisecond) // until all have it
		blocks++
	}
	b.ReportMetric(float64((processor()-began).Microseconds())/1000/float64(blocks), "cpu-ms/block")
}

// processor is the time that this process has taken of processors.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
