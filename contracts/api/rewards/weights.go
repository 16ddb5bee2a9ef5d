package rewards

// RoleWeight is a role's share in the pool.
type RoleWeight struct {
	Role   string
	Weight uint64 // ppm; only the proportions count
}

// SetWeightsArgs replaces the voted weights, whole.
type SetWeightsArgs struct {
	Weights []RoleWeight // every role once
	Reason  string       // recorded with the change: empty or a line of at most 512 bytes
	Epoch   uint64       // the first epoch that is paid by them: the open one or the next
}

// CheckWeightsArgs are weights that somebody wants to propose.
type CheckWeightsArgs struct {
	Weights []RoleWeight // every role once
}

// WeightsResult is the voted split.
type WeightsResult struct {
	Base        []RoleWeight // in force now
	Next        []RoleWeight // in force from last_changed on; empty: no change ahead
	LastChanged uint64       // the epoch from which on the last change holds
	Reason      string       // that the last change gave
}

// AddRoleArgs names a new role.
type AddRoleArgs struct {
	Role string
}
