package audit

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// payouts scores what was verified, and shares out the pools.
func (k *check) payouts(s *scoring) error {
	a := &k.e.Account
	if err := s.score(k.e.Contributions); err != nil {
		return err
	}
	payer, reason := s.payer()
	k.same("paid_by", a.PaidBy, payer)
	k.same("reason", a.Reason, reason)
	k.same("reason against the live code", k.e.Inputs.Live.Reason, s.live)
	k.same("reason against the fallback", k.e.Inputs.LastGood.Reason, s.last)
	k.same("code that paid", fmt.Sprintf("%x", a.Formula.CodeHash.Bytes()), fmt.Sprintf("%x", s.code(payer).Bytes()))
	back, out := Wide(a.FeePool), new(big.Int)
	for i := range a.Roles {
		r := &a.Roles[i]
		out.Add(out, sum(Wide(r.Returned), Wide(r.Dust)))
		back.Sub(back, Wide(r.FeePool))
		k.role(r, s, payer, reason)
	}
	if back.Sign() < 0 {
		k.same("fee_pool that is paid", sum(Wide(a.FeePool), new(big.Int).Neg(back)), a.FeePool)
	}
	k.same("carry_out", a.CarryOut, out)
	k.complete(s)
	k.table()
	return nil
}

// table compares the root of what the records were when the epoch was sealed, if the chain had made it by then.
func (k *check) table() {
	if k.e.Account.Table.IsZero() {
		return
	}
	var leaves [][32]byte
	for _, row := range k.e.rows() {
		leaves = append(leaves, sha256.Sum256(append([]byte{0}, row...)))
	}
	k.same("Merkle root of the table", fmt.Sprintf("%x", k.e.Account.Table.Bytes()), fmt.Sprintf("%x", tree(leaves)))
}

// payer is who pays an epoch when all is verified.
func (s *scoring) payer() (name string, reason uint64) {
	switch {
	case s.live == 0:
		return "live", 0
	}
	return s.fallback(), s.live
}

// fallback is who pays when the live code does not.
func (s *scoring) fallback() string {
	if s.last == 0 {
		return "last_good"
	}
	return "linear"
}

// rolePayer is who pays a role: who pays the epoch, or the fallback where the live code pays nobody and it would.
func (s *scoring) rolePayer(role, payer string, reason uint64) (string, uint64) {
	if instead := s.fallback(); payer == "live" && s.total(role, "live").Sign() == 0 && s.total(role, instead).Sign() > 0 {
		return instead, rewards.ReasonNobody
	}
	return payer, reason
}

// total is the sum of a role's scores.
func (s *scoring) total(role, payer string) *big.Int {
	total := new(big.Int)
	for who, rec := range s.records { // a sum does not depend on the order
		if who.role == role {
			total.Add(total, rec.of(payer))
		}
	}
	return total
}

// code is that of who pays.
func (s *scoring) code(payer string) sdk.Hash {
	switch payer {
	case "live":
		return s.in.Live.CodeHash
	case "last_good":
		return s.in.LastGood.CodeHash
	}
	return sdk.Hash{}
}

// of is what counts of a record.
func (r *record) of(payer string) *big.Int {
	switch payer {
	case "live":
		return r.live
	case "last_good":
		return r.last
	}
	return r.raw()
}

// role compares one role's totals and payouts.
func (k *check) role(r *rewards.RoleShare, s *scoring, payer string, reason uint64) {
	payer, reason = s.rolePayer(r.Role, payer, reason)
	k.same("paid_by of "+r.Role, r.PaidBy, payer)
	k.same("reason of "+r.Role, r.Reason, reason)
	score, raw, n := s.total(r.Role, payer), s.total(r.Role, "linear"), 0
	for who := range s.records { // nor does a number
		if who.role == r.Role {
			n++
		}
	}
	k.same("score total of "+r.Role, r.ScoreTotal, score)
	k.same("sum of measures of "+r.Role, r.RawTotal, raw)
	k.same("participants of "+r.Role, r.Participants, n)
	returned := new(big.Int)
	if score.Sign() == 0 {
		returned = Wide(r.Pool)
	}
	fees := new(big.Int)
	if r.Role == "liquidity" && score.Sign() > 0 {
		fees = Wide(k.e.Account.FeePool)
	}
	k.same("fee_pool of "+r.Role, r.FeePool, fees)

	paid, feePaid, all := new(big.Int), new(big.Int), true
	for i := range k.e.Payouts {
		if p := &k.e.Payouts[i]; p.Role == r.Role {
			amount, fee := k.payout(p, r, s.records[key{p.Role, p.ID}], payer)
			switch p.State {
			case "paid":
				paid, feePaid = paid.Add(paid, amount), feePaid.Add(feePaid, fee)
			case "void":
				returned.Add(returned, amount)
			default:
				all = false
				part := partOf(p)
				ofPool := least(part, amount) // which is paid first
				paid, feePaid = paid.Add(paid, ofPool), feePaid.Add(feePaid, new(big.Int).Sub(part, ofPool))
			}
		}
	}
	k.same("returned of "+r.Role, r.Returned, returned)
	k.same("paid of "+r.Role, r.Paid, paid)
	k.same("fees paid of "+r.Role, r.FeePaid, feePaid)
	if all && score.Sign() > 0 {
		k.same("dust of "+r.Role, r.Dust, paid.Sub(Wide(r.Pool), paid.Add(paid, returned)))
	}
}

// partOf is what of a payout was paid while the limit on outflow kept the rest.
func partOf(p *Payout) *big.Int {
	if p.Part == nil {
		return new(big.Int)
	}
	return Wide(*p.Part)
}

// payout compares what one participant gets: floor(pool * score / total), at most its limit.
func (k *check) payout(p *Payout, r *rewards.RoleShare, rec *record, payer string) (amount, fee *big.Int) {
	name := fmt.Sprintf("%s in %s", p.ID, p.Role)
	if rec == nil {
		k.same("verified contributions of "+name, "a payout", "none")
		return new(big.Int), new(big.Int)
	}
	score, total := rec.of(payer), Wide(r.ScoreTotal)
	amount, fee = share(Wide(r.Pool), score, total), share(Wide(r.FeePool), score, total)
	if p.Limit != nil {
		amount = least(amount, Wide(*p.Limit)) // work that somebody paid for earns no more than a part of what was burned for it
	}
	k.same("contribution of "+name, p.Contribution, rec.raw())
	k.same("score of "+name, p.Score, score)
	if p.State == "void" { // a dispute was upheld: it is not paid
		k.same("amount of "+name, p.Amount, new(big.Int))
		k.same("fee_amount of "+name, p.FeeAmount, new(big.Int))
	} else {
		k.same("amount of "+name, p.Amount, amount)
		k.same("fee_amount of "+name, p.FeeAmount, fee)
	}
	verified := p.Address
	if !p.From.IsZero() { // a dispute has given it to another id's account
		verified = p.From
	}
	k.same("account of "+name, fmt.Sprintf("%x", verified.Bytes()), fmt.Sprintf("%x", rec.account.Bytes()))
	return amount, fee
}

// complete looks for participants who did something and are not in the list of payouts.
func (k *check) complete(s *scoring) {
	var left []key
	for who := range s.records {
		left = append(left, who)
	}
	slices.SortFunc(left, func(a, b key) int { return cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.id, b.id)) })
	listed := map[key]bool{}
	for _, p := range k.e.Payouts {
		if listed[key{p.Role, p.ID}] {
			k.same("payouts of "+p.ID+" in "+p.Role, "2", "1")
		}
		listed[key{p.Role, p.ID}] = true
	}
	for _, who := range left {
		if !listed[who] {
			k.same("payout of "+who.id+" in "+who.role, "none", "one")
		}
	}
}
