//go:build !linux

package state

// machineMemory is how many bytes of memory this process can have; 0 if that
// cannot be told.
func machineMemory() int64 { return 0 }
