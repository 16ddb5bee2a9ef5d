package home

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// stateField is the field of a genesis document that is ours. It may be hundreds of megabytes long, and is needed once.
const stateField = "app_state"

// withoutState reads a genesis document and leaves its app_state out. What it returns is no larger than the rest of
// the document, and is as well formed as that.
func withoutState(in io.Reader) ([]byte, error) {
	c := cutter{start: -1}
	part := make([]byte, 64<<10)
	for {
		n, err := in.Read(part)
		c.add(part[:n])
		if errors.Is(err, io.EOF) {
			return c.rest, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// cutter takes one field's value out of a JSON object, part by part.
type cutter struct {
	rest             []byte // what is retained
	depth            int    // of objects and lists
	quoted, escaped  bool   // inside of a string, behind a backslash
	start            int    // in rest, of the last string of the outermost object; -1: there is none
	named, valueOpen bool   // the last string there is the field's name; its value has begun
}

func (c *cutter) add(part []byte) {
	for len(part) > 0 {
		n := 1
		if c.quoted && !c.escaped { // the rest of a string at once
			if n = bytes.IndexAny(part, "\\\""); n < 0 {
				n = len(part)
			} else {
				n++
			}
		}
		c.step(part[:n])
		part = part[n:]
	}
}

// step takes a part of a string up to a quote or a backslash, or one byte.
func (c *cutter) step(part []byte) {
	last := part[len(part)-1]
	ends := c.valueOpen && c.depth == 1 && !c.quoted && (last == ',' || last == '}')
	if ends {
		c.named, c.valueOpen = false, false
		c.rest = append(c.rest, "null"...)
	}
	if !c.valueOpen {
		c.rest = append(c.rest, part...)
	}
	switch {
	case c.escaped:
		c.escaped = false
	case c.quoted:
		c.escaped, c.quoted = last == '\\', last != '"'
		if !c.quoted && c.depth == 1 && !c.valueOpen {
			c.named = string(c.rest[c.start:]) == `"`+stateField+`"`
		}
	case last == '"':
		c.quoted = true
		if c.depth == 1 && !c.valueOpen {
			c.start = len(c.rest) - 1
		}
	case last == ':' && c.depth == 1:
		c.valueOpen = c.named
	case last == '{' || last == '[':
		c.depth++
	case last == '}' || last == ']':
		c.depth--
	}
}

// ReadState hands the app_state of a home's genesis document to read, as the next value of a decoder, so that nobody
// need hold all of it.
func ReadState(h Dir, read func(*json.Decoder) error) error {
	f, err := os.Open(h.Genesis())
	if err != nil {
		return fmt.Errorf("node: read genesis: %w", err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("node: %s: %w", h.Genesis(), err)
	}
	found := false
	for d.More() {
		name, err := d.Token()
		switch {
		case err != nil:
		case name == stateField && found:
			err = fmt.Errorf("%s is there twice", stateField)
		case name == stateField:
			found, err = true, read(d)
		default:
			err = d.Decode(new(json.RawMessage))
		}
		if err != nil {
			return fmt.Errorf("node: %s: %w", h.Genesis(), err)
		}
	}
	if !found {
		return fmt.Errorf("node: %w: %s has no %s", ErrDamaged, h.Genesis(), stateField)
	}
	return nil
}
