package build

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/api"
	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	templates "github.com/peerz-ai/peerz-chain/contracts/template"
)

// Import paths here of what a new contract gets a copy of: in it they are MODULE/sdk and
// MODULE/api.
const sdkPath, apiPath = "github.com/peerz-ai/peerz-chain/contracts/sdk", "github.com/peerz-ai/peerz-chain/contracts/api"

var contractName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// CheckNew says what is wrong with the name or the kind of a new contract.
func CheckNew(name, kind string) error {
	if !contractName.MatchString(name) {
		return fmt.Errorf("%q cannot name a contract: use up to 31 of a-z, 0-9 and -, starting with a letter", name)
	}
	if kind != "contract" && kind != "formula" {
		return fmt.Errorf("kind %q: choose contract or formula", kind)
	}
	return nil
}

// Scaffold makes a new contract in dir: source, tests, README and copies of the SDK and of the built-in contracts' interfaces. It
// builds without a network. kind is "contract" or "formula"; dir must be empty or new.
// It returns the files it wrote, relative to dir and sorted.
func Scaffold(dir, name, kind string) ([]string, error) {
	if err := CheckNew(name, kind); err != nil {
		return nil, err
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
	if err := vendor(files, sdk.Sources, "sdk", module); err != nil {
		return nil, err
	}
	if err := vendor(files, api.Sources, "api", module); err != nil {
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

// vendor copies sources but for their tests into a folder, with the import paths of module.
func vendor(files map[string][]byte, sources embed.FS, folder, module string) error {
	paths := strings.NewReplacer(`"`+sdkPath, `"`+module+"/sdk", `"`+apiPath, `"`+module+"/api")
	return fs.WalkDir(sources, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, "_test.go") || name == "sources.go" {
			return err
		}
		source, err := sources.ReadFile(name)
		files[path.Join(folder, name)] = []byte(paths.Replace(string(source)))
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
	generated, err := contract.Write(dir)
	if err != nil {
		return nil, err
	}
	names = append(names, generated...)
	sort.Strings(names)
	return names, nil
}
