package governance

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// rolesOf have so many participants each.
func rolesOf(participants ...uint64) (list []rewards.RoleShare) {
	for _, n := range participants {
		list = append(list, rewards.RoleShare{Participants: n})
	}
	return list
}

// A report goes through all pages in their order, or through as many as 10,000 records have: each is drawn once, and by
// one seed or another every one of them is.
func TestPagesOfAReport(t *testing.T) {
	for _, test := range []struct {
		participants []uint64
		taken        uint64
	}{
		{nil, 0}, {[]uint64{0, 1, 0}, 1}, {[]uint64{50, 51, 149}, 6}, {[]uint64{5000, 4999, 1}, 201}, {[]uint64{10_000}, 200},
		{[]uint64{10_001}, 200}, {[]uint64{1, 20_000, 0, 7}, 200}, {[]uint64{15_000, 15_000}, 200},
	} {
		pages, taken := Pages(rolesOf(test.participants...))
		if taken != test.taken {
			t.Errorf("%v: %d pages, want %d", test.participants, taken, test.taken)
		}
		all := map[[2]uint64]bool{}
		for seed := range byte(60) {
			last, drawn := [2]uint64{}, map[[2]uint64]bool{}
			for i := range taken {
				role, page := PageAt(pages, taken, sdk.HashOf([]byte{seed}), i)
				at := [2]uint64{role, page}
				if page >= pages[role] || drawn[at] || i > 0 && (at[0] < last[0] || at[0] == last[0] && at[1] <= last[1]) {
					t.Fatalf("%v: draw %d is page %d of role %d, after %v", test.participants, i, page, role, last)
				}
				last, drawn[at], all[at] = at, true, true
			}
		}
		var want uint64
		for _, n := range pages {
			want += n
		}
		if uint64(len(all)) != want {
			t.Errorf("%v: %d of %d pages were ever drawn", test.participants, len(all), want)
		}
	}
}
