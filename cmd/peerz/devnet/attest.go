package devnet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"

	"github.com/peerz-ai/peerz-chain/cmd/attestor"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	attesting "github.com/peerz-ai/peerz-chain/cmd/peerz/attestor"
)

// attest runs a daemon for each validator's account, which asks its validator's node, until ctx ends. What lies in the devnet's
// folder of evidence counts, whoever signed it: on a devnet whoever imports is a publisher, and the names of the keys in its
// home are those of their accounts.
func attest(ctx context.Context, env *cli.Env, info Info) error {
	config, err := attestor.LoadConfig(info.Home)
	if err != nil {
		return err
	}
	if _, err := os.Stat(attestor.SettingsPath(info.Home)); err != nil {
		config.Publishers, config.Repositories = []string{attestor.Everybody}, []string{attestor.Everybody}
	}
	var running sync.WaitGroup
	defer running.Wait()
	for i := range info.Validators {
		its := *env
		its.Home, its.API = info.Home, []string{info.api(i)}
		node, err := chain.Of(&its)
		if err != nil {
			return err
		}
		config.Named = node.Keys.IsNamed
		home := string(nodeHome(info.Home, info.Settings, i))
		daemon, err := attesting.NewDaemon(node, home, info.Home, "validator"+strconv.Itoa(i), config, func(format string, args ...any) {
			env.Note("attestor of validator%d: %s", i, fmt.Sprintf(format, args...))
		})
		if err != nil {
			return err
		}
		running.Go(func() {
			if err := daemon.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
				env.Note("warning: the attestor of validator%d has stopped: %v", i, err)
			}
		})
	}
	return nil
}
