package home

import "errors"

// Errors that a caller may branch on. The error that wraps one of them says in
// one sentence what to do.
var (
	// ErrNotInitialised says that the home has no genesis document.
	ErrNotInitialised = errors.New("not a node's home, which has a config/genesis.json: name one with --home, or initialise it with `peerz node init`")
	// ErrInitialised says that Init would overwrite a node.
	ErrInitialised = errors.New("already a node's home")
	// ErrInUse says that another process runs in the home.
	ErrInUse = errors.New("home is in use")
	// ErrOtherChain says that the data was made by a chain with another genesis.
	ErrOtherChain = errors.New("data of another chain")
	// ErrNewerFormat says that a newer program wrote the data.
	ErrNewerFormat = errors.New("data of a newer format")
	// ErrSettings says that a settings file has an unknown key or a bad value.
	ErrSettings = errors.New("bad settings")
)
