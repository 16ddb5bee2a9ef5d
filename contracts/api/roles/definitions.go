package roles

// Measure is one number that a role counts.
type Measure struct {
	Name string // a name of at most 32 bytes
	Unit string // what one of it is: a line of at most 64 bytes
}

// RoleDefinition is a role with what it measures.
type RoleDefinition struct {
	Name     string
	Measures []Measure // 1 to 8; contributions list their values in this order
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
	Retired  bool
}

// RolesResult lists all roles, retired ones too.
type RolesResult struct {
	Roles []RoleInfo // by id
}
