package builtin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Trailer names, in a commit's message, the account whose work it is. accountsFile says, at the tip of the repository's
// branch, whose account an author is, or a participant, or another account: a line "NAME ACCOUNT" for each.
const (
	Trailer      = "Peerz-Account"
	accountsFile = ".peerz-accounts"
)

// mergedChanges is the measure that a merged commit counts as one of.
const mergedChanges = "merged_changes"

// Bounds of what comes from a repository, in bytes.
const (
	maxClone = 4 << 30 // from the web
	maxText  = 1 << 20 // what is read of a commit, or of the file of accounts
)

// tip is where a clone has the main branch of its repository.
const tip = "refs/peerz/main"

// repositories fetches what submissions point at, once in each run.
type repositories struct {
	ctx     context.Context
	fetched map[string]error // by locator: whether its clone is up to date
}

// commitID is what names a commit in a repository, whole and in lower case.
var commitID = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

// IsCommit reports whether a text is the whole id of a commit.
func IsCommit(text string) bool { return commitID.MatchString(text) }

// EvidenceHash is the hash that a submission of a commit has: of its id. The id is the hash of
// all that the commit says, so there is no other file to hash.
func EvidenceHash(commit string) abi.Hash { return sha256.Sum256([]byte(commit)) }

// commit finds a merged commit. It counts one merged change when it lies in the history of the
// repository's main branch, changes something, and names the account.
func (r *repositories) commit(s plugin.Submission) (plugin.Answer, error) {
	l, err := evidence.ParseLocator(s.Locator)
	switch {
	case err != nil:
		return nothing("%v", err)
	case !l.Repository:
		return skip("it is no repository")
	case !listed(s.Repositories, l.Text):
		return nothing("%s is not on the list of repositories", l.Text)
	case !IsCommit(s.Ref):
		return nothing("the reference is not the whole id of a commit, in lower case")
	case s.SHA256 != EvidenceHash(s.Ref):
		return nothing("the hash is not that of the commit's id")
	}
	clone, err := r.clone(l, s)
	if err != nil {
		return plugin.Answer{}, err
	}
	c, err := r.read(clone, s.Ref)
	if err != nil {
		return nothing("%v", err)
	}
	who, err := r.author(clone, c)
	if err != nil {
		return nothing("%v", err)
	}
	if reason := mustName(s, who); reason != "" {
		return nothing("%s", reason)
	}
	answer := plugin.Answer{Time: max(c.time, 0), Measures: map[string]abi.Amount{}, Reason: "merged into " + l.Text}
	for _, name := range s.Measures {
		if name == mergedChanges {
			answer.Measures[name] = abi.U64(1)
		}
	}
	return answer, nil
}

// clone brings a bare copy of a repository's main branch up to date, and returns its folder.
func (r *repositories) clone(l evidence.Locator, s plugin.Submission) (string, error) {
	key := sha256.Sum256([]byte(l.Text))
	dir := filepath.Join(s.Cache, hex.EncodeToString(key[:16])+".git")
	err, known := r.fetched[l.Text]
	if !known {
		err = r.fetch(l, s.File, dir)
		r.fetched[l.Text] = err
	}
	return dir, err
}

func (r *repositories) fetch(l evidence.Locator, local, dir string) error {
	if err := os.WriteFile(settingsOf(dir), []byte("[safe]\n\tdirectory = *\n"), 0o600); err != nil {
		return err
	}
	if _, err := r.git(dir, "init", "--quiet", "--bare", "--template="); err != nil {
		return err
	}
	what := []string{"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "file://" + local, "+HEAD:" + tip}
	if l.URL != nil {
		host := l.URL.Host
		if l.URL.Port() == "" {
			host += ":443"
		}
		tunnel, err := evidence.OpenTunnel(host, maxClone)
		if err != nil {
			return err
		}
		defer tunnel.Close()
		what[4] = l.URL.String()
		what = append([]string{"-c", "http.proxy=" + tunnel.URL, "-c", "http.followRedirects=false"}, what...)
	}
	_, err := r.git(dir, what...)
	return err
}

// settingsOf is the file of git's settings for a clone: local repositories may belong to anybody.
func settingsOf(dir string) string { return dir + ".settings" }

// merged is what a clone says of a commit.
type merged struct {
	time     int64 // when it was committed, unix seconds
	email    string
	trailers []string // whom it names
}

// read finds a commit in the history of the main branch. The error says why it counts nothing.
func (r *repositories) read(dir, id string) (c merged, err error) {
	if found, err := r.git(dir, "rev-parse", "--verify", "--quiet", id+"^{commit}"); err != nil || found != id {
		return c, errors.New("there is no such commit on the main branch of the repository")
	}
	if _, err := r.git(dir, "merge-base", "--is-ancestor", id, tip); err != nil {
		return c, errors.New("the commit is not in the history of the main branch of the repository")
	}
	said, err := r.git(dir, "log", "-1", "--no-show-signature", "--format=%T%n%P%n%ct%n%ae%n%(trailers:key="+Trailer+",valueonly)", id, "--")
	lines := strings.Split(said, "\n")
	if err != nil || len(lines) < 4 {
		return c, fmt.Errorf("the commit cannot be read: %v", err)
	}
	parents := strings.Fields(lines[1])
	switch {
	case len(parents) > 1:
		return c, errors.New("it is a merge: what it merges are the commits that count")
	case len(parents) == 1:
		before, err := r.git(dir, "log", "-1", "--no-show-signature", "--format=%T", parents[0], "--")
		if err != nil || before == lines[0] {
			return c, errors.New("the commit changes nothing")
		}
	}
	if c.time, err = strconv.ParseInt(lines[2], 10, 64); err != nil {
		return c, errors.New("the commit has no time")
	}
	c.email = lines[3]
	for _, line := range lines[4:] {
		if line = strings.TrimSpace(line); line != "" {
			c.trailers = append(c.trailers, line)
		}
	}
	return c, nil
}

// maxNames is how many lines of the file of accounts lead from an author to an account.
const maxNames = 4

// author returns whose work a commit is: whom its message names, else its author; or who that is by the file of accounts.
func (r *repositories) author(dir string, c merged) (string, error) {
	if len(c.trailers) > 1 {
		return "", fmt.Errorf("the commit has %d trailers %s", len(c.trailers), Trailer)
	}
	file, err := r.git(dir, "cat-file", "blob", tip+":"+accountsFile)
	if err != nil && len(c.trailers) == 0 {
		return "", fmt.Errorf("the commit has no trailer %s, and the repository no file %s", Trailer, accountsFile)
	}
	names := map[string]string{}
	for line := range strings.Lines(file) {
		if cells := strings.Fields(line); len(cells) == 2 {
			names[strings.ToLower(cells[0])] = cells[1]
		}
	}
	who := c.email
	if len(c.trailers) == 1 {
		who = c.trailers[0]
	} else if names[strings.ToLower(who)] == "" {
		return "", fmt.Errorf("the commit has no trailer %s, and %s does not name its author %.80s", Trailer, accountsFile, c.email)
	}
	for range maxNames {
		next, known := names[strings.ToLower(who)]
		if !known {
			break
		}
		who = next
	}
	return who, nil
}

// git runs git in a clone, without any settings of this machine and without ever asking a person. It returns the
// output without the last end of line.
func (r *repositories) git(dir string, args ...string) (string, error) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "gc.autoDetach=false", "-c", "core.hooksPath=/dev/null"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_DIR="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+settingsOf(dir), "GIT_TERMINAL_PROMPT=0",
		"GIT_ALLOW_PROTOCOL=https:file", "GIT_NO_REPLACE_OBJECTS=1", "LC_ALL=C")
	var out, said limited
	out.full, said.full = cancel, func() {}
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(string(said.text)), "\n")
		return "", fmt.Errorf("git: %w: %.200s", err, line)
	}
	return strings.TrimSuffix(string(out.text), "\n"), nil
}

// limited retains at most maxText bytes, and ends who writes more.
type limited struct {
	text []byte
	full func()
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.text)+len(p) > maxText {
		l.full()
		return len(p), nil
	}
	l.text = append(l.text, p...)
	return len(p), nil
}
