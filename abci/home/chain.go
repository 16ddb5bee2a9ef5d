package home

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	comet "github.com/cometbft/cometbft/types"
)

// dataFormat is the format of what a home's data folder holds. 1: state in
// data/app, CometBFT's stores and the receipt index in data/comet. A program
// refuses data of a higher format than its own.
const dataFormat = 1

// chainNote says which chain the data folder belongs to. It is written once,
// before the first block.
type chainNote struct {
	Format      int    `json:"format"`
	ChainID     string `json:"chain_id"`
	GenesisHash string `json:"genesis_hash"` // sha256 of genesis.json, hex
}

// LoadGenesis reads and checks the genesis document without its app_state (see ReadState), and returns the sha256 of
// its file in hex. It fails with ErrNotInitialised or ErrDamaged.
func LoadGenesis(h Dir) (*comet.GenesisDoc, string, error) {
	f, err := os.Open(h.Genesis())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("node: %s: %w", h, ErrNotInitialised)
	}
	if err != nil {
		return nil, "", fmt.Errorf("node: read genesis: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	rest, err := withoutState(io.TeeReader(f, sum))
	if err != nil {
		return nil, "", fmt.Errorf("node: read genesis: %w", err)
	}
	doc, err := comet.GenesisDocFromJSON(rest)
	if err != nil {
		return nil, "", fmt.Errorf("node: %w: %s: %w; copy it from another node of the chain", ErrDamaged, h.Genesis(), err)
	}
	doc.AppState = nil
	return doc, hex.EncodeToString(sum.Sum(nil)), nil
}

// ReadGenesis reads and checks a genesis document anywhere.
func ReadGenesis(file string) (*comet.GenesisDoc, error) {
	doc, err := comet.GenesisDocFromFile(file)
	if err != nil {
		return nil, fmt.Errorf("genesis document %s: %w", file, err)
	}
	return doc, nil
}

// GenesisHash is the sha256, in hex, of the file that Init makes of a genesis document.
func GenesisHash(doc *comet.GenesisDoc) (string, error) {
	b, err := marshal(doc)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// CheckChain checks that the data belongs to the chain, and notes it for fresh data. It
// fails with ErrOtherChain, ErrNewerFormat or ErrDamaged.
func CheckChain(h Dir, chainID, genesisHash string) error {
	noted, err := SameChain(h, chainID, genesisHash)
	if noted || err != nil {
		return err
	}
	return chainNote{Format: dataFormat, ChainID: chainID, GenesisHash: genesisHash}.write(h)
}

// SameChain is CheckChain without a change; noted is false for fresh data.
func SameChain(h Dir, chainID, genesisHash string) (noted bool, err error) {
	b, err := os.ReadFile(h.Chain())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("node: read %s: %w", h.Chain(), err)
	}
	var have chainNote
	if err := json.Unmarshal(b, &have); err != nil {
		return false, spoilt(h.Chain(), err)
	}
	switch {
	case have.Format > dataFormat:
		return false, fmt.Errorf("node: %w: %s has format %d, this program knows %d; use a newer one",
			ErrNewerFormat, h.Data(), have.Format, dataFormat)
	case have.GenesisHash != genesisHash || have.ChainID != chainID:
		return false, fmt.Errorf("node: %w: %s was made by chain %s with genesis %.12s, config/genesis.json is chain %s with %.12s; restore that genesis document, choose another --home, or remove the data",
			ErrOtherChain, h.Data(), have.ChainID, have.GenesisHash, chainID, genesisHash)
	}
	return true, nil
}

func (n chainNote) write(h Dir) error {
	b, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(h.Data(), 0o755); err != nil {
		return fmt.Errorf("node: home %s is not writable: %w", h, err)
	}
	if err := WriteFile(h.Chain(), append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("node: home %s is not writable: %w", h, err)
	}
	return nil
}
