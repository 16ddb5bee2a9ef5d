//go:build !linux

package plugin

import "syscall"

// Elsewhere a plug-in is bounded in time and output, by its group of processes where there is such a thing.

func confine(uint64, int) error { return nil }
func endBelow(int)              {}

// innerGroup is that of the process around it, which ends with it.
func innerGroup() *syscall.SysProcAttr { return nil }

type used struct {
	processes int
	memory    uint64
}

func usage(int) used { return used{} }

func apart() *syscall.SysProcAttr { return ownGroup() }
func yieldToOthers()              {}
