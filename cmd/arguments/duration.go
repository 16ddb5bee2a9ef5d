package arguments

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// day is as long for everybody: a date has no place in a duration.
const day = 24 * time.Hour

// Duration reads a length of time as people write it: whole days (1460d), or what Go reads (36h, 90m, 1h30m).
func Duration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return time.Duration(n) * day, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%.50q is no length of time: want days (365d), or hours, minutes and seconds (1h30m)", text)
	}
	return d, nil
}

// DurationVar adds a flag whose value Duration reads.
func DurationVar(f *pflag.FlagSet, to *time.Duration, name string, value time.Duration, usage string) {
	*to = value
	f.Var((*duration)(to), name, usage)
}

// duration is the value of such a flag.
type duration time.Duration

// Set implements pflag.Value.
func (d *duration) Set(text string) error {
	read, err := Duration(text)
	*d = duration(read)
	return err
}

// Type implements pflag.Value: help shows it.
func (*duration) Type() string { return "duration" }

// String implements pflag.Value: help shows it as the default, unless it is empty.
func (d *duration) String() string {
	switch t := time.Duration(*d); {
	case t == 0:
		return ""
	case t%day == 0:
		return fmt.Sprintf("%dd", t/day)
	default:
		return t.String()
	}
}
