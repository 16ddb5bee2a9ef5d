package world

import (
	"errors"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Contract is the registry's record of a contract. LastGood equals CodeHash when the code is
// proven; while it differs, new code is on probation and LastGood is the way back.
type Contract struct {
	CodeHash     abi.Hash
	LastGood     abi.Hash
	Failed       abi.Hash // the code rolled back last; zero if none
	FailedReason uint32   // as reported to code_failed, or a fault code
	FailedEpoch  uint64
	ProbationEnd uint64 // epoch in which the code becomes proven; 0 if it is
	Revision     uint32 // activations so far, roll-backs included; 1 at creation
	Creator      abi.Address
	Name         string // built-in name; "" for others
	Label        string // for people; its creator has no other contract of that label
	Capabilities []abi.Capability
}

// OnProbation reports whether there is other code to go back to.
func (c Contract) OnProbation() bool { return c.LastGood != c.CodeHash }

// Has reports whether the contract was granted a capability.
func (c Contract) Has(want abi.Capability) bool { return slices.Contains(c.Capabilities, want) }

// Contract returns the contract at a; ok is false if there is none.
func (r Reader) Contract(a abi.Address) (con Contract, ok bool, err error) {
	ok, err = r.load(key(prefixContract, a[:]), func(c *abi.Reader) { con = readContract(c) })
	return con, ok, err
}

func readContract(c *abi.Reader) Contract {
	fields(c, 11)
	return Contract{
		CodeHash: c.Hash(), LastGood: c.Hash(), Failed: c.Hash(),
		FailedReason: uint32(c.Uint()), FailedEpoch: c.Uint(), ProbationEnd: c.Uint(), Revision: uint32(c.Uint()),
		Creator: c.Address(), Name: c.Text(), Label: c.Text(), Capabilities: readCapabilities(c),
	}
}

func readCapabilities(c *abi.Reader) (caps []abi.Capability) {
	bits, all := c.Uint(), abi.Capabilities()
	for i, name := range all {
		if bits>>i&1 == 1 {
			caps = append(caps, name)
		}
	}
	if bits>>len(all) != 0 {
		c.Fail(errors.New("unknown capability"))
	}
	return caps
}

// SetContract writes the record and keeps the index of contracts on probation.
func (w World) SetContract(a abi.Address, con Contract) error {
	b := abi.AppendArray(nil, 11)
	for _, h := range []abi.Hash{con.CodeHash, con.LastGood, con.Failed} {
		b = abi.AppendBytes(b, h[:])
	}
	for _, n := range []uint64{uint64(con.FailedReason), con.FailedEpoch, con.ProbationEnd, uint64(con.Revision)} {
		b = abi.AppendUint(b, n)
	}
	b = abi.AppendText(abi.AppendText(abi.AppendBytes(b, con.Creator[:]), con.Name), con.Label)
	var bits uint64
	for i, c := range abi.Capabilities() {
		if con.Has(c) {
			bits |= 1 << i
		}
	}
	if err := w.set(key(prefixContract, a[:]), abi.AppendUint(b, bits)); err != nil {
		return err
	}
	if con.OnProbation() {
		return w.set(key(prefixProbation, a[:]), []byte{1})
	}
	return w.delete(key(prefixProbation, a[:]))
}

// Named is a contract with its address.
type Named struct {
	Address abi.Address
	Contract
}

// Contracts lists every contract, by address.
func (r Reader) Contracts() (list []Named, err error) {
	err = r.each(key(prefixContract), func(rest, v []byte) error {
		n := Named{Address: abi.Address(rest)}
		err := parse(rest, v, func(c *abi.Reader) { n.Contract = readContract(c) })
		list = append(list, n)
		return err
	})
	return list, err
}

// OnProbation lists the contracts on probation, by address.
func (r Reader) OnProbation() (list []abi.Address, err error) {
	err = r.each(key(prefixProbation), func(rest, _ []byte) error {
		list = append(list, abi.Address(rest))
		return nil
	})
	return list, err
}

// ByName returns the address of a built-in name.
func (r Reader) ByName(name string) (a abi.Address, ok bool, err error) {
	ok, err = r.load(key(prefixName, []byte(name)), func(c *abi.Reader) { a = c.Address() })
	return a, ok, err
}

// SetName gives a contract its built-in name.
func (w World) SetName(name string, a abi.Address) error {
	return w.set(key(prefixName, []byte(name)), abi.AppendBytes(nil, a[:]))
}

// ByLabel returns the contract that a creator gave a label to.
func (r Reader) ByLabel(creator abi.Address, label string) (a abi.Address, ok bool, err error) {
	ok, err = r.load(key(prefixLabel, creator[:], []byte(label)), func(c *abi.Reader) { a = c.Address() })
	return a, ok, err
}

// SetLabel notes which of its creator's contracts has a label.
func (w World) SetLabel(creator abi.Address, label string, a abi.Address) error {
	return w.set(key(prefixLabel, creator[:], []byte(label)), abi.AppendBytes(nil, a[:]))
}
