package sdk

// EndEpochArgs is what the chain tells the hook end_epoch: which epoch ends. A contract whose hook
// failed at an earlier boundary learns the epochs that it missed from what it stored itself. Its codec
// is written by hand because the generator does not run over this package.
type EndEpochArgs struct {
	From      uint64 // where this call goes on: Next of the one before; 0 in the first
	Epoch     uint64 // counted from 0
	Start     uint64 // unix seconds, inclusive
	NextStart uint64 // unix seconds: where the next epoch starts, later than usual after a silence
}

// MarshalCBOR writes v as the chain does.
//
//go:noinline
func (v *EndEpochArgs) MarshalCBOR(e *Encoder) {
	n := 3
	if v.From != 0 {
		n++
	}
	e.Map(n)
	if v.From != 0 {
		e.Text("from")
		e.Uint(v.From)
	}
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
	if d.Field(&n, "from") {
		v.From = d.Uint()
	}
	d.Need(&n, "epoch")
	v.Epoch = d.Uint()
	d.Need(&n, "start")
	v.Start = d.Uint()
	d.Need(&n, "next_start")
	v.NextStart = d.Uint()
	d.End(n)
}

// EndBlockArgs is what the chain tells the hook end_block.
type EndBlockArgs struct {
	From uint64 // where this call goes on: Next of the one before; 0 in the first
}

// MarshalCBOR writes v as the chain does.
//
//go:noinline
func (v *EndBlockArgs) MarshalCBOR(e *Encoder) {
	if v.From == 0 {
		e.Map(0)
		return
	}
	e.Map(1)
	e.Text("from")
	e.Uint(v.From)
}

// UnmarshalCBOR reads what MarshalCBOR writes, and nothing else.
//
//go:noinline
func (v *EndBlockArgs) UnmarshalCBOR(d *Decoder) {
	n := d.Map()
	if d.Field(&n, "from") {
		v.From = d.Uint()
	}
	d.End(n)
}

// HookResult is what a hook may answer: that it is not done. It is then called again, with fresh
// memory, until it is done or all its calls together have used the hook's gas. What a call did stays
// when a later one fails, and the hook may begin anew: so each call leaves the contract consistent, and
// what was done is not done again.
type HookResult struct {
	Next uint64 // above From; 0: done
}

// MarshalCBOR writes v as the chain reads it.
//
//go:noinline
func (v *HookResult) MarshalCBOR(e *Encoder) {
	if v.Next == 0 {
		e.Map(0)
		return
	}
	e.Map(1)
	e.Text("next")
	e.Uint(v.Next)
}
