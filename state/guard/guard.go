package guard

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// ErrDamaged says that a file holds other bytes than were written.
var ErrDamaged = errors.New("damaged file")

// Guard watches one database. Make it with New, give it to the options of the
// database, and call Opened when pebble.Open has returned one.
type Guard struct {
	report func(error)
	fault  atomic.Pointer[error]
	opened atomic.Bool
	dead   atomic.Bool
}

// New makes a guard. report is told of the first failure after which the
// database cannot go on, from any goroutine and with locks of the database held:
// it must be quick and must not use the database. It may be nil.
func New(report func(error)) *Guard { return &Guard{report: report} }

// Watch puts the guard into the options of a database. The file system is the
// real one when they name none.
func (g *Guard) Watch(o *pebble.Options) {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	o.FS = files{o.FS, g}
	o.Logger = logger{g}
	o.EventListener = &pebble.EventListener{
		BackgroundError: g.fail,
		DataCorruption:  func(i pebble.DataCorruptionInfo) { g.fail(damage(i)) },
	}
}

// Opened says that the database is open: from now on it has goroutines of its own.
func (g *Guard) Opened() { g.opened.Store(true) }

// Dead says that the database must not be used any more, not even closed: Pebble
// may wait forever. The end of the process is its end.
func (g *Guard) Dead() bool { return g.dead.Load() }

// Fault is the first failure, nil while there was none.
func (g *Guard) Fault() error {
	if f := g.fault.Load(); f != nil {
		return *f
	}
	return nil
}

func (g *Guard) fail(err error) {
	if g.fault.CompareAndSwap(nil, &err) && g.report != nil {
		g.report(err)
	}
}

// Do runs a call of the database that writes, and returns what Pebble throws as
// an error. The database is unusable after that.
func (g *Guard) Do(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			thrown, ok := r.(error)
			if !ok {
				thrown = fmt.Errorf("pebble: %v", r)
			}
			g.dead.Store(true)
			g.fail(thrown)
			err = g.Fault() // the cause: what is thrown is often a consequence
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

// commitFailed is Pebble's last word that comes from the caller of a commit, and
// not from a goroutine of its own.
const commitFailed = "pebble: fatal commit error: %v"

// Fatalf must not return. A caller gets a panic, which Do makes an error; a
// goroutine of Pebble waits for the end of the process, which report has begun.
func (l logger) Fatalf(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	l.guard.dead.Store(true)
	l.guard.fail(err)
	if !l.guard.opened.Load() || format == commitFailed {
		panic(err)
	}
	select {}
}
