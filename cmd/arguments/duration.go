package arguments

import (
	"fmt"
	"strconv"
	"strings"
	"time"
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
	if err != nil {
		return 0, fmt.Errorf("%.50q is no length of time: want days (365d), or hours, minutes and seconds (1h30m)", text)
	}
	return d, nil
}
