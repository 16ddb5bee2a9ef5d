package state

import (
	"syscall"
	"testing"
	"time"
)

// cpuClock measures the processor time of the process: on a busy machine that
// says more than the clock on the wall.
type cpuClock time.Duration

func startCPU() cpuClock {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return cpuClock(u.Utime.Nano() + u.Stime.Nano())
}

// floors remembers what bare Pebble took, by size of the block; 0 is a read.
var floors = map[int]float64{}

// report gives the processor time per operation and its ratio to the floor,
// which must have run before.
func (c cpuClock) report(b *testing.B, n int, floor bool) {
	ms := time.Duration(startCPU()-c).Seconds() * 1000 / float64(b.N)
	b.ReportMetric(ms, "cpu-ms/op")
	if floor {
		floors[n] = ms
	} else if floors[n] > 0 {
		b.ReportMetric(ms/floors[n], "x-floor")
	}
}
