package vm

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/tetratelabs/wazero"

	"github.com/peerz-ai/peerz-chain/vm/internal/vault"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Disk is where an engine saves machine code beyond its own life, so that a node that starts,
// or needs a module that it had to forget, does not compile again.
//
// Machine code from a file can do whatever the node can. Each file is therefore sealed with Key,
// and one that is damaged, cut, renamed or made without the key is dropped and the module
// compiled anew. A file serves only the very program that made it, with the same host functions
// and rules, on a CPU with the same features; so it vouches for the checks and the rewriting as
// well, which are pure functions of the code and the program.
//
// The folder may be deleted at any time, be full, or refuse to be written to: then modules are
// compiled as if there were none, as they are on systems other than Linux and in programs that
// were linked without a build id.
// Somebody who may write into the node's folders while it runs could replace the node itself;
// nothing here helps against that.
type Disk struct {
	Dir   string   // made when it is needed; "" saves nothing
	Key   [32]byte // a secret of this node
	Bytes int64    // at most; 0 means 256 MiB. What was used longest ago goes first
}

// codeFiles are the files of an engine on the disk, one per module.
type codeFiles struct {
	vault *vault.Vault
	maker []byte // tells this program, host and rules from others
}

// open gives nil if nothing is saved.
func (d Disk) open(host Host, rules Rules) *codeFiles {
	if d.Dir == "" {
		return nil
	}
	build, err := buildID()
	if err != nil {
		return nil
	}
	if d.Bytes == 0 {
		d.Bytes = 256 << 20
	}
	maker := fmt.Appendf(nil, "machine code 1\n%q\n%q %v\n%q\n", build, rules.Entries, rules.Bare, host.Module)
	for _, f := range host.Funcs {
		maker = fmt.Appendf(maker, "%q %v %v\n", f.Name, f.Params, f.Results)
	}
	return &codeFiles{vault.New(d.Dir, d.Key, d.Bytes), maker}
}

// name is what the vault calls the file of a module.
func (f *codeFiles) name(hash [32]byte) vault.Name {
	return sha256.Sum256(append(slices.Clip(f.maker), hash[:]...))
}

// load gives a module as draft does, and the engine's file for it; nil if the disk has none.
func (e *Engine) load(hash [32]byte, code []byte) (m *Module, rewritten, saved []byte) {
	if e.files == nil {
		return nil, nil, nil
	}
	b, ok := e.files.vault.Get(e.files.name(hash))
	if !ok {
		return nil, nil, nil
	}
	n, b := binary.LittleEndian.Uint32(b), b[4:] // what is sealed has the right form
	decoded, err := wasm.Decode(code)
	if err != nil {
		return nil, nil, nil
	}
	return (&checked{code: code, m: decoded}).module(e, hash), b[:n], b[n:]
}

// save writes what load reads. If it fails, the next start compiles once more.
func (f *codeFiles) save(hash [32]byte, rewritten, saved []byte) {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(rewritten)))
	_ = f.vault.Put(f.name(hash), append(append(b, rewritten...), saved...))
}

// machine is machine code with the runtime that it runs in. What passes through the disk has a
// runtime of its own, because the engine takes its files from one folder per runtime; that costs
// a third of a millisecond and 50 KiB.
type machine struct {
	runtime wazero.Runtime
	code    wazero.CompiledModule
	files   wazero.CompilationCache // nil if the runtime is the engine's
}

// close frees the machine code. Closing twice does no harm.
func (m machine) close() {
	ctx := context.Background()
	_ = m.code.Close(ctx)
	if m.files != nil {
		_ = errors.Join(m.runtime.Close(ctx), m.files.Close(ctx))
	}
}

// throughDisk gives the engine a folder of its own with the file that it has left there in an
// earlier life, if any, and saves what it leaves instead. The engine names its files after the
// module, itself and the features of the CPU, so it never takes one that is for something else.
func (e *Engine) throughDisk(ctx context.Context, hash [32]byte, rewritten, saved []byte) (machine, error) {
	w, err := newScratch(e.files.vault)
	if err != nil {
		return machine{}, err
	}
	defer w.clear()
	if err := w.put(saved); err != nil {
		return machine{}, err
	}
	m := machine{files: w.files}
	if m.runtime, err = e.cfg.newRuntime(e.host, w.files); err != nil {
		return machine{}, err
	}
	if m.code, err = compileModule(ctx, m.runtime, rewritten); err != nil {
		return machine{}, errors.Join(err, m.runtime.Close(ctx))
	}
	if made, ok := w.made(saved); ok {
		e.files.save(hash, rewritten, made)
	}
	return m, nil
}
