// Package cpu reads what the kernel charged to this thread and to this process.
//
// Ratios are built from processor time because wall time on a shared machine mostly measures
// the neighbours. Thread time fits code that runs on the caller's thread, such as a WebAssembly
// call; process time counts helpers too: the collector, compaction, compiler threads.
package cpu

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Thread runs f with the goroutine bound to its thread and returns the processor time of that
// thread alone, user and system.
func Thread(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return between(unix.CLOCK_THREAD_CPUTIME_ID, f)
}

// Process runs f and returns the processor time that all threads of the process spent.
func Process(f func()) time.Duration { return between(unix.CLOCK_PROCESS_CPUTIME_ID, f) }

func between(clock int32, f func()) time.Duration {
	start := read(clock)
	f()
	return read(clock) - start
}

func read(clock int32) time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(clock, &ts); err != nil {
		panic(err) // both clocks exist on every Linux
	}
	return time.Duration(ts.Nano())
}

// Resident returns the resident memory of this process now and at its highest, in bytes; zero
// where /proc is missing.
func Resident() (now, peak int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			now = kib << 10
		case "VmHWM":
			peak = kib << 10
		}
	}
	return now, peak
}
