// Package main is test data: a contract with one method for each host function, so that
// a scenario shows that the SDK and the chain mean the same by every pointer, length,
// byte order and errno.
//
//peerz:contract probe 1.0.0
package main
