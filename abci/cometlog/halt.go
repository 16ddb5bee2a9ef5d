package cometlog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
)

// haltMessage is what CometBFT 0.40 logs when its consensus routine has panicked.
const haltMessage = "CONSENSUS FAILURE!!!"

// wrongAppHash is part of what it halts for when the others came to another state.
const wrongAppHash = "wrong Block.Header.AppHash"

// futureTime is part of what it halts for when the others' blocks are later than this machine's clock.
const futureTime = "is too far in the future"

// voteMessage is what it logs when it cannot sign a vote.
const voteMessage = "failed signing vote"

// syncFailures are what it logs when it gives up joining from a snapshot.
var syncFailures = map[string]bool{
	"State sync failed":                       true,
	"Failed to bootstrap node with new state": true,
	"Failed to store last seen commit":        true,
	"Failed to switch to block sync":          true,
}

// obstacles are what it logs when it cannot follow its peers, and what that means to people.
var obstacles = map[string]string{
	"Error in validation": "the peers' blocks do not follow from what this node has (%w): compare config/genesis.json with theirs, " +
		"and the program's version",
	"failed to fetch and verify app hash": "a snapshot that peers offer cannot be proven by the RPC servers (%w): see that they run, " +
		"and that the trusted header is not older than trust_period in config/config.toml",
	"failed to fetch and verify CometBFT state": "the RPC servers do not show what a snapshot needs (%w): see that they run",
	"failed to fetch and verify commit":         "the RPC servers do not show what a snapshot needs (%w): see that they run",
	"No valid peers found for snapshot": "the peers that offered the snapshot which is being fetched sent bad parts of it, or are gone; " +
		"another snapshot is tried within two minutes",
	"Timed out waiting for snapshot chunks, rejected snapshot": "the peers stopped sending a snapshot (%w): see that they run, " +
		"and that they take snapshots less often than one takes to fetch",
}

// diskErrors are the kinds of failure of a disk. CometBFT goes on after most of
// them, but not far: a validator that cannot write its consensus log signs nothing
// more, and waits for votes for ever.
var diskErrors = []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EROFS}

func diskFailed(err error) bool {
	return slices.ContainsFunc(diskErrors, func(kind error) bool { return errors.Is(err, kind) })
}

// halt is the failure that a line of CometBFT's log tells of, after which no block
// will come from this process; nil if it is a line like others. Chatty modules can do
// without a disk: they only lose addresses of peers.
func halt(msg string, err error, chatty bool) error {
	switch {
	case msg == haltMessage && strings.Contains(err.Error(), wrongAppHash):
		return fmt.Errorf("cometbft: this node's state is not that of the others (%w): see that `peerz version` says the same as theirs and that "+
			"`peerz state check` finds nothing; then go back with `peerz rollback`, or join anew from a snapshot", err)
	case msg == haltMessage && strings.Contains(err.Error(), futureTime):
		return fmt.Errorf("cometbft: this machine's clock is behind that of the others (%w): set it, best by NTP, and start the node again", err)
	case msg == haltMessage:
		return fmt.Errorf("cometbft: consensus halted: %w", err)
	case syncFailures[msg]:
		return fmt.Errorf("cometbft: %s: %w; start the node again to try anew", strings.ToLower(msg), err)
	case diskFailed(err) && !chatty:
		return fmt.Errorf("cometbft: %s: %w", strings.ToLower(msg), err)
	}
	return nil
}

// cause finds the error among key and value pairs. Consensus makes text of some
// errors of the disk before it panics: what kind they are is found in it. Elsewhere
// text may be a peer's.
func cause(msg string, kv []any) error {
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i] != "err" && kv[i] != "error" {
			continue
		}
		if err, ok := kv[i+1].(error); ok {
			return err
		}
		text := fmt.Sprint(kv[i+1])
		for _, kind := range diskErrors {
			if before, after, ok := strings.Cut(text, kind.Error()); ok && msg == haltMessage {
				return fmt.Errorf("%s%w%s", before, kind, after)
			}
		}
		return errors.New(text)
	}
	return errors.New("unknown cause")
}
