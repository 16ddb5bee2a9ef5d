package sdk

// Array reads the start of an array and returns its length, at most the bytes left.
//
//go:noinline
func (d *Decoder) Array() int { return d.count(majorArray, 1) }

// Map reads the start of a map and returns the number of pairs: see Field.
//
//go:noinline
func (d *Decoder) Map() int { return d.count(majorMap, 2) }

// Tuple reads the start of an array that must have n items.
//
//go:noinline
func (d *Decoder) Tuple(n int) {
	if d.Array() != n {
		d.Fail()
	}
}

// Field consumes the key of the next pair if it is name, and counts *left down. Asking
// for all the fields of a type in canonical order, then End, accepts exactly the
// canonical maps: neither duplicates nor unknown keys nor another order.
//
//go:noinline
func (d *Decoder) Field(left *int, name string) bool {
	if *left == 0 || len(name) > 255 {
		return false
	}
	at := 1
	if len(name) >= 24 {
		at = 2
	}
	if len(d.data) < at+len(name) || string(d.data[at:at+len(name)]) != name {
		return false
	}
	if at == 1 && d.data[0] != majorText<<5|byte(len(name)) ||
		at == 2 && (d.data[0] != majorText<<5|24 || d.data[1] != byte(len(name))) {
		return false
	}
	d.data = d.data[at+len(name):]
	*left--
	return true
}

// Need is Field for a field that must be there.
//
//go:noinline
func (d *Decoder) Need(left *int, name string) {
	if !d.Field(left, name) {
		d.Fail()
	}
}

// End ends a map: no pairs may be left.
func (d *Decoder) End(left int) {
	if left != 0 {
		d.Fail()
	}
}

// Skip reads any one item with all that is in it: for who reads messages that may have got more fields since.
//
//go:noinline
func (d *Decoder) Skip() {
	for left := 1; left > 0 && !d.failed; left-- {
		if len(d.data) == 0 {
			d.Fail()
			return
		}
		switch major := d.data[0] >> 5; {
		case major <= majorNeg:
			d.head(major)
		case major <= majorText:
			d.take(major)
		case major == majorArray:
			left += d.Array()
		case major == majorMap:
			left += 2 * d.Map()
		case d.data[0] == bigPositive:
			d.Amount()
		default:
			d.Bool()
		}
	}
}
