package genesis

import (
	"encoding/json"
	"fmt"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// builtin is a contract that a chain starts with. The order of the list is the
// order of the system hooks at an epoch's end: rewards closes the books of the
// epoch, governance counts votes and may change what comes next, roles renews the
// attestors.
type builtin struct {
	name         string
	capabilities []abi.Capability
	init         func(Options) sdk.Marshaler // arguments of instantiate; nil for none
}

var builtins = []builtin{
	{name: formula.Name},
	{name: rewards.Name, init: rewardsInit,
		capabilities: []abi.Capability{abi.CapMint, abi.CapFees, abi.CapGuard, abi.CapEpoch}},
	{name: governance.Name, init: governanceInit,
		capabilities: []abi.Capability{abi.CapUpgrade, abi.CapParams, abi.CapDelegate, abi.CapSlash, abi.CapEpoch}},
	{name: roles.Name, init: rolesInit, capabilities: []abi.Capability{abi.CapEpoch}},
}

// addContracts puts the built-in contracts into a genesis.
func (o Options) addContracts(g *runtime.Genesis) error {
	for _, b := range builtins {
		code, ok := contracts.Get(b.name)
		if !ok {
			return fmt.Errorf("this program has no contract %q", b.name)
		}
		hash, err := abi.ParseHash(code.Hash)
		if err != nil {
			return fmt.Errorf("contract %s: %w", b.name, err)
		}
		c := runtime.GenesisContract{Name: b.name, CodeHash: hash, Capabilities: b.capabilities}
		if b.init != nil {
			if c.Init, err = arguments(code.Wasm, b.init(o)); err != nil {
				return fmt.Errorf("contract %s: %w", b.name, err)
			}
		}
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code.Wasm})
		g.Contracts = append(g.Contracts, c)
	}
	return nil
}

// arguments writes the arguments of instantiate as genesis has them: in JSON, which people
// read, by the contract's own interface.
func arguments(module []byte, args sdk.Marshaler) (json.RawMessage, error) {
	m, bad := wasm.Decode(module)
	if bad != nil { // typed: a nil *wasm.Error in an error is not nil
		return nil, bad
	}
	iface, err := abi.ParseInterface(m.Custom(abi.InterfaceSection))
	if err != nil {
		return nil, err
	}
	return abi.DecodeArgs(iface, abi.EntryInstantiate, abi.EntryInstantiate, sdk.Marshal(args))
}

// Sources are the folders of the repository whose sources give the codes that come with this program, by their hash.
func Sources() map[abi.Hash]string {
	folders := map[abi.Hash]string{}
	for _, c := range contracts.All() {
		if hash, err := abi.ParseHash(c.Hash); err == nil { // a test of contracts loads them all
			folders[hash] = "contracts/" + c.Name
		}
	}
	return folders
}
