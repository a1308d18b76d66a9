package privacy

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

// signsIn leaves what a person who signs in leaves.
func (o *office) signsIn(who org.Who) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		if _, _, err := org.OpenSession(tx, who, "Firefox trên Linux", "10.1.2.3"); err != nil {
			return err
		}
		_, err := tx.Exec(`insert into signin_failure (tenant_id, failure_id, login, address, at)
			select ?1, ?2, login, '10.1.2.3', ?3 from person where tenant_id = ?1 and person_id = ?4`, db.NewID(), tx.Now, who.Person)
		return err
	})
}

// holdsSomewhere counts in how many columns of text anywhere in the database
// the words stand.
func (o *office) holdsSomewhere(words string) (where []string) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		seen := map[string]bool{}
		all := map[string]string{}
		for _, l := range lines {
			all[l.table] += " " + l.columns
		}
		for table, columns := range nothing {
			all[table] += " " + columns
		}
		for table, columns := range all {
			for _, c := range strings.Fields(columns) {
				if seen[table+"."+c] {
					continue
				}
				seen[table+"."+c] = true
				n, err := db.Value[int](tx, "select count(*) from "+table+" where tenant_id = ?1 and cast("+c+" as text) like ?2", "%"+words+"%")
				if err != nil {
					return err
				}
				if n > 0 {
					where = append(where, fmt.Sprintf("%s.%s", table, c))
				}
			}
		}
		return nil
	})
	return where
}

func TestAnErasureTakesTwoPeopleAndLeavesTheProof(t *testing.T) {
	each(t, func(o *office) {
		clerk, chairman, official := o.who[org.Clerk], o.who[org.Chairman], o.who[org.Official]
		o.signsIn(official)
		correct := o.file(official, Correct)
		o.do(func(tx *db.Tx) error { return Amend(tx, clerk, correct, 1, "Nguyễn Thị Bí Mật") })
		ref := o.file(official, Erase)
		// Who holds a post is needed by the office.
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Prepare(tx, clerk, ref, 1, reason) })
		o.do(func(tx *db.Tx) error { return org.Leave(tx, clerk, official.Person, nil) })
		o = o.at("2026-03-03")
		o.refused(fault.Denied, func(tx *db.Tx) error { return Decide(tx, clerk, ref, 1, true, reason) })
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Decide(tx, chairman, ref, 1, true, reason) })  // not prepared
		o.refused(fault.Denied, func(tx *db.Tx) error { return Prepare(tx, chairman, ref, 1, reason) })        // two persons
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Finish(tx, clerk, ref, 1, reason) })           // no short cut
		o.refused(fault.Denied, func(tx *db.Tx) error { return Prepare(tx, o.who[org.Head], ref, 1, reason) }) // no right
		o.do(func(tx *db.Tx) error { return Prepare(tx, clerk, ref, 1, reason) })
		o.do(func(tx *db.Tx) error { return Decide(tx, chairman, ref, 2, false, reason) })
		if r := o.get(ref); r.State != Doing || r.Preparer != "" {
			o.Errorf("%+v", r)
		}
		o.do(func(tx *db.Tx) error { return Prepare(tx, clerk, ref, 3, reason) })
		o.refused(fault.Denied, func(tx *db.Tx) error { return Decide(tx, o.who[org.Deputy], ref, 4, true, reason) })

		var plan Plan
		o.do(func(tx *db.Tx) (err error) { plan, err = PlanOf(tx, clerk, official.Person); return err })
		rows := map[string]int64{}
		for _, e := range plan.Goes {
			rows[e.What] += e.Rows
		}
		if plan.Holds != 0 || rows[whatName["session"]] != 1 || rows[whatName["failure"]] != 1 || rows[whatName["name"]] != 1 || len(plan.Stays) == 0 {
			o.Errorf("the plan is %+v", plan)
		}

		if where := o.holdsSomewhere("Bí Mật"); len(where) != 2 { // the person and the correction
			o.Errorf("before, the name stands in %v", where)
		}
		before := o.count("record_opening where tenant_id = ?1 and salt is not null and table_name = 'person' and row_key = ?2", official.Person)
		if before == 0 {
			o.Fatal("the log knows nothing of the person")
		}
		o.do(func(tx *db.Tx) error { return Decide(tx, chairman, ref, 4, true, reason) })
		for _, words := range []string{"Bí Mật", "Trần Thị official", "10.1.2.3", "Đề nghị cơ quan"} {
			if where := o.holdsSomewhere(words); len(where) != 0 {
				o.Errorf("%q still stands in %v", words, where)
			}
		}
		if n := o.count("person where tenant_id = ?1 and login = 'official'"); n != 0 {
			o.Error("the sign-in name is still there")
		}
		// Of the person's rows in the log only the last can be opened: the one without a name.
		if n := o.count("record_opening where tenant_id = ?1 and salt is not null and table_name = 'person' and row_key = ?2", official.Person); n != 1 {
			o.Errorf("%d versions of the person can be opened", n)
		}
		if n := o.count("record_opening where tenant_id = ?1 and table_name = 'person' and row_key = ?2", official.Person); n != before+1 {
			o.Errorf("%d versions are proved, want %d", n, before+1)
		}
		if n := o.count("holding where tenant_id = ?1 and person_id = ?2", official.Person); n == 0 && o.count("data_request where tenant_id = ?1 and person_id = ?2", official.Person) != 2 {
			o.Error("what must stay is gone")
		}
		if r := o.get(ref); r.State != Done || r.Outcome != reason {
			o.Errorf("%+v", r)
		}
	})
}

func TestACopyHoldsEverythingAboutOnePerson(t *testing.T) {
	each(t, func(o *office) {
		official, clerk := o.who[org.Official], o.who[org.Clerk]
		o.signsIn(official)
		o.signsIn(o.who[org.Head])
		o.file(official, Access)
		o.do(func(tx *db.Tx) error {
			_, err := tx.Exec("update person set name = ?3 where tenant_id = ?1 and person_id = ?2", official.Person, "<b>=cmd|' /C calc'!A0")
			clerk.Did(tx, "renamed", official.Person)
			return err
		})
		var d Dossier
		o.do(func(tx *db.Tx) (err error) { d, err = CopyOf(tx, clerk, official.Person, reason); return err })
		data, err := d.Zip(fmt.Sprintf)
		if err != nil {
			o.Fatal(err)
		}
		files := map[string]string{}
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			o.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				o.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				o.Fatal(err)
			}
			files[f.Name] = string(b)
		}
		var read struct {
			Person db.ID
			Sheets []struct {
				Table string
				Rows  []map[string]string
			}
		}
		if err := json.Unmarshal([]byte(files["du-lieu.json"]), &read); err != nil || read.Person != official.Person {
			o.Fatal(err, read.Person)
		}
		tables := map[string]int{}
		for _, s := range read.Sheets {
			tables[s.Table] += len(s.Rows)
		}
		for _, table := range []string{"person", "holding", "session", "signin_failure", "data_request", "data_request_event", "data_read"} {
			if tables[table] == 0 {
				o.Errorf("nothing of %s: %v", table, tables)
			}
		}
		all := files["du-lieu.json"] + files["du-lieu.html"]
		for _, never := range []string{"argon2id$", "Trần Thị clerk", "Trần Thị head", "<b>=cmd"} {
			if strings.Contains(strings.ReplaceAll(all, `\u003cb\u003e`, ""), never) {
				o.Errorf("the copy holds %q", never)
			}
		}
		if strings.Contains(all, "data-token") || !strings.Contains(all, "(có, không đưa ra)") || !strings.Contains(all, "Firefox") {
			o.Error("the copy does not say what is kept back, or misses a session")
		}
		for name, text := range files {
			if strings.HasSuffix(name, "-person.csv") && strings.Contains(text, "<b>") && !strings.HasPrefix(text, "\ufeff") {
				o.Errorf("%s: %q", name, text)
			}
		}

		// Who may have it.
		o.do(func(tx *db.Tx) error { _, err := CopyOf(tx, official, official.Person, reason); return err })
		o.refused(fault.Denied, func(tx *db.Tx) error { _, err := CopyOf(tx, official, clerk.Person, reason); return err })
		o.refused(fault.Invalid, func(tx *db.Tx) error { _, err := CopyOf(tx, clerk, official.Person, "vì cần"); return err })
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, err := CopyOf(tx, clerk, db.NewID(), reason); return err })
		if n := o.count("data_read where tenant_id = ?1 and kind = 'copy' and about = ?2 and why = ?3", official.Person, reason); n != 2 {
			o.Errorf("%d copies are written down, want 2", n)
		}
	})
}

func TestNoCellIsAFormula(t *testing.T) {
	got := string(CSV([][]string{{"=1+1", "+84", "-1", "@x", "\tx", "thường", `a"b`}}))
	if want := "\ufeff'=1+1,'+84,'-1,'@x,'\tx,thường,\"a\"\"b\"\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadingIsWrittenDown(t *testing.T) {
	each(t, func(o *office) {
		clerk, chairman, official := o.who[org.Clerk], o.who[org.Chairman], o.who[org.Official]
		look := func(o *office, who org.Who, what What, about db.ID) {
			o.Helper()
			o.do(func(tx *db.Tx) error { return Read(tx, who, what, about, "") })
		}
		for range 3 {
			look(o, clerk, PeopleList, "")
			look(o, clerk, Sessions, official.Person)
			look(o, official, Sessions, official.Person) // one's own
		}
		if n := o.count("data_read where tenant_id = ?1"); n != 2 {
			o.Errorf("%d lines, want 2", n)
		}
		later := *o
		later.d = o.d.At(monday.Add(readAgain + time.Second))
		look(&later, clerk, PeopleList, "")
		o = &later
		var list []Reading
		var total int
		o.do(func(tx *db.Tx) (err error) { list, total, err = WhoRead(tx, official, 10, 0); return err })
		if total != 3 || len(list) != 3 || list[0].What != PeopleList || list[0].By != "Trần Thị clerk" || list[0].Purpose() == "" {
			o.Errorf("%d: %+v", total, list)
		}
		o.do(func(tx *db.Tx) (err error) { _, total, err = WhoRead(tx, o.who[org.Head], 10, 0); return err })
		if total != 2 {
			o.Errorf("somebody else sees %d lines, want the list's 2", total)
		}
		o.do(func(tx *db.Tx) (err error) { list, total, err = Reads(tx, chairman, 10, 0); return err })
		if total != 4 || list[0].What != ReadList || list[0].By != "Trần Thị chairman" {
			o.Errorf("%d: %+v", total, list)
		}
		for _, role := range []org.Role{org.Clerk, org.Deputy, org.Official, org.Viewer} {
			o.refused(fault.Denied, func(tx *db.Tx) error { _, _, err := Reads(tx, o.who[role], 10, 0); return err })
		}
		for _, w := range []What{PeopleList, SignIn, Sessions, Copy, RequestList, OneRequest, ReadList} {
			if WhatName[w] == "" || (PurposeName[w] == "") != (w == Copy) {
				o.Errorf("%s has no words or no purpose", w)
			}
		}
	})
}
