package node

import (
	"errors"
	"fmt"
	"time"
)

// How long a stop waits for requests under way, and for CometBFT.
const (
	drainTime = 5 * time.Second
	stopTime  = 20 * time.Second
	failTime  = 5 * time.Second // after a failure, when some of it may hang
)

// Stop ends the node in order: no new requests, no new blocks, then the stores.
// It can be called at any time after New, more than once.
func (n *Node) Stop() error {
	n.stopOnce.Do(func() {
		n.endLife()
		n.stopErr = errors.Join(n.servers.shutdown(), n.consensus.stop())
		if n.stopErr == nil || n.fault.err() == nil { // else what still runs would read closed stores
			n.stopErr = errors.Join(n.stopErr, n.release())
		}
		close(n.stopped)
	})
	return n.stopErr
}

// release closes the stores. After a failure one of them may wait for a disk that
// never answers: then they end with the process, which they are made for.
func (n *Node) release() error {
	if n.fault.err() == nil {
		return n.close()
	}
	return within(failTime, "the stores", n.close)
}

// within runs a part of the stop and gives up on it after a while.
func within(limit time.Duration, what string, stop func() error) error {
	done := make(chan error, 1)
	go func() { done <- stop() }()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("node: stop %s: %w", what, err)
		}
		return nil
	case <-time.After(limit):
		return fmt.Errorf("node: %s did not stop in %s", what, limit)
	}
}

// close releases what was opened, the newest first.
func (n *Node) close() error {
	n.endLife()
	var errs []error
	for i := len(n.closers) - 1; i >= 0; i-- {
		errs = append(errs, n.closers[i]())
	}
	n.closers = nil
	return errors.Join(errs...)
}
