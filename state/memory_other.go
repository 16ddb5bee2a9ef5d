//go:build !linux

package state

// Memory is how many bytes of memory this process can have; 0 if that
// cannot be told.
func Memory() int64 { return 0 }
