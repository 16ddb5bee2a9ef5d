package vm

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"sync"
)

// buildID tells this program from every other: the linker's hash of all that went into it. What
// one program has computed and sealed, another must compute for itself.
var buildID = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("vm: build id: %w", err)
	}
	f, err := elf.Open(path)
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
