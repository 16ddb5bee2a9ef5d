package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// streamed is a history of made-up blocks from height 3 on, each with a transaction, its event and one of the host.
type streamed struct {
	History
	reads   atomic.Int64
	payload string // of each event
}

// Oldest implements History.
func (*streamed) Oldest() uint64 { return 3 }

// Block implements History.
func (h *streamed) Block(height uint64) (Block, bool, error) {
	h.reads.Add(1)
	data := func(id string) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"id":%q,"n":%d%s}`, id, height, h.payload))
	}
	return Block{
		BlockHeader: BlockHeader{Height: height, Time: 5, Txs: 1},
		Txs:         []Outcome{{Hash: abi.Hash{byte(height)}, Height: height, Events: []Event{{Type: "shop.sold", Contract: abi.Address{9}.String(), Data: data("a")}}}},
		Events:      []Event{{Type: "slashed", Data: data("b")}},
	}, height >= 3, nil
}

// withStream is a node whose chain has a height, and its stream.
func withStream(t testing.TB, height int) (*fake, *streamed) {
	t.Helper()
	f := newFake(t)
	for i := range height {
		must(t, second(f.Chain.Block(sandbox.Start+int64(i)+1)))
	}
	h := &streamed{}
	f.config.History, f.config.Stream = h, NewStream(h)
	f.config.Stream.Wake(uint64(height))
	f.server.Config.Handler = handler(f.config)
	return f, h
}

// grow makes a block and tells of it.
func (f *fake) grow() {
	f.t.Helper()
	f.mu.Lock()
	_, err := f.Chain.Block(f.Chain.Header().Time + 1)
	f.mu.Unlock()
	must(f.t, err)
	f.config.Stream.Wake(f.Chain.Header().Height)
}

// listen opens a stream. The function reads so many entries: their ids with their topics.
func (f *fake) listen(query, last string) func(n int) string {
	f.t.Helper()
	req, err := http.NewRequest("GET", f.server.URL+"/v1/events"+query, nil)
	must(f.t, err)
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	resp, err := http.DefaultClient.Do(req)
	must(f.t, err)
	f.t.Cleanup(func() { _ = resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		b, _ := io.ReadAll(resp.Body)
		f.t.Fatalf("%s: %d %s", query, resp.StatusCode, b)
	}
	lines := bufio.NewScanner(resp.Body)
	return func(n int) string {
		f.t.Helper()
		var got []string
		id := ""
		for len(got) < n && lines.Scan() {
			key, value, _ := strings.Cut(lines.Text(), ": ")
			switch key {
			case "id":
				id = value
			case "event":
				got = append(got, id+" "+value)
			}
		}
		return strings.Join(got, ", ")
	}
}

func TestStreamGoesOnWhereAClientWas(t *testing.T) {
	f, _ := withStream(t, 5)
	for _, c := range []struct {
		query, last string
		want        string
	}{
		{"?after=4.2", "", "4.3 event, 5.0 block, 5.1 tx, 5.2 event, 5.3 event, 6.0 block"},
		{"?after=3.0", "5.1", "5.2 event, 5.3 event, 6.0 block"}, // what the browser says counts
		{"?after=4.9&topics=block,tx", "", "5.0 block, 5.1 tx, 6.0 block"},
		{"?after=4.9&topics=event&type=slashed", "", "5.3 event, 6.3 event"},
		{"?after=4.9&topics=event&attribute=id&value=a", "", "5.2 event, 6.2 event"},
		{"?after=4.9&topics=event&attribute=n&value=6", "", "6.2 event, 6.3 event"},
		{"", "", "6.0 block, 6.1 tx"},
	} {
		f, _ = withStream(t, 5)
		read := f.listen(c.query, c.last)
		f.grow()
		if got := read(strings.Count(c.want, ",") + 1); got != c.want {
			t.Errorf("%s after %q: %s\nwant %s", c.query, c.last, got, c.want)
		}
	}
	f.want("GET", "/events?after=2.0", "", 410, `"name":"pruned"`)
	f.want("GET", "/events?after=99.0", "", 404, "height_unknown")
	f.want("GET", "/events?after=x", "", 400, "is no position")
	f.want("GET", "/events?topics=noise", "", 400, "topics")
	f.want("GET", "/events?attribute=a", "", 400, "belong together")
	f.want("GET", "/events?contract=nobody", "", 404, "contract_unknown")
}

// A thousand clients get every block, which is read once for all of them.
func TestAThousandClients(t *testing.T) {
	f, h := withStream(t, 4)
	const clients = 1000
	read := make([]func(int) string, clients)
	for i := range read {
		read[i] = f.listen("?topics=block", "")
	}
	h.reads.Store(0)
	for range 3 {
		f.grow()
	}
	for i := range read {
		if got := read[i](3); got != "5.0 block, 6.0 block, 7.0 block" {
			t.Fatalf("client %d: %s", i, got)
		}
	}
	if n := h.reads.Load(); n != 3 {
		t.Errorf("3 blocks were read %d times", n)
	}
}

// A client that never reads is dropped, and holds up nobody.
func TestAClientThatNeverReads(t *testing.T) {
	f, h := withStream(t, 4)
	h.payload = `,"x":"` + strings.Repeat("x", 1<<20) + `"`
	f.config.Stream.writeTime = 200 * time.Millisecond
	conn, err := net.Dial("tcp", f.server.Listener.Addr().String())
	must(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
	must(t, err)
	open := func() int {
		f.config.Stream.mu.Lock()
		defer f.config.Stream.mu.Unlock()
		return f.config.Stream.all
	}
	for open() == 0 {
		time.Sleep(time.Millisecond)
	}
	reads := f.listen("?topics=block", "")
	for range 20 { // more than sockets hold
		f.grow()
	}
	if got := reads(1); got != "5.0 block" {
		t.Errorf("the other one reads %s", got)
	}
	for begin := time.Now(); open() > 1; time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > 20*time.Second {
			t.Fatal("it is not dropped")
		}
	}
}

// Streams end when the node stops, and are bounded in number.
func TestStreamsEnd(t *testing.T) {
	f, _ := withStream(t, 4)
	read := f.listen("", "")
	f.config.Stream.all += maxStreams
	f.want("GET", "/events", "", 503, "streams_full")
	f.config.Stream.Close()
	ended := make(chan string)
	go func() { ended <- read(1) }()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	select {
	case got := <-ended:
		if got != "" {
			t.Errorf("read %s", got)
		}
	case <-ctx.Done():
		t.Error("the stream does not end")
	}
}

// impatience counts how often a reader looks whether its client is still there: once for each time that it got no turn.
type impatience struct {
	context.Context
	times atomic.Int64
}

func (a *impatience) Done() <-chan struct{} {
	a.times.Add(1)
	return a.Context.Done()
}

// A reader of old blocks whose client has as many requests waiting as one may does not ask again at once, over and over.
func TestAReaderWithoutATurnWaits(t *testing.T) {
	const remote = "192.0.2.1:5000"
	s := &server{Config: Config{Turns: turns.New(), QueryTime: time.Second}}
	hold, release := context.WithCancel(t.Context())
	defer release()
	for {
		if _, err := s.Turns.Take(hold, client(remote)); err != nil {
			break
		}
		for range 15 {
			go func() { _, _ = s.Turns.Take(hold, client(remote)) }()
		}
		time.Sleep(50 * time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	c := &impatience{Context: ctx}
	if _, err := (&streamReader{server: s, remote: remote}).read(c, 1, 1000); err == nil {
		t.Fatal("the reader had a turn")
	}
	if n := c.times.Load(); n > 40 {
		t.Errorf("asked %d times in a second", n)
	}
}

// A reader of old blocks has its turns apart from what its client asks besides: who has as many requests waiting as one
// may still gets on with its stream, after one of them.
func TestAReaderHasTurnsOfItsOwn(t *testing.T) {
	const remote = "192.0.2.1:5000"
	h := &streamed{}
	s := &server{Config: Config{Turns: turns.New(), QueryTime: time.Minute, History: h, Stream: NewStream(h)}}
	s.topics.names = map[string]string{}
	had := make(chan func(), 16) // turns of the client, which end when the test says so
	for range cap(had) {
		go func() {
			if done, err := s.Turns.Take(t.Context(), client(remote)); err == nil {
				had <- done
			}
		}()
	}
	time.Sleep(50 * time.Millisecond) // as many as may are working, the others wait
	read := make(chan error, 1)
	go func() {
		_, err := (&streamReader{server: s, remote: remote}).read(t.Context(), 3, 1000)
		read <- err
	}()
	time.Sleep(50 * time.Millisecond)
	(<-had)()
	(<-had)()
	select {
	case err := <-read:
		must(t, err)
	case <-time.After(10 * time.Second):
		t.Error("it waits behind all that its client asks")
	}
}
