package devnet

import (
	"context"
	"os"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/node"
)

// runOne runs the only validator in this process.
func runOne(ctx context.Context, o Options, info Info) error {
	dir := home.Dir(o.Home)
	cfg, err := home.LoadConfig(dir)
	if err != nil {
		return err
	}
	log, err := home.NewLogger(os.Stderr, cfg)
	if err != nil {
		return err
	}
	n, err := node.New(dir, cfg, log)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	told := make(chan struct{})
	go func() {
		defer close(told)
		select {
		case <-n.Ready():
			o.Ready(info)
		case <-running.Done():
		}
	}()
	err = n.Run(ctx)
	stop()
	<-told // so that nothing is printed after Run returns
	return err
}
