package org

import (
	"context"
	"regexp"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Level is which level of the administration an office is of
// (Luật Tổ chức chính quyền địa phương 72/2025/QH15, Điều 1: tỉnh, xã).
type Level string

// The levels.
const (
	Commune  Level = "commune"
	Province Level = "province"
	Nation   Level = "nation"
)

// TenantLevel is the level of the offices of an alias of the table tenant, as an
// expression of SQL.
func TenantLevel(alias string) string { return "coalesce(" + alias + ".level, 'commune')" }

// LevelOf is the level of the transaction's own office.
func LevelOf(tx *db.Tx) (Level, error) {
	return db.Value[Level](tx, "select "+TenantLevel("t")+" from tenant t where t.tenant_id = ?1")
}

// Above is the office above the transaction's own, with its name as it was when
// this one was placed under it; "" and "" where the office above does not use this
// installation.
func Above(tx *db.Tx) (id db.ID, name string, err error) {
	type row struct {
		id   db.ID
		name string
	}
	r, _, err := db.One(tx, func(r *row) []any { return []any{db.Opt(&r.id), db.Opt(&r.name)} },
		"select superior_id, superior_name from tenant where tenant_id = ?1")
	return r.id, r.name, err
}

var provinceCode = regexp.MustCompile(`^\d{2}$`)

// NewProvince adds the People's Committee of a province, under the two digits of
// its code, with its leaders, its office and the departments that proposals of
// communes go to most often (NĐ 150/2025/NĐ-CP); the posts are vacant.
func NewProvince(ctx context.Context, d *db.DB, code, name string) (db.ID, error) {
	var f fault.Form
	f.Check(provinceCode.MatchString(code), "code", "Mã tỉnh gồm đúng 2 chữ số, ví dụ 51.")
	return newTenant(ctx, d, &f, Tenant{Code: code, Name: name, Level: Province}, usualProvince)
}

var usualProvince = []usualUnit{
	{"Lãnh đạo UBND tỉnh", []usualPost{{"Chủ tịch UBND tỉnh", Chairman}, {"Phó Chủ tịch UBND tỉnh", Deputy}}},
	{"Văn phòng UBND tỉnh", []usualPost{{"Chánh Văn phòng UBND tỉnh", Clerk}, {"Chuyên viên Văn phòng UBND tỉnh", Official}}},
	{"Sở Khoa học và Công nghệ", []usualPost{{"Giám đốc Sở Khoa học và Công nghệ", Head}, {"Chuyên viên Sở Khoa học và Công nghệ", Official}}},
	{"Sở Nội vụ", []usualPost{{"Giám đốc Sở Nội vụ", Head}, {"Chuyên viên Sở Nội vụ", Official}}},
	{"Sở Tài chính", []usualPost{{"Giám đốc Sở Tài chính", Head}, {"Chuyên viên Sở Tài chính", Official}}},
	{"Sở Tư pháp", []usualPost{{"Giám đốc Sở Tư pháp", Head}, {"Chuyên viên Sở Tư pháp", Official}}},
}

// PlaceUnder says that an office stands under another from now on: what it sends
// upward goes there. Both are given by their codes. Doing it again changes nothing.
func PlaceUnder(ctx context.Context, d *db.DB, below, above string) error {
	sub, err := TenantByCode(ctx, d, below)
	if err != nil {
		return err
	}
	over, err := TenantByCode(ctx, d, above)
	if err != nil {
		return err
	}
	if rank[over.Level] <= rank[sub.Level] {
		return fault.New(fault.Invalid, "%s không phải cấp trên của %s. Hãy kiểm tra lại hai mã.", over.Name, sub.Name)
	}
	return d.Update(ctx, sub.ID, func(tx *db.Tx) error {
		n, err := tx.Exec(`update tenant set superior_id = ?2, superior_name = ?3
			where tenant_id = ?1 and (superior_id is null or superior_id <> ?2 or superior_name <> ?3)`, over.ID, over.Name)
		if err == nil && n > 0 {
			Installer(sub.ID).Did(tx, "placed-under", over.ID)
		}
		return err
	})
}

var rank = map[Level]int{Commune: 0, Province: 1, Nation: 2}

// Below is how many offices of the installation stand under one.
func Below(ctx context.Context, d *db.DB, superior db.ID) (n int, err error) {
	err = d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error { return scan(&n) }, "select count(*) from tenant where superior_id = ?1", superior)
	})
	return n, err
}

// newTenant adds an office with its usual units and posts; f has what is wrong
// with its code already.
func newTenant(ctx context.Context, d *db.DB, f *fault.Form, t Tenant, units []usualUnit) (db.ID, error) {
	t.Name = vn.Line(t.Name)
	f.Check(t.Name != "" && len(t.Name) <= 200, "name", "Hãy ghi tên cơ quan, ví dụ UBND xã Khánh Cường.")
	if err := f.Err(); err != nil {
		return "", err
	}
	level := t.Level
	if level == Commune {
		level = "" // as it was before there were levels
	}
	id := db.NewID()
	err := d.Update(ctx, id, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into tenant (tenant_id, code, name, created_at, level) values (?1, ?2, ?3, ?4, ?5)", t.Code, t.Name, tx.Now, db.Null(level))
		if db.Duplicate(err) {
			return fault.New(fault.Exists, "Đã có cơ quan mang mã %s ở đây. Hãy dùng cơ quan đó hoặc kiểm tra lại mã.", t.Code)
		}
		if err != nil {
			return err
		}
		who := Installer(id)
		who.Did(tx, "commune-added", id)
		for _, u := range units {
			unit, err := AddUnit(tx, who, u.name)
			if err != nil {
				return err
			}
			for _, p := range u.posts {
				if _, err := AddPost(tx, who, unit, p.title, p.role); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return id, err
}

// Office is the transaction's own office.
func Office(tx *db.Tx) (Tenant, error) {
	t, _, err := db.One(tx, func(t *Tenant) []any { return []any{&t.ID, &t.Code, &t.Name, &t.Level} },
		"select t.tenant_id, t.code, "+TenantName("t", "?2")+", "+TenantLevel("t")+" from tenant t where t.tenant_id = ?1", vn.Today(tx.Now))
	return t, err
}
