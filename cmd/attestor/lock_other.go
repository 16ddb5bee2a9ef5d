//go:build !unix

package attestor

import "os"

// lockFile does nothing here: two daemons of one attestor are its owner's to avoid.
func lockFile(*os.File) error { return nil }
