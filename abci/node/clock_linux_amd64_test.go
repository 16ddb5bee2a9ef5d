package node

import (
	"bufio"
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// canSkew is whether followClock works here.
const canSkew = true

// clockCode is clock_gettime with an offset, in seconds, behind it: it asks the kernel and adds the offset
// to the wall clock (CLOCK_REALTIME is 0), not to the clock that timers run by.
var clockCode = []byte{
	0xb8, 0xe4, 0, 0, 0, // mov eax, 228
	0x0f, 0x05, // syscall
	0x85, 0xff, // test edi, edi
	0x75, 0x0a, // jne 1f
	0x48, 0x8b, 0x0d, 6, 0, 0, 0, // mov rcx, [rip+6]
	0x48, 0x01, 0x0e, // add [rsi], rcx
	0xc3, // 1: ret
	0x90, 0x90,
	0, 0, 0, 0, 0, 0, 0, 0, // the offset
}

// skewClock changes this process's wall clock, and no other's: Go asks the kernel for the time by code that
// the kernel maps into each process (the vDSO), and that is replaced. It returns where the offset is.
func skewClock() (offset *int64, err error) {
	vdso, err := vdsoOf()
	if err != nil {
		return nil, err
	}
	file, err := elf.NewFile(bytes.NewReader(bytes.Clone(vdso)))
	if err != nil {
		return nil, err
	}
	symbols, err := file.DynamicSymbols()
	if err != nil {
		return nil, err
	}
	end := len(vdso) - 64
	if len(bytes.Trim(vdso[end:], "\x00")) > 0 {
		return nil, errors.New("the vDSO has no space at its end")
	}
	if err := unix.Mprotect(vdso, unix.PROT_READ|unix.PROT_WRITE|unix.PROT_EXEC); err != nil {
		return nil, err
	}
	copy(vdso[end:], clockCode)
	for _, s := range symbols {
		if s.Name == "__vdso_clock_gettime" {
			at := (*uint64)(unsafe.Pointer(&vdso[s.Value]))
			jump := binary.LittleEndian.AppendUint32([]byte{0xe9}, uint32(int32(end-int(s.Value)-5))) // at once: other threads ask for the time
			atomic.StoreUint64(at, binary.LittleEndian.Uint64(append(jump, vdso[s.Value+5:s.Value+8]...)))
			return (*int64)(unsafe.Pointer(&vdso[end+len(clockCode)-8])), nil
		}
	}
	return nil, errors.New("the vDSO has no clock_gettime")
}

// vdsoOf is the kernel's code in this process.
func vdsoOf() ([]byte, error) {
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return nil, err
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to uintptr
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x", &from, &to); err == nil && strings.HasSuffix(lines.Text(), "[vdso]") {
			return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&from))), to-from), nil
		}
	}
	return nil, errors.New("there is no vDSO")
}

// followClock has the wall clock of this process go wrong by what a file says, such as "1h".
func followClock(path string) error {
	offset, err := skewClock()
	if err != nil {
		return err
	}
	go func() {
		for ; ; time.Sleep(20 * time.Millisecond) {
			if text, err := os.ReadFile(path); err == nil {
				if d, err := time.ParseDuration(string(text)); err == nil {
					atomic.StoreInt64(offset, int64(d/time.Second))
				}
			}
		}
	}()
	return nil
}

// The clock of a process can be made wrong, in both directions, without its timers.
func TestSkewedClock(t *testing.T) {
	if path := os.Getenv("PEERZ_TEST_CLOCK_ALONE"); path == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestSkewedClock$")
		cmd.Env = append(os.Environ(), "PEERZ_TEST_CLOCK_ALONE=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	before := time.Now()
	offset, err := skewClock()
	must(t, err)
	for _, hours := range []int64{5, -5} {
		atomic.StoreInt64(offset, hours*3600)
		now := time.Now()
		if wall := now.Round(0).Sub(before.Round(0)); wall.Round(time.Hour) != time.Duration(hours)*time.Hour || now.Sub(before) > time.Hour {
			t.Errorf("by %d hours: the clock moved %s, timers %s", hours, wall, now.Sub(before))
		}
	}
}
