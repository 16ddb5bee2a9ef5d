//go:build cgo

package engine

import (
	"encoding/binary"
	"testing"

	"golang.org/x/crypto/argon2"

	"github.com/peerz-ai/peerz-chain/bench/kernels"
)

// The kernel must be Argon2id, or its figure would be of something else: it gives the example of
// RFC 9106, section 5.3, and what another implementation makes of its own inputs.
func TestTheArgon2KernelIsArgon2id(t *testing.T) {
	for word, want := range []uint64{0x6c76788df50d640d, 0xc9538b4aa337c008, 0x5eb6752d45f01ed0, 0x59e6016be92025b5} {
		if got := callArgon2(t, "example", uint32(word)); got != want {
			t.Errorf("word %d of the example is %#x, want %#x", word, got, want)
		}
	}
	for _, passes := range []uint32{kernels.Argon2.Check, kernels.Argon2.N} {
		tag := argon2.IDKey([]byte("password"), []byte("othersalt"), passes, 256, 4, 32)
		if got, want := callArgon2(t, "run", passes), binary.LittleEndian.Uint64(tag); got != want {
			t.Errorf("%d passes give %#x, want %#x", passes, got, want)
		}
	}
}

func callArgon2(t *testing.T, entry string, n uint32) uint64 {
	t.Helper()
	e, err := Open(Peerz)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p, err := e.Compile(kernels.Code(kernels.Argon2.Name))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	got, err := p.Call(entry, n)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
