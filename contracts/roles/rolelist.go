package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Measure is one number that a role counts.
type Measure struct {
	Name string // 1 to 32 of a-z, 0-9, _ and -
	Unit string // what one of it is, at most 64 bytes
}

// RoleDefinition is a role with what it measures.
type RoleDefinition struct {
	Name     string
	Measures []Measure // 1 to 8; contributions list their values in this order
}

// add appends a role and returns its id.
func (c *config) add(d RoleDefinition) uint64 {
	if c.Roles == maxRoles {
		sdk.Abort(ErrRoleLimit, "too many roles")
	}
	name := sdk.Key(keyRoleName, []byte(d.Name))
	if _, exists := sdk.Get(name); exists {
		sdk.Abort(ErrRoleExists, d.Name)
	}
	id := c.Roles
	r := d.role()
	sdk.Save(roleKey(id), &r)
	sdk.Set(name, []byte{byte(id)})
	c.Roles++
	return id
}

// role checks a definition and returns it as it is stored.
func (d *RoleDefinition) role() role {
	mustBeName(d.Name)
	if len(d.Measures) == 0 || len(d.Measures) > maxMeasures {
		sdk.Abort(ErrMeasures, "a role has 1 to 8 measures")
	}
	r := role{Name: d.Name}
	for _, m := range d.Measures {
		mustBeName(m.Name)
		if len(m.Unit) > 64 {
			sdk.Abort(ErrMeasures, "unit too long")
		}
		r.Measures, r.Units = append(r.Measures, m.Name), append(r.Units, m.Unit)
	}
	return r
}

func mustBeName(s string) {
	ok := len(s) >= 1 && len(s) <= 32
	for i := 0; i < len(s); i++ {
		c := s[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-')
	}
	if !ok {
		sdk.Abort(ErrRoleName, "bad name")
	}
}

// SetRole adds a role, here and in the contract rewards, where it begins with weight 0;
// or it defines a retired role anew and takes it back into service. Only governance may
// call it: no new binary is needed.
//
//peerz:execute set_role
func SetRole(a RoleDefinition) {
	onlyContract("governance")
	if known, exists := sdk.Get(sdk.Key(keyRoleName, []byte(a.Name))); exists {
		id := uint64(known[0])
		if r := loadRole(id); !r.Retired {
			sdk.Abort(ErrRoleExists, a.Name)
		}
		r := a.role()
		sdk.Save(roleKey(id), &r)
		return
	}
	c := loadConfig()
	id := c.add(a)
	c.save()
	callRewards("add_role", &addRole{Role: a.Name})
	sdk.Emit("roles.added", sdk.Uint("id", id), sdk.Text("name", a.Name))
}

// RoleArgs name a role.
type RoleArgs struct {
	Name string
}

// RetireRole ends the taking of contributions for a role. What it has earned is paid as
// before; its weight is a matter of its own. Only governance may call it.
//
//peerz:execute retire_role
func RetireRole(a RoleArgs) {
	onlyContract("governance")
	id, r := findRole(a.Name)
	r.Retired = true
	sdk.Save(roleKey(id), &r)
	sdk.Emit("roles.retired", sdk.Uint("id", id), sdk.Text("name", a.Name))
}

// RoleInfo is a role as queries show it.
type RoleInfo struct {
	ID       uint64 `cbor:"id"`
	Name     string
	Measures []Measure
	Retired  bool
}

func (r *role) info(id uint64) RoleInfo {
	info := RoleInfo{ID: id, Name: r.Name, Retired: r.Retired}
	for i, name := range r.Measures {
		info.Measures = append(info.Measures, Measure{Name: name, Unit: r.Units[i]})
	}
	return info
}

// RolesResult lists all roles, retired ones too.
type RolesResult struct {
	Roles []RoleInfo // by id
}

// Roles lists all roles.
//
//peerz:query roles
func Roles() RolesResult {
	var result RolesResult
	for id := range loadConfig().Roles {
		r := loadRole(id)
		result.Roles = append(result.Roles, r.info(id))
	}
	return result
}

// Role returns one role.
//
//peerz:query role
func Role(a RoleArgs) RoleInfo {
	id, r := findRole(a.Name)
	return r.info(id)
}
