package chunks

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/peerz-ai/peerz-chain/state/disk"
)

func appendBytes(b, part []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(part))), part...)
}

// A chunk comes from a stranger: every pair has a key and a value of the sizes that the state takes, and
// nothing is left over.
func TestPairsOutsideOfTheBoundsAreRefused(t *testing.T) {
	value := bytes.Repeat([]byte{7}, disk.PrefixSize+1)
	pair := func(key, record []byte) []byte { return appendBytes(appendBytes(nil, key), record) }
	key := []byte("k")
	for name, c := range map[string]struct {
		chunk []byte
		pairs int // -1: refused
	}{
		"nothing":             {nil, 0},
		"one":                 {pair(key, value), 1},
		"two":                 {append(pair(key, value), pair([]byte("l"), value)...), 2},
		"longest key":         {pair(bytes.Repeat(key, disk.MaxKey), value), 1},
		"no key":              {pair(nil, value), -1},
		"key too long":        {pair(bytes.Repeat(key, disk.MaxKey+1), value), -1},
		"longest value":       {pair(key, bytes.Repeat(key, disk.PrefixSize+disk.MaxValue)), 1},
		"no value":            {pair(key, value[:disk.PrefixSize]), -1},
		"value too long":      {pair(key, bytes.Repeat(key, disk.PrefixSize+disk.MaxValue+1)), -1},
		"cut within a value":  {pair(key, value)[:len(value)], -1},
		"a key without value": {appendBytes(nil, key), -1},
	} {
		pairs, err := readPairs(c.chunk)
		if c.pairs < 0 && err == nil || c.pairs >= 0 && (err != nil || len(pairs) != c.pairs) {
			t.Errorf("%s: %d pairs, %v, want %d", name, len(pairs), err, c.pairs)
		}
	}
}
