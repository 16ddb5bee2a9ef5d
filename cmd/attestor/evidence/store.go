// Package evidence fetches what submissions point at, and trusts nobody while it does.
//
// Evidence is a locator and a hash. Locators lead to the web, by https, or into a folder of this
// node. Whoever submits chooses the locator, so it must not reach what only this machine can: every
// address that is dialled is checked, after names are resolved and after each redirect. Whoever serves
// the file chooses what comes and how fast, so size and time are bounded; what is not of the hash is
// no evidence.
package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
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
)

// Bounds of what is fetched.
const (
	MaxSize      = 16 << 20         // bytes of a file
	maxTime      = 30 * time.Second // of a fetch, from the first byte to the last
	maxRedirects = 3
	maxFetched   = 2 << 30 // bytes of files from the web that are retained, more than are looked at at once; the oldest go first
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
	return "file:" + name, hash, writeChecked(s.dir, name, bytes.NewReader(content), hash)
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
	body, err := s.get(ctx, l.URL.String())
	if err != nil {
		return "", err
	}
	defer body.Close()
	if err := writeChecked(fetched, name, body, hash); err != nil {
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
	if err := copyChecked(io.Discard, file, hash); err != nil {
		return "", err
	}
	return filepath.Join(dir, name), nil
}

// get asks a server for a file. Whoever reads it does so within the time of a fetch.
func (s *Store) get(ctx context.Context, url string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, s.time)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		cancel()
		return nil, fault(ErrLocator, "%v", err)
	}
	client := http.Client{Transport: s.transport(), CheckRedirect: func(next *http.Request, via []*http.Request) error {
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
		cancel()
		return nil, explain(err, url)
	}
	body := &limitedTime{answer.Body, cancel, url}
	switch {
	case answer.StatusCode == http.StatusOK:
		return body, nil
	case answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusGone:
		err = fault(ErrMissing, "%.120s: the server answers %d", url, answer.StatusCode)
	default:
		err = fault(ErrUnreachable, "%.120s: the server answers %d", url, answer.StatusCode)
	}
	return nil, errors.Join(err, body.Close())
}

// transport goes to open addresses, and takes what comes as it is: no compression, which may unpack to anything.
func (s *Store) transport() *http.Transport {
	return &http.Transport{
		DialContext: dialer(s.allow).DialContext, TLSClientConfig: &tls.Config{RootCAs: s.roots},
		DisableCompression: true, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
	}
}

// limitedTime is the body of an answer together with the end of the time to read it.
type limitedTime struct {
	io.ReadCloser
	cancel context.CancelFunc
	url    string
}

// Read tells the server's failures from this machine's.
func (l *limitedTime) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = explain(err, l.url)
	}
	return n, err
}

func (l *limitedTime) Close() error {
	l.cancel()
	return l.ReadCloser.Close()
}

// copyChecked copies a file of at most MaxSize bytes, and fails unless it has the hash.
func copyChecked(to io.Writer, from io.Reader, hash [32]byte) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, sum), io.LimitReader(from, MaxSize+1))
	switch {
	case err != nil:
		return err
	case n > MaxSize:
		return fault(ErrTooLarge, "it has more than %d bytes", MaxSize)
	case !bytes.Equal(sum.Sum(nil), hash[:]):
		return fault(ErrHash, "it is not the file that was submitted: its hash differs")
	}
	return nil
}

// writeChecked makes a file in one step: there is a whole one of that name, with the hash, or none.
func writeChecked(dir, name string, content io.Reader, hash [32]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of evidence: %w", err)
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err = copyChecked(f, content, hash); err != nil {
		return errors.Join(err, f.Close())
	}
	if err = errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err == nil {
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
