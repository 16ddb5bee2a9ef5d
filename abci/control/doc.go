// Package control lets the owner of a home talk to the node that runs in it:
// HTTP over a unix socket inside the home, which only that user can open. It is
// for work that needs the open stores and that no stranger should start, such as
// a snapshot or a backup, or that shows the inside of the process, such as a profile, and so it is not
// part of the node's public API.
//
// A request is answered with lines of JSON: how far the work is, as often as that
// changes, and at last its result or error.
package control
