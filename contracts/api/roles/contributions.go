package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// SheetSize is how many submissions one sheet is about: numbers 0 to 15, 16 to 31 and so on.
const SheetSize = 16

// Submission asks for the verification of something that one participant did. It says whose it is and where
// the evidence is, not what it is worth: that is what attestors find, and only if the evidence names that account.
type Submission struct {
	ID      string `cbor:"id"` // of whom the evidence speaks
	Ref     string // which contribution: a merged commit, a period; a line of 1 to 64 bytes
	Locator string // where the evidence is; a line of 1 to 256 bytes
	Hash    sdk.Hash
	Bond    sdk.Amount // base units, at least the parameter bond; attestors take the largest first
	// Account that the evidence names; absent: the one that the id is registered with. Work of an account that is in the
	// role under no id may be submitted by anybody: once verified it waits until the account registers.
	Account sdk.Address `cbor:"account,omitempty"`
}

// SubmitArgs are submissions to one role.
type SubmitArgs struct {
	Role    string
	Entries []Submission // at most 50
}

// SubmitResult says where they are.
type SubmitResult struct {
	Epoch    uint64 // to which they belong
	First    uint64 // the number of the first that was taken; the others follow
	Accepted uint64
	Repeated uint64 // waiting already, or of a reference that is taken: nothing was stored, and no bond taken, for them
}

// Finding is what an attestor says of one submission.
type Finding struct {
	Number   uint64       // of the submission
	Time     uint64       // unix seconds, when the work was done; 0: not known
	Measures []sdk.Amount // one for each measure of the role, in its order, below 2^96; 0: nothing was done
}

// Sheet is what one attestor says of the submissions with the numbers 16*Sheet to 16*Sheet+15.
type Sheet struct {
	Sheet    uint64
	Findings []Finding // by number, at most 16
}

// ReportArgs are sheets of one attestor.
type ReportArgs struct {
	Scheme uint64 `cbor:"scheme,omitempty"` // of reports and commitments: 0, the only one so far
	Epoch  uint64 // the current one
	Role   string
	Sheets []Sheet // at most 16
}

// Commitment binds an attestor to one sheet.
type Commitment struct {
	Sheet uint64
	Hash  sdk.Hash // of CommitmentInput
}

// CommitArgs are commitments of one attestor. The tokens that come along are the deposits of
// those that are new.
type CommitArgs struct {
	Scheme      uint64 `cbor:"scheme,omitempty"` // of reports and commitments: 0, the only one so far
	Epoch       uint64 // the current one
	Role        string
	Commitments []Commitment // at most 64
}

// Revealed is a sheet with what its commitment hid.
type Revealed struct {
	Salt  sdk.Hash // 32 random bytes
	Sheet Sheet
}

// RevealArgs are sheets that were committed.
type RevealArgs struct {
	Scheme uint64 `cbor:"scheme,omitempty"` // of reports and commitments: 0, the only one so far
	Epoch  uint64 // to which the submissions belong
	Role   string
	Sheets []Revealed // at most 16
}

// SubmissionsArgs ask for a page of submissions.
type SubmissionsArgs struct {
	Epoch uint64
	Role  string
	From  uint64 `cbor:"from,omitempty"`  // the first number: next of the page before
	Limit uint64 `cbor:"limit,omitempty"` // up to 50, which is the default
}

// SubmissionArgs name a contribution.
type SubmissionArgs struct {
	Role string
	ID   string `cbor:"id"`
	Ref  string
}

// SubmissionInfo is a submission as queries show it.
type SubmissionInfo struct {
	Epoch   uint64 // to which it belongs now: one that was not attended moves
	Number  uint64
	ID      string `cbor:"id"`
	Ref     string
	Locator string
	Hash    sdk.Hash
	Account sdk.Address // that is paid
	Sponsor sdk.Address // of the participant, if it has registered it itself: then it has an interest
	Sender  sdk.Address // that submitted it, and gets the bond back
	Bond    sdk.Amount
	Moved   uint64 // how often it was not attended; the fourth time it lapses
	// State is waiting, verified, nothing, repeated, old, lapsed, void (a dispute was upheld), unregistered (verified, and its
	// account is in the role under no id yet) or expired (nobody registered in time).
	State    string
	Measures []sdk.Amount // what was verified; empty while it waits
	Time     uint64       // unix seconds, of the work, as verified
	Payee    string       `cbor:"payee,omitempty"` // the id that it is recorded for, if that is another
}

// SubmissionsResult is a page.
type SubmissionsResult struct {
	Submissions []SubmissionInfo // by number
	Next        uint64           `cbor:"next,omitempty"` // for from; absent on the last page
}

// MeasuredArgs ask for a page of what nobody attests.
type MeasuredArgs struct {
	Epoch uint64
	From  uint64 `cbor:"from,omitempty"` // next of the page before
}

// MeasuredEntry is what an account did, as the chain or a contract has counted it.
type MeasuredEntry struct {
	Role     string
	Batch    uint64       // what was scored together has the same: the position in the tree of the first
	Number   uint64       // of the contract in the role's source; of validators the position behind the last that was asked with it
	ID       string       `cbor:"id"`
	Account  sdk.Address  // that is paid
	Measures []sdk.Amount // in the order of the role's measures
}

// MeasuredResult is a page.
type MeasuredResult struct {
	Entries []MeasuredEntry // in the order of the Merkle tree, in which they follow what attestors have found
	Next    uint64          `cbor:"next,omitempty"` // for from; absent on the last page
}

// SheetsArgs name a sheet.
type SheetsArgs struct {
	Epoch uint64
	Role  string
	Sheet uint64
	After *sdk.Address // where the last page ended
}

// SheetInfo is an attestor's sheet as queries show it.
type SheetInfo struct {
	Attestor sdk.Address
	Revealed bool      // or reported openly
	Findings []Finding // empty while it is only committed
}

// SheetsResult is a page of at most 16.
type SheetsResult struct {
	Sheets []SheetInfo  // by attestor
	Next   *sdk.Address // for after; absent on the last page
}

// VerificationArgs ask about an epoch.
type VerificationArgs struct {
	Epoch uint64
}

// RoleCount is how many submissions a role has in an epoch.
type RoleCount struct {
	Role        string
	Submissions uint64
}

// VerificationResult says where verification is.
type VerificationResult struct {
	Verifying uint64 // the epoch that is verified next; all before it are sealed
	Reveal    uint64 // of the epoch asked for: in how many epochs after it reports are revealed; 0: they are open
	Late      uint64 // unix seconds: what is submitted in the current epoch from then on belongs to the next
	Roles     []RoleCount
}
