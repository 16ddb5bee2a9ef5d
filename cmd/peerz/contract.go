package main

import "github.com/spf13/cobra"

func contractCommand(a *app) *cobra.Command {
	return group("contract", "Write, check, upload and call contracts",
		"peerz contract new tally --kind contract\npeerz contract build tally\npeerz contract info rewards",
		contractNew(a), contractBuild(a), contractTest(a), contractCheck(a), contractRun(a), contractProfile(a), contractSchedule(a),
		contractUpload(a), contractInstantiate(a), contractExecute(a), contractQuery(a), contractList(a), contractInfo(a))
}
