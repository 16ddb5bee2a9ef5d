package doctor

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// askTime is how long a node has for an answer.
const askTime = 5 * time.Second

// running looks at the node that runs, by its API and its socket.
func (p *patient) running(process string) {
	p.program(process)
	url, err := chain.API(p.dir)
	if err != nil {
		p.poor(Silent, "set api in config/peerz.toml to see more", "the node has no API: %v", err)
		return
	}
	node, err := client.New(url)
	if err != nil {
		return // API has made it
	}
	before, err := status(p.ctx, node)
	if err != nil {
		p.bad(Silent, "it may be starting: see its log; if the settings were changed since, start it again", "process %s runs, but %s does not answer: %v", process, url, err)
		return
	}
	if said := get(p.ctx, url+"/v1/healthz"); said != "" {
		p.bad(Failing, "see the end of its log; start it again when the cause is gone", "the node is stopping: %s", said)
	}
	p.staleSnapshot(before.Height)
	if before.Peers == 0 && !p.alone() {
		p.bad(NoPeers, "see comet.p2p.persistent_peers, the firewall, and that the others run", "no peer is connected")
		p.peers()
	}
	if before.CatchingUp {
		p.poor(CatchingUp, "wait; a node far behind joins faster from a snapshot (--state-sync)", "the node is at height %d and fetches the blocks after it", before.Height)
		return
	}
	p.flow(node, before)
}

// program compares the program that runs with the one on the disk, where the system tells.
func (p *patient) program(process string) {
	if path, err := os.Readlink("/proc/" + process + "/exe"); err == nil && strings.HasSuffix(path, " (deleted)") {
		p.poor(ProgramReplaced, "start the node again to run the new one", "process %s runs a program that is not on the disk any more", process)
	}
}

// flow looks whether blocks come, and at the time that they have.
func (p *patient) flow(node *client.Client, before client.Status) {
	limit := p.late + 3*before.BlockTime()
	off := time.Since(time.Unix(before.Time, 0)).Round(time.Second)
	if off.Abs() <= limit {
		return
	}
	after := before
	for deadline := time.Now().Add(limit); after.Height == before.Height && time.Now().Before(deadline); {
		if client.Pause(p.ctx, 200*time.Millisecond) != nil {
			return
		}
		if s, err := status(p.ctx, node); err == nil {
			after = s
		}
	}
	if after.Height > before.Height {
		p.bad(Clock, "set the clock, and let it be kept by NTP: a validator with a wrong clock is not heard",
			"blocks come, and their time is %s before this machine's clock", off)
		return
	}
	why, err := control.NewClient(p.dir.Socket()).Why(p.ctx)
	if err != nil || why == "" {
		why = "see the node's log"
	}
	p.bad(NoBlock, why, "no block has come for %s, since height %d", off, before.Height)
}

func status(ctx context.Context, node *client.Client) (client.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return node.Status(ctx)
}

// get is what an address answers when it does not say 200, or "".
func get(ctx context.Context, url string) string {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err.Error()
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return ""
	}
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<12))
	return fmt.Sprintf("%d %s", resp.StatusCode, strings.TrimSpace(string(text)))
}
