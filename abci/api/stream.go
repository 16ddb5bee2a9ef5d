package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	lru "github.com/hashicorp/golang-lru/v2"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
)

// Limits of the stream.
const (
	maxStreams       = 2048
	maxClientStreams = 16 // of one client; those of this machine count in total only
	encodedBlocks    = 64 // that are remembered as the stream writes them
	encodedBytes     = 64 << 20
	writeTime        = 10 * time.Second       // that a client has to read
	busyTime         = 200 * time.Millisecond // after which a reader that got no turn asks again
	beatTime         = 15 * time.Second       // after which a comment shows that the stream lives
)

// streamOf makes another client of the streams of one where turns are given.
const streamOf = "streams of "

// Topics of the stream. Each entry has one.
const (
	topicBlock    = "block"
	topicTx       = "tx"
	topicPayout   = "payout"
	topicEpoch    = "epoch"
	topicProposal = "proposal"
	topicEvent    = "event"
)

// Stream tells clients what blocks do, from the blocks and results as they are stored. A block is read and encoded once, by the first
// client that gets to it; no client has a buffer, so one that does not read costs a goroutine until it is dropped.
type Stream struct {
	history   History
	writeTime time.Duration

	mu      sync.Mutex
	head    uint64
	fresh   chan struct{} // closed when there is a new block
	closed  bool
	all     int
	clients map[string]int

	encoded *lru.Cache[uint64, *encoded]
	bytes   int // of the text in encoded
}

// NewStream returns a stream of the blocks of a history.
func NewStream(h History) *Stream {
	s := &Stream{history: h, writeTime: writeTime, fresh: make(chan struct{}), clients: map[string]int{}}
	var err error
	s.encoded, err = lru.NewWithEvict(encodedBlocks, func(_ uint64, e *encoded) { // with s.mu
		s.bytes -= e.size
		e.gone = true
	})
	if err != nil {
		panic(err) // the size is above 0
	}
	return s
}

// Wake tells of a new last block.
func (s *Stream) Wake(height uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || height <= s.head {
		return
	}
	s.head = height
	close(s.fresh)
	s.fresh = make(chan struct{})
}

// Close ends what clients read.
func (s *Stream) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.fresh)
	}
}

// next is the last block and what is closed when there is another one; ok is false after Close.
func (s *Stream) next() (head uint64, fresh <-chan struct{}, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.head, s.fresh, !s.closed
}

// enter counts a client; it fails when there are too many.
func (s *Stream) enter(remote string) (leave func(), err error) {
	who := client(remote)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= maxStreams || !isLocal(remote) && s.clients[who] >= maxClientStreams {
		return nil, fail(http.StatusServiceUnavailable, "streams_full", "too many streams are open").advise("close one, or try again later")
	}
	s.all++
	s.clients[who]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.clients[who]--; s.clients[who] == 0 {
			delete(s.clients, who)
		}
	}, nil
}

// encoded is a block as the stream writes it, once somebody has asked for it.
type encoded struct {
	once   sync.Once
	err    error
	text   []byte  // of all entries
	pieces []piece // in order

	size int  // of the text, once it counts
	gone bool // nobody else finds it
}

// piece is an entry of the stream.
type piece struct {
	index    int
	topic    string
	event    *v1.PastEvent // nil for a block and a transaction
	from, to int           // in the text
}

// block is a block as the stream writes it.
func (s *Stream) block(height uint64, topicOf func(v1.Event) string) (*encoded, error) {
	s.mu.Lock()
	e, ok := s.encoded.Get(height)
	if !ok {
		e = &encoded{}
		s.encoded.Add(height, e)
	}
	s.mu.Unlock()
	e.once.Do(func() {
		b, ok, err := s.history.Block(height)
		if err == nil && !ok {
			err = noBlock(height)
		}
		if e.err = err; err == nil {
			e.encode(b, topicOf)
		}
		s.count(height, e)
	})
	return e, e.err
}

// count counts the text of a block that was encoded, and forgets others for it. What failed may be there later.
func (s *Stream) count(height uint64, e *encoded) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.err != nil {
		s.encoded.Remove(height)
	}
	if e.gone {
		return
	}
	e.size = len(e.text)
	for s.bytes += e.size; s.bytes > encodedBytes && s.encoded.Len() > 1; {
		s.encoded.RemoveOldest()
	}
}

func (e *encoded) encode(b Block, topicOf func(v1.Event) string) {
	var out bytes.Buffer
	put := func(index int, topic string, event *v1.PastEvent, data any) {
		from := out.Len()
		fmt.Fprintf(&out, "id: %s\nevent: %s\ndata: ", itemID(b.Height, index), topic)
		if err := json.NewEncoder(&out).Encode(data); err != nil { // ends the line
			out.Truncate(from)
			return
		}
		out.WriteByte('\n')
		e.pieces = append(e.pieces, piece{index, topic, event, from, out.Len()})
	}
	put(0, topicBlock, nil, describeBlock(b.BlockHeader))
	for _, item := range Items(b) {
		if item.Tx != nil {
			put(item.Index, topicTx, nil, item.Tx)
		} else {
			put(item.Index, topicOf(item.Event.Event), item.Event, item.Event)
		}
	}
	e.text = out.Bytes()
}

// after are the entries after the one of that number.
func (e *encoded) after(index int) []piece {
	i, _ := slices.BinarySearchFunc(e.pieces, index+1, func(p piece, n int) int { return p.index - n })
	return e.pieces[i:]
}

// topics finds the topic of an event: by the contracts that the built-in names belong to.
type topics struct {
	mu    sync.Mutex
	names map[string]string // address -> name
}

func (s *server) topicOf(e v1.Event) string {
	switch s.topics.nameOf(s, e.Contract) {
	case rewards:
		switch e.Type {
		case payout:
			return topicPayout
		case epochClosed:
			return topicEpoch
		}
	case governance:
		return topicProposal
	}
	return topicEvent
}

// nameOf is the built-in name of a contract's address, "" for another one.
func (t *topics) nameOf(s *server, address string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.names == nil {
		p, err := s.at(Which{})
		if err != nil {
			return ""
		}
		defer p.close()
		t.names = map[string]string{}
		for _, name := range []string{rewards, governance} {
			if a, ok, err := p.ByName(name); ok && err == nil {
				t.names[a.String()] = name
			}
		}
	}
	return t.names[address]
}

type streamInput struct {
	LastEventID string   `header:"Last-Event-ID" doc:"Go on after this entry. Browsers send it by themselves."`
	After       string   `query:"after" doc:"Go on after this entry, where no header can be sent. Without either the stream begins with the next block."`
	Topics      []string `query:"topics" enum:"block,tx,payout,epoch,proposal,event" doc:"Only these topics, with commas between them."`
	Contract    string   `query:"contract" doc:"Of events, only those of this contract: an address or the name of one that genesis made."`
	Type        string   `query:"type" doc:"Of events, only those of this type."`
	Attribute   string   `query:"attribute" doc:"Of events, only those with this attribute, which has value."`
	Value       string   `query:"value" doc:"What the attribute says."`
	Asker
}

// streamOutput is an answer without an end.
type streamOutput struct {
	Body func(huma.Context)
}

func (s *server) stream(ctx context.Context, in *streamInput) (*streamOutput, error) {
	reader, err := s.newReader(in)
	if err != nil {
		return nil, s.failed("events", err)
	}
	leave, err := s.Stream.enter(in.remote)
	if err != nil {
		return nil, err
	}
	return &streamOutput{func(c huma.Context) {
		defer leave()
		_, w := humago.Unwrap(c)
		reader.run(ctx, w)
	}}, nil
}

// streamReader is a client of the stream.
type streamReader struct {
	*server
	remote   string
	position Position // of the last entry that it has
	topics   []string // empty: all
	contract string   // bech32
	filter   Filter
	whole    bool // it wants everything
}

func (s *server) newReader(in *streamInput) (*streamReader, error) {
	if (in.Attribute == "") != (in.Value == "") {
		return nil, bad("attribute and value belong together")
	}
	r := &streamReader{server: s, remote: in.remote, topics: in.Topics, filter: Filter{Type: in.Type, Attribute: in.Attribute, Value: in.Value}}
	head, err := s.lastHeight()
	if err != nil {
		return nil, err
	}
	if in.Contract != "" {
		p, err := s.at(Which{})
		if err != nil {
			return nil, err
		}
		c, err := find(p.Reader, in.Contract)
		p.close()
		if err != nil {
			return nil, err
		}
		r.contract = c.Address.String()
	}
	r.whole = len(r.topics) == 0 && r.contract == "" && r.filter == Filter{}
	after := in.LastEventID
	if after == "" {
		after = in.After
	}
	if after == "" {
		r.position = Position{Height: head, Index: 1<<32 - 1}
		return r, nil
	}
	if r.position, err = ParsePosition(after); err != nil {
		return nil, err
	}
	if r.position.Height > head {
		return nil, missing("height_unknown", "the chain has not reached height %d", r.position.Height)
	}
	if r.position.Height < s.History.Oldest() {
		return nil, pruned("the stream begins at height " + strconv.FormatUint(s.History.Oldest(), 10))
	}
	return r, nil
}

// run writes entries until the client goes, does not read, or the node stops.
func (r *streamReader) run(ctx context.Context, w http.ResponseWriter) {
	out := &streamWriter{w: w, limit: r.Stream.writeTime, ctl: http.NewResponseController(w)}
	_ = out.ctl.SetReadDeadline(time.Time{}) // the request is read
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	beat := time.NewTicker(beatTime)
	defer beat.Stop()
	for err := out.write([]byte(": welcome\n\n")); err == nil; {
		head, fresh, ok := r.Stream.next()
		if !ok {
			return
		}
		if err = r.catchUp(ctx, out, head); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-fresh:
		case <-beat.C:
			if !out.wrote {
				err = out.write([]byte(": \n\n"))
			}
			out.wrote = false
		}
	}
}

// catchUp writes the blocks up to the last one. What lies far behind is read in turns with others.
func (r *streamReader) catchUp(ctx context.Context, out *streamWriter, head uint64) error {
	for height := r.position.Height; height <= head; height++ {
		if height == r.position.Height && r.position.Index == 1<<32-1 {
			continue
		}
		b, err := r.read(ctx, height, head)
		if err != nil {
			return err
		}
		after := -1
		if height == r.position.Height {
			after = int(r.position.Index)
		}
		if text := r.pick(b, after); len(text) > 0 {
			if err := out.write(text); err != nil {
				return err
			}
		}
		r.position = Position{Height: height, Index: 1<<32 - 1}
	}
	return nil
}

// read reads a block, in its turn if it is not one of the last.
func (r *streamReader) read(ctx context.Context, height, head uint64) (*encoded, error) {
	if height+encodedBlocks/2 > head {
		return r.Stream.block(height, r.topicOf)
	}
	for {
		done, err := r.turnOf(ctx, streamOf+client(r.remote)) // apart from what the client asks besides
		if err == nil {
			defer done()
			return r.Stream.block(height, r.topicOf)
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(busyTime): // who has too much waiting is refused at once
		}
	}
}

// pick is the text of what the client wants of a block.
func (r *streamReader) pick(b *encoded, after int) []byte {
	pieces := b.after(after)
	if len(pieces) == 0 {
		return nil
	}
	if r.whole {
		return b.text[pieces[0].from:]
	}
	var text []byte
	for i := range pieces {
		if p := &pieces[i]; r.wants(p) {
			text = append(text, b.text[p.from:p.to]...)
		}
	}
	return text
}

func (r *streamReader) wants(p *piece) bool {
	if len(r.topics) > 0 && !slices.Contains(r.topics, p.topic) {
		return false
	}
	if p.event == nil || r.contract == "" && r.filter == (Filter{}) {
		return true
	}
	e := p.event
	return (r.contract == "" || e.Contract == r.contract) && (r.filter.Type == "" || e.Type == r.filter.Type) &&
		(r.filter.Attribute == "" || says(e.Data, r.filter.Attribute, r.filter.Value))
}

// says reports whether an event's data has an attribute with a value, a text or a number.
func says(data json.RawMessage, name, value string) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return false
	}
	var text string
	if json.Unmarshal(fields[name], &text) == nil {
		return text == value
	}
	return string(fields[name]) == value
}

// streamWriter writes to a client that must read.
type streamWriter struct {
	w     http.ResponseWriter
	ctl   *http.ResponseController
	limit time.Duration // that the client has to read
	wrote bool          // since the last beat
}

func (o *streamWriter) write(text []byte) error {
	o.wrote = true
	_ = o.ctl.SetWriteDeadline(time.Now().Add(o.limit))
	if _, err := o.w.Write(text); err != nil {
		return err
	}
	return o.ctl.Flush()
}
