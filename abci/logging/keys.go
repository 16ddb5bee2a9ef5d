package logging

import "log/slog"

// Keys are all keys that this program's own lines have, with what they mean; CometBFT's lines have further
// ones. A test of the whole house holds that no line has another.
var Keys = map[string]string{
	slog.TimeKey: "when", slog.LevelKey: "DEBUG, INFO, WARN or ERROR", slog.MessageKey: "what happened; the same text for the same thing",
	ModuleKey: "the part of the program that says it",

	"height": "of a block", "epoch": "number of an epoch", "app_hash": "after a block, hex", "txs": "transactions in a block",
	"failed": "of them, those whose receipt is no success; of an upgrade, the code that failed", "gas": "used",
	"took": "how long the work took", "for": "how long something lasts already", "ends": "when an epoch ends",
	"err": "the error", "reason": "why, and what to do", "peer": "another node: id@host:port, or its id",
	"contract": "address", "code_hash": "of a contract's code", "entry": "of a contract", "fault": "code of a failure of contract code",
	"abort": "a contract's own code for it", "validator": "address of a validator's key", "kind": "of misbehaviour",
	"version": "of the program that a vote asks for", "running": "the version that runs",
	"at":   "the height at which a validator misbehaved",
	"name": "of a parameter", "value": "of a parameter", "until": "the epoch in which something ends",
	"done": "of work, what is done", "of": "of work, all of it", "chunks": "of a snapshot", "chunk": "of a snapshot, its index", "bytes": "how many",
	"path": "of a request, or of a file",
}
