package build

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	templates "github.com/peerz-ai/peerz-chain/contracts/template"
)

// sdkPath is the SDK's import path here; in a new contract it is MODULE/sdk.
const sdkPath = "github.com/peerz-ai/peerz-chain/contracts/sdk"

var contractName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// Scaffold makes a new contract in dir: source, tests, README and a copy of the SDK. It
// builds without a network. kind is "contract" or "formula"; dir must be empty or new.
// It returns the files it wrote, relative to dir and sorted.
func Scaffold(dir, name, kind string) ([]string, error) {
	if !contractName.MatchString(name) {
		return nil, fmt.Errorf("%q cannot name a contract: use up to 31 of a-z, 0-9 and -, starting with a letter", name)
	}
	if kind != "contract" && kind != "formula" {
		return nil, fmt.Errorf("kind %q: choose contract or formula", kind)
	}
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return nil, fmt.Errorf("%s is not empty: choose another folder", dir)
	}
	module := "example.org/" + name
	fill := strings.NewReplacer("{{.Name}}", name, "{{.Module}}", module, "NAME", name)
	files := map[string][]byte{}
	for _, folder := range []string{"shared", kind} {
		if err := render(files, folder, fill); err != nil {
			return nil, err
		}
	}
	if err := vendorSDK(files, module+"/sdk"); err != nil {
		return nil, err
	}
	return writeAll(dir, files)
}

// render fills in the names in the templates of one folder, and in their file names.
// It is a replacement of words and no template language, whose braces Go uses, too.
func render(files map[string][]byte, folder string, fill *strings.Replacer) error {
	list, err := templates.Files.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("contract template: %w", err)
	}
	for _, entry := range list {
		text, err := templates.Files.ReadFile(path.Join(folder, entry.Name()))
		if err != nil {
			return fmt.Errorf("contract template: %w", err)
		}
		files[fill.Replace(strings.TrimSuffix(entry.Name(), ".tmpl"))] = []byte(fill.Replace(string(text)))
	}
	return nil
}

// vendorSDK copies the SDK and sdktest, but for their tests, under a new import path.
func vendorSDK(files map[string][]byte, importPath string) error {
	return fs.WalkDir(sdk.Sources, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, "_test.go") || name == "sources.go" {
			return err
		}
		source, err := sdk.Sources.ReadFile(name)
		files[path.Join("sdk", name)] = bytes.ReplaceAll(source, []byte(`"`+sdkPath), []byte(`"`+importPath))
		return err
	})
}

// writeAll writes the files, and the code that is generated from them.
func writeAll(dir string, files map[string][]byte) ([]string, error) {
	names := make([]string, 0, len(files)+2)
	for name, data := range files {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(target), 0o755), os.WriteFile(target, data, 0o644)); err != nil {
			return nil, fmt.Errorf("new contract: %w", err)
		}
		names = append(names, name)
	}
	contract, err := gen.Parse(dir)
	if err != nil {
		return nil, err
	}
	if err := contract.Write(dir); err != nil {
		return nil, err
	}
	names = append(names, gen.CodeFile, gen.ExportsFile)
	sort.Strings(names)
	return names, nil
}
