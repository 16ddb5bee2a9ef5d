// Package build turns the folder of a contract into the module that the chain runs:
// generate (package gen), compile (package toolchain), reduce to the ABI and add the
// interface (package pack). The same source gives the same bytes on every machine, so
// anybody can check which source a deployed code was built from.
package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/contracts/build/pack"
	"github.com/peerz-ai/peerz-chain/contracts/build/toolchain"
)

// Options qualify a build. The zero value writes NAME.wasm and NAME.wasm.sha256 into
// the contract's folder.
type Options struct {
	Output string // file for the module instead; its hash goes beside it
	DryRun bool   // write no module; generated Go files are renewed all the same
	Names  string // file for the same module with the names of its functions, for profiles; empty: none
}

// Result is a module that was built.
type Result struct {
	Name      string // of the contract
	Path      string // of the written module; empty after a dry run
	Wasm      []byte
	Hash      string // SHA-256 of Wasm in hex: the code hash on the chain
	Size      int    // bytes of Wasm, of which the interface is a part
	Interface []byte // JSON
}

// Build builds the contract in dir.
func Build(ctx context.Context, dir string, o Options) (Result, error) {
	contract, err := gen.Parse(dir)
	if err != nil {
		return Result{}, err
	}
	if _, err := contract.Write(dir); err != nil {
		return Result{}, err
	}
	iface, err := contract.Interface()
	if err != nil {
		return Result{}, err
	}
	raw, err := toolchain.Compile(ctx, dir)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", dir, err)
	}
	wasm, err := pack.Pack(raw, iface)
	if positions := gen.Floats(dir); errors.Is(err, pack.ErrFloat) && len(positions) > 0 {
		return Result{}, fmt.Errorf("%s: %w; see %s", dir, err, strings.Join(positions, ", "))
	}
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", dir, err)
	}
	if o.Names != "" {
		named, err := pack.PackNamed(raw, iface)
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", dir, err)
		}
		if err := os.WriteFile(o.Names, named, 0o644); err != nil {
			return Result{}, fmt.Errorf("write module with names: %w", err)
		}
	}
	sum := sha256.Sum256(wasm)
	r := Result{Name: contract.Name, Wasm: wasm, Hash: hex.EncodeToString(sum[:]), Size: len(wasm), Interface: iface}
	if o.DryRun {
		return r, nil
	}
	if r.Path = o.Output; r.Path == "" {
		r.Path = filepath.Join(dir, contract.Name+".wasm")
	}
	return r, r.write()
}

// write puts the module and its hash, in the format of sha256sum, on disk.
func (r Result) write() error {
	if err := os.WriteFile(r.Path, r.Wasm, 0o644); err != nil {
		return fmt.Errorf("write module: %w", err)
	}
	line := r.Hash + "  " + filepath.Base(r.Path) + "\n"
	if err := os.WriteFile(r.Path+".sha256", []byte(line), 0o644); err != nil {
		return fmt.Errorf("write module's hash: %w", err)
	}
	return nil
}
