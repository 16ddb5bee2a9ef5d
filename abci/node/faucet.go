package node

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What the faucet of a devnet gives at once, in whole tokens, and how often in a minute.
const (
	giftTokens = 1000
	maxGifts   = 60
)

// giftGas is enough for a transfer.
const giftGas = 1_000_000

// faucet is api.Faucet: an account of genesis that gives tokens to whoever asks.
type faucet struct {
	app     *abci.App
	chainID string
	key     tx.Key

	mu    sync.Mutex
	given []time.Time // in the last minute
}

// openFaucet reads the key of the faucet; nil where the home has none, as all but a devnet's.
func (n *Node) openFaucet() (api.Faucet, error) {
	text, err := os.ReadFile(n.dir.FaucetKey())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	seed, bad := hex.DecodeString(strings.TrimSpace(string(text)))
	if err == nil && (bad != nil || len(seed) != tx.SeedSize) {
		err = fmt.Errorf("%s is not %d bytes in hex", n.dir.FaucetKey(), tx.SeedSize)
	}
	if err != nil {
		return nil, fmt.Errorf("node: read the key of the faucet: %w", err)
	}
	return &faucet{app: n.app, chainID: n.genesis.ChainID, key: tx.NewKey([tx.SeedSize]byte(seed))}, nil
}

// Give implements api.Faucet.
func (f *faucet) Give(to abi.Address) (raw []byte, amount abi.Amount, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	for len(f.given) > 0 && now.Sub(f.given[0]) > time.Minute {
		f.given = f.given[1:]
	}
	if len(f.given) >= maxGifts {
		return nil, amount, api.ErrFaucetEmpty
	}
	nonce, err := f.app.PendingNonce(f.key.Address())
	if err != nil {
		return nil, amount, err
	}
	view, _ := f.app.Latest()
	defer view.Close()
	params, err := world.Read(view).Params()
	if err != nil {
		return nil, amount, err
	}
	amount, _ = abi.Unit.Mul(abi.U64(giftTokens)) // small
	fee, ok := params.MinGasPrice.Mul(abi.U64(giftGas))
	if !ok {
		return nil, amount, errors.New("node: the faucet cannot pay the gas price")
	}
	f.given = append(f.given, now)
	return f.key.Sign(tx.Body{ChainID: f.chainID, Nonce: nonce, GasLimit: giftGas, Fee: fee, Msg: tx.Transfer{To: to, Amount: amount}}), amount, nil
}
