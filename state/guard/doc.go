// Package guard is what a Pebble database does when its disk does not do its
// part: no space, no answer, or other bytes than were written.
//
// Pebble itself ends the process then, from whatever goroutine met the trouble,
// and in places with its locks in a state that no recover can survive. A node
// must end in order instead, with a sentence that names the file. A Guard stands
// between Pebble and the file system. It tells the owner of the first failure at
// once. A goroutine of Pebble that cannot write never learns of it: it waits for
// the end of the process, and whoever waits for it gets the failure as an error.
// What is on disk then is whole: Pebble's log is written for exactly this.
package guard
