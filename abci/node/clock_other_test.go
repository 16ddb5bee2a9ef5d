//go:build !linux || !amd64

package node

import "errors"

// canSkew is whether followClock works here.
const canSkew = false

func followClock(string) error { return errors.ErrUnsupported }
