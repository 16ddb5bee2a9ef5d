package sdk

// EndEpochArgs is what the chain tells the hook end_epoch: which epoch ends. Its codec is
// written by hand because the generator does not run over this package.
type EndEpochArgs struct {
	Epoch     uint64 // counted from 0
	Start     uint64 // unix seconds, inclusive
	NextStart uint64 // unix seconds: where the next epoch starts, later than usual after a silence
}

// MarshalCBOR writes v as the chain does.
//
//go:noinline
func (v *EndEpochArgs) MarshalCBOR(e *Encoder) {
	e.Map(3)
	e.Text("epoch")
	e.Uint(v.Epoch)
	e.Text("start")
	e.Uint(v.Start)
	e.Text("next_start")
	e.Uint(v.NextStart)
}

// UnmarshalCBOR reads what MarshalCBOR writes, and nothing else.
//
//go:noinline
func (v *EndEpochArgs) UnmarshalCBOR(d *Decoder) {
	n := d.Map()
	d.Need(&n, "epoch")
	v.Epoch = d.Uint()
	d.Need(&n, "start")
	v.Start = d.Uint()
	d.Need(&n, "next_start")
	v.NextStart = d.Uint()
	d.End(n)
}
