package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/reading"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
)

// The province above the demo's commune, and whom it lets in.
const (
	provinceCode = "51"
	provinceName = "UBND tỉnh Quảng Ngãi"
)

var provinceLogins = map[string]string{
	"Chủ tịch UBND tỉnh":                "chutichtinh",
	"Chánh Văn phòng UBND tỉnh":         "vanphongtinh",
	"Giám đốc Sở Khoa học và Công nghệ": "sokhcn",
}

// neighbours are other communes of the province, each with one obstacle that it
// has sent upward: the same, in words of its own.
var neighbours = []struct {
	code, place   string
	ago           int // working days
	subject, asks string
}{
	{"21484", "Ba Tơ", 9, "Chưa khai thác được dữ liệu dân cư để đối chiếu hồ sơ", "Cho xã khai thác dữ liệu dân cư phục vụ giải quyết hồ sơ."},
	{"21490", "Ba Vinh", 8, "Xã chưa được khai thác dữ liệu dân cư khi giải quyết hồ sơ", "Cấp quyền khai thác dữ liệu dân cư cho xã."},
	{"21496", "Ba Động", 6, "Chưa khai thác được dữ liệu dân cư", "Cho xã khai thác dữ liệu dân cư để đối chiếu hồ sơ."},
	{"21520", "Đặng Thùy Trâm", 4, "Đường truyền Internet của các thôn miền núi yếu", "Nâng cấp đường truyền Internet cho các thôn."},
}

// own is what the demo's commune has sent upward.
const (
	ownSubject = "Chưa khai thác được dữ liệu dân cư để đối chiếu hồ sơ trực tuyến"
	ownAsks    = "Cho xã khai thác dữ liệu dân cư phục vụ giải quyết hồ sơ trực tuyến."
	ownAgo     = 3
)

// buildProvince makes the province and the communes that petition it. What is
// there already stays: a demo that was stopped on the way goes on.
func buildProvince(ctx context.Context, d *db.DB, blobs *blob.Store) error {
	past := d.At(back(d, started))
	province, err := org.TenantByCode(ctx, d, provinceCode)
	if fault.Is(err, fault.Unknown) {
		province.ID, err = org.NewProvince(ctx, past, provinceCode, provinceName)
	}
	if err != nil {
		return err
	}
	people, err := staffOf(ctx, past, province.ID, provinceLogins)
	if err != nil {
		return err
	}
	for _, n := range neighbours {
		if err := buildNeighbour(ctx, d, blobs, n.code, n.place, n.ago, n.subject, n.asks); err != nil {
			return fmt.Errorf("demo: %s: %w", n.place, err)
		}
	}
	if err := ownPetition(ctx, d); err != nil {
		return err
	}
	for {
		did, err := petition.Step(ctx, d)
		if err != nil {
			return err
		}
		if !did {
			break
		}
	}
	return mergeFirst(ctx, d, province.ID, people["Chánh Văn phòng UBND tỉnh"], people["Giám đốc Sở Khoa học và Công nghệ"])
}

// back is an hour of the morning, so many working days ago.
func back(d *db.DB, days int) time.Time {
	return vn.Standard().Add(vn.Today(d.Now()), -days).Time().Add(9 * time.Hour).UTC()
}

// staffOf puts a person into each of the posts that has none. They have no
// password: the demo lets in by one click.
func staffOf(ctx context.Context, d *db.DB, tenant db.ID, logins map[string]string) (map[string]org.Who, error) {
	people := map[string]org.Who{}
	err := d.Update(ctx, tenant, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			login := logins[p.Title]
			if login == "" {
				continue
			}
			if p.Holder == "" {
				if _, _, err := org.AddPerson(tx, org.Installer(tenant), org.NewPerson{Login: login, Post: p.ID}); err != nil {
					return err
				}
			}
			if people[p.Title], err = org.ByLogin(tx, login); err != nil {
				return err
			}
		}
		return nil
	})
	return people, err
}

// buildNeighbour makes a commune with no more than it takes to send a proposal:
// the letter that all communes were asked for, one task and its obstacle.
func buildNeighbour(ctx context.Context, d *db.DB, blobs *blob.Store, code, place string, ago int, subject, asks string) error {
	past := d.At(back(d, started))
	commune, err := org.TenantByCode(ctx, d, code)
	if fault.Is(err, fault.Unknown) {
		commune.ID, err = org.NewTenant(ctx, past, code, "UBND xã "+place)
	}
	if err != nil {
		return err
	}
	if err := org.PlaceUnder(ctx, past, code, provinceCode); err != nil {
		return err
	}
	people, err := staffOf(ctx, past, commune.ID, map[string]string{"Chủ tịch UBND xã": "chutich", "Chánh Văn phòng HĐND và UBND": "vanphong", "Công chức Văn hóa - Xã hội": "congchucvanhoa"})
	if err != nil {
		return err
	}
	text := []byte(strings.ReplaceAll(string(letter), "Khánh Cường", place))
	hash, size, err := blobs.Put(bytes.NewReader(text), 1<<20)
	if err != nil {
		return err
	}
	chairman, clerk, official := people["Chủ tịch UBND xã"], people["Chánh Văn phòng HĐND và UBND"], people["Công chức Văn hóa - Xã hội"]
	return d.At(back(d, ago)).Update(ctx, commune.ID, func(tx *db.Tx) error {
		sent, err := db.Value[int](tx, "select count(*) from proposal where tenant_id = ?1")
		if err != nil || sent > 0 {
			return err
		}
		id := db.NewID()
		if err := register.BringIn(tx, clerk, id, register.File{Hash: hash, Name: "Cam kết chuyển đổi số, xã " + place + ".txt", Format: "txt", Size: size, Body: reading.Text(string(text))}, ""); err != nil {
			return err
		}
		if err := register.Accept(tx, clerk, id, 1); err != nil {
			return err
		}
		groups, err := register.Groups(tx, clerk, id)
		if err != nil {
			return err
		}
		ref, err := task.Create(tx, clerk, groups[0].Clauses[0].ID, "", task.Slots{Accountable: official.Post, Work: "Đối chiếu hồ sơ trực tuyến với dữ liệu dân cư", LeadUnit: official.Unit, Answers: official.Post, Decider: chairman.Post,
			Due:    task.Due{Kind: task.ByDate, Date: vn.Today(d.Now()).Add(60), From: "typed"},
			Result: task.Result{Product: "1 quy trình đối chiếu", Measure: task.Figure, Target: 1, Unit: "quy trình", Proof: task.File}})
		if err != nil {
			return err
		}
		if err := task.Issue(tx, chairman, ref, 1); err != nil {
			return err
		}
		if err := task.Receive(tx, official, ref, 2); err != nil {
			return err
		}
		return petitions(tx, official, chairman, ref, subject, asks)
	})
}

// ownPetition has the demo's commune send its own.
func ownPetition(ctx context.Context, d *db.DB) error {
	if err := org.PlaceUnder(ctx, d, code, provinceCode); err != nil {
		return err
	}
	commune, err := org.TenantByCode(ctx, d, code)
	if err != nil {
		return err
	}
	return d.At(back(d, ownAgo)).Update(ctx, commune.ID, func(tx *db.Tx) error {
		sent, err := db.Value[int](tx, "select count(*) from proposal where tenant_id = ?1 and to_tenant is not null")
		if err != nil || sent > 0 {
			return err
		}
		official, err := org.ByLogin(tx, "vanhoa")
		if err != nil {
			return err
		}
		chairman, err := org.ByLogin(tx, "chutich")
		if err != nil {
			return err
		}
		ref, err := db.Value[string](tx, "select min(ref) from task where tenant_id = ?1 and accountable = ?2 and state = 'doing'", official.Post)
		if err != nil {
			return err
		}
		if ref == "" {
			return fmt.Errorf("demo: %s has no task under way", official.PostTitle)
		}
		return petitions(tx, official, chairman, ref, ownSubject, ownAsks)
	})
}

// petitions raises an obstacle of a task and sends it upward.
func petitions(tx *db.Tx, official, chairman org.Who, ref, subject, asks string) error {
	today := vn.Today(tx.Now)
	stands, err := obstacle.Raise(tx, official, obstacle.Raising{Tasks: []string{ref}, Says: subject, Since: today, Thinks: obstacle.Beyond})
	if err != nil {
		return err
	}
	at, err := obstacle.Get(tx, chairman, stands)
	if err != nil {
		return err
	}
	class := obstacle.Data
	if strings.Contains(subject, "Internet") {
		class = obstacle.Infrastructure
	}
	if err := obstacle.Decide(tx, chairman, stands, at.Version, obstacle.Decision{Power: obstacle.Beyond, Class: class}); err != nil {
		return err
	}
	above, err := obstacle.Superior(tx)
	if err != nil {
		return err
	}
	proposal, err := obstacle.Propose(tx, chairman, obstacle.Draft{Obstacles: []string{stands}, To: above, Subject: subject, Asks: asks})
	if err != nil {
		return err
	}
	return obstacle.Send(tx, chairman, proposal, 1, obstacle.Letter{Number: "215", Symbol: "UBND-VX", Dated: today, Signer: chairman.PostTitle})
}

// mergeFirst takes in what came first and brings it together; what came later
// waits for whoever tries the demo.
func mergeFirst(ctx context.Context, d *db.DB, province db.ID, clerk, head org.Who) error {
	return d.At(back(d, 5)).Update(ctx, province, func(tx *db.Tx) error {
		made, err := db.Value[int](tx, "select count(*) from issue where tenant_id = ?1")
		if err != nil || made > 0 {
			return err
		}
		var refs []string
		for _, n := range neighbours[:2] {
			ref := n.code + fmt.Sprintf("-KN-%d-0001", back(d, n.ago).In(vn.Office).Year())
			p, err := petition.Get(tx, clerk, ref)
			if err != nil {
				return err
			}
			if err := petition.TakeIn(tx, clerk, ref, p.Version, ""); err != nil {
				return err
			}
			if err := petition.Assign(tx, clerk, ref, p.Version+1, head.Post); err != nil {
				return err
			}
			refs = append(refs, ref)
		}
		_, err = petition.NewIssue(tx, clerk, db.NewID(), "Xã chưa khai thác được dữ liệu dân cư", obstacle.Data, refs)
		return err
	})
}
