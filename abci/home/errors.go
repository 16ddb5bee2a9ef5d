package home

// Errors that a caller may branch on. The error that wraps one of them says in
// one sentence what to do.
var (
	// ErrNotInitialised says that the home has no genesis document.
	ErrNotInitialised = coded("not_initialised", "not a node's home, which has a config/genesis.json: name one with --home, or initialise it with `peerz node init`")
	// ErrInitialised says that Init would overwrite a node.
	ErrInitialised = coded("initialised", "already a node's home")
	// ErrInUse says that another process runs in the home.
	ErrInUse = coded("in_use", "home is in use")
	// ErrOtherChain says that the data was made by a chain with another genesis.
	ErrOtherChain = coded("other_chain", "data of another chain")
	// ErrNewerFormat says that a newer program wrote the data.
	ErrNewerFormat = coded("newer_format", "data of a newer format")
	// ErrSettings says that a settings file has an unknown key or a bad value.
	ErrSettings = coded("settings", "bad settings")
)

// coded makes an error with a stable name for programs; where the doctor finds the same, it has the same name.
func coded(code, text string) error { return &codedError{code, text} }

type codedError struct{ code, text string }

func (e *codedError) Error() string { return e.text }

// ErrorCode is the stable name.
func (e *codedError) ErrorCode() string { return e.code }
