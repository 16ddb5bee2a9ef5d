package chain

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// APIs returns the URLs of the APIs of the node in a home, or of the nodes of the devnet there. A home
// without a node gives the URL that a node has by default.
func APIs(dir string) (urls []string, err error) {
	for _, at := range nodesIn(dir) {
		url, failed := API(at)
		if failed != nil {
			err = failed
			continue
		}
		urls = append(urls, url)
	}
	if len(urls) > 0 {
		return urls, nil
	}
	return nil, err
}

// mustExist fails for a home that somebody named and that is not there: the node on the default port is not
// what they meant. The default home may be missing.
func mustExist(dir string) error {
	if dir == cli.DefaultHome() {
		return nil
	}
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("--home: %w; name the folder of a node, of a devnet, or of your keys, or a node's API with --api", err)
	}
	return nil
}

// nodesIn lists the homes of the nodes in a folder.
func nodesIn(dir string) (homes []home.Dir) {
	for i := 0; !home.Dir(dir).Initialised(); i++ {
		at := home.Dir(filepath.Join(dir, "validator"+strconv.Itoa(i)))
		if !at.Initialised() {
			break
		}
		homes = append(homes, at)
	}
	if len(homes) == 0 {
		return []home.Dir{home.Dir(dir)}
	}
	return homes
}

// API returns the URL of the API of the node in a home.
func API(at home.Dir) (string, error) {
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
