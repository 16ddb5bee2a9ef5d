package guard

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// ErrDamaged says that a file holds other bytes than were written.
var ErrDamaged = errors.New("damaged file")

// Guard watches one database. Make it with New, and open the database with Open.
type Guard struct {
	report func(error)
	fault  atomic.Pointer[error]
	read   atomic.Pointer[string] // the last file opened for reading before opened
	opened atomic.Bool            // the database has goroutines of its own
	died   sync.Once
	dead   chan struct{} // closed when nothing can be written any more
}

// New makes a guard. report is told of the first failure after which the
// database cannot go on, from any goroutine and with locks of the database held:
// it must be quick and must not use the database. It may be nil.
func New(report func(error)) *Guard { return &Guard{report: report, dead: make(chan struct{})} }

// Open opens the database in dir. It puts the guard into its options; their file
// system is the real one when they name none. It fails with ErrDamaged when a file
// is not what Pebble wrote.
func (g *Guard) Open(dir string, o *pebble.Options) (db *pebble.DB, err error) {
	g.watch(dir, o)
	err = g.Do(func() (err error) {
		db, err = pebble.Open(dir, o)
		return err
	})
	if err != nil {
		return nil, g.unreadable(err)
	}
	g.opened.Store(true)
	return db, nil
}

// unreadable is a failure to open, as a sentence about a file. What the system
// refused is told by the system; anything else, and a file that is not there, means
// that the files are not those that Pebble wrote.
func (g *Guard) unreadable(err error) error {
	last := g.read.Load()
	var refused syscall.Errno
	if last == nil || errors.As(err, &refused) && refused != syscall.ENOENT || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w %s: %w", ErrDamaged, *last, err)
}

func (g *Guard) watch(dir string, o *pebble.Options) {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	o.FS = files{o.FS, o.FS.PathJoin(dir), g} // joined as Pebble does: cleaned
	o.Logger = logger{g}
	o.EventListener = &pebble.EventListener{
		BackgroundError: g.fail,
		DataCorruption:  func(i pebble.DataCorruptionInfo) { g.fail(damage(i)) },
	}
}

// Fault is the first failure, nil while there was none.
func (g *Guard) Fault() error {
	if f := g.fault.Load(); f != nil {
		return *f
	}
	return nil
}

// Dead says that nothing can be written any more. The database must not be used
// then, not even closed, nor what was given to a call under way: that call may
// wait for the end of the process.
func (g *Guard) Dead() bool {
	// timing does not matter: a process that can write no more ends
	select {
	case <-g.dead:
		return true
	default:
		return false
	}
}

func (g *Guard) fail(err error) {
	if g.fault.CompareAndSwap(nil, &err) && g.report != nil {
		g.report(err)
	}
}

// die is fail for a failure to write. Once the database is open it does not
// return: no code of Pebble may run on from here.
func (g *Guard) die(err error) {
	g.fail(err)
	if g.opened.Load() {
		g.died.Do(func() { close(g.dead) })
		select {} // timing does not matter: it waits for ever
	}
}

// Do runs a call that may write, and returns its error, or the failure that it
// would wait for.
func (g *Guard) Do(call func() error) error {
	if !g.opened.Load() {
		return g.rescue(call)
	}
	done := make(chan error, 1)
	// timing does not matter: the caller waits for the end of either
	go func() { done <- g.rescue(call) }()
	select { // timing does not matter: only a process that ends goes on without the answer
	case err := <-done:
		return err
	case <-g.dead:
		return g.Fault()
	}
}

// rescue returns what a call throws as an error.
func (g *Guard) rescue(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			thrown, ok := r.(error)
			if !ok {
				thrown = fmt.Errorf("pebble: %v", r)
			}
			g.fail(thrown)
			err = g.Fault() // the cause: what is thrown is often a consequence
			g.died.Do(func() { close(g.dead) })
		}
	}()
	return call()
}

// Explain adds the damaged file to an error of the database that knows it.
func Explain(err error) error {
	if i := pebble.ExtractDataCorruptionInfo(err); i != nil {
		return damage(*i)
	}
	return err
}

func damage(i pebble.DataCorruptionInfo) error {
	return fmt.Errorf("%w %s: %w", ErrDamaged, i.Path, i.Details)
}

// logger drops Pebble's running commentary and receives its last words.
type logger struct{ guard *Guard }

func (logger) Infof(string, ...any)  {}
func (logger) Errorf(string, ...any) {}

// Fatalf must not return.
func (l logger) Fatalf(format string, args ...any) {
	err := fmt.Errorf(strings.ReplaceAll(format, "%+v", "%w"), args...) // without the traces
	l.guard.die(err)
	panic(err) // while the database opens; Do makes it an error
}
