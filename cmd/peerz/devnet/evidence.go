package devnet

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/builtin"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contribution"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// project is the demo's repository, in the devnet's folder of evidence.
const project = "demo-project"

func hashOf(text string) sdk.Hash {
	sum := sha256.Sum256([]byte(text))
	return sdk.HashOf(sum[:])
}

// develop commits a change, and submits it: attestors look into the repository.
func (e *economy) develop(ctx context.Context) error {
	commit, err := e.commit(ctx)
	if err != nil {
		return err
	}
	at := contribution.Evidence{Locator: "git+file:" + project, Hash: builtin.EvidenceHash(commit)}
	return e.submit(ctx, at, contribution.Contribution{ID: "dora", Role: "developers", Ref: commit, Measures: []abi.Amount{abi.U64(1)}})
}

// talk publishes points for somebody's posts, and submits them.
func (e *economy) talk(ctx context.Context) error {
	status, err := e.Status(ctx)
	if err != nil {
		return err
	}
	return e.submit(ctx, contribution.Evidence{}, contribution.Contribution{ID: "sam", Role: "social",
		Ref: fmt.Sprint("posts-", status.Height), Measures: []abi.Amount{abi.U64(5)}})
}

// submit brings a contribution onto the chain and waits until it is verified.
func (e *economy) submit(ctx context.Context, at contribution.Evidence, c contribution.Contribution) error {
	key, err := e.Signer(customer)
	if err != nil {
		return err
	}
	list := []contribution.Contribution{c}
	known, err := roles.Client{Node: e.Chain}.Roles(ctx)
	if err != nil {
		return err
	}
	run := contribution.Run{Node: e.Client, Keys: e.Keys, From: key, Unlock: e.Signer, Evidence: at, Home: e.home, Known: known.Roles}
	_, err = run.Do(ctx, list)
	return err
}

// commit makes a change in the demo's repository and returns its id.
func (e *economy) commit(ctx context.Context) (id string, err error) {
	dir := filepath.Join(evidence.In(e.home).Dir(), project)
	git := func(args ...string) string {
		if err != nil {
			return ""
		}
		c := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "user.name=dora", "-c", "user.email=dora@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		out, failed := c.CombinedOutput()
		if failed != nil {
			err = fmt.Errorf("git %s: %w: %s", args[0], failed, strings.TrimSpace(string(out)))
		}
		return strings.TrimSpace(string(out))
	}
	if _, absent := os.Stat(filepath.Join(dir, ".git")); absent != nil {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		git("init", "--quiet", "--initial-branch", "main")
	}
	status, err := e.Status(ctx)
	if err != nil {
		return "", err
	}
	file, err := os.OpenFile(filepath.Join(dir, "CHANGES"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(fmt.Sprintf("a change at height %d\n", status.Height))
	if closed := file.Close(); err == nil {
		err = closed
	}
	git("add", "CHANGES")
	git("commit", "--quiet", "--message", fmt.Sprintf("A change at height %d\n\nPeerz-Account: dora", status.Height))
	id = git("rev-parse", "HEAD")
	return id, err
}
