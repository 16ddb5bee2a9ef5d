package shuffle

import "slices"

// nibbles is how many of them one order is by.
const nibbles = 3

// A Shuffle takes pairs, with Add, and then says where they are, with Weigh and
// Gather, whose paths must not go backwards. A path is nibbles (values 0 to 15)
// of the sha256 of keys, from the first on. It is for one goroutine.
type Shuffle struct {
	home  space
	end   int64 // of home: how far it is filled
	depth int   // nibbles that the hashes of all pairs have in common
	next  *run  // being filled; of use to one Shuffle at a time
	runs  []written
	// What lies before each place, once sealed; until then, what lies at the one
	// before it.
	sums   [places + 1]total
	sealed bool
	// The place that was looked into, and what lies there.
	place int
	below *Shuffle
}

// written is where a run lies.
type written struct {
	at     int64 // of home
	before *layout
}

type total struct {
	bytes int64
	pairs int
}

// New makes an empty Shuffle.
func New(scratch Scratch) *Shuffle { return in(space{scratch, []Piece{{0, 1 << 62}}}, 0, &run{}) }

func in(home space, depth int, memory *run) *Shuffle {
	return &Shuffle{home: home, depth: depth, next: memory}
}

// Add takes a pair, whose key has a hash that begins with head. It keeps
// neither key nor value. A pair comes to lie in the room as the length of the
// key, the key, the length of the value and the value; lengths are uvarints.
func (s *Shuffle) Add(head uint16, key, value []byte) error {
	return s.add(int(head>>4), key, value)
}

func (s *Shuffle) add(place int, key, value []byte) error {
	if s.next.full(key, value) {
		if err := s.flush(); err != nil {
			return err
		}
	}
	sum := &s.sums[place+1]
	sum.bytes += int64(s.next.add(place, key, value))
	sum.pairs++
	return nil
}

// writeSize is how many bytes are written at once. The system takes large pieces
// with much less work; and it may look in between what else there is to do.
const writeSize = 1 << 20

// flush writes the run that is being filled.
func (s *Shuffle) flush() error {
	order, before := s.next.sort()
	s.runs = append(s.runs, written{s.end, before})
	for b := range slices.Chunk(order, writeSize) {
		if err := s.home.writeAt(b, s.end); err != nil {
			return err
		}
		s.end += int64(len(b))
	}
	return nil
}

// seal ends the time of adding.
func (s *Shuffle) seal() error {
	if s.sealed {
		return nil
	}
	s.sealed = true
	if len(s.next.items) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	for i := range places {
		s.sums[i+1].bytes += s.sums[i].bytes
		s.sums[i+1].pairs += s.sums[i].pairs
	}
	return nil
}

// Weigh adds up the bytes below path.
func (s *Shuffle) Weigh(path string) (int64, error) {
	in, from, to, err := s.find(path)
	if err != nil {
		return 0, err
	}
	return in.sums[to].bytes - in.sums[from].bytes, nil
}

// Gather appends the pieces that hold the pairs below path, and counts the pairs.
// They are in order of the first nibbles of their hashes only, and pieces may
// end within a pair.
func (s *Shuffle) Gather(path string, to []Piece) (_ []Piece, pairs int, err error) {
	in, first, last, err := s.find(path)
	if err != nil {
		return nil, 0, err
	}
	return in.pieces(first, last, to), in.sums[last].pairs - in.sums[first].pairs, nil
}

// pieces appends what holds the places [from, to).
func (s *Shuffle) pieces(from, to int, list []Piece) []Piece {
	for _, r := range s.runs {
		list = s.home.part(r.at+int64(r.before[from]), int64(r.before[to]-r.before[from]), list)
	}
	return list
}
