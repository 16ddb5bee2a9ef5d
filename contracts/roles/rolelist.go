package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// idFor returns the id under which a definition is stored: of the retired role of this name, which
// comes back, else the next one. It aborts if the name is in use or there can be no more roles.
func (c *config) idFor(name string) (id uint64, comesBack bool) {
	if known, exists := sdk.Get(sdk.Key(keyRoleName, []byte(name))); exists {
		id = uint64(known[0])
		if r := loadRole(id); !r.Retired {
			sdk.Abort(roles.ErrRoleExists, name)
		}
		return id, true
	}
	if c.Roles == maxRoles {
		sdk.Abort(roles.ErrRoleLimit, "too many roles")
	}
	return c.Roles, false
}

// add stores a definition and returns its id.
func (c *config) add(d *roles.RoleDefinition) (id uint64, comesBack bool) {
	id, comesBack = c.idFor(d.Name)
	r := newRole(d)
	sdk.Save(roleKey(id), &r)
	if !comesBack {
		sdk.Set(sdk.Key(keyRoleName, []byte(d.Name)), []byte{byte(id)})
		c.Roles++
	}
	return id, comesBack
}

// newRole checks a definition and returns it as it is stored.
func newRole(d *roles.RoleDefinition) role {
	mustBeName(d.Name)
	if len(d.Measures) == 0 || len(d.Measures) > maxMeasures {
		sdk.Abort(roles.ErrMeasures, "a role has 1 to 8 measures")
	}
	r := role{Name: d.Name, Kind: roles.FromAttestors}
	if d.Source != nil {
		mustBeSource(d.Name, d.Source, len(d.Measures))
		r.take(d.Source)
	}
	for _, m := range d.Measures {
		mustBeName(m.Name)
		if len(m.Unit) > maxUnitLength || !text.IsLine(m.Unit) {
			sdk.Abort(roles.ErrMeasures, "bad unit")
		}
		r.Measures, r.Units = append(r.Measures, m.Name), append(r.Units, m.Unit)
	}
	return r
}

func mustBeName(s string) {
	if len(s) > maxRoleName || !text.IsName(s) {
		sdk.Abort(roles.ErrRoleName, "bad name")
	}
}

// SetRole adds a role, here and in the contract rewards, where it begins with weight 0; or
// it defines a retired role anew and takes it back into service.
func SetRole(a roles.RoleDefinition) {
	onlyContract(governance.Name)
	c := loadConfig()
	id, comesBack := c.add(&a)
	if comesBack {
		return
	}
	c.save()
	mustSucceed(callRewards().AddRole(&rewards.AddRoleArgs{Role: a.Name}))
	sdk.Emit("roles.added", sdk.Uint("id", id), sdk.Text("name", a.Name))
}

// RetireRole ends the taking of contributions for a role.
func RetireRole(a roles.RoleArgs) {
	onlyContract(governance.Name)
	id, r := findActiveRole(a.Name)
	r.Retired = true
	sdk.Save(roleKey(id), &r)
	sdk.Emit("roles.retired", sdk.Uint("id", id), sdk.Text("name", a.Name))
}

// CheckCall aborts as the call in input would if governance made it now (P9).
func CheckCall(a governed.CallArgs) {
	d := sdk.NewDecoder(a.Input)
	d.Tuple(2)
	switch d.Text() {
	case "set_role":
		var role roles.RoleDefinition
		role.UnmarshalCBOR(d)
		sdk.MustDone(d)
		c := loadConfig()
		c.idFor(role.Name)
		newRole(&role)
	case "retire_role":
		var role roles.RoleArgs
		role.UnmarshalCBOR(d)
		sdk.MustDone(d)
		findActiveRole(role.Name)
	case "set_source":
		var source roles.SetSourceArgs
		source.UnmarshalCBOR(d)
		sdk.MustDone(d)
		withSource(&source)
	default:
		sdk.BadMethod(d)
	}
}

func (r *role) info(id uint64) roles.RoleInfo {
	info := roles.RoleInfo{ID: id, Name: r.Name, Retired: r.Retired, Source: r.source()}
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
