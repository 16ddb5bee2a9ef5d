package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// CommitmentInput is what a commitment hides: its SHA-256 is the hash that an attestor
// commits. It cannot be used on another chain, for another epoch or role, or by another
// attestor, and the salt, 32 random bytes, keeps everybody from guessing the findings.
func CommitmentInput(chain sdk.Hash, epoch uint64, role string, attestor sdk.Address, r *Revealed) []byte {
	var e sdk.Encoder
	e.Array(7)
	e.Text("peerz/report/0")
	e.Hash(chain)
	e.Uint(epoch)
	e.Text(role)
	e.Address(attestor)
	e.Hash(r.Salt)
	r.Sheet.MarshalCBOR(&e)
	return e.Bytes()
}
