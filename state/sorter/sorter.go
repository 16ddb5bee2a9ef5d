package sorter

import "slices"

// A Sorter takes pairs, with Add, and then says where they are. The calls after
// Add must not go backwards in the order. It is for one goroutine.
type Sorter struct {
	home   space
	end    int64 // of home: how far it is filled
	order  Order
	depth  int
	rank   Rank   // nil before the first spill at depth 0
	next   *spill // being filled; of use to one Sorter at a time
	spills []written
	pairs  [Ranks]int        // by rank
	before [Ranks + 1]Extent // each rank, once sealed
	sealed bool
	opened int // the rank that below holds
	below  *Sorter
}

// written is where a spill lies.
type written struct {
	at     int64 // of home
	before *layout
}

// Extent is how much something is.
type Extent struct {
	Bytes int64
	Pairs int
}

// New makes an empty Sorter.
func New(scratch Scratch, order Order) *Sorter {
	return &Sorter{home: space{scratch, []Piece{{0, 1 << 62}}}, order: order, next: &spill{}}
}

// Add copies a pair in. It comes to lie in the scratch as the length of the key,
// the key, the length of the value and the value; lengths are uvarints.
func (s *Sorter) Add(key, value []byte) error {
	if s.next.full(key, value) {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.next.add(key, value)
	return nil
}

// writeSize is how many bytes are written at once. The system takes large pieces
// with much less work; and it may look in between what else there is to do.
const writeSize = 1 << 20

// flush writes the spill that is being filled.
func (s *Sorter) flush() error {
	if s.rank == nil {
		var err error
		if s.rank, err = s.order(0, s.next.keys); err != nil {
			return err
		}
	}
	sorted, before := s.next.sort(s.rank, &s.pairs)
	s.spills = append(s.spills, written{s.end, before})
	for b := range slices.Chunk(sorted, writeSize) {
		if err := s.home.writeAt(b, s.end); err != nil {
			return err
		}
		s.end += int64(len(b))
	}
	return nil
}

// seal ends the time of adding.
func (s *Sorter) seal() error {
	if s.sealed {
		return nil
	}
	s.sealed = true
	if len(s.next.items) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	for i := range Ranks {
		s.before[i+1] = Extent{s.before[i].Bytes, s.before[i].Pairs + s.pairs[i]}
		for _, w := range s.spills {
			s.before[i+1].Bytes += int64(w.before[i+1] - w.before[i])
		}
	}
	return nil
}

// Extent is how much the ranks from, inclusive, to to, exclusive, hold.
func (s *Sorter) Extent(from, to int) (Extent, error) {
	if err := s.seal(); err != nil {
		return Extent{}, err
	}
	a, b := s.before[from], s.before[to]
	return Extent{b.Bytes - a.Bytes, b.Pairs - a.Pairs}, nil
}

// Pieces appends the pieces of the scratch that hold the ranks from, inclusive,
// to to, exclusive. The pairs are in no order, and pieces may end within a pair.
func (s *Sorter) Pieces(from, to int, list []Piece) ([]Piece, error) {
	err := s.seal()
	for _, w := range s.spills {
		list = s.home.part(w.at+int64(w.before[from]), int64(w.before[to]-w.before[from]), list)
	}
	return list, err
}

// Open orders the pairs of one rank by the next bits, where they lie: a spill is
// read whole before it is written. It makes void what another rank opened.
func (s *Sorter) Open(rank int) (*Sorter, error) {
	if s.below != nil && s.opened == rank {
		return s.below, nil
	}
	pieces, err := s.Pieces(rank, rank+1, nil)
	if err != nil {
		return nil, err
	}
	home := space{s.home.scratch, pieces}
	next, err := s.order(s.depth+1, func(visit func(key []byte)) error {
		return eachPair(home.reader(), func(key, _ []byte) error { visit(key); return nil })
	})
	if err != nil {
		return nil, err
	}
	s.opened, s.below = rank, &Sorter{home: home, order: s.order, depth: s.depth + 1, rank: next, next: s.next}
	return s.below, eachPair(home.reader(), s.below.Add)
}
