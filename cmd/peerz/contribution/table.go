package contribution

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Refer gives each contribution that has no reference of its own the one that its publisher's rows have.
func Refer(contributions []Contribution, publisher abi.Address) {
	for i := range contributions {
		if c := &contributions[i]; c.Ref == "" {
			c.Ref = table.Ref(publisher, c.Period, c.ID, c.Role)
		}
	}
}

// Publish writes contributions as a table that a key signs, into a home's folder of evidence, and returns where attestors
// find it.
func Publish(home string, key tx.Key, chainID string, known []roles.RoleInfo, contributions []Contribution) (Evidence, error) {
	csv, err := write(known, contributions)
	if err != nil {
		return Evidence{}, err
	}
	locator, hash, err := evidence.In(home).Put(table.Sign(key, chainID, time.Now(), csv))
	return Evidence{locator, hash}, err
}

// write makes the file of a table: a column for each measure of the roles in it, one for references that are not
// those of their rows, and one for the accounts that are paid.
func write(known []roles.RoleInfo, contributions []Contribution) ([]byte, error) {
	header := []string{"period", "participant", "role", table.RefColumn, table.AccountColumn}
	for _, role := range rolesOf(contributions) {
		for _, name := range measuresOf(known, role) {
			if !slices.Contains(header, name) {
				header = append(header, name)
			}
		}
	}
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	if err := w.Write(header); err != nil {
		return nil, err
	}
	for _, c := range contributions {
		row := make([]string, len(header))
		row[0], row[1], row[2] = c.Period, c.ID, c.Role
		if c.Period == "" {
			row[3] = c.Ref
		}
		if c.Account != (abi.Address{}) {
			row[4] = c.Account.String()
		}
		for i, name := range measuresOf(known, c.Role) {
			if c.Measures[i].Hi >= 1<<32 {
				return nil, cli.WithCode("measure_too_large", fmt.Errorf("%s of %s is %s: a measure is below 2^96", name, c.ID, c.Measures[i]))
			}
			row[slices.Index(header, name)] = c.Measures[i].String()
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return file.Bytes(), w.Error()
}

func measuresOf(known []roles.RoleInfo, role string) (names []string) {
	for _, r := range known {
		if r.Name != role {
			continue
		}
		for _, m := range r.Measures {
			names = append(names, m.Name)
		}
	}
	return names
}

// opened is a contribution file: as it is, or as its publisher signed it.
type opened struct {
	csv      []byte
	signed   *table.Table // nil: nobody has signed it yet
	evidence Evidence     // of a signed one
}

// open reads a file that is imported. at is where attestors find a signed one; empty: in the folder of evidence
// of a home.
func open(home, chainID string, raw []byte, at string) (o opened, err error) {
	read, err := table.Read(raw)
	if errors.Is(err, table.ErrUnsigned) {
		if at != "" {
			return o, cli.Usagef("--at: attestors find nothing in a file without a publisher: sign it first with `peerz contribution sign`")
		}
		return opened{csv: raw}, nil
	}
	if err == nil && read.ChainID != chainID {
		err = fmt.Errorf("the table is signed for the chain %.60q, and this is %s", read.ChainID, chainID)
	}
	if err != nil {
		return o, err
	}
	o = opened{csv: read.CSV, signed: &read, evidence: Evidence{at, sha256.Sum256(raw)}}
	if at == "" {
		o.evidence.Locator, _, err = evidence.In(home).Put(raw)
	} else if l, bad := evidence.ParseLocator(at); bad != nil || l.Repository {
		err = cli.Usagef("--at %s: want https://HOST/PATH or file:NAME", at)
	}
	return o, err
}
