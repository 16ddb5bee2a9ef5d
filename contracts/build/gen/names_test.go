package gen

import "testing"

func TestGoNamesBecomeSnakeCase(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "IDs": "ids", "CodeHash": "code_hash", "codeHash": "code_hash", "ChainID": "chain_id",
		"HTTPPort": "http_port", "A": "a", "TotalStake2": "total_stake2", "RoleIDs": "role_ids", "IDTaken": "id_taken", "NoIDs": "no_ids",
	} {
		if got := snake(name); got != want {
			t.Errorf("%s becomes %s, want %s", name, got, want)
		}
	}
}
