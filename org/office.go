package org

import (
	"context"
	"regexp"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Tenant is an office that uses the installation: a commune's, or one above it.
type Tenant struct {
	ID    db.ID
	Code  string // the digits of the administrative unit: five of a commune, two of a province
	Name  string // "UBND xã Khánh Cường"
	Level Level
}

// Tenants are all offices of the installation, in the order of their codes.
func Tenants(ctx context.Context, d *db.DB) (list []Tenant, err error) {
	err = d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var t Tenant
			list = append(list, t)
			last := &list[len(list)-1]
			return scan(&last.ID, &last.Code, &last.Name, &last.Level)
		}, "select t.tenant_id, t.code, "+TenantName("t", "?1")+", "+TenantLevel("t")+" from tenant t order by t.code", vn.Today(d.Now()))
	})
	return list, err
}

// TenantByCode finds an office by the digits of its administrative unit.
func TenantByCode(ctx context.Context, d *db.DB, code string) (t Tenant, err error) {
	found := false
	err = d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			found = true
			return scan(&t.ID, &t.Code, &t.Name, &t.Level)
		}, "select t.tenant_id, t.code, "+TenantName("t", "?2")+", "+TenantLevel("t")+" from tenant t where t.code = ?1", code, vn.Today(d.Now()))
	})
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không có xã nào mang mã %s ở đây. Hãy kiểm tra lại mã đơn vị hành chính.", code)
	}
	return t, err
}

var (
	communeCode = regexp.MustCompile(`^\d{5}$`)
	tenantCode  = regexp.MustCompile(`^\d{2}(\d{3})?$`) // of a commune, or of a province
)

// NewTenant adds a commune with the offices and posts that a commune's People's
// Committee usually has (NĐ 150/2025/NĐ-CP); the posts are vacant.
func NewTenant(ctx context.Context, d *db.DB, code, name string) (db.ID, error) {
	var f fault.Form
	f.Check(communeCode.MatchString(code), "code", "Mã đơn vị hành chính gồm đúng 5 chữ số, ví dụ 21472.")
	return newTenant(ctx, d, &f, Tenant{Code: code, Name: name, Level: Commune}, usualOffice)
}

type usualPost struct {
	title string
	role  Role
}

type usualUnit struct {
	name  string
	posts []usualPost
}

var usualOffice = []usualUnit{
	{"Lãnh đạo UBND xã", []usualPost{{"Chủ tịch UBND xã", Chairman}, {"Phó Chủ tịch UBND xã", Deputy}}},
	{"Văn phòng HĐND và UBND", []usualPost{{"Chánh Văn phòng HĐND và UBND", Clerk}, {"Công chức Văn phòng - Thống kê", Official}, {"Công chức Tư pháp - Hộ tịch", Official}}},
	{"Phòng Kinh tế", []usualPost{{"Trưởng phòng Kinh tế", Head}, {"Công chức Tài chính - Kế toán", Official}}},
	{"Phòng Văn hóa - Xã hội", []usualPost{{"Trưởng phòng Văn hóa - Xã hội", Head}, {"Công chức Văn hóa - Xã hội", Official}}},
	{"Trung tâm Phục vụ hành chính công", []usualPost{{"Giám đốc Trung tâm Phục vụ hành chính công", Head}, {"Công chức Một cửa", Official}}},
	{"Đảng ủy, HĐND và đoàn thể", []usualPost{{"Giám sát của HĐND xã", Viewer}}},
}

// Installer is the one who sits at the server: may set up units, posts and
// persons of the commune and nothing else. It is no role that a post can have.
func Installer(tenant db.ID) Who {
	return Who{Tenant: tenant, Person: "installer", Name: "Máy chủ", PostTitle: "Máy chủ", Role: installer}
}

// AddUnit adds a unit at the end of the order.
func AddUnit(tx *db.Tx, who Who, name string) (db.ID, error) {
	who, err := who.As(People, Thing{})
	if err != nil {
		return "", err
	}
	name = vn.Line(name)
	var f fault.Form
	f.Check(name != "" && len(name) <= 200, "name", "Hãy ghi tên đơn vị, dưới 100 chữ.")
	if err := f.Err(); err != nil {
		return "", err
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into unit (tenant_id, unit_id, name, ordinal)
		select ?1, ?2, ?3, coalesce(max(ordinal), 0) + 1 from unit where tenant_id = ?1`, id, name)
	who.Did(tx, "unit-added", id)
	return id, err
}

// Post is a position in a unit, with the person who holds it today.
type Post struct {
	ID         db.ID
	Title      string
	Role       Role
	Unit       db.ID
	UnitName   string
	Holder     db.ID // "" while the post is vacant
	HolderName string
	Login      string
}

// Posts are the posts that exist, unit by unit, with today's names and holders.
func Posts(tx *db.Tx) ([]Post, error) {
	return db.All(tx, func(p *Post) []any {
		return []any{&p.ID, &p.Title, &p.Role, &p.Unit, &p.UnitName, db.Opt(&p.Holder), db.Opt(&p.HolderName), db.Opt(&p.Login)}
	}, `select p.post_id, `+PostTitle("p", "?2")+`, p.role, u.unit_id, `+UnitName("u", "?2")+`, s.person_id, s.name, s.login
		from post p
		join unit u on u.tenant_id = p.tenant_id and u.unit_id = `+PostUnit("p", "?2")+`
		left join holding h on h.tenant_id = p.tenant_id and h.post_id = p.post_id and `+on("h", "?2")+`
		left join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id and s.blocked_at is null
		where p.tenant_id = ?1 and `+Exists("p", "?2")+`
		order by u.ordinal, u.unit_id, p.ordinal, h.from_day`, vn.Today(tx.Now))
}

// UnknownPost is the fault where a post is asked for that is not there.
func UnknownPost() error {
	return fault.New(fault.Unknown, "Không tìm thấy chức danh này. Hãy mở lại danh sách nhân sự.")
}

// AddPost adds a vacant post to a unit.
func AddPost(tx *db.Tx, who Who, unit db.ID, title string, role Role) (db.ID, error) {
	who, err := who.As(People, Thing{})
	if err != nil {
		return "", err
	}
	title = vn.Line(title)
	known, err := db.Value[int](tx, "select count(*) from unit where tenant_id = ?1 and unit_id = ?2 and closed_on is null", unit)
	if err != nil {
		return "", err
	}
	var f fault.Form
	f.Check(title != "" && len(title) <= 200, "title", "Hãy ghi tên chức danh, ví dụ Công chức Văn hóa - Xã hội.")
	f.Check(RoleName[role] != "", "role", "Hãy chọn vai trò của chức danh.")
	f.Check(known == 1, "unit", "Hãy chọn đơn vị có trong danh sách.")
	if err := f.Err(); err != nil {
		return "", err
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into post (tenant_id, post_id, unit_id, title, role, ordinal)
		select ?1, ?2, ?3, ?4, ?5, coalesce(max(ordinal), 0) + 1 from post where tenant_id = ?1`, id, unit, title, role)
	who.Did(tx, "post-added", id)
	return id, err
}
