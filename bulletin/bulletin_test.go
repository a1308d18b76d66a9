package bulletin_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sauro/bulletin"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/notary"
	"sauro/org"
	"sauro/register"
	"sauro/task"
)

func TestALetterInForceIsToldWithAllItsClauses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		if n := o.publish(o.letter); n != 0 {
			t.Errorf("a letter that is not in force was told of: %d publications", n)
		}
		ref := o.on("2025-12-16").given("3.3", "Tổ chức 02 lớp kỹ năng số, liên hệ "+canaryPhone, "2026-03-06")
		o.activate(o.letter)
		if n := o.on("2025-12-20").publish(o.letter); n != 1+len(o.clauses) {
			t.Errorf("%d publications, want the letter and %d clauses", n, len(o.clauses))
		}
		if n := o.on("2025-12-20").publish(o.letter); n != 0 {
			t.Errorf("nothing changed, yet %d publications were made", n)
		}
		l := o.letterAt("VB-2025-01")
		if l.Clauses != 20 || len(l.Groups) != 5 || l.Groups[1].Codes[0] != "2.1" || l.Name == "" || l.ActiveOn != accepted {
			t.Errorf("the letter: %+v", l)
		}

		o.on("2026-01-10").report(ref, 26, false)
		o.on("2026-01-12").verify(ref, 20)
		if n := o.on("2026-01-13").publish(o.letter); n != 2 {
			t.Errorf("%d publications, want the clause and the letter", n)
		}
		c, p := o.clause("VB-2025-01-3.3")
		if p.Ordinal != 2 || c.ReportedBP != 6190 || c.VerifiedBP != 4761 || len(c.TaskList) != 1 {
			t.Fatalf("the clause: %+v", c)
		}
		one := c.TaskList[0]
		if one.Ref != ref || one.Post != culture || one.Reported != 26 || one.Verified != 20 || one.Target != 42 || one.Late || len(one.Evidence) != 0 ||
			one.Work != "Tổ chức 02 lớp kỹ năng số, liên hệ ••••.•••.•••" {
			t.Errorf("the task: %+v", one)
		}

		o.on("2026-02-10").report(ref, 42, true)
		o.on("2026-02-11").accept(ref)
		o.on("2026-02-12").publish(o.letter)
		c, _ = o.clause("VB-2025-01-3.3")
		one = c.TaskList[0]
		if one.State != task.Done || one.DoneOn != "2026-02-11" || c.Done != 1 || len(one.Evidence) == 0 {
			t.Errorf("the task that was accepted: %+v", one)
		}
		var names []string
		for _, e := range one.Evidence {
			names = append(names, e.Name+"|"+e.SHA256+"|"+e.Number)
		}
		if !slices.Contains(names, "Danh sách ký nhận ••••••••••••|"+fileHash+"|") || !slices.Contains(names, "Kế hoạch||12/KH-UBND") || !slices.Contains(names, "Ảnh lớp học||") {
			t.Errorf("the evidence: %q", names)
		}
	})
}

func TestATaskThatBecomesLateIsToldWithoutAnybodysAct(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	o.on("2025-12-16").given("3.3", "Tổ chức 02 lớp kỹ năng số", "2026-03-06")
	o.activate(o.letter)
	o.publish(o.letter)
	due := func(o *office) (due bool) {
		o.see(func(tx *db.Tx) (err error) {
			due, err = bulletin.Due(tx, org.Program(o.tenant), o.letter)
			return err
		})
		return due
	}
	if due(o.on("2026-03-06")) {
		t.Error("there is news on the last day")
	}
	if !due(o.on("2026-03-10")) {
		t.Error("there is no news after the last day")
	}
	o.on("2026-03-10").publish(o.letter)
	if c, _ := o.clause("VB-2025-01-3.3"); c.Late != 1 || !c.TaskList[0].Late {
		t.Errorf("the clause: %+v", c)
	}
}

func TestWhoMayPublishAndWhoMayKeepBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.activate(o.letter)
		for _, post := range []string{viewer, culture, head} {
			if err := o.try(func(tx *db.Tx) error { _, err := bulletin.Publish(tx, o.who[post], o.letter); return err }); !fault.Is(err, fault.Denied) {
				t.Errorf("%s may publish: %v", post, err)
			}
		}
		for _, post := range []string{viewer, culture, head, clerk, deputy} {
			if err := o.try(func(tx *db.Tx) error { return bulletin.Withhold(tx, o.who[post], o.letter, false, canaryReason) }); !fault.Is(err, fault.Denied) {
				t.Errorf("%s may keep a letter back: %v", post, err)
			}
		}
		if err := o.try(func(tx *db.Tx) error { _, err := bulletin.Publish(tx, o.who[clerk], o.letter); return err }); err != nil {
			t.Error(err)
		}
		for _, reason := range []string{"", "vì thế", strings.Repeat("a", 1001)} {
			if err := o.try(func(tx *db.Tx) error { return bulletin.Withhold(tx, o.who[chairman], o.letter, false, reason) }); !fault.Is(err, fault.Invalid) {
				t.Errorf("a reason of %d letters: %v", len(reason), err)
			}
		}
	})
}

func TestALetterKeptBackIsCountedAndNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.activate(o.letter)
		o.on("2025-12-20").publish(o.letter)
		_, before := o.clause("VB-2025-01-3.3")
		o.on("2025-12-21").do(func(tx *db.Tx) error { return bulletin.Withhold(tx, o.who[chairman], o.letter, false, canaryReason) })
		o.see(func(tx *db.Tx) error {
			s, err := bulletin.Of(tx)
			if err != nil || s.Letters != 0 || s.Withheld != 1 {
				t.Errorf("the summary: %+v, %v", s, err)
			}
			for name, read := range map[string]func() error{
				"letter": func() error { _, err := bulletin.At(tx, bulletin.OfLetter, "VB-2025-01"); return err },
				"clause": func() error { _, err := bulletin.At(tx, bulletin.OfClause, "VB-2025-01-3.3"); return err },
				"code":   func() error { _, err := bulletin.ByCode(tx, before.Code); return err },
			} {
				if err := read(); !fault.Is(err, fault.Denied) {
					t.Errorf("the %s is shown: %v", name, err)
				}
			}
			for _, kind := range []bulletin.Kind{bulletin.OfLetter, bulletin.OfClause, bulletin.OfReport} {
				list, err := bulletin.Current(tx, kind, "")
				older, err2 := bulletin.Before(tx, kind, "", tx.Now)
				if len(list)+len(older) != 0 || errors.Join(err, err2) != nil {
					t.Errorf("%d publications of kind %s are shown", len(list)+len(older), kind)
				}
			}
			list, err := bulletin.Recent(tx, 100)
			history, all, err2 := bulletin.History(tx, bulletin.OfClause, "VB-2025-01-3.3", 10, 0)
			if len(list)+len(history)+all != 0 || errors.Join(err, err2) != nil {
				t.Errorf("recent %d, history %d of %d", len(list), len(history), all)
			}
			return nil
		})
		if n := o.on("2025-12-22").publish(o.letter); n != 0 {
			t.Errorf("%d publications of a letter kept back", n)
		}
		err := o.on("2025-12-22").try(func(tx *db.Tx) error { return bulletin.Withhold(tx, o.who[chairman], o.letter, false, canaryReason) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("kept back twice: %v", err)
		}
		o.on("2025-12-23").do(func(tx *db.Tx) error {
			return bulletin.Withhold(tx, o.who[chairman], o.letter, true, "hết thời hạn giữ lại")
		})
		if _, p := o.clause("VB-2025-01-3.3"); p.Code != before.Code {
			t.Errorf("the clause is told anew as %s though nothing of it changed", p.Code)
		}
	})
}

func TestAnAddressSurvivesAnAmendment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.activate(o.letter)
		o.on("2025-12-20").publish(o.letter)
		old := o.letter
		was, _ := o.clause("VB-2025-01-3.3")
		seed, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
		if err != nil {
			t.Fatal(err)
		}
		newer := o.on("2026-02-02").bringIn(strings.Replace(string(seed), "cho 100% cán bộ", "cho 100% cán bộ trước ngày 30/6/2026", 1), old, "3.3")
		o.on("2026-02-02").activate(newer)
		o.on("2026-02-03").publish(newer)
		o.on("2026-02-03").publish(old)
		now, p := o.clause("VB-2025-01-3.3")
		if now.Text != was.Text || now.ReplacedBy != "VB-2025-02-3.3" || p.Ordinal != 2 {
			t.Errorf("the old clause: %+v", now)
		}
		o.on("2026-02-04").publish(newer)
		if c, _ := o.clause(now.ReplacedBy); c.Replaces != "VB-2025-01-3.3" || !strings.Contains(c.Text, "30/6/2026") {
			t.Errorf("the new clause: %+v", c)
		}
		if l := o.letterAt("VB-2025-01"); l.AmendedBy != "VB-2025-02" {
			t.Errorf("the old letter is amended by %q", l.AmendedBy)
		}
		if n := o.on("2026-02-05").publish(newer) + o.on("2026-02-05").publish(old); n != 0 {
			t.Errorf("%d publications though nothing changed", n)
		}
	})
}

func TestNothingOfAPersonIsTold(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	ref := o.on("2025-12-16").given("3.3", "Tổ chức lớp, gọi "+canaryPhone, "2026-03-06")
	o.on("2025-12-16").do(func(tx *db.Tx) error {
		return register.NoTask(tx, o.who[clerk], o.clauses["4.3"].ID, "Do bà có số "+canaryCitizen+" theo dõi chung.")
	})
	o.activate(o.letter)
	o.on("2026-01-10").report(ref, 42, true)
	o.on("2026-01-11").accept(ref)
	o.on("2026-01-12").publish(o.letter)
	o.see(func(tx *db.Tx) error {
		list, err := bulletin.Recent(tx, 1000)
		if len(list) != 21 {
			t.Errorf("%d publications", len(list))
		}
		for _, p := range list {
			for _, canary := range canaries {
				if strings.Contains(p.Body, canary) {
					t.Errorf("%s tells %q", p.Address, canary)
				}
			}
		}
		return err
	})
}

func TestABodyIsWhatItsFingerprintSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.activate(o.letter)
		o.publish(o.letter)
		_, p := o.clause("VB-2025-01-3.3")
		if sum := sha256.Sum256([]byte(p.Body)); hex.EncodeToString(sum[:]) != p.SHA256 {
			t.Errorf("the fingerprint of %q is not %s", p.Body, p.SHA256)
		}
		p.Body = strings.Replace(p.Body, `"reported_bp":0`, `"reported_bp":9999`, 1)
		if _, err := p.Clause(); err == nil {
			t.Error("a body that was changed is shown")
		}
		if _, err := p.Letter(); err == nil {
			t.Error("a clause is read as a letter")
		}
	})
}

// What the public pages read is publications and the names of communes. Every
// statement of the reading side and of the pages is looked at.
func TestPublicPagesReadNothingElse(t *testing.T) {
	files, err := filepath.Glob("../open/*.go")
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+([a-z_]+)\b`)
	sql := regexp.MustCompile("(?s)\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`")
	statements := 0
	for _, file := range append(files, "read.go") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, quoted := range sql.FindAllString(string(text), -1) {
			if !strings.Contains(quoted, "?1") && !strings.Contains(quoted, "tenant_id") {
				continue
			}
			for _, m := range table.FindAllStringSubmatch(quoted, -1) {
				statements++
				if m[1] != "publication" && m[1] != "tenant" {
					t.Errorf("%s reads %s: a public page shows what was published and nothing else", file, m[1])
				}
			}
		}
	}
	if statements < 10 {
		t.Errorf("only %d tables found: the test looks at nothing", statements)
	}
}

func TestAShortCodeFindsEveryMistypedLetterAndEveryTwoExchanged(t *testing.T) {
	const alphabet = "23456789ACEFHJKMNPRTWXY"
	o := newOffice(t, dbtest.SQLite(t))
	o.activate(o.letter)
	o.publish(o.letter)
	_, p := o.clause("VB-2025-01-1.1")
	for _, typed := range []string{p.Code, strings.ToLower(p.Code), bulletin.SayCode(p.Code), " " + strings.ReplaceAll(p.Said(), "-", " ") + " "} {
		if code, err := bulletin.ParseCode(typed); err != nil || code != p.Code {
			t.Errorf("%q is read as %q: %v", typed, code, err)
		}
	}
	for i := range len(p.Code) {
		for _, other := range alphabet {
			if wrong := p.Code[:i] + string(other) + p.Code[i+1:]; wrong != p.Code {
				if _, err := bulletin.ParseCode(wrong); !fault.Is(err, fault.Unknown) {
					t.Errorf("%s for %s is not found out", wrong, p.Code)
				}
			}
		}
		if i > 0 && p.Code[i] != p.Code[i-1] {
			b := []byte(p.Code)
			b[i], b[i-1] = b[i-1], b[i]
			if _, err := bulletin.ParseCode(string(b)); err == nil {
				t.Errorf("%s for %s is not found out", b, p.Code)
			}
		}
	}
	for _, wrong := range []string{"", "1", "OOOOOOOOO", "7K3M9TWX4Y", strings.Repeat("2", 1000), "7K3\x00M9TWX", "ẾẾẾ", "' or 1=1"} {
		if _, err := bulletin.ParseCode(wrong); !fault.Is(err, fault.Unknown) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	places, err := bulletin.Find(ctx, o.d, p.Code)
	if err != nil || len(places) != 1 || places[0].Code != "21472" {
		t.Errorf("the code is found at %v: %v", places, err)
	}
	if _, err := bulletin.Find(ctx, o.d, "222222222"); !fault.Is(err, fault.Unknown) {
		t.Errorf("an unknown code: %v", err)
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"7K3-M9T-WX4", "7k3 m9t wx4", "", "OIL01", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := bulletin.ParseCode(s)
		if err != nil {
			if !fault.Is(err, fault.Unknown) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if again, err := bulletin.ParseCode(bulletin.SayCode(code)); err != nil || again != code {
			t.Fatalf("%q is read as %q, and that as %q: %v", s, code, again, err)
		}
	})
}

func TestAddressesStandInTheOrderPeopleCount(t *testing.T) {
	want := []string{"BC-2026-0002", "VB-2025-01-1.1", "VB-2025-01-2.9", "VB-2025-01-2.10", "VB-2025-02", "VB-2025-10"}
	got := slices.Clone(want)
	slices.Sort(got)
	slices.SortFunc(got, bulletin.CompareAddresses)
	if !slices.Equal(got, want) {
		t.Errorf("ordered %q", got)
	}
}

func TestTheProgramTellsWhatChangedByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.activate(o.letter)
		day := o.on("2025-12-20")
		if n, err := bulletin.PublishAll(ctx, day.d); n != 21 || err != nil {
			t.Errorf("%d publications: %v", n, err)
		}
		size := func() (n int64) {
			o.see(func(tx *db.Tx) (err error) {
				n, err = notary.Size(tx)
				return err
			})
			return n
		}
		before := size()
		if n, err := bulletin.PublishAll(ctx, day.d); n != 0 || err != nil {
			t.Errorf("%d publications though nothing changed: %v", n, err)
		}
		if after := size(); after != before {
			t.Errorf("looking for news added %d entries to the log", after-before)
		}
	})
}

func TestWhatWasToldIsProvedByTheLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.activate(o.letter)
		o.publish(o.letter)
		_, p := o.clause("VB-2025-01-3.3")
		err := o.try(func(tx *db.Tx) error {
			_, err := tx.Exec("update publication set title = 'khác' where tenant_id = ?1 and publication_id = ?2", p.ID)
			return err
		})
		if err == nil {
			t.Error("a publication is changed by an act that nobody did")
		}
	})
}
