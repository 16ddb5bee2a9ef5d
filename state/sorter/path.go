package sorter

// At finds the pairs whose keys have hashes that begin with path, nibbles
// (values 0 to 15): the ranks from, inclusive, to to, exclusive, of in, which is
// s or what was opened below it. The Sorter's order must be ByHash.
func (s *Sorter) At(path string) (in *Sorter, from, to int, err error) {
	width := Ranks
	for i := range min(len(path), Nibbles) {
		width /= 16
		from += width * int(path[i])
	}
	if len(path) <= Nibbles {
		return s, from, from + width, nil
	}
	if in, err = s.Open(from); err != nil {
		return nil, 0, 0, err
	}
	return in.At(path[Nibbles:])
}
