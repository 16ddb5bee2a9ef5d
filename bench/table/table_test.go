package table

import (
	"math"
	"strings"
	"testing"
)

func TestPrint(t *testing.T) {
	var b strings.Builder
	Print(&b, "Title", []Row{
		{What: "metered / stock", Value: 0.974, Goal: 1},
		{What: "calls", Value: 190_000, Unit: "/s", Goal: 100_000, AtLeast: true},
		{What: "too slow", Value: 12.34, Goal: 5, Note: "why"},
		{What: "unknown", Value: math.NaN(), Goal: 5},
	})
	want := `
Title

| what            | value     | goal         | met | detail |
| --------------- | --------- | ------------ | --- | ------ |
| metered / stock | 0.97      | <= 1.00      | yes |        |
| calls           | 190000 /s | >= 100000 /s | yes |        |
| too slow        | 12.3      | <= 5.00      | NO  | why    |
| unknown         | -         | <= 5.00      |     |        |
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
