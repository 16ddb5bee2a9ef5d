package node

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/logging"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// told are the host's own events that get a line each, and how urgent it is.
var told = map[string]struct {
	level slog.Level
	msg   string
}{
	"upgraded":         {slog.LevelInfo, "a contract has new code"},
	"proven":           {slog.LevelInfo, "new code of a contract is proven"},
	"rolled_back":      {slog.LevelWarn, "new code of a contract failed; the code before it is back"},
	"upgrade_failed":   {slog.LevelWarn, "an upgrade of a contract failed; its code stays"},
	"no_way_back":      {slog.LevelWarn, "a contract fails, and cannot go back to the code before: it waits for a rescue"},
	"way_back_tried":   {slog.LevelInfo, "whether a contract could go back to the code before has changed"},
	"rescue_opened":    {slog.LevelWarn, "enough stake is behind another code for a contract"},
	"rescue_closed":    {slog.LevelWarn, "a rescue of a contract has not enough stake any more, or the contract has the code"},
	"rescue_failed":    {slog.LevelWarn, "a code with enough stake behind it does not run: it is tried again at the next boundary"},
	"rescued":          {slog.LevelWarn, "the owners of stake gave a contract another code"},
	"hook_failed":      {slog.LevelWarn, "a hook of a contract failed and was undone"},
	"param_changed":    {slog.LevelInfo, "a parameter of the chain has changed"},
	"validator_jailed": {slog.LevelWarn, "a validator signed against itself and has no power any more"},
}

// tell writes a line about a block, about the epoch if the block began one, and about what the host did.
func (n *Node) tell(b abci.Committed) {
	if n.log.Enabled(context.Background(), slog.LevelInfo) {
		n.tellBlock(b)
		n.tellEpoch(b.Header.Height)
	}
	for _, e := range b.Events {
		line, ok := told[e.Type]
		if by := e.Attributes[0]; !ok || by.Key != abci.AttributeData { // a contract's own event may have any name
			continue
		}
		n.log.Log(context.Background(), line.level, line.msg, append([]any{"height", b.Header.Height}, pairs(e.Attributes[0].Value)...)...)
	}
}

func (n *Node) tellBlock(b abci.Committed) {
	failed, gas := 0, int64(0)
	for _, r := range b.Results {
		gas += r.GasUsed
		if r.Code != 0 {
			failed++
		}
	}
	n.log.Info("committed a block", "height", b.Header.Height, "txs", len(b.Txs), "failed", failed, "gas", gas,
		"took", b.Took.Sum().Round(time.Microsecond), "app_hash", hex.EncodeToString(b.Root[:]))
}

// module is the log of another part of the node.
func (n *Node) module(name string) *slog.Logger { return n.root.With(logging.ModuleKey, name) }

// tellEpoch writes a line when an epoch has begun.
func (n *Node) tellEpoch(height uint64) {
	view := n.state().View()
	defer view.Close()
	clock, err := world.Read(view).Clock()
	if err != nil || clock.Epoch == n.epoch {
		return
	}
	if n.epoch = clock.Epoch; clock.Epoch > 0 {
		n.log.Info("an epoch has begun", "height", height, "epoch", clock.Epoch, "ends", time.Unix(int64(clock.End), 0).UTC().Format(time.RFC3339))
	}
}

// pairs are the fields of an event, for a line that has the block's height already.
func pairs(data string) (list []any) {
	var fields map[string]any
	if json.Unmarshal([]byte(data), &fields) != nil {
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		name := key
		if key == "height" {
			name = "at"
		}
		list = append(list, name, fields[key])
	}
	return list
}
