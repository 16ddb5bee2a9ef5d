// Package toolchain finds TinyGo and compiles a contract with it, for a target of our
// own: plain WebAssembly with integers only, no WASI, no scheduler, an allocator that
// never frees (one instance serves one call), and memory operations as instructions.
//
// The compiler is, in this order: $TINYGO, `tinygo` on PATH, and the one that
// contracts/build/tinygo.sh builds into the user's cache. Any TinyGo 0.41 works; only
// version 0.41.1 gives the committed modules byte for byte.
package toolchain

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Version is the TinyGo whose output is reproducible byte for byte.
const Version = "0.41.1"

// ErrNotFound is returned when there is no TinyGo; its text says how to get one.
var ErrNotFound = errors.New(`TinyGo is missing. Do one of these:
  make tinygo                  in a checkout of peerz-chain: builds TinyGo ` + Version + ` into your cache
  install TinyGo ` + Version + `        from https://tinygo.org/getting-started/install, so that it is on PATH
  export TINYGO=/path/tinygo   when it is somewhere else`)

// Find returns the path of the TinyGo to use.
func Find() (string, error) {
	if path := os.Getenv("TINYGO"); path != "" {
		if found, err := exec.LookPath(path); err == nil {
			return found, nil
		}
		return "", fmt.Errorf("$TINYGO is %s, which cannot be run; %w", path, ErrNotFound)
	}
	if path, err := exec.LookPath("tinygo"); err == nil {
		return path, nil
	}
	if path, err := exec.LookPath(cached()); err == nil {
		return path, nil
	}
	return "", ErrNotFound
}

// cached is where contracts/build/tinygo.sh puts the compiler.
func cached() string {
	dir := os.Getenv("XDG_CACHE_HOME")
	if dir == "" {
		dir = filepath.Join(os.Getenv("HOME"), ".cache")
	}
	return filepath.Join(dir, "peerz", "tinygo-"+Version, "bin", "tinygo")
}
