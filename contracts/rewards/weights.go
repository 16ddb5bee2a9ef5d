package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// million is 100% in ppm.
const million = 1_000_000

// weights is the voted split and what became of it. All lists are by role id, ppm.
//
//peerz:store
type weights struct {
	Base    []uint64 // voted, in force before epoch From
	Next    []uint64 // voted later, in force from epoch From on; empty: never voted
	From    uint64
	Used    []uint64 // by the last closed epoch: the formula's previous output
	Changed uint64   // the epoch from which on the last change holds
	Reason  string   // that the last change gave

	Reviewed uint64 // the epoch in which votes last decided on them, be it for those in force; 0: never
}

func loadWeights() *weights { w := new(weights); sdk.Load([]byte{keyWeights}, w); return w }
func (w *weights) save()    { sdk.Save([]byte{keyWeights}, w) }

// baseOf returns the voted weights that are in force in an epoch.
func (w *weights) baseOf(epoch uint64) []uint64 {
	if len(w.Next) > 0 && epoch >= w.From {
		return w.Next
	}
	return w.Base
}

// maxNumber bounds a weight's number so that sums and products of 64 of them fit 64 bits.
const maxNumber = 1 << 36

// checkBounds returns the error code of the first bound that weights violate, or 0. Only
// proportions count: (w) and (7w) are the same split, so bounds hold for a weight's part
// of the sum. A weight of 0 suspends its role; the part of a positive one is within
// [MinWeight, MaxWeight].
func (c *config) checkBounds(weights []uint64) uint64 {
	for _, w := range weights {
		if w > maxNumber {
			return rewards.ErrWeightMax
		}
	}
	sum := sumOf(weights)
	if sum == 0 {
		return rewards.ErrWeightsZero
	}
	for _, w := range weights {
		if w > 0 && w*million < c.Params.MinWeight*sum {
			return rewards.ErrWeightMin
		}
		if w*million > c.Params.MaxWeight*sum {
			return rewards.ErrWeightMax
		}
	}
	return 0
}

// checkVote is checkBounds plus the limit of what one vote may change: MaxChange for the
// part of each role. Roles that the vote suspends are exempt and left out of both sums,
// so that one vote can suspend a role of any size.
func (c *config) checkVote(old, voted []uint64) uint64 {
	if code := c.checkBounds(voted); code != 0 {
		return code
	}
	staying := make([]uint64, len(old))
	for i, w := range old {
		if voted[i] > 0 {
			staying[i] = w
		}
	}
	before, after := sumOf(staying), sumOf(voted)
	for i, w := range voted {
		was, is := part(staying[i], before), part(w, after)
		if is > was+c.Params.MaxChange || is+c.Params.MaxChange < was {
			return rewards.ErrWeightChange
		}
	}
	return 0
}

func sumOf(weights []uint64) (sum uint64) {
	for _, w := range weights {
		sum += w
	}
	return sum
}

// part is w's part of sum in ppm, rounded down; 0 when nothing is left to compare with.
func part(w, sum uint64) uint64 {
	if sum == 0 {
		return 0
	}
	return w * million / sum
}

// normal brings weights to a sum of a million, so that (w) and (7w) are the same from the moment at which they are
// accepted: parts by largest remainder, ties to the lower id.
func normal(weights []uint64) []uint64 {
	parts, ok := sdk.Apportion(sdk.U64(million), weights)
	if !ok {
		return weights
	}
	list := make([]uint64, len(parts))
	for i := range parts {
		list[i] = parts[i].Lo
	}
	return list
}

// due is the epoch from which on a review is overdue.
func (w *weights) due(c *config) uint64 { return w.Reviewed + c.Params.Review }

// byID orders named weights by role id; every role must be named exactly once.
func (c *config) byID(named []rewards.RoleWeight) []uint64 {
	if len(named) > len(c.Roles) {
		sdk.Abort(rewards.ErrRoleTwice, "more weights than roles")
	}
	ppm := make([]uint64, len(c.Roles))
	seen := make([]bool, len(c.Roles))
	for _, w := range named {
		id := c.mustRole(w.Role)
		if seen[id] {
			sdk.Abort(rewards.ErrRoleTwice, w.Role)
		}
		seen[id], ppm[id] = true, w.Weight
	}
	for id, name := range c.Roles {
		if !seen[id] {
			sdk.Abort(rewards.ErrRoleMissing, name)
		}
	}
	return ppm
}

func (c *config) named(ppm []uint64) []rewards.RoleWeight {
	named := make([]rewards.RoleWeight, len(ppm))
	for i, w := range ppm {
		named[i] = rewards.RoleWeight{Role: c.Roles[i], Weight: w}
	}
	return named
}

// vote returns the weights that a caller named, or aborts with the bound they violate
// as a change of old.
func (c *config) vote(old []uint64, named []rewards.RoleWeight) []uint64 {
	ppm := c.byID(named)
	if code := c.checkVote(old, ppm); code != 0 {
		sdk.Abort(uint32(code), "weights out of bounds")
	}
	return ppm
}

// SetWeights replaces the base weights from an epoch on: at an epoch boundary that is the
// epoch which begins, so that weights exist before the period they apply to.
func SetWeights(a rewards.SetWeightsArgs) {
	onlyContract(governance.Name)
	if a.Reason != "" && (len(a.Reason) > 512 || !text.IsLine(a.Reason)) {
		sdk.Abort(rewards.ErrReason, "bad reason")
	}
	c, w, b := loadConfig(), loadWeights(), loadBooks()
	if open := sdk.Context().Epoch; a.Epoch < max(b.Next, open) || a.Epoch > open+1 {
		sdk.Abort(rewards.ErrEpochRange, "neither the open epoch nor the next")
	}
	if a.Epoch > 0 {
		w.Base = w.baseOf(a.Epoch - 1) // two changes at one boundary are both held against this
	}
	w.Next, w.From = normal(c.vote(w.Base, a.Weights)), a.Epoch
	w.Reviewed = a.Epoch
	w.Changed, w.Reason = a.Epoch, a.Reason
	w.save()
	sdk.Emit("rewards.weights", sdk.Uint("epoch", a.Epoch), sdk.Text("reason", a.Reason))
}

// CheckWeights aborts with the bound that the weights violate, if they do, and when they would
// change nothing, no role's part by a millionth, unless a review is due.
func CheckWeights(a rewards.CheckWeightsArgs) {
	c, w := loadConfig(), loadWeights()
	voted := c.vote(w.baseOf(sdk.Context().Epoch), a.Weights)
	latest := w.baseOf(w.From)
	before, after := sumOf(latest), sumOf(voted)
	for i := range voted {
		if part(latest[i], before) != part(voted[i], after) {
			return
		}
	}
	if sdk.Context().Epoch >= w.due(c) { // to confirm them is a review
		return
	}
	sdk.Abort(rewards.ErrUnchanged, "these are the weights in force, or those that wait")
}

// Weights returns the voted weights, before the formula's smoothing.
func Weights() rewards.WeightsResult {
	c, w, epoch := loadConfig(), loadWeights(), sdk.Context().Epoch
	r := rewards.WeightsResult{Base: c.named(w.baseOf(epoch)), LastChanged: w.Changed, Reason: w.Reason, Reviewed: w.Reviewed, Due: w.due(c)}
	if len(w.Next) > 0 && epoch < w.From {
		r.Next = c.named(w.Next)
	}
	return r
}

// AddRole appends a role with weight 0, which a vote can then raise.
func AddRole(a rewards.AddRoleArgs) {
	onlyContract(roles.Name)
	c, w := loadConfig(), loadWeights()
	if _, ok := c.roleID(a.Role); ok {
		sdk.Abort(rewards.ErrRoleTwice, a.Role)
	}
	c.Roles = append(c.Roles, a.Role)
	w.Base, w.Used = append(w.Base, 0), append(w.Used, 0)
	if len(w.Next) > 0 {
		w.Next = append(w.Next, 0)
	}
	c.save()
	w.save()
}
