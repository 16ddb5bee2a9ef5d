package module

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// What no chain can take is refused like any other module, without being read to its end.
func TestAHugeFileIsRefusedUnread(t *testing.T) {
	file := filepath.Join(t.TempDir(), "huge.wasm")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 1<<40); err != nil { // a hole
		t.Skip("no holes in files here:", err)
	}
	for _, profile := range []string{profileContract, profileBare} {
		_, report, err := checkFile(&cli.Env{}, file, profile)
		if err != nil || report.Accepted() || report.Reasons[0].Code != "too_large" {
			t.Errorf("%s: %+v, %v", profile, report, err)
		}
	}
	var refused *refusedError
	if _, err := readModule(&cli.Env{}, file); !errors.As(err, &refused) {
		t.Error(err)
	}
}
