// Package disk is what lies where in the state's database, and how one piece of
// it is read: the spaces of keys, the meta record, the record of a pair, and the
// errors that say that bytes are not what was written. It writes nothing (I1).
package disk
