// Package evidence fetches what submissions point at, and trusts nobody while it does.
//
// Evidence is a locator and a hash. Locators lead to the web, by https, or into a folder of this
// node. Whoever submits chooses the locator, so it must not reach what only this machine can: every
// address that is dialled is checked, after names are resolved and after each redirect. Whoever serves
// the file chooses what comes and how fast, so size and time are bounded; what is not of the hash is
// no evidence.
package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"crypto/tls"
	"crypto/x509"
)

// Bounds of what is fetched.
const (
	MaxSize      = 16 << 20         // bytes of a file
	maxTime      = 30 * time.Second // of a fetch, from the first byte to the last
	maxRedirects = 3
	maxFetched   = 1 << 30 // bytes of files from the web that are retained; the oldest go first
)

// Store is a node's folder of evidence. The folder "fetched" in it holds what came from the web, by
// hash; it may be deleted.
type Store struct {
	dir   string
	time  time.Duration
	allow func(netip.AddrPort) bool
	roots *x509.CertPool // nil: the system's
}

// In returns the store in the folder "evidence" of a home. Nothing is created before Put or File.
func In(home string) *Store {
	return &Store{dir: filepath.Join(home, "evidence"), time: maxTime, allow: func(a netip.AddrPort) bool { return isOpen(a.Addr()) }}
}

// Dir returns the folder.
func (s *Store) Dir() string { return s.dir }

// Put writes a file into the folder under its hash and returns what a submission says of it.
func (s *Store) Put(content []byte) (locator string, hash [32]byte, err error) {
	hash = sha256.Sum256(content)
	name := hex.EncodeToString(hash[:])
	if len(content) > MaxSize {
		return "", hash, fault(ErrTooLarge, "%d bytes, and at most %d are fetched", len(content), MaxSize)
	}
	return "file:" + name, hash, write(s.dir, name, content)
}

// File returns the path of a file of evidence whose hash has been checked, fetching it if need be. The
// error is a *Fault, or ctx's.
func (s *Store) File(ctx context.Context, l Locator, hash [32]byte) (path string, err error) {
	if l.Repository {
		return "", fault(ErrLocator, "%.80q is a repository, not a file", l.Text)
	}
	if l.URL == nil {
		return s.own(l.Name, hash)
	}
	fetched := filepath.Join(s.dir, "fetched")
	name := hex.EncodeToString(hash[:])
	if path, err := s.checked(fetched, name, hash); err == nil {
		return path, nil
	}
	content, err := s.get(ctx, l.URL.String())
	if err != nil {
		return "", err
	}
	if sha256.Sum256(content) != hash {
		return "", fault(ErrHash, "%.120s is not the file that was submitted: its hash differs", l.Text)
	}
	if err := write(fetched, name, content); err != nil {
		return "", err
	}
	return filepath.Join(fetched, name), prune(fetched, maxFetched)
}

// Repository returns the path of a repository in the folder. The error is a *Fault.
func (s *Store) Repository(name string) (path string, err error) {
	path = filepath.Join(s.dir, name)
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return "", fault(ErrMissing, "there is no repository %s in %s", name, s.dir)
	}
	return filepath.EvalSymlinks(path)
}

// own finds a file that lies in the folder itself.
func (s *Store) own(name string, hash [32]byte) (string, error) {
	path, err := s.checked(s.dir, name, hash)
	var known *Fault
	switch {
	case err == nil || errors.As(err, &known):
		return path, err
	case errors.Is(err, fs.ErrNotExist):
		return "", fault(ErrMissing, "there is no %s in %s", name, s.dir)
	}
	return "", fault(ErrMissing, "%s in %s: %v", name, s.dir, err)
}

// checked returns the path of a file that has the hash. Links that lead out of the folder, and what
// is no regular file, are declined.
func (s *Store) checked(dir, name string, hash [32]byte) (string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fault(ErrMissing, "%s in %s is no regular file", name, dir)
	}
	file, err := root.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := bounded(file)
	if err != nil {
		return "", err
	}
	if sha256.Sum256(content) != hash {
		return "", fault(ErrHash, "%s in %s is not the file that was submitted: its hash differs", name, dir)
	}
	return filepath.Join(dir, name), nil
}

// get fetches a file from the web.
func (s *Store) get(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.time)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fault(ErrLocator, "%v", err)
	}
	transport := &http.Transport{
		DialContext: dialer(s.allow).DialContext, TLSClientConfig: &tls.Config{RootCAs: s.roots},
		DisableCompression: true, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
	}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fault(ErrUnreachable, "%.120s leads on more than %d times", url, maxRedirects)
		}
		if next.URL.Scheme != "https" {
			return fault(ErrLocator, "%.120s leads to %.120s, which is not https", url, next.URL)
		}
		return nil
	}}
	answer, err := client.Do(request)
	if err != nil {
		return nil, explain(err, url)
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusGone:
		return nil, fault(ErrMissing, "%.120s: the server answers %d", url, answer.StatusCode)
	case answer.StatusCode != http.StatusOK:
		return nil, fault(ErrUnreachable, "%.120s: the server answers %d", url, answer.StatusCode)
	}
	content, err := bounded(answer.Body)
	if err != nil {
		return nil, explain(err, url)
	}
	return content, nil
}

// bounded reads a file of at most MaxSize bytes.
func bounded(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err == nil && len(content) > MaxSize {
		err = fault(ErrTooLarge, "more than %d bytes", MaxSize)
	}
	return content, err
}

// write makes a file in one step: there is a whole one of that name, or none.
func write(dir, name string, content []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of evidence: %w", err)
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	return nil
}

// prune removes the oldest files of a folder until the others have at most most bytes.
func prune(dir string, most int64) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			files, total = append(files, info), total+info.Size()
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if total <= most {
			break
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
		total -= f.Size()
	}
	return nil
}
