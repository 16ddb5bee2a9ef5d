package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/contribute"
	"github.com/peerz-ai/peerz-chain/cmd/sheet"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func contributionCommand(a *app) *cobra.Command {
	return group("contribution", "Bring what participants did onto the chain",
		"peerz contribution import --file contributions.csv --period 2026-06",
		contributionImport(a), contributionSubmit(a))
}

const contributionHelp = `
Participants that the chain does not know are registered, with a new key each, kept in the keys folder of
--home. The attestors whose keys are there confirm the contributions: on a devnet that is all of them. All
of it lands in one epoch; if the present one is nearly over, the command waits for the next.`

func contributionImport(a *app) *cobra.Command {
	var file, period, role, from string
	c := &cobra.Command{
		Use:   "import --file FILE.csv --period PERIOD",
		Short: "Submit one period of a contribution file and have it verified",
		Long: "Submit one period of a contribution file: CSV with the header period,participant,role,<measure>..., where\n" +
			"the measures are those of `peerz roles list`. A bad row is named by its line, and nothing is imported.\n" + contributionHelp,
		Example: "peerz contribution import --file contributions.csv --period 2026-06 --role developers",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			roles, err := a.roles(c.Context())
			if err != nil {
				return err
			}
			raw, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			rows, err := sheet.Read(bytes.NewReader(raw), columnsOf(roles), period, role)
			if err != nil {
				return fmt.Errorf("%s: %w; nothing was imported", file, err)
			}
			claims := make([]contribute.Claim, len(rows))
			for i, r := range rows {
				claims[i] = contribute.Claim{ID: r.ID, Role: r.Role, Measures: r.Measures}
			}
			return a.contribute(c.Context(), from, fileRef(period, raw), period, claims)
		},
	}
	c.Flags().StringVar(&file, "file", "", "the CSV file")
	c.Flags().StringVar(&period, "period", "", "which rows: those whose period column says this")
	c.Flags().StringVar(&role, "role", "", "only rows of this role")
	c.Flags().StringVar(&from, "from", defaultFrom, "name of the key that submits and pays")
	_ = c.MarkFlagRequired("file")
	_ = c.MarkFlagRequired("period")
	return c
}

// fileRef names the contributions of one period of one file. Importing it twice in an epoch
// changes nothing, while other files and periods add to it.
func fileRef(period string, file []byte) string {
	const longest = 48 // so that the reference has at most 64 bytes
	if len(period) > longest {
		period = fmt.Sprintf("%x", sha256.Sum256([]byte(period)))[:longest]
	}
	sum := sha256.Sum256(file)
	return fmt.Sprintf("%s/%x", period, sum[:4])
}

// columnsOf returns the roles as contribution files know them.
func columnsOf(roles []role) []sheet.Role {
	known := make([]sheet.Role, len(roles))
	for i, r := range roles {
		known[i].Name = r.Name
		for _, m := range r.Measures {
			known[i].Measures = append(known[i].Measures, m.Name)
		}
	}
	return known
}

func contributionSubmit(a *app) *cobra.Command {
	var role, id, ref, from string
	var measures []string
	c := &cobra.Command{
		Use:   "submit --role ROLE --id ID --measure NAME=VALUE",
		Short: "Submit one participant's contribution and have it verified",
		Long: "Submit something that one participant did. Contributions of an epoch add up, unless they have the same\n" +
			"reference: then they are the same one.\n" + contributionHelp,
		Example: "peerz contribution submit --role developers --id ann --measure merged_changes=3",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := sheet.CheckID(id); err != nil {
				return usagef("--id: %w", err)
			}
			roles, err := a.roles(c.Context())
			if err != nil {
				return err
			}
			values, err := readMeasures(roles, role, measures)
			if err != nil {
				return err
			}
			if ref == "" {
				ref = strconv.FormatInt(time.Now().UnixNano(), 36)
			}
			return a.contribute(c.Context(), from, ref, "", []contribute.Claim{{ID: id, Role: role, Measures: values}})
		},
	}
	c.Flags().StringVar(&role, "role", "", "name of the role")
	c.Flags().StringVar(&id, "id", "", "id of the participant: up to 64 letters, digits and . _ : -")
	c.Flags().StringVar(&ref, "ref", "", "which contribution it is, such as the hash of a merged change (default: a new one)")
	c.Flags().StringSliceVar(&measures, "measure", nil, "one measure, like merged_changes=3; repeat for others (default 0)")
	c.Flags().StringVar(&from, "from", defaultFrom, "name of the key that submits and pays")
	for _, name := range []string{"role", "id", "measure"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// readMeasures puts NAME=VALUE pairs into the order of the role's measures.
func readMeasures(roles []role, name string, pairs []string) ([]abi.Amount, error) {
	at := slices.IndexFunc(roles, func(r role) bool { return r.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("there is no role %q: `peerz roles list` shows them", name)
	}
	values := make([]abi.Amount, len(roles[at].Measures))
	for _, pair := range pairs {
		key, text, _ := strings.Cut(pair, "=")
		k := slices.IndexFunc(roles[at].Measures, func(m measure) bool { return m.Name == key })
		if k < 0 {
			return nil, usagef("--measure %s: %s is paid for %s", pair, name, roles[at].names())
		}
		var err error
		if values[k], err = sheet.ParseMeasure(text); err != nil {
			return nil, usagef("--measure %s: %w", pair, err)
		}
	}
	return values, nil
}

// contribute runs the claims and shows the result.
func (a *app) contribute(ctx context.Context, from, ref, period string, claims []contribute.Claim) error {
	node, err := a.client()
	if err != nil {
		return err
	}
	key, err := a.signer(from)
	if err != nil {
		return err
	}
	run := contribute.Run{Node: node, Keys: a.keys(), From: key, Ref: ref, Note: a.note}
	result, err := run.Do(ctx, claims)
	if err != nil {
		return err
	}
	answer := struct {
		contribute.Result
		Ref    string `json:"ref"`
		Period string `json:"period,omitempty"`
	}{result, ref, period}
	return a.show(answer, func(w io.Writer) {
		fmt.Fprintf(w, "epoch %d: %d contributions of %d participants, %d verified\n", result.Epoch, result.Contributions, result.Participants, result.Verified)
		fmt.Fprintf(w, "registered\t%d\nattestors\t%d\ntransactions\t%d\nheight\t%d\n", result.Registered, result.Attestors, result.Transactions, result.Height)
		fmt.Fprintf(w, "they are paid when epoch %d has closed and its dispute window is over: peerz rewards epoch %d\n", result.Epoch, result.Epoch)
	})
}

// roles asks the chain for its roles.
func (a *app) roles(ctx context.Context) ([]role, error) {
	var answer struct{ Roles []role }
	return answer.Roles, a.askInto(ctx, "roles", "roles", none{}, &answer)
}
