package gov

import (
	"maps"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

func TestReadWeights(t *testing.T) {
	for set, want := range map[string]map[string]uint64{
		"compute=380000":                    {"compute": 380000},
		"compute=380000, developers=0":      {"compute": 380000, "developers": 0},
		"":                                  nil,
		"compute":                           nil,
		"=5":                                nil,
		"compute=-1":                        nil,
		"compute=0.5":                       nil,
		"compute=1,compute=2":               nil,
		"compute=18446744073709551616":      nil,
		"compute=380000,developers=140000,": nil,
	} {
		got, err := readWeights(set)
		if (err == nil) != (want != nil) || !maps.Equal(got, want) {
			t.Errorf("%q is %v, %v; want %v", set, got, err, want)
		}
	}
}

func TestWeightsReadBack(t *testing.T) {
	text := weightsText([]rewards.RoleWeight{{Role: "compute", Weight: 380000}, {Role: "social"}})
	if got, err := readWeights(text); err != nil || !maps.Equal(got, map[string]uint64{"compute": 380000, "social": 0}) {
		t.Errorf("%s reads back as %v, %v", text, got, err)
	}
}
