// Package logging is the node's log: lines of one form, with one set of keys (keys.go), and a level for each
// part of the program, its module, that can be changed while the node runs.
package logging
