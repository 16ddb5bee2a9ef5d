package world

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Every kind of key has a name that leads back to it.
func TestKeyNames(t *testing.T) {
	a, h := abi.Address{7}, abi.Hash{9}
	called := func(x abi.Address) string {
		if x == a {
			return "rewards"
		}
		return ""
	}
	find := func(kind, name string) (abi.Address, error) {
		if name == "rewards" && kind != "planet" {
			return a, nil
		}
		return abi.Address{}, errors.New("who?")
	}
	for _, k := range [][]byte{
		AccountKey(a), AccountKey(abi.Address{1}), key(prefixContract, a[:]), StorageKey(a, []byte{1, 2}), key(prefixProbation, a[:]),
		key(prefixCode, h[:]), key(prefixCodeInfo, h[:]), key(prefixValidator, h[:]), key(prefixPending, a[:]), key(prefixName, []byte("roles")),
		key(prefixLabel, a[:], []byte("tally")), key(prefixClock), key(prefixHooks), key(prefixParams), key(prefixSupply), key(prefixAbsence), key(prefixJailed, a[:]), key(prefixWarm), {'z', 1}, {prefixAccount}, {prefixStorage, 2},
	} {
		name := KeyName(k, called)
		back, err := ParseKeyName(name, find)
		if err != nil || !bytes.Equal(back, k) {
			t.Errorf("%x is named %s, which leads to %x, %v", k, name, back, err)
		}
	}
	if name := KeyName(StorageKey(a, []byte{0xab}), called); name != "contract:rewards/0xab" {
		t.Error(name)
	}
	for _, bad := range []string{"", "account:", "account:nobody", "code:12", "clock:1", "contract:rewards/0xzz", "contract:rewards/", "0x", "planet:mars"} {
		if k, err := ParseKeyName(bad, find); err == nil {
			t.Errorf("%q is taken for %x", bad, k)
		}
	}
	if _, err := ParseKeyName("planet:mars", find); !strings.Contains(err.Error(), "account:NAME") {
		t.Errorf("the message does not help: %v", err)
	}
}
