package vm_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

var diskKey = [32]byte{'k', 'e', 'y'}

// diskResult runs a kernel on a new engine with a disk and returns what came out.
func diskResult(t *testing.T, disk vm.Disk) vm.Result {
	t.Helper()
	e, err := vm.NewEngine(vm.Host{}, bare, vm.Config{Disk: disk})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	code, err := os.ReadFile("../bench/kernels/qsort.wasm")
	if err != nil {
		t.Fatal(err)
	}
	m, err := e.Compile(code)
	if err != nil {
		t.Fatal(err)
	}
	return m.CallArgs("run", []uint64{1000}, vm.MaxGas, nil)
}

// onDisk tells the one file in a folder from every other that takes its name: it stays open,
// so that nothing else gets its number.
func onDisk(t *testing.T, dir string) (path string, info os.FileInfo) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%d files: %v", len(entries), err)
	}
	path = filepath.Join(dir, entries[0].Name())
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if info, err = f.Stat(); err != nil {
		t.Fatal(err)
	}
	return path, info
}

// A second engine takes the machine code of the first; nothing is written anew.
func TestMachineCodeOutlivesTheEngine(t *testing.T) {
	disk := vm.Disk{Dir: filepath.Join(t.TempDir(), "code"), Key: diskKey}
	want := diskResult(t, vm.Disk{})
	for i := range 3 {
		var before os.FileInfo
		if i > 0 {
			_, before = onDisk(t, disk.Dir)
		}
		if got := diskResult(t, disk); got != want || got.Kind != vm.OK {
			t.Errorf("life %d: %+v, without a disk %+v", i, got, want)
		}
		if _, after := onDisk(t, disk.Dir); i > 0 && !os.SameFile(before, after) {
			t.Errorf("life %d: compiled again", i)
		}
	}
}

// Machine code that is damaged, cut or made with another key is never run: it is made again,
// and serves from then on.
func TestMachineCodeOfOthersIsNotTaken(t *testing.T) {
	disk := vm.Disk{Dir: t.TempDir(), Key: diskKey}
	want := diskResult(t, disk)
	path, info := onDisk(t, disk.Dir)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string][]byte{"empty": nil, "cut": good[:len(good)/2], "longer": append(good[:len(good):len(good)], 0)}
	for _, at := range []int{0, 40, 100, 200, len(good) / 2, len(good) - 1} {
		flipped := append([]byte{}, good...)
		flipped[at] ^= 0x10
		bad["flipped"] = flipped
		for name, b := range bad {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := diskResult(t, disk); got != want {
				t.Errorf("%s at %d: %+v, want %+v", name, at, got, want)
			}
			if _, again := onDisk(t, disk.Dir); os.SameFile(info, again) || again.Size() != info.Size() {
				t.Errorf("%s at %d: not made again", name, at)
			}
		}
	}
	_, mine := onDisk(t, disk.Dir)
	if got := diskResult(t, vm.Disk{Dir: disk.Dir, Key: [32]byte{1}}); got != want {
		t.Errorf("foreign key: %+v, want %+v", got, want)
	}
	if _, foreign := onDisk(t, disk.Dir); os.SameFile(mine, foreign) {
		t.Error("machine code was taken with another key")
	}
}

// What is loaded does what was compiled, to the unit of gas: kernels, and contracts with an
// `_initialize`, whose image is made anew.
func TestLoadedCodeAgreesWithTheReference(t *testing.T) {
	for _, file := range []string{"../bench/kernels/interp.wasm", "../bench/kernels/indirect.wasm",
		"../contracts/formula/formula.wasm", "../examples/counter/counter.wasm"} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := newStubComparer(t, code)
		c.budget = 500_000
		decoded, malformed := wasm.Decode(code)
		if malformed != nil {
			t.Fatal(malformed)
		}
		disk := vm.Disk{Dir: t.TempDir(), Key: diskKey}
		for _, name := range []string{"one", "other"} { // the second to compile finds the first one's file
			e, err := vm.NewEngine(stubHost(decoded), bare, vm.Config{Disk: disk})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = e.Close() }()
			c.engines[name] = e
		}
		c.compare(t, code)
		if _, info := onDisk(t, disk.Dir); info.Size() < int64(len(code)) {
			t.Errorf("%s: %d bytes are kept", file, info.Size())
		}
	}
}

// A disk that cannot be used is as good as none.
func TestNoDisk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, disk := range map[string]vm.Disk{
		"a file for a folder": {Dir: file, Key: diskKey},
		"no folder possible":  {Dir: filepath.Join(file, "code"), Key: diskKey},
		"too small":           {Dir: t.TempDir(), Key: diskKey, Bytes: 100},
	} {
		if got := diskResult(t, disk); got.Kind != vm.OK {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Engines may share a folder, and it may go away under them.
func TestEnginesShareADisk(t *testing.T) {
	disk := vm.Disk{Dir: filepath.Join(t.TempDir(), "code"), Key: diskKey}
	want := diskResult(t, vm.Disk{})
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			if got := diskResult(t, disk); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
			if i == 3 {
				_ = os.RemoveAll(disk.Dir) // may fail where another engine writes at this moment
			}
		})
	}
	all.Wait()
	if got := diskResult(t, disk); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	onDisk(t, disk.Dir)
}
