package world

import (
	"errors"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Contract is the registry's record of a contract.
type Contract struct {
	CodeHash     abi.Hash
	Previous     abi.Hash // the code that this one replaced, for good: the way back; zero if there is none
	MigrateBack  abi.Hash // code whose migrate entry makes the storage Previous's again; zero: it fits as it is
	BackFault    uint32   // why the way back did not work when it was last tried, code of a fault; 0 if it did
	Probation    Probation
	Failed       abi.Hash // the code rolled back last; zero if none
	FailedReason uint32   // as reported to code_failed, or a fault code
	FailedEpoch  uint64
	Revision     uint32 // activations so far, roll-backs included; 1 at creation
	Creator      abi.Address
	Name         string // built-in name; "" for others
	Label        string // for people; its creator has no other contract of that label
	Capabilities []abi.Capability
}

// Probation is that of new code. It is measured in use: an epoch counts in which the code was called and
// succeeded.
type Probation struct {
	On    bool   // one failure is enough to go back
	Group uint64 // of the upgrades that were activated together: they are proven, or go back, together
	Left  uint64 // epochs of use that are missing
	Used  uint64 // the last epoch that counted
}

// OnProbation reports whether one failure of the code is enough to go back to the code before.
func (c Contract) OnProbation() bool { return c.Probation.On }

// LastGood is the proven code: the live one, or while that is on probation the one before.
func (c Contract) LastGood() abi.Hash {
	if c.OnProbation() {
		return c.Previous
	}
	return c.CodeHash
}

// ProbationEnd is the first epoch that can begin with the code proven, seen from the open one; 0 if it is.
func (c Contract) ProbationEnd(epoch uint64) uint64 {
	p := c.Probation
	switch {
	case !p.On:
		return 0
	case p.Left > 0 && p.Used != epoch:
		return epoch + p.Left
	}
	return epoch + 1 + p.Left
}

// Use counts an epoch in which the code was called and succeeded, once; it reports whether that changes anything.
func (p *Probation) Use(epoch uint64) bool {
	if !p.On || p.Left == 0 || p.Used == epoch {
		return false
	}
	p.Left, p.Used = p.Left-1, epoch
	return true
}

// Has reports whether the contract was granted a capability.
func (c Contract) Has(want abi.Capability) bool { return slices.Contains(c.Capabilities, want) }

// Contract returns the contract at a; ok is false if there is none.
func (r Reader) Contract(a abi.Address) (con Contract, ok bool, err error) {
	ok, err = r.load(key(prefixContract, a[:]), func(c *abi.Reader) { con = readContract(c) })
	return con, ok, err
}

func readContract(c *abi.Reader) Contract {
	fields(c, 16)
	return Contract{
		CodeHash: c.Hash(), Previous: c.Hash(), MigrateBack: c.Hash(), Failed: c.Hash(), BackFault: uint32(c.Uint()),
		Probation:    Probation{On: c.Bool(), Group: c.Uint(), Left: c.Uint(), Used: c.Uint()},
		FailedReason: uint32(c.Uint()), FailedEpoch: c.Uint(), Revision: uint32(c.Uint()),
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
	b := abi.AppendArray(nil, 16)
	for _, h := range []abi.Hash{con.CodeHash, con.Previous, con.MigrateBack, con.Failed} {
		b = abi.AppendBytes(b, h[:])
	}
	p := con.Probation
	b = abi.AppendBool(abi.AppendUint(b, uint64(con.BackFault)), p.On)
	for _, n := range []uint64{p.Group, p.Left, p.Used, uint64(con.FailedReason), con.FailedEpoch, uint64(con.Revision)} {
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

// Builtins lists the contracts with a built-in name, by name.
func (r Reader) Builtins() (list []Named, err error) {
	err = r.each(key(prefixName), func(rest, v []byte) error {
		var n Named
		return parse(rest, v, func(c *abi.Reader) {
			n.Address = c.Address()
			list = append(list, n)
		})
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Contract, _, err = r.Contract(list[i].Address); err != nil {
			return nil, err
		}
	}
	return list, nil
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
