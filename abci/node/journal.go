package node

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// A journal is a file with the transactions that were submitted to this node and that it took. They
// wait in memory, here and at the peers that have heard of them; with the file they outlive the end of
// all these processes. It is not synced: what the power takes along is lost.
//
// The file is emptied when nothing waits, and written anew without what waits no more when it has
// grown. A transaction is in it once its sender is told that it was taken.
type journal struct {
	submits sync.RWMutex // held by submissions for reading, so that none falls between a look at the mempool and a change of the file

	mu   sync.Mutex
	path string
	file *os.File
	size int64 // bytes in the file
	grow int64 // the size at which it is written anew
}

// journalSlack is what a journal may grow by before it is written anew, in bytes, besides twice what waits.
const journalSlack = 1 << 20

// openJournal opens the journal at a path and returns what it holds. A transaction whose end is
// missing is left out: nobody was told that it was taken.
func openJournal(path string) (*journal, [][]byte, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("node: %w", err)
	}
	held, size, err := readJournal(file)
	if err == nil {
		err = file.Truncate(size)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("node: read %s: %w", path, err), file.Close())
	}
	return &journal{path: path, file: file, size: size, grow: size + journalSlack}, held, nil
}

// readJournal reads whole transactions and returns how many bytes they take.
func readJournal(from io.Reader) (held [][]byte, size int64, err error) {
	in := bufio.NewReader(from)
	for {
		var length [4]byte
		if _, err := io.ReadFull(in, length[:]); err != nil {
			return held, size, ignoreEnd(err)
		}
		n := binary.BigEndian.Uint32(length[:])
		if n > tx.MaxSize {
			return held, size, nil // not ours: the rest cannot be read
		}
		raw := make([]byte, n)
		if _, err := io.ReadFull(in, raw); err != nil {
			return held, size, ignoreEnd(err)
		}
		held, size = append(held, raw), size+4+int64(n)
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// entry is a transaction as the file has it.
func entry(raw []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(raw))), raw...)
}

// add appends a transaction.
func (j *journal) add(raw []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	line := entry(raw)
	if _, err := j.file.Write(line); err != nil {
		return fmt.Errorf("node: write %s: %w", j.path, err)
	}
	j.size += int64(len(line))
	return nil
}

// tidy shortens the file where it can. count is how many transactions wait, waiting their hashes.
func (j *journal) tidy(count func() int, waiting func() map[abi.Hash]bool) error {
	j.submits.Lock()
	defer j.submits.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.size > 0 && count() == 0:
		if err := j.file.Truncate(0); err != nil {
			return fmt.Errorf("node: empty %s: %w", j.path, err)
		}
		j.size, j.grow = 0, journalSlack
	case j.size >= j.grow:
		return j.rewrite(waiting())
	}
	return nil
}

// rewrite replaces the file by one with those of its transactions that wait, once each.
func (j *journal) rewrite(waiting map[abi.Hash]bool) error {
	held, _, err := readJournal(io.NewSectionReader(j.file, 0, j.size))
	if err != nil {
		return fmt.Errorf("node: read %s: %w", j.path, err)
	}
	var all []byte
	for _, raw := range held {
		if hash := tx.Hash(raw); waiting[hash] {
			delete(waiting, hash)
			all = append(all, entry(raw)...)
		}
	}
	if err := home.WriteFile(j.path, all, 0o600); err != nil {
		return fmt.Errorf("node: write %s: %w", j.path, err)
	}
	file, err := os.OpenFile(j.path, os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	_ = j.file.Close() // of the file that is gone
	j.file, j.size, j.grow = file, int64(len(all)), 2*int64(len(all))+journalSlack
	return nil
}

func (j *journal) close() error { return j.file.Close() }
