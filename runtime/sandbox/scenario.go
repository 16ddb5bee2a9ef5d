package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// A scenario is a text file that tells the story of a contract. Steps are separated by blank
// lines; a step is commands, a line of four dashes, and what each command answers:
//
//	deploy {"limit": 5}
//	----
//	ok {}
//
//	as bob
//	call add {"by": 7, "to": "@alice"}
//	query get
//	----
//	abort too_much
//	ok {"count":"0"}
//
// Commands: deploy [ARGS], as NAME, call METHOD [ARGS] [funds=N], query METHOD [ARGS],
// pure ENTRY [ARGS], wait SECONDS, epoch (to the next boundary). `as`, `wait` and `epoch`
// answer nothing. Anybody may act; each name has a million tokens. In arguments "@name" is
// the address of an account and "@self" the contract's. Lines that start with # are comments.
// Answers are "ok JSON", "abort NAME" or the name of a fault such as out_of_gas.
type Scenario struct {
	Output   []byte    // the file with the answers that the contract gave
	Failures []Failure // where they differ from those in the file
}

// Failure is a step whose answers are not those in the file.
type Failure struct {
	Line      int    // of the step's first command, from 1
	Want, Got string // the answers, line by line
}

var atName = regexp.MustCompile(`"@([a-zA-Z0-9_-]+)"`)

// RunScenario plays a scenario file on a fresh chain. The error says what is wrong with the
// file or the module; answers that differ are failures.
func RunScenario(code, file []byte, o Options) (s Scenario, err error) {
	steps, err := parseScenario(string(file))
	if err != nil {
		return s, err
	}
	c, err := New(Genesis(names(steps)...), o)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if _, err := c.Block(Start); err != nil {
		return s, err
	}
	k, err := c.Upload("alice", code)
	if err != nil {
		return s, err
	}
	p := player{k: k, as: "alice"}
	var out bytes.Buffer
	for _, st := range steps {
		got, err := p.play(st)
		if err != nil {
			return s, err
		}
		if got != st.want {
			s.Failures = append(s.Failures, Failure{st.line, st.want, got})
		}
		st.print(&out, got)
	}
	s.Output = out.Bytes()
	return s, nil
}

// player plays steps on a contract.
type player struct {
	k  *Contract
	as string
}

func (p *player) play(st step) (string, error) {
	var answers []string
	for i, line := range st.lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		answer, err := p.command(line)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", st.line+i, err)
		}
		if answer != "" {
			answers = append(answers, answer)
		}
	}
	return strings.Join(answers, "\n"), nil
}

func (p *player) command(line string) (string, error) {
	verb, rest, _ := strings.Cut(line, " ")
	rest, funds, err := cutFunds(p.resolve(strings.TrimSpace(rest)))
	if err != nil {
		return "", err
	}
	name, args, _ := strings.Cut(rest, " ")
	var o Outcome
	switch verb {
	case "as":
		p.as = rest
		return "", nil
	case "wait":
		n, err := strconv.ParseUint(rest, 10, 31)
		if err == nil {
			_, err = p.k.chain.Block(p.k.chain.Time() + int64(n))
		}
		return "", err
	case "epoch":
		return "", p.epoch()
	case "deploy":
		o, err = p.k.Deploy(p.as, []byte(rest), funds, nil)
	case "call":
		o, err = p.k.Call(p.as, name, []byte(args), funds, nil)
	case "query":
		o, err = p.k.Query(name, []byte(args), nil)
	case "pure":
		o, err = p.k.Pure(name, []byte(args), nil)
	default:
		return "", fmt.Errorf("unknown command %q; use deploy, as, call, query, pure, wait or epoch", verb)
	}
	return o.String(), err
}

// epoch makes the block that closes the open epoch.
func (p *player) epoch() error {
	var k world.Clock
	err := p.k.chain.Read(func(r world.Reader) (err error) { k, err = r.Clock(); return err })
	if err == nil {
		_, err = p.k.chain.Block(int64(k.End))
	}
	return err
}

// resolve replaces "@name" by an address.
func (p *player) resolve(args string) string {
	return atName.ReplaceAllStringFunc(args, func(s string) string {
		a := Key(s[2 : len(s)-1]).Address()
		if s == `"@self"` {
			a = p.k.Address
		}
		return `"` + a.String() + `"`
	})
}

func cutFunds(rest string) (string, abi.Amount, error) {
	i := strings.LastIndex(rest, "funds=")
	if i < 0 || strings.ContainsAny(rest[i:], `"} `) {
		return rest, abi.Amount{}, nil
	}
	a, err := abi.ParseAmount(rest[i+len("funds="):])
	return strings.TrimSpace(rest[:i]), a, err
}
