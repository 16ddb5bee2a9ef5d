//go:build !unix

package keystore

// lock does nothing where there are no advisory locks: run one import at a time there.
func lock(string) (unlock func(), err error) { return func() {}, nil }
