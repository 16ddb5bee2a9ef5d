package builtin

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A publisher can sign two tables that say different things of one contribution. Then what it says is the least of them, measure by
// measure, whichever of them a submission points at and whichever was seen first. So an attestor remembers what the tables say that it
// has seen. What it has not seen, whoever disputes shows it.

// maxBucket bounds a file of the memory, in bytes, of which there are 256: beyond it the older half goes.
const maxBucket = 1 << 20

// memory is a folder: a file for each table that has been read, and what all of them say in files by the first byte of the key, one
// line for each contribution and value.
type memory struct {
	dir   string
	files map[string][]byte // as read, by name
}

// saying is one contribution of a table: its key, and its measures.
type saying struct {
	key  string
	says map[string]abi.Amount
}

// sayingKey names a contribution: of a role's publisher, by reference and id.
func sayingKey(parts ...string) string {
	var all []byte
	for _, part := range parts {
		all = fmt.Appendf(all, "%d:%s", len(part), part)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:16])
}

// line is how a saying is written.
func (s *saying) line() string {
	names := make([]string, 0, len(s.says))
	for name, value := range s.says {
		names = append(names, name+"="+value.String())
	}
	slices.Sort(names)
	return s.key + " " + strings.Join(names, " ") + "\n"
}

// isNoted reports whether a table, as it is read for a role, is in the memory.
func (m *memory) isNoted(table string) bool {
	_, err := os.Stat(filepath.Join(m.dir, "read", table))
	return err == nil
}

// note adds what a table says.
func (m *memory) note(table string, list []saying) error {
	if err := os.MkdirAll(filepath.Join(m.dir, "read"), 0o755); err != nil {
		return err
	}
	lines := map[string][]byte{}
	for i := range list {
		name, line := list[i].key[:2], list[i].line()
		if known, err := m.read(name); err != nil {
			return err
		} else if !bytes.Contains(known, []byte(line)) {
			lines[name] = append(lines[name], line...)
		}
	}
	for name, more := range lines {
		if err := m.add(name, more); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(m.dir, "read", table), nil, 0o600)
}

// add writes lines behind those of a file.
func (m *memory) add(name string, lines []byte) error {
	path, known := filepath.Join(m.dir, name), m.files[name]
	delete(m.files, name)
	if len(known)+len(lines) > maxBucket {
		known = known[len(known)/2:]
		known = known[bytes.IndexByte(known, '\n')+1:]
		if err := os.WriteFile(path+".new", slices.Concat(known, lines), 0o600); err != nil {
			return err
		}
		return os.Rename(path+".new", path)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(lines)
	return errors.Join(err, f.Close())
}

func (m *memory) read(name string) ([]byte, error) {
	if content, ok := m.files[name]; ok {
		return content, nil
	}
	content, err := os.ReadFile(filepath.Join(m.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if m.files == nil {
		m.files = map[string][]byte{}
	}
	m.files[name] = content
	return content, err
}

// least lowers measures to the least that any table says of a contribution, and reports whether one of them says less.
func (m *memory) least(key string, measures map[string]abi.Amount) (less bool, err error) {
	content, err := m.read(key[:2])
	if err != nil {
		return false, err
	}
	for line := range strings.Lines(string(content)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != key {
			continue
		}
		for _, word := range words[1:] {
			name, value, _ := strings.Cut(word, "=")
			said, bad := number(value)
			if mine, ok := measures[name]; ok && bad == nil && said.Less(mine) {
				measures[name], less = said, true
			}
		}
	}
	return less, nil
}
