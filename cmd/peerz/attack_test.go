package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// cmdBecomes waits until a submission has a state: "becomes ROLE ID REF STATE".
func cmdBecomes(ts *testscript.TestScript, _ bool, args []string) {
	node := roles.Client{Node: nodeOf(ts)}
	await(ts, args[2]+" to be "+args[3], func() bool {
		s, err := node.Submission(context.Background(), roles.SubmissionArgs{Role: args[0], ID: args[1], Ref: args[2]})
		return err == nil && s.State == args[3]
	})
}

// cmdLate waits for the part of an epoch in which what is submitted belongs to the next one.
func cmdLate(ts *testscript.TestScript, _ bool, _ []string) {
	node := roles.Client{Node: nodeOf(ts)}
	await(ts, "the end of an epoch", func() bool {
		v, err := node.Verification(context.Background(), roles.VerificationArgs{})
		s, unknown := statusOf(ts)
		return err == nil && unknown == nil && uint64(s.Time) >= v.Late
	})
}

// cmdCrowd has so many accounts attest, each with so many tokens, which alice gives them: "crowd 59 10".
func cmdCrowd(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	bond, err := abi.ParseAmount(args[1] + "000000000000000000")
	ts.Check(err)
	with, err := abi.ParseAmount(args[1] + "100000000000000000") // for fees
	ts.Check(err)
	alice, err := keystore.TestKey("alice", 0)
	ts.Check(err)
	ctx, node := context.Background(), nodeOf(ts)
	contract, err := node.Contract(ctx, roles.Name)
	ts.Check(err)
	send := func(set []client.Outgoing) {
		sent, err := node.SubmitAll(ctx, set)
		ts.Check(err)
		receipts, err := node.AwaitAll(ctx, sent)
		ts.Check(err)
		for _, r := range receipts {
			if r.Code != 0 {
				ts.Fatalf("%+v", r)
			}
		}
	}
	var funds, others []client.Outgoing
	for i := range n {
		key := tx.NewKey(sha256.Sum256(fmt.Appendf(nil, "one of a crowd: %d", i)))
		funds = append(funds, client.Outgoing{Key: alice.Signer(), Msg: tx.Transfer{To: key.Address(), Amount: with}, Gas: 1_000_000})
		others = append(others,
			client.Outgoing{Key: key, Msg: tx.Bond{Amount: bond}, Gas: 1_500_000},
			client.Outgoing{Key: key, Msg: tx.Call{Contract: contract.Address, Input: roles.Client{}.RegisterAttestor().Input}, Gas: 20_000_000})
	}
	send(funds)
	send(others)
}
