package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func TestAnybodyRaisesTheCounter(t *testing.T) {
	chain := sdktest.New(t)
	chain.As(sdk.AddressOf([]byte{1})).Must(func() { Add(AddArgs{By: 2}) })
	chain.As(sdk.AddressOf([]byte{2})).Must(func() { Add(AddArgs{By: 3}) })
	chain.Expect(ErrZero, func() { Add(AddArgs{}) })
	if got := Get().Count; got != sdk.U64(5) {
		t.Errorf("the count is %s, want 5", got)
	}
	events := chain.Events()
	if len(events) != 2 || events[1].String() != "added{by=0x0200000000000000000000000000000000000000 count=5}" {
		t.Errorf("events: %v", events)
	}
}

func TestAnOverflowChangesNothing(t *testing.T) {
	chain := sdktest.New(t)
	full := Value{Count: sdk.MaxAmount}
	chain.Must(func() { sdk.Save([]byte("count"), &full) })
	chain.Expect(sdk.ErrOverflow, func() { Add(AddArgs{By: 1}) })
	if got := Get().Count; got != sdk.MaxAmount {
		t.Errorf("the count is %s", got)
	}
}

func TestAQueryCannotWrite(t *testing.T) {
	chain := sdktest.New(t)
	if code := chain.Query(func() { Add(AddArgs{By: 1}) }); code != sdk.ErrReadOnly {
		t.Errorf("abort code %d", code)
	}
}
