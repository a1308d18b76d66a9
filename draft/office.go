package draft

import (
	"strings"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// office is the posts and units that a draft may name.
type office struct {
	posts map[db.ID]org.Post
	units map[db.ID]string
	order []db.ID // units as the office lists them
}

func readOffice(tx *db.Tx) (office, error) {
	o := office{posts: map[db.ID]org.Post{}, units: map[db.ID]string{}}
	posts, err := org.Posts(tx)
	if err != nil {
		return o, err
	}
	for _, p := range posts {
		o.posts[p.ID] = p
	}
	return o, tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var name string
		if err := scan(&id, &name); err != nil {
			return err
		}
		o.units[id] = name
		o.order = append(o.order, id)
		return nil
	}, "select u.unit_id, "+org.UnitName("u", "?2")+" from unit u where u.tenant_id = ?1 order by u.ordinal, u.unit_id", vn.Today(tx.Now))
}

// unitNamed and postNamed find what a document calls by name, whatever the
// accents, the case, "Ủy ban nhân dân" for "UBND" and the commune's own name
// behind it. Where two answer to the name, none is meant.
func (o office) unitNamed(name, commune string) db.ID {
	want := plainName(name, commune)
	var found []db.ID
	for _, id := range o.order {
		if want != "" && plainName(o.units[id], commune) == want {
			found = append(found, id)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

func (o office) postNamed(name, commune string) db.ID {
	want := plainName(name, commune)
	var found []db.ID
	for id, p := range o.posts {
		if want != "" && plainName(p.Title, commune) == want {
			found = append(found, id)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

var shortNames = strings.NewReplacer("uy ban nhan dan", "ubnd", "uy ban nhan nhan dan", "ubnd", "hoi dong nhan dan", "hdnd", "trung tam", "tt", "phuc vu hanh chinh cong", "pvhcc", "van hoa xa hoi", "vhxh")

func plainName(name, commune string) string {
	plain := " " + shortNames.Replace(strings.Join(vn.Words(name), " ")) + " "
	place := strings.TrimPrefix(shortNames.Replace(strings.Join(vn.Words(commune), " ")), "ubnd ")
	if place != "" {
		plain = strings.Replace(plain, " "+place+" ", " ", 1)
	}
	return strings.TrimSuffix(strings.TrimSpace(plain), " xa")
}

// byRole is the one post of a role, "" where there is none or more than one.
func (o office) byRole(role org.Role, unit db.ID) db.ID {
	var found []db.ID
	for id, p := range o.posts {
		if p.Role == role && (unit == "" || p.Unit == unit) {
			found = append(found, id)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}
