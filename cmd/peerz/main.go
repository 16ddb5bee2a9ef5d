// Command peerz is the whole of Peerz Chain in one binary: a node, a devnet, the client and
// the tools for contract authors.
//
// One file holds one group of commands (keys.go, gov.go, ...). A command reads its flags,
// asks the node through cmd/client, and shows one value: as text, or as JSON with --output
// json. What takes longer than a screen to explain lives in a package of its own beside this
// one. Nobody imports the command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C ends what does not stop by itself
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
