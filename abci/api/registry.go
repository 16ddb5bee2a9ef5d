package api

import (
	"context"
	"slices"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// describe is what the API says of a contract.
func describe(r world.Reader, c world.Named) (v1.Contract, error) {
	clock, err := r.Clock()
	if err != nil {
		return v1.Contract{}, err
	}
	health, err := r.Health(c.Address)
	if err != nil {
		return v1.Contract{}, err
	}
	a := v1.Contract{
		Name: c.Name, Label: c.Label, Address: c.Address, CodeHash: c.CodeHash, ProbationEnd: c.ProbationEnd(clock.Epoch), Failing: health.Longest(),
		Capabilities: append([]abi.Capability{}, c.Capabilities...), Creator: c.Creator, Revision: c.Revision,
	}
	if c.OnProbation() {
		a.LastGood = &c.Previous
	}
	if !c.Previous.IsZero() {
		a.Previous, a.BackFault = &c.Previous, c.BackFault
	}
	if !c.MigrateBack.IsZero() {
		a.MigrateBack = &c.MigrateBack
	}
	if !c.Failed.IsZero() {
		a.Failed, a.FailedReason, a.FailedEpoch = &c.Failed, c.FailedReason, c.FailedEpoch
	}
	return a, nil
}

type listInput struct {
	Which
	Part
}

func (s *server) contracts(_ context.Context, in *listInput) (a v1.Contracts, err error) {
	after, err := cursorAddress(in.Cursor)
	if err != nil {
		return a, err
	}
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	list, err := world.Read(p.view).Contracts()
	if err != nil {
		return a, err
	}
	from, _ := slices.BinarySearchFunc(list, after, func(n world.Named, a abi.Address) int { return slices.Compare(n.Address[:], a[:]) })
	if in.Cursor == "" {
		from = 0
	}
	list = list[from:]
	if len(list) > in.Limit {
		a.Next, list = list[in.Limit].Address.String(), list[:in.Limit]
	}
	a.Contracts = make([]v1.Contract, len(list))
	for i, c := range list {
		if a.Contracts[i], err = describe(p.Reader, c); err != nil {
			return a, err
		}
		if _, _, err := p.Contract(c.Address); err != nil && in.Prove {
			return a, err
		}
	}
	a.At, err = p.at()
	return a, err
}

// cursorAddress reads a cursor that is an address: the first entry of the part.
func cursorAddress(text string) (a abi.Address, err error) {
	if text == "" {
		return a, nil
	}
	if a, err = abi.ParseAddress(text); err != nil {
		return a, bad("cursor: %v", err)
	}
	return a, nil
}

type contractInput struct {
	Contract string `path:"contract" doc:"An address, or the name of a contract that genesis made."`
	Which
}

func (s *server) contract(_ context.Context, in *contractInput) (a v1.ContractAt, err error) {
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	c, err := find(p.Reader, in.Contract)
	if err != nil {
		return a, err
	}
	if a.Contract, err = describe(p.Reader, c); err != nil {
		return a, err
	}
	e, err := s.ifaces.of(world.Read(p.view), c.CodeHash)
	if err != nil {
		return a, err
	}
	a.Interface, a.Source = e.section, s.Sources[c.CodeHash]
	a.At, err = p.at()
	return a, err
}

// mostCounted is how many keys of a contract are counted.
const mostCounted = 100_000

type storageInput struct {
	Contract string `path:"contract" doc:"An address, or the name of a contract that genesis made."`
	Height   uint64 `query:"height" minimum:"1" doc:"Answer from the state after this block instead of the last one."`
}

func (s *server) storage(ctx context.Context, in *storageInput) (a v1.Storage, err error) {
	p, err := s.at(Which{Height: in.Height})
	if err != nil {
		return a, err
	}
	defer p.close()
	c, err := find(p.Reader, in.Contract)
	if err != nil {
		return a, err
	}
	start, end := world.StorageRange(c.Address)
	it := p.view.Iterate(start, end, false)
	defer it.Close()
	for it.Next() {
		if a.More = a.Keys == mostCounted || ctx.Err() != nil; a.More {
			break
		}
		a.Keys++
		a.Bytes += uint64(len(it.Key()) - len(start) + len(it.Value()))
	}
	if err := it.Err(); err != nil {
		return a, err
	}
	a.At, err = p.at()
	return a, err
}

// find looks a contract up by address, or by its built-in name.
func find(w world.Reader, who string) (world.Named, error) {
	address, err := abi.ParseAddress(who)
	if err != nil {
		named, ok, err := w.ByName(who)
		if err != nil {
			return world.Named{}, err
		}
		if !ok {
			return world.Named{}, missing("contract_unknown", "there is no contract %.100q", who)
		}
		address = named
	}
	c, ok, err := w.Contract(address)
	if err != nil {
		return world.Named{}, err
	}
	if !ok {
		return world.Named{}, missing("contract_unknown", "there is no contract at %s", address)
	}
	return world.Named{Address: address, Contract: c}, nil
}

type codeInput struct {
	Hash abi.Hash `path:"hash"`
	Which
}

func (s *server) code(_ context.Context, in *codeInput) (a v1.Code, err error) {
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	info, ok, err := p.CodeInfo(in.Hash)
	if err != nil {
		return a, err
	}
	if !ok {
		return a, noCode(in.Hash)
	}
	a.CodeHash, a.Size, a.CallableAt, a.Callable = in.Hash, info.Size, info.CallableAt, p.header.Height+1 >= info.CallableAt
	a.At, err = p.at()
	return a, err
}

func noCode(hash abi.Hash) error { return missing("code_unknown", "there is no code %s", hash) }

// module is an answer that is a WebAssembly module.
type module struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

type moduleInput struct {
	Hash abi.Hash `path:"hash"`
}

func (s *server) wasm(_ context.Context, in *moduleInput) (*module, error) {
	code, err := s.moduleOf(in.Hash)
	if err != nil {
		return nil, s.failed("codes", err)
	}
	return &module{"application/wasm", code}, nil
}

func (s *server) moduleOf(hash abi.Hash) ([]byte, error) {
	p, err := s.at(Which{})
	if err != nil {
		return nil, err
	}
	defer p.close()
	code, ok, err := p.Code(hash)
	if err == nil && !ok {
		err = noCode(hash)
	}
	return code, err
}
