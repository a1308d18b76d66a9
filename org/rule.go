package org

import (
	"slices"

	"sauro/db"
	"sauro/gate"
	"sauro/vn"
)

// FactorRule says of a role whether it must show more than a password.
type FactorRule struct {
	Role     Role
	Demanded bool
	Holders  int // who hold a post of the role today
	Lacking  int // of them without a second step
}

// FactorRules are the rules of all roles, for who manages people.
func FactorRules(tx *db.Tx, who Who) ([]FactorRule, error) {
	if err := who.May(People, Thing{}); err != nil {
		return nil, err
	}
	demanded, err := db.All(tx, func(r *Role) []any { return []any{r} }, "select role from signin_rule where tenant_id = ?1 and factor = 1")
	if err != nil {
		return nil, err
	}
	held, err := db.All(tx, func(r *FactorRule) []any { return []any{&r.Role, &r.Holders, &r.Lacking} },
		`select k.role, count(*), sum(case when
				exists (select 1 from totp t where t.tenant_id = ?1 and t.person_id = k.person_id and t.removed_at is null)
				or exists (select 1 from passkey y where y.tenant_id = ?1 and y.person_id = k.person_id and y.removed_at is null) then 0 else 1 end)
		from (select distinct p.role, s.person_id from post p
			join holding h on h.tenant_id = p.tenant_id and h.post_id = p.post_id and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2)
			join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id and s.blocked_at is null
			where p.tenant_id = ?1) k
		group by k.role`, vn.Today(tx.Now))
	if err != nil {
		return nil, err
	}
	var rules []FactorRule
	for _, role := range Roles {
		rule := FactorRule{Role: role, Demanded: slices.Contains(demanded, role)}
		for _, h := range held {
			if h.Role == role {
				rule.Holders, rule.Lacking = h.Holders, h.Lacking
			}
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// DemandFactor has exactly these roles show more than a password. It holds from
// the next request of everybody on: whoever has no second step is led to add one
// before anything else.
func DemandFactor(tx *db.Tx, who Who, roles []Role) error {
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	rules, err := FactorRules(tx, who)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		want := slices.Contains(roles, rule.Role)
		if want == rule.Demanded {
			continue
		}
		_, err := tx.Exec(`insert into signin_rule (tenant_id, role, factor, at, by_person) values (?1, ?2, ?3, ?4, ?5)
			on conflict (tenant_id, role) do update set factor = excluded.factor, at = excluded.at, by_person = excluded.by_person`,
			string(rule.Role), want, tx.Now, string(who.Person))
		if err != nil {
			return err
		}
		kind := "factor-not-demanded"
		if want {
			kind = "factor-demanded"
		}
		who.Did(tx, kind, db.ID(rule.Role))
	}
	return nil
}

// demandsFactor reports whether a role by which the person has rights today
// demands a second step.
func demandsFactor(tx *db.Tx, who Who) (bool, error) {
	demanded, err := db.All(tx, func(r *Role) []any { return []any{r} }, "select role from signin_rule where tenant_id = ?1 and factor = 1")
	if err != nil || len(demanded) == 0 {
		return false, err
	}
	return slices.ContainsFunc(who.All(), func(s Seat) bool { return slices.Contains(demanded, s.Role) }), nil
}

func lacksFactor(tx *db.Tx, who Who) (bool, error) {
	demanded, err := demandsFactor(tx, who)
	if err != nil || !demanded {
		return false, err
	}
	has, err := gate.HasFactor(tx, who.Person)
	if err != nil || has {
		return false, err
	}
	// A sign-on whose word the office takes for two steps has seen to it.
	_, by, err := confirmed(tx, who)
	return by != bySignOn, err
}
