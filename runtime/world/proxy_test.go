package world

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// However many owners have named a proxy, and whenever each of them has signed last, what it votes with is one record of a bounded
// size, and says the same as looking at each owner, but for who is a 128th of the time from being dormant.
func TestWhatAProxyVotesWithIsOneRecord(t *testing.T) {
	for _, length := range []uint64{60, 3600, 86_400} {
		w, _ := empty(t)
		proxy, after := abi.Address{1}, DormantAfter(length)
		step := (after+AwakeMemory)/AwakeMemory + 1
		last := 4*after + 1000
		var owners []uint64 // when each of them signed last, with one base unit bonded
		for epoch := uint64(1); epoch <= last; epoch++ {
			must(t, w.SetClock(Clock{Length: length, Epoch: epoch}))
			must(t, w.AgeSilent())
			if epoch%(1+last/700) != 0 {
				continue
			}
			owner := abi.Address{2, byte(len(owners)), byte(len(owners) >> 8)}
			must(t, w.SetStake(owner, abi.U64(1), epoch))
			must(t, w.Delegate(owner, proxy))
			if owners = append(owners, epoch); len(owners)%3 == 0 { // somebody wakes
				k := len(owners) / 2
				must(t, w.Wake(abi.Address{2, byte(k), byte(k >> 8)}, epoch))
				owners[k] = epoch
			}
			list, err := w.silentOf(proxy)
			must(t, err)
			if len(list) > AwakeMemory+2 {
				t.Fatalf("epoch %d: %d sums of %d owners", epoch, len(list), len(owners))
			}
		}
		must(t, w.checkProxies())
		for back := range uint64(AwakeMemory) {
			var most, least uint64
			for _, signed := range owners {
				if signed+after >= last-back {
					most++
				}
				if signed+after >= last-back+step {
					least++
				}
			}
			total, err := w.DelegatedAt(proxy, last-back)
			must(t, err)
			named, err := w.checkpoint(key(prefixDelegated, proxy[:]), last-back)
			must(t, err)
			left := uint64(len(owners)) - named.Lo // those who had not named it yet
			if total.Lo+left < least || total.Lo > most {
				t.Fatalf("epochs of %d s, %d back: %d votes, want %d to %d", length, back, total.Lo, least, most)
			}
		}
	}
}
