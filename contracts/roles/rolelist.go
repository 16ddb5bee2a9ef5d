package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// add appends a role and returns its id.
func (c *config) add(d roles.RoleDefinition) uint64 {
	if c.Roles == maxRoles {
		sdk.Abort(roles.ErrRoleLimit, "too many roles")
	}
	name := sdk.Key(keyRoleName, []byte(d.Name))
	if _, exists := sdk.Get(name); exists {
		sdk.Abort(roles.ErrRoleExists, d.Name)
	}
	id := c.Roles
	r := newRole(&d)
	sdk.Save(roleKey(id), &r)
	sdk.Set(name, []byte{byte(id)})
	c.Roles++
	return id
}

// newRole checks a definition and returns it as it is stored.
func newRole(d *roles.RoleDefinition) role {
	mustBeName(d.Name)
	if len(d.Measures) == 0 || len(d.Measures) > maxMeasures {
		sdk.Abort(roles.ErrMeasures, "a role has 1 to 8 measures")
	}
	r := role{Name: d.Name}
	for _, m := range d.Measures {
		mustBeName(m.Name)
		if len(m.Unit) > 64 {
			sdk.Abort(roles.ErrMeasures, "unit too long")
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
		sdk.Abort(roles.ErrRoleName, "bad name")
	}
}

// SetRole adds a role, here and in the contract rewards, where it begins with weight 0; or
// it defines a retired role anew and takes it back into service.
func SetRole(a roles.RoleDefinition) {
	onlyContract(governance.Name)
	if known, exists := sdk.Get(sdk.Key(keyRoleName, []byte(a.Name))); exists {
		id := uint64(known[0])
		if r := loadRole(id); !r.Retired {
			sdk.Abort(roles.ErrRoleExists, a.Name)
		}
		r := newRole(&a)
		sdk.Save(roleKey(id), &r)
		return
	}
	c := loadConfig()
	id := c.add(a)
	c.save()
	mustSucceed(callRewards().AddRole(&rewards.AddRoleArgs{Role: a.Name}))
	sdk.Emit("roles.added", sdk.Uint("id", id), sdk.Text("name", a.Name))
}

// RetireRole ends the taking of contributions for a role.
func RetireRole(a roles.RoleArgs) {
	onlyContract(governance.Name)
	id, r := findRole(a.Name)
	r.Retired = true
	sdk.Save(roleKey(id), &r)
	sdk.Emit("roles.retired", sdk.Uint("id", id), sdk.Text("name", a.Name))
}

func (r *role) info(id uint64) roles.RoleInfo {
	info := roles.RoleInfo{ID: id, Name: r.Name, Retired: r.Retired}
	for i, name := range r.Measures {
		info.Measures = append(info.Measures, roles.Measure{Name: name, Unit: r.Units[i]})
	}
	return info
}

// Roles lists all roles.
func Roles() roles.RolesResult {
	var result roles.RolesResult
	for id := range loadConfig().Roles {
		r := loadRole(id)
		result.Roles = append(result.Roles, r.info(id))
	}
	return result
}

// Role returns one role.
func Role(a roles.RoleArgs) roles.RoleInfo {
	id, r := findRole(a.Name)
	return r.info(id)
}
