package vm

import (
	"debug/elf"
	"errors"
	"fmt"
	"sync"
)

// self is the program that runs, even if an upgrade has put another file where its own was
// meanwhile. Only Linux has it.
const self = "/proc/self/exe"

// buildID tells this program from every other: the linker's hash of all that went into it. What
// one program has computed and sealed, another must compute for itself.
var buildID = sync.OnceValues(func() (string, error) {
	f, err := elf.Open(self)
	if err != nil {
		return "", fmt.Errorf("vm: build id: %w", err)
	}
	defer func() { _ = f.Close() }()
	note := f.Section(".note.go.buildid")
	if note == nil {
		return "", errors.New("vm: build id: none")
	}
	id, err := note.Data()
	if err != nil || len(id) < minBuildID {
		return "", errors.Join(errors.New("vm: build id: not readable"), err)
	}
	return string(id), nil
})

// minBuildID is the length of a note's head and of a hash; somebody may have emptied it.
const minBuildID = 16 + 32
