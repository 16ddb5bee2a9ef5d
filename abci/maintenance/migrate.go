package maintenance

import (
	"encoding/hex"
	"errors"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime"
)

// Migrated is what this program's first block would do to the state of a home.
type Migrated struct {
	runtime.Migrated
	Height  uint64        // of the state
	AppHash string        // that it would have then, hex
	Took    time.Duration // on this machine, with all of it in memory
}

// TryMigrations brings the state of a stopped home to this program's format, in memory, and forgets it: the home
// stays as it is.
func TryMigrations(s *Stopped) (r Migrated, err error) {
	engine, err := runtime.NewEngine(runtime.Config{})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	machine := runtime.New(engine)
	defer machine.Close()
	return tryMigrations(s, machine)
}

func tryMigrations(s *Stopped, machine *runtime.Machine) (r Migrated, err error) {
	begin := time.Now()
	ov := s.State().Overlay()
	r.Height = s.State().Head().Height
	if r.Migrated, err = machine.TryMigrations(ov); err != nil {
		return r, err
	}
	root, err := ov.Root()
	r.AppHash, r.Took = hex.EncodeToString(root[:]), time.Since(begin)
	return r, err
}
