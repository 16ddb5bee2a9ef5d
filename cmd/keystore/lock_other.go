//go:build !unix

package keystore

// syncDir does nothing where folders cannot be synced.
func syncDir(string) error { return nil }

// Lock does nothing where there are no advisory locks: send one transaction at a time there.
func (s *Store) Lock() (unlock func(), err error) { return func() {}, nil }
