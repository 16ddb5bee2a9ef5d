// Package guard is what a Pebble database does when its disk does not do its
// part: no room, no answer, or other bytes than were written.
//
// Pebble itself ends the process then, from whatever goroutine met the trouble.
// A node must end in order instead, with a sentence that names the file. A Guard
// stands between Pebble and the file system: it notes the first failure and
// tells the owner at once, turns the failures of a caller into errors, and makes
// a background goroutine that Pebble wants dead wait for the end of the process.
// What is on disk then is whole: Pebble's log is written for exactly this.
package guard
