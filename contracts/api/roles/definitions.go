package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Measure is one number that a role counts.
type Measure struct {
	Name string // a name of at most 32 bytes
	Unit string // what one of it is: a line of at most 64 bytes
}

// Where the measures of a role come from.
const (
	FromAttestors  = "attestors"  // attestors find them in the evidence of submissions
	FromValidators = "validators" // the chain counts what attestors that are validators sign
	FromContracts  = "contracts"  // contracts answer them: see contracts/api/measured
)

// Source is where the measures of a role come from.
type Source struct {
	Kind      string        // attestors, validators or contracts
	Contracts []sdk.Address `cbor:"contracts,omitempty"` // of kind contracts: 1 to 16 instances, whose measures add up
	Returned  uint64        `cbor:"returned,omitempty"`  // of kind contracts: ppm of what was burned for somebody's work that it earns at most; with those of all other roles up to 900,000
	// Of kind attestors, up to 64 of each: whose signed tables count, and the locators of repositories whose
	// commits do, to every attestor.
	Publishers   []sdk.Address `cbor:"publishers,omitempty"`
	Repositories []string      `cbor:"repositories,omitempty"` // lines of 1 to 256 bytes
	// Of kind attestors, what is asked of who submits. With either above 0 an account works under one id in an epoch, so that what
	// the formula gives an id at most, it gives an account at most.
	Age   uint64     `cbor:"age,omitempty"`   // epochs for which the id has been registered for the role, up to 1,000
	Stake sdk.Amount `cbor:"stake,omitempty"` // base units that its account had bonded at the start of the epoch, up to 1,000,000 tokens
}

// RoleDefinition is a role with what it measures.
type RoleDefinition struct {
	Name     string
	Measures []Measure // 1 to 8; contributions list their values in this order
	Source   *Source   // absent: attestors
}

// SetSourceArgs say where the measures of a role come from.
type SetSourceArgs struct {
	Role   string
	Source Source
}

// RoleArgs name a role.
type RoleArgs struct {
	Name string
}

// RoleInfo is a role as queries show it.
type RoleInfo struct {
	ID       uint64 `cbor:"id"`
	Name     string
	Measures []Measure
	Source   Source
	Retired  bool
}

// RolesResult lists all roles, retired ones too.
type RolesResult struct {
	Roles []RoleInfo // by id
}
