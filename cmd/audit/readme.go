package audit

import (
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// readme explains an epoch's folder to whoever finds it.
func (e *Epoch) readme() []byte {
	a := &e.Account
	var b strings.Builder
	w := cli.NewPrinter(&b)
	w.Printf("# Epoch %d of %s\n\n", a.Epoch, e.ChainID)
	w.Printf("From %s to %s. What was recorded of it, and what it paid.\n\n", cli.Time(int64(a.Start)), cli.Time(int64(a.End)))
	b.WriteString(`| file | has |
|---|---|
| epoch.json | inputs (what it was calculated from) and account (what came of it) |
| roles.csv | the same of each role, as a table |
| contributions.json, .csv | what was verified, in the order of verification: the leaves of the Merkle tree |
| payouts.json, .csv | what each participant gets |
| formula-HASH.wasm | the code of the formula; its SHA-256 is HASH |
| SHA256SUMS | the SHA-256 of each of these files |

Amounts are base units; 1 token is 10^18 of them. Weights are millionths. Times in JSON are unix seconds.
In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.

`)
	w.Printf("Calculate it again, without the chain: `peerz audit --data .. --from %d --to %d`. With `--api URL` of a node it also\n", a.Epoch, a.Epoch)
	w.Printf("compares with the chain's state, which has the Merkle root of what was verified for ever:\n\n    %x\n\n", a.Root.Bytes())
	w.Printf("By hand: pool = emission + fees + from_reserve = %s + %s + %s = %s. It is split by the weights,\n", a.Emission, a.Fees, a.FromReserve, a.Pool)
	b.WriteString("with the largest remainder. A participant gets floor(pool of the role * score / score total), at most its limit where payouts.json has one,\nand, as fee_amount, the same part of the role's fee_pool on top. docs/accounting.md of Peerz Chain has every rule.\n")
	return []byte(b.String())
}
