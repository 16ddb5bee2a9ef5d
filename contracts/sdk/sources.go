//go:build !tinygo

package sdk

import "embed"

// Sources are the files of this package and of sdktest, tests included. A new contract
// gets a copy of them, so that it builds without a network and without this module.
//
//go:embed *.go sdktest/*.go
var Sources embed.FS
