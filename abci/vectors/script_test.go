package vectors

import (
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/peerz-ai/peerz-chain/vm"
)

// script plays a scenario on two chains that differ only in their engine. Its commands:
//
//	genesis plain|devnet users=(alice, bob) [epoch=10s] [formula=MODULE]
//	params {"max_block_gas": 1}             (plain only) what differs from the defaults
//	validator NAME POWER                    (plain only) the stake of an account, in tokens, with a key of its name
//	code MODULE                             (plain only) a code that no contract has yet
//	contract NAME MODULE [CAPABILITY...]    (plain only) a built-in contract
//
// plain has nothing but the accounts; devnet is the built-in genesis, with one validator
// called val. Then blocks, at a time after the last one, or at the end of the epoch:
//
//	block [5s|epoch] [against-itself=NAME] (whose validator is proven to have signed twice at the first height)
//	FROM transfer TO AMOUNT
//	FROM upload MODULE|0xHEX
//	FROM instantiate MODULE NAME [JSON]
//	FROM call CONTRACT METHOD [JSON]
//	FROM bond|unbond AMOUNT
//	FROM join NAME                          the key of this name becomes FROM's validator
//	FROM leave
//	FROM rescue CONTRACT MODULE [no]
//	raw HEX
//
// 2/alice/bob/carol is the account that two of three keys control. A transaction may end with words that
// change it: funds=N, gas=N, fee=N, nonce=N, expiry=N, chain=ID, by=alice/carol (who signs), forged. In JSON, "@name" is an address, "#module" a code hash, and "$name" the
// input of a call that an earlier line made: let NAME CONTRACT METHOD [JSON]. Instead of JSON
// there may be hex, with <@name>, <#module> and <!host_function> in it; the method - makes it the whole input.
type script struct {
	engines [2]*vm.Engine
	root    string // of the repository
	chains  [2]*chain
	names   *names
}

func (s *script) command(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	var out [2]string
	switch d.Cmd {
	case "genesis":
		s.names = newNames(s.root, s.engines[0])
		g := s.genesis(t, d)
		for i, e := range s.engines {
			s.chains[i] = newChain(t, e)
			out[i] = s.chains[i].start(t, g)
		}
	case "block":
		at := s.chains[0].time + int64(1)
		if len(d.CmdArgs) > 0 && d.CmdArgs[0].Key == "against-itself" {
			at = s.chains[0].time + 1
		} else if len(d.CmdArgs) > 0 && d.CmdArgs[0].Key == "epoch" {
			at = s.chains[0].epochEnd(t)
		} else if len(d.CmdArgs) > 0 {
			wait, err := time.ParseDuration(d.CmdArgs[0].Key)
			must(t, err)
			at = s.chains[0].time + int64(wait/time.Second)
		}
		evil := ""
		d.MaybeScanArgs(t, "against-itself", &evil)
		txs := s.transactions(t, d.Input)
		for i, c := range s.chains {
			out[i] = c.block(t, at, txs, evil)
		}
	default:
		d.Fatalf(t, "unknown command")
	}
	if out[0] != out[1] {
		d.Fatalf(t, "the interpreter gives another answer:\n%s\nthan the compiler:\n%s", out[1], out[0])
	}
	return s.names.replaceIn(out[0])
}

func (s *script) close(t *testing.T) {
	for _, c := range s.chains {
		if c != nil {
			c.close(t)
		}
	}
}

// lines splits a command's input, without comments and empty lines.
func lines(input string) (out []string) {
	for l := range strings.Lines(input) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			out = append(out, l)
		}
	}
	return out
}
