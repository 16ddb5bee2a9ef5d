// Package bulk fills an empty Pebble database with records that come in any
// order, in about the time that sorting them takes.
//
// A database that is written to in the ordinary way logs every record, sorts it
// in memory, writes it out, and then reads and writes it again and again while
// compactions bring it to where it stays. Here records are sorted once (package
// sorter) and go straight into tables of the lowest level. Nothing is in the
// database before that, so there is nothing to recover: after a crash the work
// begins again.
package bulk
