package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/bench/table"
)

func kernelRows(points []point, p prices) (rows []table.Row) {
	for _, k := range points {
		rows = append(rows, table.Row{What: k.name, Value: k.ns / p.of(k.counts),
			Note: fmt.Sprintf("%.2f of stock wazero, %.1f ms; %s", k.ratio, k.ns/1e6, k.counts)})
	}
	slices.SortFunc(rows, func(a, b table.Row) int { return cmp.Compare(a.Value, b.Value) })
	return rows
}

// String tells how many of a thousand instructions are of each class.
func (c counts) String() string {
	all := -c[local] // which is no instruction
	for _, n := range c {
		all += n
	}
	var shares []string
	for i, n := range c {
		if share := math.Round(1000 * n / all); share > 0 {
			shares = append(shares, fmt.Sprintf("%s %.0f", classNames[i], share))
		}
	}
	return strings.Join(shares, ", ")
}

func summary(points []point, p prices) []table.Row {
	logs := 0.0
	for _, k := range points {
		logs += math.Log(k.ratio)
	}
	return []table.Row{
		{What: "metered / unmetered stock wazero, geometric mean", Value: math.Exp(logs / float64(len(points))),
			Note: fmt.Sprintf("%d kernels", len(points))},
		{What: "most / least ns per gas", Value: p.spread(points)},
		{What: "typical factor from the geometric mean", Value: p.deviation(points)},
	}
}

// priceRows show for each price between which others the kernels would lie closest together.
func priceRows(points []point, p prices) (rows []table.Row) {
	for c := range classes {
		from, to, spread := p.fitting(c, points, prices.spread)
		low, high, factor := p.fitting(c, points, prices.deviation)
		rows = append(rows, table.Row{What: classNames[c], Value: p[c], Note: fmt.Sprintf(
			"most / least %.2f with %d to %d, typical factor %.2f with %d to %d", spread, from, to, factor, low, high)})
	}
	return rows
}
