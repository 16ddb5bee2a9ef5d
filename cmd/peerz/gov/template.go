package gov

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// templates are an action of each kind, as a file has it.
var templates = map[string]string{
	"text": `  - kind: text               # changes nothing
`,
	"weights": `  - kind: weights
    set:                     # roles that are not named keep their weight
      compute: 38%
      developers: 14%
`,
	"params": `  - kind: params
    set:                     # OWNER/NAME; peerz gov params lists them
      rewards/dispute: 3     # a number, a share such as 45%, or an amount such as 5tokens
`,
	"call": `  - kind: call
    contract: roles          # it says whether it takes the call before a deposit is paid
    method: set_role
    args:
      name: curators
      measures:
        - {name: reviews, unit: reviews}
`,
	"upgrade": `  - kind: upgrade
    contract: formula
    code: my-formula.wasm    # its file, or its hash; it must be on the chain: peerz contract upload
    # migrate: {}            # arguments of the new code's migration
    # migrate_back: back.wasm   # a code that makes the storage fit the old code again
`,
	"program": `  - kind: program            # without version and at: no other version is planned
    version: 0.2.0           # as the new program names itself
    at: 250000               # height of the first block that it executes
`,
	"guardrails": `  - kind: guardrails
    set:                     # OWNER/NAME: what votes keep to
      rewards/dispute: {least: 1, most: 28, step: 7}
`,
	"guardian": `  - kind: guardian           # without account and until: nobody
    account: team
    until: 400               # epoch with whose beginning the mandate ends
`,
	"slash": `  - kind: slash              # alone in its proposal; two thirds of all stake must say yes
    account: mallory         # it loses the part that the chain's parameter slash says
`,
}

// templateTitle is refused as a title: whoever sends a template as it is has forgotten to fill it in.
const templateTitle = "What this changes, in one line"

const templateHead = `# A proposal. Fill it in, then: peerz gov propose --file FILE --from NAME
# It is checked, line by line, before anything is sent or paid.
title: ` + templateTitle + `

description: |
  Why, and what holders should know before they vote.
  Lines of up to 4096 bytes together.

# link: https://example.org/more   # optional
# link_hash: HASH                  # sha256 of what is there, or a file with the same content
# expedited: true                  # less time, more votes; for repairs
# deposit: 20000tokens             # more than the least, for an earlier place

actions:                     # 1 to 10, all or none; no two of them change the same thing
`

func templateCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "template [KIND]...",
		Short:   "Write a proposal to fill in, as a YAML file with comments",
		Long:    "Write a proposal to fill in, with an action of each KIND:\n" + kindNames() + ".",
		Example: "peerz gov template params upgrade > proposal.yaml",
		Args:    cli.Takes(0, -1, ""),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"params"}
			}
			text := templateHead
			for _, kind := range args {
				action, known := templates[kind]
				if !known {
					return cli.Usagef("%q is no kind of action: want one of %s", kind, kindNames())
				}
				text += action
			}
			return env.Show(map[string]string{"template": text}, func(w *cli.Printer) { w.Block(0, strings.TrimSuffix(text, "\n")) })
		},
	}
}
