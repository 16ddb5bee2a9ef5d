package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func contractTest(a *app) *cobra.Command    { return &cobra.Command{Use: "test", Short: "x"} }
func rewardsSchedule(a *app) *cobra.Command { return &cobra.Command{Use: "schedule", Short: "x"} }
func (o running) contract(ctx context.Context, code []byte) (runAnswer, error) {
	return runAnswer{}, errors.New("not yet")
}
func created(r client.Receipt) abi.Address { return abi.Address{} }

func scaffold(dir, name, kind string) ([]string, error) { return nil, errors.New("not yet") }
