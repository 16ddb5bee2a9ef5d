package vm

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// broken is a runtime that breaks while it makes the first instance, when it is told to.
type broken struct {
	wazero.Runtime
	entered, on chan struct{}
}

func (b broken) InstantiateModule(context.Context, wazero.CompiledModule, wazero.ModuleConfig) (api.Module, error) {
	close(b.entered)
	<-b.on
	panic("broken")
}

// Who waits for a compilation that panics is told so, and the next one begins anew.
func TestAPanicLetsThoseGoOnWhoWait(t *testing.T) {
	e, err := NewEngine(Host{}, Rules{Bare: true}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	code, whole := asm.Assemble("func run -> i32\n i32.const 7\n end"), e.runtime
	b := broken{whole, make(chan struct{}), make(chan struct{})}
	e.runtime = b
	panicked, waited := make(chan any, 1), make(chan error, 1)
	go func() {
		defer func() { panicked <- recover() }()
		_, _ = e.Compile(code)
	}()
	<-b.entered
	go func() {
		_, err := e.Compile(code) // finds the slot: it is there until the panic
		waited <- err
	}()
	for e.uses() < 2 {
		time.Sleep(time.Millisecond)
	}
	close(b.on)
	if p := <-panicked; p != "broken" {
		t.Errorf("the panic is %v: it must go on", p)
	}
	select {
	case err := <-waited:
		if !errors.Is(err, errAbandoned) {
			t.Errorf("who waited is told %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("who waited waits for ever")
	}
	e.runtime = whole
	if _, err := e.Compile(code); err != nil {
		t.Errorf("the next compilation: %v", err)
	}
}

// uses is how often modules were asked for.
func (e *Engine) uses() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.clock
}
