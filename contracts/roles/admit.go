package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Where work is cheap to make up, as points are, a newcomer must not be: then a role asks for age and stake (P17). Both are
// settings of its source, which votes change.

// mustAdmit aborts unless a role takes a submission for an epoch. Its account works under one id in it, because stake stands for
// one: else one stake would have many ids, each with what the formula gives an id at most.
func (r *role) mustAdmit(id uint64, s *submission, epoch uint64) {
	if r.Age == 0 && r.Stake.IsZero() {
		return
	}
	now := sdk.Context().Epoch
	if joined, ok := sdk.Get(memberKey(id, s.Payee)); !ok || sdk.ReadBE64(joined)+r.Age > now {
		sdk.Abort(roles.ErrAge, "not registered for long enough: "+s.Payee)
	}
	if stakeOf(s.Account, now).Less(r.Stake) {
		sdk.Abort(roles.ErrStake, "less bonded than the role asks for: "+s.Payee)
	}
	key, value := sdk.Key(keyWorks, []byte{byte(id)}, s.Account.Bytes()), append(sdk.BE64(epoch), s.Payee...)
	last, known := sdk.Get(key)
	if known && string(last[8:]) != s.Payee && sdk.ReadBE64(last) >= epoch {
		sdk.Abort(roles.ErrOneID, "its account works under another id: "+s.Payee)
	}
	if string(last) != string(value) {
		sdk.Set(key, value)
	}
}
