package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A reference is retained as long as work that has it is not too old to be submitted again: then both go
// together, with what was reported on it, and the state does not grow for ever (P11).

const pruneAtOnce = 50 // submissions

// oldest is the moment before which work is too old for the epoch that is verified: the start of the
// epoch max_age before it, and never before the epochs whose references are deleted.
func (c *config) oldest(p *progress) uint64 {
	first, age := p.Pruned, c.Params.MaxAge
	if age > 0 && p.Epoch >= age {
		first = max(first, p.Epoch-age)
	} else if age > 0 && first == 0 { // before the chain began
		return c.Start - min(c.Start, (age-p.Epoch)*c.Length)
	}
	if first == 0 {
		return 0
	}
	var e epochStart
	for _, entry := range sdk.Scan(epochKey(first), epochKey(p.Epoch+1), false, 1) {
		sdk.Unmarshal(entry.Value, &e)
	}
	return e.Start
}

// prune deletes some of what is older than max_age, and reports whether it did.
func (p *progress) prune(c *config) bool {
	if c.Params.MaxAge == 0 || p.Pruned >= p.Free || p.Pruned+c.Params.MaxAge >= p.Epoch {
		return false
	}
	old := sdk.Scan([]byte{keySubmission}, submissionKey(p.Pruned+1, 0, 0), false, pruneAtOnce)
	for _, entry := range old {
		s := readSubmission(entry.Value)
		if _, role, _ := splitSubmissionKey(entry.Key); s.State == verified {
			sdk.Delete(takenKey(role, s.Ref))
		}
		sdk.Delete(entry.Key)
	}
	for _, kind := range [][2][]byte{{{keySheet}, sheetsKey(p.Pruned+1, 0, 0)}, {{keyBatch}, batchKey(p.Pruned+1, 0)}} {
		if len(old) == 0 {
			old = sdk.Scan(kind[0], kind[1], false, pruneAtOnce)
			for _, entry := range old {
				sdk.Delete(entry.Key)
			}
		}
	}
	if len(old) == 0 {
		for role := range c.Roles {
			sdk.Delete(countKey(p.Pruned, role))
		}
		sdk.Delete(epochKey(p.Pruned))
		p.Pruned++
	}
	return true
}
