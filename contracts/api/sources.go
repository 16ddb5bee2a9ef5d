//go:build !tinygo

package api

import "embed"

// Sources are the files of the packages below. A new contract gets a copy of them, beside
// its copy of the SDK, so that it builds without a network and without this module.
//
//go:embed */*.go
var Sources embed.FS
