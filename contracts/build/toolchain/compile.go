package toolchain

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed target.json
var target []byte

// noOpt stands in for Binaryen's wasm-opt, which TinyGo insists on running: its output
// depends on its version, and package pack does the little that matters here.
const noOpt = `#!/bin/sh
if [ "$1" = --version ]; then echo "wasm-opt version 119"; else exec cp "$3" "$5"; fi
`

// Compile compiles the package in dir. What the compiler says about mistakes in the
// source is the text of the error.
func Compile(ctx context.Context, dir string) ([]byte, error) {
	tinygo, err := Find()
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return nil, fmt.Errorf("TinyGo needs the go command: install Go from https://go.dev/dl (%w)", err)
	}
	work, err := os.MkdirTemp("", "peerz-build-")
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	defer os.RemoveAll(work)
	targetFile, optFile := filepath.Join(work, "peerz.json"), filepath.Join(work, "wasm-opt")
	if err := os.WriteFile(targetFile, target, 0o644); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	if err := os.WriteFile(optFile, []byte(noOpt), 0o755); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	output := filepath.Join(work, "contract.wasm")
	cmd := exec.CommandContext(ctx, tinygo, "build", "-target", targetFile, "-panic", "trap",
		"-no-debug", "-opt", "z", "-o", output, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "WASMOPT="+optFile)
	if root, ok := rootOf(tinygo); ok {
		cmd.Env = append(cmd.Env, "TINYGOROOT="+root)
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("tinygo: %s", explain(text, err))
	}
	wasm, err := os.ReadFile(output)
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	return wasm, nil
}

// rootOf returns the tree that a TinyGo was built in; an installed one knows its own.
func rootOf(tinygo string) (string, bool) {
	if os.Getenv("TINYGOROOT") != "" {
		return "", false
	}
	root := filepath.Dir(filepath.Dir(tinygo))
	_, err := os.Stat(filepath.Join(root, "src", "runtime"))
	return root, err == nil
}

// explain returns what the compiler printed, or why it could not run.
func explain(text []byte, err error) string {
	if text = bytes.TrimSpace(text); len(text) > 0 {
		return strings.ReplaceAll(string(text), "\n", "\n  ")
	}
	return err.Error()
}
