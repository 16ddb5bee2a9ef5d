package builtin

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// project is a repository with a history as projects have it.
type project struct {
	t   *testing.T
	dir string
}

func newProject(t *testing.T) project {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("this test needs git")
	}
	p := project{t, filepath.Join(t.TempDir(), "project.git")}
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p.git("init", "--quiet", "--initial-branch=trunk")
	return p
}

func (p project) git(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=Ann@example.org",
		"GIT_COMMITTER_NAME=Bob", "GIT_COMMITTER_EMAIL=bob@example.org", "GIT_AUTHOR_DATE=1000000000 +0000", "GIT_COMMITTER_DATE=1700000000 +0000")
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("git %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit writes a file and returns the id of the commit.
func (p project) commit(file, content string, message ...string) string {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, file), []byte(content), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.git("add", file)
	args := []string{"commit", "--quiet", "--allow-empty"}
	for _, m := range message {
		args = append(args, "-m", m)
	}
	p.git(args...)
	return p.git("rev-parse", "HEAD")
}

func (p project) submission(cache, id, commit string) plugin.Submission {
	return plugin.Submission{
		Role: "developers", Measures: []string{"merged_changes"}, ID: id, Account: abi.Address{9}, Ref: commit, SHA256: EvidenceHash(commit),
		Locator: "git+file:project.git", File: p.dir, Repositories: []string{"git+file:project.git"}, Cache: cache, Named: true,
	}
}

// TestGit goes through a history with everything that a submission can point at.
func TestGit(t *testing.T) {
	p := newProject(t)
	account := abi.Address{9}.String()
	first := p.commit("a", "1", "First", "Peerz-Account: ann")
	byAccount := p.commit("a", "2", "Second", "Peerz-Account: "+account)
	empty := p.commit("a", "2", "Nothing", "Peerz-Account: ann")
	both := p.commit("a", "3", "Third", "Peerz-Account: ann\nPeerz-Account: bob")
	prose := p.commit("a", "4", "Peerz-Account: ann", "is what this subject says, and no trailer.")
	capitals := p.commit("a", "5", "Fifth", "Peerz-Account: ANN")
	p.git("checkout", "--quiet", "-b", "feature")
	feature := p.commit("b", "1", "Feature", "Peerz-Account: ann")
	p.git("checkout", "--quiet", "trunk")
	p.git("merge", "--quiet", "--no-ff", "-m", "Merge feature", "-m", "Peerz-Account: ann", "feature")
	merge := p.git("rev-parse", "HEAD")
	p.git("checkout", "--quiet", "-b", "open")
	open := p.commit("c", "1", "Not merged", "Peerz-Account: ann")
	p.git("checkout", "--quiet", "trunk")
	p.git("tag", "-a", "-m", "Peerz-Account: ann", "v1", first)
	tag := p.git("rev-parse", "v1")
	tree := p.git("rev-parse", "HEAD^{tree}")

	cache := t.TempDir()
	for _, c := range []struct{ name, id, commit, want, reason string }{
		{"a commit", "ann", first, "1", "merged into"},
		{"of an account", "cid", byAccount, "1", "merged into"},
		{"in other capitals", "ann", capitals, "1", "merged into"},
		{"of a merged branch", "ann", feature, "1", "merged into"},
		{"of somebody else", "bob", first, "0", `the work of "ann"`},
		{"an empty commit", "ann", empty, "0", "changes nothing"},
		{"of two", "ann", both, "0", "2 trailers"},
		{"without a trailer", "ann", prose, "0", "no trailer"},
		{"a merge", "ann", merge, "0", "it is a merge"},
		{"an open branch", "ann", open, "0", "no such commit on the main branch"},
		{"a tag, which is another name of a commit", "ann", tag, "0", "no such commit"},
		{"a tree", "ann", tree, "0", "no such commit"},
		{"a short id", "ann", first[:12], "0", "not the whole id"},
		{"an id in capitals", "ann", strings.ToUpper(first), "0", "not the whole id"},
		{"a branch", "ann", "trunk", "0", "not the whole id"},
		{"an option", "ann", "--upload-pack=/bin/false", "0", "not the whole id"},
		{"nothing", "ann", strings.Repeat("0", 40), "0", "no such commit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := ask(t, "git", p.submission(cache, c.id, c.commit))
			if answer.Measures["merged_changes"].String() != c.want || !strings.Contains(answer.Reason, c.reason) {
				t.Errorf("%+v, want %s: %s", answer, c.want, c.reason)
			}
			if c.want == "1" && answer.Time != 1700000000 {
				t.Errorf("its time is %d, want that of the commit", answer.Time)
			}
		})
	}
}

// Maintainers can say by a file whose work an author's commits are.
func TestGitFileOfAccounts(t *testing.T) {
	p := newProject(t)
	commit := p.commit("a", "1", "First")
	cache := t.TempDir()
	if answer := ask(t, "git", p.submission(cache, "ann", commit)); !strings.Contains(answer.Reason, "no file .peerz-accounts") {
		t.Error(answer.Reason)
	}
	p.commit(accountsFile, "bob@example.org bob\nann@example.org ann\nann "+abi.Address{9}.String()+"\nloop loop\n", "Accounts", "Peerz-Account: bob")
	if answer := ask(t, "git", p.submission(cache, "ann", commit)); answer.Measures["merged_changes"] != abi.U64(1) {
		t.Error(answer.Reason)
	}
	bob := p.submission(cache, "bob", commit)
	bob.Account = abi.Address{8}
	if answer := ask(t, "git", bob); len(answer.Measures) != 0 {
		t.Error("bob is paid for Ann's commit")
	}
}

// A name is not an account: whoever registers it first is not paid. The file of accounts says whose a name is, and which
// account has taken the place of another.
func TestGitNamesTheAccount(t *testing.T) {
	p, cache := newProject(t), t.TempDir()
	account, next, eve := abi.Address{9}, abi.Address{10}, abi.Address{11}
	named := p.commit("a", "1", "First", "Peerz-Account: ann")
	direct := p.commit("a", "2", "Second", "Peerz-Account: "+account.String())
	looped := p.commit("a", "3", "Third", "Peerz-Account: loop")
	asked := func(commit string, account abi.Address) string {
		s := p.submission(cache, "ann", commit)
		s.Account, s.Named = account, false
		return ask(t, "git", s).Measures["merged_changes"].String()
	}
	if asked(named, eve) != "0" || asked(named, account) != "0" || asked(direct, account) != "1" || asked(direct, eve) != "0" {
		t.Error("a name alone counts, or an account does not")
	}
	p.commit(accountsFile, "loop loop\nann "+account.String()+"\n", "Accounts")
	if asked(named, account) != "1" || asked(named, eve) != "0" || asked(looped, account) != "0" {
		t.Error("the file of accounts does not say whose a name is")
	}
	p.commit(accountsFile, "ann "+account.String()+"\n"+account.String()+" "+next.String()+"\n", "Another key")
	if asked(named, next) != "1" || asked(direct, next) != "1" || asked(direct, account) != "0" {
		t.Error("an account has not taken the place of another")
	}
}

// An account with several ids has its commit under whichever it submits it, once; a trailer that names an id, under that one.
func TestGitAnAccountWithSeveralIDs(t *testing.T) {
	p, cache := newProject(t), t.TempDir()
	account := abi.Address{9} // ann and ann.2 are its
	toAccount := p.commit("a", "1", "First", "Peerz-Account: "+account.String())
	toID := p.commit("a", "2", "Second", "Peerz-Account: ann")
	for _, test := range []struct {
		commit, id, want string
	}{{toAccount, "ann", "1"}, {toAccount, "ann.2", "1"}, {toID, "ann", "1"}, {toID, "ann.2", "0"}} {
		if got := ask(t, "git", p.submission(cache, test.id, test.commit)).Measures["merged_changes"].String(); got != test.want {
			t.Errorf("%s under %s counts %s, not %s", test.commit, test.id, got, test.want)
		}
	}
}

// The main branch may be rewritten: what is not in it any more was not merged.
func TestGitRewrittenHistory(t *testing.T) {
	p := newProject(t)
	p.commit("a", "1", "First", "Peerz-Account: ann")
	gone := p.commit("a", "2", "Second", "Peerz-Account: ann")
	cache := t.TempDir()
	if answer := ask(t, "git", p.submission(cache, "ann", gone)); len(answer.Measures) != 1 {
		t.Fatal(answer.Reason)
	}
	p.git("reset", "--quiet", "--hard", "HEAD~1")
	if answer := ask(t, "git", p.submission(cache, "ann", gone)); len(answer.Measures) != 0 || !strings.Contains(answer.Reason, "not in the history") {
		t.Errorf("%+v", answer)
	}
}

func TestGitCountsNothing(t *testing.T) {
	p := newProject(t)
	commit := p.commit("a", "1", "First", "Peerz-Account: ann")
	for _, c := range []struct {
		name string
		with func(s *plugin.Submission)
		want string
	}{
		{"a repository that is not on the list", func(s *plugin.Submission) { s.Repositories = nil }, "not on the list"},
		{"another one of that name", func(s *plugin.Submission) { s.Repositories = []string{"git+https://example.org/project.git"} }, "not on the list"},
		{"another hash", func(s *plugin.Submission) { s.SHA256 = abi.Hash{} }, "not that of the commit's id"},
		{"no locator", func(s *plugin.Submission) { s.Locator = "git+ssh://x" }, "evidence"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := p.submission(t.TempDir(), "ann", commit)
			c.with(&s)
			if answer := ask(t, "git", s); len(answer.Measures) != 0 || !strings.Contains(answer.Reason, c.want) {
				t.Errorf("%+v, want a reason with %q", answer, c.want)
			}
		})
	}
	if answer := ask(t, "git", plugin.Submission{Locator: "file:0a1b"}); !answer.Skip {
		t.Error("a file is not skipped")
	}
}

// Settings of a local repository, and of this machine, run nothing.
func TestGitRunsNothingOfTheRepository(t *testing.T) {
	p := newProject(t)
	commit := p.commit("a", "1", "First", "Peerz-Account: ann")
	proof := filepath.Join(t.TempDir(), "ran")
	run := "touch " + proof
	for _, setting := range []string{"core.fsmonitor", "core.sshCommand", "core.pager", "uploadpack.packObjectsHook", "core.alternateRefsCommand", "gpg.program"} {
		p.git("config", setting, run)
	}
	hook := filepath.Join(p.dir, ".git", "hooks", "post-update")
	if err := os.MkdirAll(filepath.Dir(hook), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(hook, []byte("#!/bin/sh\n"+run+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if answer := ask(t, "git", p.submission(t.TempDir(), "ann", commit)); len(answer.Measures) != 1 {
		t.Error(answer.Reason)
	}
	if _, err := os.Stat(proof); err == nil {
		t.Error("the repository had a program run")
	}
}
