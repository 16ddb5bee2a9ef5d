// Package template holds what `peerz contract new` starts a contract from. Three words
// are replaced in every file and file name: {{.Name}} and NAME by the contract's name,
// {{.Module}} by the path of its Go module. Shared files go into every contract, the
// others by kind; the suffix .tmpl, which hides them from Go's tools here, is dropped.
package template

import "embed"

// Files has the folders shared, contract and formula.
//
//go:embed shared contract formula
var Files embed.FS
