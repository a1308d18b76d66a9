package register_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
)

var ctx = context.Background()

// letter is the real letter of Khánh Cường commune, as the demo brings it in.
func letter(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// decomposed takes letters apart as some keyboards and PDF files do.
var decomposed = strings.NewReplacer("ế", "e\u0302\u0301", "ộ", "o\u0323\u0302", "ứ", "u\u031b\u0301", "ạ", "a\u0323", "ủ", "u\u0309", "ệ", "e\u0323\u0302",
	"ấ", "a\u0302\u0301", "ơ", "o\u031b", "ị", "i\u0323", "à", "a\u0300", "ể", "e\u0302\u0309", "Ủ", "U\u0309")

type office struct {
	*testing.T
	db     *db.DB
	tenant db.ID
	clerk  org.Who
	others map[org.Role]org.Who
}

func newOffice(t *testing.T, d *db.DB) office {
	t.Helper()
	id, err := org.NewTenant(ctx, d, "21472", "UBND xã Khánh Cường")
	if err != nil {
		t.Fatal(err)
	}
	o := office{t, d, id, org.Who{}, map[org.Role]org.Who{}}
	for _, r := range org.Roles {
		o.others[r] = org.Who{Tenant: id, Person: db.ID(r), Post: db.ID("post-" + r), PostTitle: org.RoleName[r], Role: r}
	}
	o.clerk = o.others[org.Clerk]
	return o
}

func (o office) update(do func(tx *db.Tx) error) error { return o.db.Update(ctx, o.tenant, do) }

func (o office) must(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.update(do); err != nil {
		o.Fatal(err)
	}
}

// bringIn brings in a text under a hash of its own.
func (o office) bringIn(body, hash string, amends db.ID) (db.ID, error) {
	id := db.NewID()
	return id, o.update(func(tx *db.Tx) error {
		return register.BringIn(tx, o.clerk, id, register.File{Hash: hash, Name: "cam-ket.txt", Format: "txt", Size: int64(len(body)), Body: body}, amends)
	})
}

func (o office) proposal(id db.ID) (p register.Proposal) {
	o.Helper()
	o.must(func(tx *db.Tx) (err error) { p, err = register.LoadProposal(tx, o.clerk, id); return err })
	return p
}

func (o office) accepted(body, hash string) (db.ID, []register.Group) {
	o.Helper()
	id, err := o.bringIn(body, hash, "")
	if err != nil {
		o.Fatal(err)
	}
	var groups []register.Group
	o.must(func(tx *db.Tx) error {
		if err := register.Accept(tx, o.clerk, id, 1); err != nil {
			return err
		}
		groups, err = register.Groups(tx, o.clerk, id)
		return err
	})
	return id, groups
}

func TestTheLetterOfKhanhCuongGivesFiveGroupsAndTwentyClauses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		for name, form := range map[string]string{
			"as it is":   letter(t),
			"NFD":        decomposed.Replace(letter(t)),
			"CRLF":       strings.ReplaceAll(letter(t), "\n", "\r\n"),
			"with a BOM": "\ufeff" + letter(t),
		} {
			id, err := o.bringIn(form, name, "")
			if err != nil {
				t.Fatal(name, err)
			}
			p := o.proposal(id)
			var per []int
			for _, c := range p.Codes() {
				var g, n int
				if fmt.Sscanf(c, "%d.%d", &g, &n); g == 0 {
					continue
				}
				for len(per) < g {
					per = append(per, 0)
				}
				per[g-1] = n
			}
			if got := fmt.Sprint(per); got != "[2 8 3 5 2]" {
				t.Errorf("%s: clauses per group %s", name, got)
			}
			h := p.Head
			if h.Number != "" || h.Symbol != "UBND-VX" || h.Date != "2025-12" || h.SignerName != "" || len(h.Recipients) != 1 {
				t.Errorf("%s: what is blank in the letter was filled, or what is printed was not: %+v", name, h)
			}
			for _, part := range p.Parts {
				if got := p.Body[part.From:part.To]; !strings.Contains(strings.Join(strings.Fields(got), " "), part.Text) {
					t.Errorf("%s: at [%d, %d) stands %q, not %q", name, part.From, part.To, got, part.Text)
				}
			}
			o.must(func(tx *db.Tx) error { return register.Abandon(tx, o.clerk, id, 1) })
		}
	})
}

func TestTheSameDocumentIsRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		numbered := strings.Replace(letter(t), "Số:         /UBND-VX", "Số: 12/UBND-VX", 1)
		first, _ := o.accepted(numbered, "file 1")
		for what, again := range map[string]struct{ body, hash string }{
			"the same file":                 {numbered, "file 1"},
			"the same number, another file": {numbered + "\n", "file 2"},
			"the same number, other hyphen": {strings.Replace(numbered, "12/UBND-VX", "12/UBND–VX", 1), "file 3"},
		} {
			_, err := o.bringIn(again.body, again.hash, "")
			var same *register.ErrSame
			if !errors.As(err, &same) || same.Same.ID != first || !fault.Is(err, fault.Exists) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := o.bringIn(strings.Replace(numbered, "12/UBND-VX", "13/UBND-VX", 1), "file 4", ""); err != nil {
			t.Errorf("another number: %v", err)
		}
		// Two blank numbers say nothing about being the same.
		for i := range 2 {
			if _, err := o.bringIn(letter(t), fmt.Sprint("blank ", i), ""); err != nil {
				t.Errorf("blank number: %v", err)
			}
		}
	})
}

func TestAFormSentTwiceMakesOneLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		id := db.NewID()
		for range 2 {
			o.must(func(tx *db.Tx) error {
				return register.BringIn(tx, o.clerk, id, register.File{Hash: "h", Name: "a.txt", Body: letter(t)}, "")
			})
		}
		o.must(func(tx *db.Tx) error {
			list, err := register.Letters(tx, o.clerk)
			if len(list) != 1 {
				t.Errorf("%d letters", len(list))
			}
			return err
		})
	})
}

func TestASecretDocumentIsRefused(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	for _, mark := range []string{"MẬT", "TỐI MẬT", "TUYỆT MẬT"} {
		if _, err := o.bringIn(mark+"\n"+letter(t), mark, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", mark, err)
		}
	}
	if _, err := o.bringIn(letter(t)+"\nBảo đảm bí mật nhà nước, bảo mật thông tin.", "words", ""); err != nil {
		t.Errorf("the words of secrecy in a sentence: %v", err)
	}
}

func TestTheClerkCorrectsTheReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		id, err := o.bringIn(letter(t), "h", "")
		if err != nil {
			t.Fatal(err)
		}
		texts := func() (list []string) {
			p := o.proposal(id)
			for _, part := range p.Parts {
				list = append(list, part.Text)
			}
			return list
		}
		before := texts()
		version := int64(1)
		do := func(what string, change func(tx *db.Tx) error) {
			t.Helper()
			if err := o.update(change); err != nil {
				t.Fatal(what, err)
			}
			version++
		}
		do("split", func(tx *db.Tx) error {
			return register.Split(tx, o.clerk, id, version, 1, "chủ động, tiên phong,\n gương mẫu")
		})
		after := texts()
		if len(after) != len(before)+1 || !strings.HasSuffix(after[1], "chuyển đổi số;") || !strings.HasPrefix(after[2], "chủ động, tiên phong") {
			t.Errorf("split: %q, %q", after[1], after[2])
		}
		do("merge", func(tx *db.Tx) error { return register.Merge(tx, o.clerk, id, version, 2) })
		if got := texts(); got[1] != before[1] || len(got) != len(before) {
			t.Errorf("split and merged is not what it was: %q", got[1])
		}
		do("drop", func(tx *db.Tx) error { return register.Drop(tx, o.clerk, id, version, 2) })
		if got := texts(); len(got) != len(before)-1 {
			t.Errorf("%d parts after a drop of %d", len(got), len(before))
		}
		do("add", func(tx *db.Tx) error { return register.Add(tx, o.clerk, id, version, before[2], false) })
		if got := texts(); strings.Join(got, "\n") != strings.Join(before, "\n") {
			t.Errorf("dropped and added is not what it was")
		}
		do("head", func(tx *db.Tx) error {
			return register.SetHead(tx, o.clerk, id, version, register.Head{Kind: "Công văn", Number: "12/UBND-VX", Symbol: "UBND-VX", Date: "5/12/2025", Recipients: []string{" Sở  A ", ""}})
		})
		if h := o.proposal(id).Head; h.Date != "2025-12-05" || len(h.Recipients) != 1 || h.Recipients[0] != "Sở A" || len(h.Cited) != 2 {
			t.Errorf("head: %+v", h)
		}

		for what, wrong := range map[string]func(tx *db.Tx) error{
			"words that are not there": func(tx *db.Tx) error { return register.Add(tx, o.clerk, id, version, "chữ không có", false) },
			"words in several places":  func(tx *db.Tx) error { return register.Add(tx, o.clerk, id, version, "chuyển đổi số", false) },
			"words of another clause":  func(tx *db.Tx) error { return register.Add(tx, o.clerk, id, version, before[2][:60], false) },
			"no words":                 func(tx *db.Tx) error { return register.Split(tx, o.clerk, id, version, 1, " ") },
			"a split at the beginning": func(tx *db.Tx) error {
				return register.Split(tx, o.clerk, id, version, 1, "Nhận thức đầy đủ")
			},
			"a merge over a heading": func(tx *db.Tx) error { return register.Merge(tx, o.clerk, id, version, 1) },
			"a day that does not exist": func(tx *db.Tx) error {
				return register.SetHead(tx, o.clerk, id, version, register.Head{Date: "31/11/2025"})
			},
		} {
			if err := o.update(wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, i := range []int{-1, 999} {
			if err := o.update(func(tx *db.Tx) error { return register.Drop(tx, o.clerk, id, version, i) }); !fault.Is(err, fault.Unknown) {
				t.Errorf("part %d: %v", i, err)
			}
		}
		if err := o.update(func(tx *db.Tx) error { return register.Drop(tx, o.clerk, id, version-1, 0) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("a correction of an older version: %v", err)
		}
	})
}

func TestAcceptedClausesNeverChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		id, groups := o.accepted(letter(t), "h")
		if len(groups) != 5 || len(groups[4].Clauses) != 2 || groups[2].Clauses[2].Code != "3.3" || !strings.Contains(groups[2].Clauses[2].Text, "100% cán bộ") {
			t.Fatalf("%+v", groups)
		}
		for what, change := range map[string]func(tx *db.Tx) error{
			"drop":    func(tx *db.Tx) error { return register.Drop(tx, o.clerk, id, 2, 1) },
			"head":    func(tx *db.Tx) error { return register.SetHead(tx, o.clerk, id, 2, register.Head{}) },
			"again":   func(tx *db.Tx) error { return register.Accept(tx, o.clerk, id, 2) },
			"abandon": func(tx *db.Tx) error { return register.Abandon(tx, o.clerk, id, 2) },
		} {
			if err := o.update(change); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s after acceptance: %v", what, err)
			}
		}
		o.must(func(tx *db.Tx) error {
			found, err := tx.Search("boi duong nang cao nhan thuc", 5)
			if len(found) != 1 || found[0].ID != groups[2].Clauses[2].ID {
				t.Errorf("search found %+v", found)
			}
			return err
		})
	})
}

func TestAnAmendmentReplacesClausesAndTheOldOnesStayReadable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		old, groups := o.accepted(letter(t), "h")
		target := groups[2].Clauses[2]
		change := strings.Replace(letter(t), "cho 100% cán bộ", "cho 100% cán bộ trước ngày 30/6/2026", 1)
		id, err := o.bringIn(change, "h2", old)
		if err != nil {
			t.Fatal(err)
		}
		o.must(func(tx *db.Tx) error {
			p, err := register.LoadProposal(tx, o.clerk, id)
			if err != nil {
				return err
			}
			version := int64(1)
			for i, c := range p.Codes() {
				if c == "3.3" {
					if err := register.Replace(tx, o.clerk, id, version, i, target.ID); err != nil {
						return err
					}
					version++
				}
			}
			return register.Accept(tx, o.clerk, id, version)
		})
		o.must(func(tx *db.Tx) error {
			was, err := register.ClauseByID(tx, o.clerk, target.ID)
			if err != nil {
				return err
			}
			if was.Text != target.Text || was.ReplacedIn != id {
				t.Errorf("the old clause: %+v", was)
			}
			l, err := register.Load(tx, o.clerk, old)
			if l.AmendedBy != id {
				t.Errorf("the old letter is amended by %q, not %q", l.AmendedBy, id)
			}
			return err
		})
	})
}

func TestALetterStartsWhenEveryClauseIsCovered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		id, groups := o.accepted(letter(t), "h")
		tasked := map[db.ID]bool{}
		for _, g := range groups {
			for _, c := range g.Clauses {
				tasked[c.ID] = true
			}
		}
		bare := groups[3].Clauses[2]
		delete(tasked, bare.ID)
		start := func(tx *db.Tx) error { return register.Activate(tx, o.clerk, id, tasked) }
		err := o.update(start)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), bare.Code) {
			t.Errorf("a clause has no task: %v", err)
		}
		if err := o.update(func(tx *db.Tx) error { return register.NoTask(tx, o.clerk, bare.ID, "không") }); !fault.Is(err, fault.Invalid) {
			t.Errorf("a reason of one word: %v", err)
		}
		o.must(func(tx *db.Tx) error {
			return register.NoTask(tx, o.clerk, bare.ID, "Thực hiện theo Quy chế xử lý kỷ luật của huyện ủy cũ, không lập việc riêng.")
		})
		o.must(start)
		if err := o.update(start); !fault.Is(err, fault.Conflict) {
			t.Errorf("started twice: %v", err)
		}
	})
}

func TestWhoMayBringInALetter(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	id, groups := o.accepted(letter(t), "h")
	clause := groups[0].Clauses[0].ID
	for role, who := range o.others {
		may := role == org.Chairman || role == org.Deputy || role == org.Clerk
		for what, act := range map[string]func(tx *db.Tx) error{
			"bring in": func(tx *db.Tx) error {
				return register.BringIn(tx, who, db.NewID(), register.File{Hash: "x" + string(role), Body: letter(t)}, "")
			},
			"no task": func(tx *db.Tx) error { return register.NoTask(tx, who, clause, "Đã có trong kế hoạch năm.") },
			"activate": func(tx *db.Tx) error {
				err := register.Activate(tx, who, id, nil)
				if fault.Is(err, fault.Invalid) { // allowed, but clauses are open
					return nil
				}
				return err
			},
		} {
			err := o.update(act)
			if may && err != nil || !may && !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %s: %v", role, what, err)
			}
		}
		err := o.update(func(tx *db.Tx) error { _, err := register.Load(tx, who, id); return err })
		if reads := org.Rights[who.Role][org.Read] != org.None; reads != (err == nil) || err != nil && !fault.Is(err, fault.Denied) {
			t.Errorf("%s reads = %v: %v", role, reads, err)
		}
	}
	if err := o.update(func(tx *db.Tx) error { _, err := register.Load(tx, org.Who{}, id); return err }); !fault.Is(err, fault.SignIn) {
		t.Errorf("nobody reads: %v", err)
	}
}

func TestAClauseOfTenThousandCharactersIsSplitFirst(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	long := strings.Replace(letter(t), "cho 100% cán bộ", strings.Repeat("rất dài ", 1500)+"cho 100% cán bộ", 1)
	id, err := o.bringIn(long, "long", "")
	if err != nil {
		t.Fatal(err)
	}
	err = o.update(func(tx *db.Tx) error { return register.Accept(tx, o.clerk, id, 1) })
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "3.3") {
		t.Errorf("a clause of 12,000 characters: %v", err)
	}
	if _, err := o.bringIn(strings.Repeat("Một dòng chữ.\n", 400_000), "huge", ""); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a huge text: %v", err)
	}
	if _, err := o.bringIn(" \n\t ", "empty", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty text: %v", err)
	}
}
