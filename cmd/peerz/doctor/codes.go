package doctor

// Code names a kind of finding. docs/operators.md says what to do about each.
type Code string

// The codes stay what they are from release to release.
const (
	NotInitialised  Code = "not_initialised"  // no node's home
	BadGenesis      Code = "genesis"          // the genesis document cannot be read
	OtherChain      Code = "other_chain"      // the data are another chain's
	NewerFormat     Code = "newer_format"     // a newer program wrote the data
	BadSettings     Code = "settings"         // unknown keys, bad values, addresses that collide
	BadKey          Code = "key"              // a key, or the record of signatures, is missing or damaged
	FileMode        Code = "file_mode"        // others can read a secret
	NotWritable     Code = "not_writable"     // this user cannot write where the node must
	DiskFull        Code = "disk_full"        // the node does not run with what is left
	DiskLow         Code = "disk_low"         // it soon will not
	Damaged         Code = "damaged"          // a store cannot be opened
	BlocksMissing   Code = "blocks_missing"   // the state is above the blocks
	Replay          Code = "replay"           // many blocks are executed again at the next start
	SignedAbove     Code = "signed_above"     // the validator signed above its blocks, and its log is gone
	JoinUnfinished  Code = "join_unfinished"  // a join from a snapshot was cut short
	SnapshotDamaged Code = "snapshot_damaged" // a snapshot cannot be read
	SnapshotStale   Code = "snapshot_stale"   // the newest is older than two intervals
	PortTaken       Code = "port_taken"       // another program listens there
	PeerSelf        Code = "peer_self"        // persistent_peers names this node
	PeerUnreachable Code = "peer_unreachable" // nobody listens there
	NoPeers         Code = "no_peers"         // none is named, or none is connected
	Silent          Code = "silent"           // a process runs, and its API does not answer
	Failing         Code = "failing"          // the node is stopping after a failure
	CatchingUp      Code = "catching_up"      // it fetches blocks that are made already
	NoBlock         Code = "no_block"         // no block came lately
	Clock           Code = "clock"            // this machine's clock is not the chain's
	ProgramReplaced Code = "program_replaced" // the program on disk is not the one that runs
	WrongProgram    Code = "wrong_program"    // the next block is another version's to execute
	ProgramPlanned  Code = "program_planned"  // a later one is
)

// Codes lists all.
var Codes = []Code{NotInitialised, BadGenesis, OtherChain, NewerFormat, BadSettings, BadKey, FileMode, NotWritable, DiskFull, DiskLow,
	Damaged, BlocksMissing, Replay, SignedAbove, JoinUnfinished, SnapshotDamaged, SnapshotStale, PortTaken, PeerSelf, PeerUnreachable,
	NoPeers, Silent, Failing, CatchingUp, NoBlock, Clock, ProgramReplaced, WrongProgram, ProgramPlanned}
