package audit

import (
	"errors"
	"os"
	"path/filepath"
)

// History is what one participant was paid, epoch by epoch.
type History struct {
	ID   string
	rows []historyRow
}

// Empty reports whether nothing was paid.
func (h *History) Empty() bool { return len(h.rows) == 0 }

type historyRow struct {
	Epoch     uint64 `json:"epoch"`
	Ended     string `json:"ended"` // UTC
	Role      string `json:"role"`
	Account   string `json:"account"`
	Amount    string `json:"amount"` // base units, with the part of the fee pool
	Tokens    string `json:"tokens"`
	State     string `json:"state"`
	CodeHash  string `json:"code_hash"` // of the formula that gave the score; zero: the linear share
	ScoreText string `json:"score"`
}

// Add adds what the participant is paid for an epoch.
func (h *History) Add(e *Epoch) {
	for _, p := range e.Payouts {
		if p.ID == h.ID {
			h.rows = append(h.rows, historyRow{e.Account.Epoch, moment(e.Account.End), p.Role, address(p.Address),
				sum(Wide(p.Amount), Wide(p.FeeAmount)).String(), decimal(p.Amount, p.FeeAmount), p.State,
				hexOf(e.Account.Formula.CodeHash), p.Score.String()})
		}
	}
}

// WriteHistory writes it as JSON and as CSV.
func (d Folder) WriteHistory(h History) (files []string, err error) {
	rows := [][]string{{"epoch", "ended", "role", "account", "amount", "tokens", "state", "score", "formula"}}
	for _, r := range h.rows {
		rows = append(rows, []string{number(r.Epoch), r.Ended, r.Role, r.Account, r.Amount, r.Tokens, r.State, r.ScoreText, r.CodeHash})
	}
	list := h.rows
	if list == nil {
		list = []historyRow{}
	}
	if err := os.MkdirAll(string(d), 0o755); err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{".json": indented(list), ".csv": table(rows)} { // two files
		file := filepath.Join(string(d), "history-"+h.ID+name)
		files, err = append(files, file), errors.Join(err, os.WriteFile(file, content, 0o644))
	}
	return files, err
}
