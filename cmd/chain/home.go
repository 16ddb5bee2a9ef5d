package chain

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// API returns the URL of the API of the node in a home, of the first node when it is that of a
// devnet with several. A home without a node gives the URL that a node has by default.
func API(dir string) (string, error) {
	at := home.Dir(dir)
	if first := home.Dir(filepath.Join(dir, "validator0")); !at.Initialised() && first.Initialised() {
		at = first
	}
	cfg, err := home.LoadConfig(at)
	if err != nil {
		return "", err
	}
	if cfg.API == "" {
		return "", fmt.Errorf("the node in %s has no API (%s): name another one with --api", at, at.Settings())
	}
	host, port, err := net.SplitHostPort(cfg.API)
	if err != nil {
		return "", fmt.Errorf("%s: api: %w", at.Settings(), err)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1" // it listens on every address of this machine
	}
	return "http://" + net.JoinHostPort(host, port), nil
}
