package pages

import (
	"io"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Merger tells Pebble how patches of a tree page become one. Its name is in
// every table: another meaning needs another name.
var Merger = &pebble.Merger{
	Name: "peerz.page",
	Merge: func(_, value []byte) (pebble.ValueMerger, error) {
		p, err := merkle.DecodePatch(value)
		return &patches{p}, err
	},
}

// MergerOf reads from Pebble's options what merges the values of a database. In
// format 1 nothing did, which Pebble calls by the name of its default; to open
// such a database with another merger looks like damage.
func MergerOf(fs vfs.FS, options string) (name string, ok bool) {
	f, err := fs.Open(options)
	if err != nil {
		return "", false // Pebble says why when it opens them
	}
	defer f.Close()
	text, _ := io.ReadAll(f)
	for _, line := range strings.Split(string(text), "\n") {
		if name, ok = strings.CutPrefix(strings.TrimSpace(line), "merger="); ok {
			return name, true
		}
	}
	return "", false
}

// patches adds up what was written to one page since it was written whole.
type patches struct{ sum merkle.Patch }

// MergeNewer implements pebble.ValueMerger.
func (p *patches) MergeNewer(value []byte) error {
	newer, err := merkle.DecodePatch(value)
	p.sum = newer.Over(p.sum)
	return err
}

// MergeOlder implements pebble.ValueMerger.
func (p *patches) MergeOlder(value []byte) error {
	older, err := merkle.DecodePatch(value)
	p.sum = p.sum.Over(older)
	return err
}

// Finish implements pebble.ValueMerger.
func (p *patches) Finish(bool) ([]byte, io.Closer, error) { return p.sum.Encode(nil), nil, nil }
