package sdktest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Event is what Emit produced.
type Event struct {
	Kind string
	Data []byte // canonical CBOR: a map from text to scalars
}

var eventKind = regexp.MustCompile(`^[a-z0-9_.]{1,64}$`)

// Event implements sdk.HostCalls.
func (c *Chain) Event(kind string, data []byte) sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	if !eventKind.MatchString(kind) {
		return sdk.InvalidArgument
	}
	if len(data) > 4096 {
		return sdk.TooLarge
	}
	if _, ok := fields(data); !ok {
		return sdk.InvalidArgument
	}
	c.events = append(c.events, Event{kind, data})
	return sdk.OK
}

// Events returns the events since the last time it was called.
func (c *Chain) Events() []Event {
	events := c.events
	c.events = nil
	return events
}

// String shows an event as one line, such as `paid{to=0x01.. amount=25}`.
func (e Event) String() string {
	pairs, _ := fields(e.Data)
	return e.Kind + "{" + strings.Join(pairs, " ") + "}"
}

// fields decodes a map of scalars to "key=value", and refuses keys out of order.
func fields(data []byte) ([]string, bool) {
	d := sdk.NewDecoder(data)
	var pairs []string
	last := ""
	for i := range d.Map() {
		key := d.Text()
		if i > 0 && (len(key) < len(last) || len(key) == len(last) && key <= last) {
			return nil, false
		}
		last = key
		pairs = append(pairs, key+"="+scalar(d))
	}
	return pairs, d.Done()
}

func scalar(d *sdk.Decoder) string {
	switch d.Kind() {
	case sdk.KindText:
		return d.Text()
	case sdk.KindBytes:
		return fmt.Sprintf("0x%x", d.Blob())
	case sdk.KindBool:
		return fmt.Sprint(d.Bool())
	case sdk.KindNegative:
		return fmt.Sprint(d.Int())
	}
	return d.Amount().String()
}
