package node

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
)

// ErrPortTaken says that an address to listen on belongs to another program.
var ErrPortTaken = errors.New("port is taken")

// listen opens a TCP address that people gave, or says which one is taken and
// where to change it.
func listen(purpose, address, setting string) (net.Listener, error) {
	ln, err := net.Listen("tcp", strings.TrimPrefix(address, "tcp://"))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("node: %w: %s for the %s; stop the program that uses it, or change %s",
			ErrPortTaken, strings.TrimPrefix(address, "tcp://"), purpose, setting)
	}
	if err != nil {
		return nil, fmt.Errorf("node: listen on %s for the %s (%s): %w", address, purpose, setting, err)
	}
	return ln, nil
}

// probe finds out early whether CometBFT will be able to listen.
func probe(purpose, address, setting string) error {
	if address == "" {
		return nil
	}
	ln, err := listen(purpose, address, setting)
	if err != nil {
		return err
	}
	return ln.Close()
}
