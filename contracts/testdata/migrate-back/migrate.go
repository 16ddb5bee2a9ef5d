// Package main is test data: the way back of a contract that has stored something under the key "s".
//
//peerz:contract migrate-back 1.0.0
package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Migrate stores what the code before knows.
//
//peerz:migrate
func Migrate() { sdk.Set([]byte("s"), []byte{1}) }
