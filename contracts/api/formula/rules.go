package formula

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Rule is what the default formula does with a role in which much can be done cheaply: of each measure, which is a kind of what counts,
// the first Full count whole, the next Full half, the next a quarter, and so on; all together score at most Cap.
type Rule struct {
	Role string
	Full sdk.Amount // above 0
	Cap  sdk.Amount // at least Full
}

// Rules reads the formula's parameters: the CBOR array of arrays [role, full, cap]. It is false for anything else, such as the
// parameters of another formula.
func Rules(params []byte) (list []Rule, ok bool) {
	d := sdk.NewDecoder(params)
	for range d.Array() {
		d.Tuple(3)
		r := Rule{d.Text(), d.Amount(), d.Amount()}
		if r.Full.IsZero() || r.Cap.Less(r.Full) {
			return nil, false
		}
		list = append(list, r)
	}
	return list, d.Done()
}

// Params writes rules as the formula's parameters.
func Params(rules []Rule) []byte {
	var e sdk.Encoder
	e.Array(len(rules))
	for _, r := range rules {
		e.Array(3)
		e.Text(r.Role)
		e.Amount(r.Full)
		e.Amount(r.Cap)
	}
	return e.Bytes()
}
