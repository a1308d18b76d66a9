package inspection_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

func hasField(err error, field string) bool {
	var f *fault.Error
	if !errors.As(err, &f) {
		return false
	}
	for _, one := range f.Fields {
		if one.Name == field {
			return true
		}
	}
	return false
}

// A plan has lines of its period, whose leader is of another unit; it is issued
// with a number, tells the units, and changes no more.
func TestAPlanIsIssuedWithLinesOfItsPeriod(t *testing.T) {
	each(t, func(o *office) {
		plan := func(by string, year, quarter int64, basis string) error {
			return o.try(func(tx *db.Tx) error {
				_, err := inspection.NewPlan(tx, o.who(tx, by), db.NewID(), year, quarter, basis)
				return err
			})
		}
		for what, c := range map[string]struct {
			by      string
			year    int64
			quarter int64
			basis   string
			kind    fault.Kind
		}{
			"by an official":       {culture, 2026, 0, "Luật", fault.Denied},
			"by a head":            {head, 2026, 0, "Luật", fault.Denied},
			"by a viewer":          {viewer, 2026, 0, "Luật", fault.Denied},
			"of a year long ago":   {clerk, 1999, 0, "Luật", fault.Invalid},
			"of a fifth quarter":   {clerk, 2026, 5, "Luật", fault.Invalid},
			"without a basis":      {clerk, 2026, 0, " ", fault.Invalid},
			"with an endless text": {clerk, 2026, 0, strings.Repeat("ă", 5000), fault.Invalid},
		} {
			if err := plan(c.by, c.year, c.quarter, c.basis); !fault.Is(err, c.kind) {
				o.Errorf("%s: %v", what, err)
			}
		}
		once, ref := db.NewID(), ""
		for range 2 { // sent twice
			o.ok(func(tx *db.Tx) (err error) {
				ref, err = inspection.NewPlan(tx, o.who(tx, clerk), once, 2026, 2, "Nghị quyết 57-NQ/TW\nKế hoạch 121/KH-UBND")
				return err
			})
		}
		if ref != "KHKT-2026-0001" {
			o.Fatalf("the plan is %s", ref)
		}
		line := inspection.Line{Unit: o.unit(culture), Subject: "Bồi dưỡng kỹ năng số", Clause: o.clause, Month: "2026-05", Lead: o.posts[clerk].ID}
		add := func(by string, change func(l *inspection.Line)) error {
			l := line
			change(&l)
			return o.try(func(tx *db.Tx) error { return inspection.AddLine(tx, o.who(tx, by), db.NewID(), ref, l) })
		}
		for what, c := range map[string]struct {
			by     string
			change func(l *inspection.Line)
			kind   fault.Kind
			field  string
		}{
			"by an official":                {culture, func(*inspection.Line) {}, fault.Denied, ""},
			"in a month of another quarter": {clerk, func(l *inspection.Line) { l.Month = "2026-07" }, fault.Invalid, "month"},
			"in no month":                   {clerk, func(l *inspection.Line) { l.Month = "mai" }, fault.Invalid, "month"},
			"of no unit":                    {clerk, func(l *inspection.Line) { l.Unit = "nowhere" }, fault.Invalid, "unit"},
			"about nothing":                 {clerk, func(l *inspection.Line) { l.Subject = "" }, fault.Invalid, "subject"},
			"about an endless thing":        {clerk, func(l *inspection.Line) { l.Subject = strings.Repeat("x", 501) }, fault.Invalid, "subject"},
			"of no clause":                  {clerk, func(l *inspection.Line) { l.Clause = "nowhere" }, fault.Invalid, "clause"},
			"led by the inspected unit":     {clerk, func(l *inspection.Line) { l.Lead = o.posts[head].ID }, fault.Invalid, "lead"},
			"led by a viewer":               {clerk, func(l *inspection.Line) { l.Lead = o.posts[viewer].ID }, fault.Invalid, "lead"},
		} {
			if err := add(c.by, c.change); !fault.Is(err, c.kind) || c.field != "" && !hasField(err, c.field) {
				o.Errorf("%s: %v", what, err)
			}
		}
		load := func() (p inspection.Plan) {
			o.view(func(tx *db.Tx) (err error) { p, err = inspection.LoadPlan(tx, o.who(tx, viewer), ref); return err })
			return p
		}
		issue := func(by string, version int64, number string) error {
			return o.try(func(tx *db.Tx) error {
				return inspection.IssuePlan(tx, o.who(tx, by), ref, version, inspection.Document{Number: number, On: begun})
			})
		}
		if err := issue(clerk, 1, "15/KH-UBND"); !fault.Is(err, fault.Invalid) {
			o.Errorf("a plan without lines: %v", err)
		}
		id := db.NewID()
		for range 2 {
			o.ok(func(tx *db.Tx) error { return inspection.AddLine(tx, o.who(tx, clerk), id, ref, line) })
		}
		if err := add(deputy, func(l *inspection.Line) { l.Unit, l.Lead = o.unit(economy), o.posts[deputy].ID }); err != nil {
			o.Fatal(err)
		}
		p := load()
		if len(p.Lines) != 2 || p.Lines[0].ClauseCode != "3.2" || p.Lines[0].UnitName != "Phòng Văn hóa - Xã hội" {
			o.Fatalf("the lines are %+v", p.Lines)
		}
		o.ok(func(tx *db.Tx) error { return inspection.DropLine(tx, o.who(tx, clerk), ref, p.Lines[1].ID) })
		if err := issue(clerk, 9, "15/KH-UBND"); !fault.Is(err, fault.Conflict) {
			o.Errorf("of another version: %v", err)
		}
		if err := issue(clerk, 1, ""); !hasField(err, "number") {
			o.Errorf("without a number: %v", err)
		}
		if err := issue(head, 1, "15/KH-UBND"); !fault.Is(err, fault.Denied) {
			o.Errorf("by a head: %v", err)
		}
		if err := issue(clerk, 1, "15/KH-UBND"); err != nil {
			o.Fatal(err)
		}
		if n := o.notices(head, "inspection-plan:"); n != 1 {
			o.Errorf("the head of the unit was told %d times", n)
		}
		if err := add(clerk, func(*inspection.Line) {}); !fault.Is(err, fault.Invalid) {
			o.Errorf("a line after issuing: %v", err)
		}
		// It is due at the end of its month until it is begun.
		o.view(func(tx *db.Tx) error {
			items, err := inspection.Items(tx, "2026-05-31")
			if len(items) != 1 || items[0].Kind != "inspection-plan" || items[0].Due != "2026-05-31" || items[0].Post != o.posts[clerk].ID {
				o.Errorf("what is due is %+v", items)
			}
			none, err2 := inspection.Items(tx, "2026-05-30")
			if len(none) != 0 || err2 != nil {
				o.Errorf("before it is due: %+v, %v", none, err2)
			}
			return err
		})
		o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")
		b := o.beginning("NV-2026-0001")
		b.Line, b.Unit = p.Lines[0].ID, ""
		kt := o.begin(b)
		if i := o.load(kt); i.Plan != ref || i.PlanDoc.Number != "15/KH-UBND" || i.Unit != o.unit(culture) {
			o.Errorf("the inspection is %+v", i)
		}
		o.refused(fault.Exists, "", func(tx *db.Tx) error {
			_, err := inspection.Begin(tx, o.who(tx, clerk), db.NewID(), b)
			return err
		})
		if p := load(); p.Done != 1 || p.Lines[0].Inspection != kt {
			o.Errorf("the plan says %+v", p)
		}
		for _, form := range []inspection.Form{inspection.DOCX, inspection.PDF} {
			var file bytes.Buffer
			if err := inspection.WritePlan(&file, org.Who{TenantName: "UBND xã Khánh Cường"}, load(), form); err != nil || file.Len() < 1000 {
				o.Errorf("%s: %d bytes, %v", form, file.Len(), err)
			}
		}
		if err := inspection.WritePlan(&bytes.Buffer{}, org.Who{}, load(), "xlsx"); !fault.Is(err, fault.Unknown) {
			o.Errorf("another form: %v", err)
		}
	})
}

// Who belongs to the inspected unit, or has done one of the tasks, is not of the
// team: by post, by person and in another's place.
func TestNobodyInspectsTheOwnWork(t *testing.T) {
	each(t, func(o *office) {
		ref := o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")
		try := func(by string, change func(b *inspection.Beginning)) error {
			b := o.beginning(ref)
			change(&b)
			return o.try(func(tx *db.Tx) error { _, err := inspection.Begin(tx, o.who(tx, by), db.NewID(), b); return err })
		}
		for what, c := range map[string]struct {
			by     string
			change func(b *inspection.Beginning)
			kind   fault.Kind
			field  string
		}{
			"by an official":               {economy, func(*inspection.Beginning) {}, fault.Denied, ""},
			"led by the unit's head":       {clerk, func(b *inspection.Beginning) { b.Head = o.posts[head].ID }, fault.Invalid, "head"},
			"with the doer":                {clerk, func(b *inspection.Beginning) { b.Members = []db.ID{o.posts[culture].ID} }, fault.Invalid, "members"},
			"with a viewer":                {clerk, func(b *inspection.Beginning) { b.Members = []db.ID{o.posts[viewer].ID} }, fault.Invalid, "members"},
			"with a post of nowhere":       {clerk, func(b *inspection.Beginning) { b.Members = []db.ID{"nowhere"} }, fault.Invalid, "members"},
			"led by nobody":                {clerk, func(b *inspection.Beginning) { b.Head = "" }, fault.Invalid, "head"},
			"without a task":               {clerk, func(b *inspection.Beginning) { b.Tasks = nil }, fault.Invalid, "tasks"},
			"of another unit's task":       {clerk, func(b *inspection.Beginning) { b.Unit = o.unit(economy); b.Members = nil }, fault.Invalid, "tasks"},
			"that ends before it begins":   {clerk, func(b *inspection.Beginning) { b.To = begun.Add(-1) }, fault.Invalid, "to"},
			"that lasts half a year":       {clerk, func(b *inspection.Beginning) { b.To = begun.Add(180) }, fault.Invalid, "to"},
			"nowhere":                      {clerk, func(b *inspection.Beginning) { b.Place = "\x00 " }, fault.Invalid, "place"},
			"without a decision":           {clerk, func(b *inspection.Beginning) { b.Decision.Number = "" }, fault.Invalid, "number"},
			"by a decision of tomorrow":    {clerk, func(b *inspection.Beginning) { b.Decision.On = begun.Add(1) }, fault.Invalid, "on"},
			"with a subject without end":   {clerk, func(b *inspection.Beginning) { b.Subject = strings.Repeat("kiểm tra ", 100) }, fault.Invalid, "subject"},
			"of a line that is nowhere":    {clerk, func(b *inspection.Beginning) { b.Line = db.NewID() }, fault.Unknown, ""},
			"of a unit that is nowhere":    {clerk, func(b *inspection.Beginning) { b.Unit = db.NewID() }, fault.Invalid, "unit"},
			"with more than a team can be": {clerk, func(b *inspection.Beginning) { b.Decision.Number = strings.Repeat("9", 61) }, fault.Invalid, "number"},
		} {
			if err := try(c.by, c.change); !fault.Is(err, c.kind) || c.field != "" && !hasField(err, c.field) {
				o.Errorf("%s: %v", what, err)
			}
		}
		// Somebody of another unit who does the work of the inspected one for a while.
		o.ok(func(tx *db.Tx) error {
			_, err := org.Give(tx, o.who(tx, head), org.NewActing{Post: o.posts[head].ID, Taker: o.posts[economy].Holder, Acts: []org.Act{org.Receive, org.Report}, From: begun, To: begun.Add(30), Decision: "1/GUQ-UBND", DecidedOn: begun})
			return err
		})
		if err := try(clerk, func(*inspection.Beginning) {}); !hasField(err, "members") {
			o.Errorf("with one who fills the head's place: %v", err)
		}
		// Somebody who has reported on the task and left the unit since.
		var post db.ID
		o.ok(func(tx *db.Tx) (err error) {
			n := int64(1)
			doer := o.who(tx, culture)
			if err := task.Report(tx, doer, ref, 3, task.Progress{Value: &n}); err != nil {
				return err
			}
			if post, err = org.AddPost(tx, o.who(tx, chairman), o.unit(economy), "Công chức Kế hoạch", org.Official); err != nil {
				return err
			}
			return org.Appoint(tx, o.who(tx, chairman), org.Appointment{Person: doer.Person, Post: post, From: begun, Decision: "2/QĐ-UBND", DecidedOn: begun, Main: true})
		})
		o.ok(func(tx *db.Tx) error {
			return org.EndHolding(tx, o.who(tx, chairman), org.End{Person: o.posts[culture].Holder, Post: o.posts[culture].ID, Last: begun, Decision: "2/QĐ-UBND", DecidedOn: begun}, 0)
		})
		later := o.on(begun.Add(1))
		b := later.beginning(ref)
		b.From, b.Members = begun.Add(1), []db.ID{post}
		err := later.try(func(tx *db.Tx) error {
			_, err := inspection.Begin(tx, o.who(tx, clerk), db.NewID(), b)
			return err
		})
		if !hasField(err, "members") {
			o.Errorf("with one who has done it: %v", err)
		}
	})
}

// The team writes what it saw, both heads sign what then never changes, the
// chairman concludes.
func TestMinutesAreSignedByTwoAndStay(t *testing.T) {
	each(t, func(o *office) {
		a, b := o.complete(culture, "Tổ chức lớp bồi dưỡng kỹ năng số"), o.issued(culture, "Ban hành kế hoạch truyền thông")
		once, ref := db.NewID(), ""
		for range 2 { // sent twice
			o.ok(func(tx *db.Tx) (err error) {
				ref, err = inspection.Begin(tx, o.who(tx, clerk), once, o.beginning(a, b))
				return err
			})
		}
		if ref != "KT-2026-0001" {
			o.Fatalf("the inspection is %s", ref)
		}
		for _, title := range []string{head, clerk, economy} {
			if n := o.notices(title, "inspection:"); n != 1 {
				o.Errorf("%s was told %d times", title, n)
			}
		}
		if n := o.notices(culture, "inspection:"); n != 0 {
			o.Errorf("an official of the unit was told %d times", n)
		}
		i := o.load(ref)
		if len(i.Team) != 2 || !i.Leads(o.posts[clerk].Holder) || i.Leads(o.posts[economy].Holder) || len(i.Checks) != len(inspection.Checklist) || len(i.Tasks) != 2 || i.UnitPost != o.posts[head].ID {
			o.Fatalf("the inspection is %+v", i)
		}
		// The days are changed: all are told anew; who is no more of the team has left.
		change := o.beginning()
		change.To, change.Members = begun.Add(10), []db.ID{o.posts[economy].ID, o.posts[accountant].ID}
		o.refused(fault.Denied, "", func(tx *db.Tx) error { return inspection.Recompose(tx, o.who(tx, economy), ref, 1, change) })
		o.refused(fault.Conflict, "", func(tx *db.Tx) error { return inspection.Recompose(tx, o.who(tx, clerk), ref, 7, change) })
		own := change
		own.Members = []db.ID{o.posts[culture].ID}
		o.refused(fault.Invalid, "members", func(tx *db.Tx) error { return inspection.Recompose(tx, o.who(tx, clerk), ref, 1, own) })
		o.ok(func(tx *db.Tx) error { return inspection.Recompose(tx, o.who(tx, clerk), ref, 1, change) })
		change.Members = []db.ID{o.posts[economy].ID}
		o.ok(func(tx *db.Tx) error { return inspection.Recompose(tx, o.who(tx, clerk), ref, 2, change) })
		if i = o.load(ref); len(i.Team) != 2 || i.To != begun.Add(10) || o.notices(head, "inspection:") != 3 || o.notices(accountant, "inspection:") != 1 {
			o.Fatalf("the team is %+v, the head was told %d times", i.Team, o.notices(head, "inspection:"))
		}

		write := func(by string, version int64, change func(w *inspection.Written)) error {
			w := written(i)
			change(&w)
			return o.try(func(tx *db.Tx) error { return inspection.Write(tx, o.who(tx, by), ref, version, w) })
		}
		nothing := func(*inspection.Written) {}
		for what, c := range map[string]struct {
			by      string
			version int64
			change  func(w *inspection.Written)
			kind    fault.Kind
			field   string
		}{
			"by the unit":                  {head, 3, nothing, fault.Denied, ""},
			"by the chairman":              {chairman, 3, nothing, fault.Denied, ""},
			"of another version":           {clerk, 2, nothing, fault.Conflict, ""},
			"held before it begins":        {clerk, 3, func(w *inspection.Written) { w.HeldOn = begun.Add(-1) }, fault.Invalid, "held"},
			"held tomorrow":                {clerk, 3, func(w *inspection.Written) { w.HeldOn = begun.Add(1) }, fault.Invalid, "held"},
			"with an answer of its own":    {clerk, 3, func(w *inspection.Written) { w.Checks[0].Answer = "perhaps" }, fault.Unknown, ""},
			"with a question of another":   {clerk, 3, func(w *inspection.Written) { w.Checks[0].ID = db.NewID() }, fault.Unknown, ""},
			"with a no that says nothing":  {clerk, 3, func(w *inspection.Written) { w.Checks[0].Answer = inspection.No }, fault.Invalid, "note-" + string(i.Checks[0].ID)},
			"with a task of another":       {clerk, 3, func(w *inspection.Written) { w.Tasks[0].ID = db.NewID() }, fault.Unknown, ""},
			"with less than nothing found": {clerk, 3, func(w *inspection.Written) { w.Tasks[0].Found = -1 }, fault.Invalid, "found-" + string(i.Tasks[0].ID)},
			"with an endless remark":       {clerk, 3, func(w *inspection.Written) { w.UnitSays = strings.Repeat("đ", 4001) }, fault.Invalid, "unit-says"},
		} {
			if err := write(c.by, c.version, c.change); !fault.Is(err, c.kind) || c.field != "" && !hasField(err, c.field) {
				o.Errorf("%s: %v", what, err)
			}
		}
		// What is unfinished can be saved and not be signed.
		if err := write(economy, 3, func(w *inspection.Written) {
			w.Checks[2].Answer, w.Tasks[1].Seen, w.Tasks[1].Looked = inspection.Unanswered, "", false
		}); err != nil {
			o.Fatal(err)
		}
		sign := func(by string) error {
			return o.try(func(tx *db.Tx) error { return inspection.SignTeam(tx, o.who(tx, by), ref, o.load(ref).Version) })
		}
		signUnit := func(by string) error {
			return o.try(func(tx *db.Tx) error { return inspection.SignUnit(tx, o.who(tx, by), ref, o.load(ref).Version) })
		}
		if err := sign(clerk); !hasField(err, "checks") || !hasField(err, "saw-"+string(i.Tasks[1].ID)) {
			o.Errorf("unfinished minutes: %v", err)
		}
		if err := write(economy, 4, nothing); err != nil {
			o.Fatal(err)
		}
		once = db.NewID()
		for range 2 {
			o.ok(func(tx *db.Tx) error {
				return inspection.Find(tx, o.who(tx, economy), once, ref, o.found(i.Tasks[0].Task))
			})
		}
		for what, c := range map[string]struct {
			by     string
			change func(n *inspection.NewFinding)
			kind   fault.Kind
			field  string
		}{
			"by the unit":            {head, func(*inspection.NewFinding) {}, fault.Denied, ""},
			"of no kind":             {clerk, func(n *inspection.NewFinding) { n.Kind = "bad" }, fault.Invalid, "kind"},
			"of another's task":      {clerk, func(n *inspection.NewFinding) { n.Task = db.NewID() }, fault.Invalid, "about"},
			"about nothing":          {clerk, func(n *inspection.NewFinding) { n.Task = "" }, fault.Invalid, "about"},
			"without words":          {clerk, func(n *inspection.NewFinding) { n.What = "" }, fault.Invalid, "what"},
			"without a remedy":       {clerk, func(n *inspection.NewFinding) { n.Remedy = "" }, fault.Invalid, "remedy"},
			"to be mended yesterday": {clerk, func(n *inspection.NewFinding) { n.Days, n.Due = 0, begun.Add(-1) }, fault.Invalid, "due"},
			"to be mended twice":     {clerk, func(n *inspection.NewFinding) { n.Due = begun.Add(9) }, fault.Invalid, "due"},
			"to be mended never":     {clerk, func(n *inspection.NewFinding) { n.Days = 0 }, fault.Invalid, "due"},
			"in a thousand days":     {clerk, func(n *inspection.NewFinding) { n.Days = 1000 }, fault.Invalid, "days"},
			"by nobody":              {clerk, func(n *inspection.NewFinding) { n.Post = "" }, fault.Invalid, "post"},
			"by a viewer":            {clerk, func(n *inspection.NewFinding) { n.Post = o.posts[viewer].ID }, fault.Invalid, "post"},
			"with an endless cause":  {clerk, func(n *inspection.NewFinding) { n.Cause = strings.Repeat("x", 4001) }, fault.Invalid, "cause"},
		} {
			n := o.found(i.Tasks[0].Task)
			c.change(&n)
			err := o.try(func(tx *db.Tx) error { return inspection.Find(tx, o.who(tx, c.by), db.NewID(), ref, n) })
			if !fault.Is(err, c.kind) || c.field != "" && !hasField(err, c.field) {
				o.Errorf("a finding %s: %v", what, err)
			}
		}
		second := db.NewID()
		o.ok(func(tx *db.Tx) error {
			return inspection.Find(tx, o.who(tx, clerk), second, ref, inspection.NewFinding{Kind: "other", What: "Chưa có biển hiệu", Remedy: "Lắp biển hiệu", Clause: o.clause, Post: o.posts[culture].ID, Due: begun.Add(20)})
		})
		o.refused(fault.Denied, "", func(tx *db.Tx) error {
			return inspection.DropFinding(tx, o.who(tx, head), ref, o.load(ref).Version, second)
		})
		o.ok(func(tx *db.Tx) error {
			return inspection.DropFinding(tx, o.who(tx, clerk), ref, o.load(ref).Version, second)
		})
		i = o.load(ref)
		if len(i.Findings) != 1 || i.Findings[0].Ref != "KT-2026-0001.01" || i.Findings[0].State() != inspection.Unconcluded || i.Findings[0].Last().DueOn != vn.Standard().Add(begun, 10) {
			o.Fatalf("the findings are %+v", i.Findings)
		}
		looked := i.Tasks[slices.IndexFunc(i.Tasks, func(l inspection.TaskLine) bool { return l.Ref == a })]
		if looked.Reported != 10 || looked.Found != 7 || looked.FoundText() != "7 người" {
			o.Errorf("the task is %+v", looked)
		}
		for _, by := range []string{economy, head, chairman} {
			if err := sign(by); !fault.Is(err, fault.Denied) {
				o.Errorf("%s signs for the team: %v", by, err)
			}
		}
		if err := sign(clerk); err != nil {
			o.Fatal(err)
		}
		if n := o.notices(head, "inspection-sign:"); n != 1 {
			o.Errorf("the unit's head was asked to sign %d times", n)
		}
		frozen := o.load(ref)
		if err := sign(clerk); !fault.Is(err, fault.Denied) {
			o.Errorf("signed twice: %v", err)
		}
		if err := write(economy, frozen.Version, nothing); !fault.Is(err, fault.Invalid) {
			o.Errorf("written after a signature: %v", err)
		}
		o.refused(fault.Invalid, "", func(tx *db.Tx) error { return inspection.Recompose(tx, o.who(tx, clerk), ref, frozen.Version, change) })
		o.refused(fault.Invalid, "reason", func(tx *db.Tx) error {
			return inspection.Cancel(tx, o.who(tx, clerk), ref, frozen.Version, "không cần nữa")
		})
		for _, by := range []string{clerk, culture, economy, chairman} {
			if err := signUnit(by); !fault.Is(err, fault.Denied) {
				o.Errorf("%s signs for the unit: %v", by, err)
			}
		}
		conclude := func(by, text string, doc inspection.Document) error {
			return o.try(func(tx *db.Tx) error {
				return inspection.Conclude(tx, o.who(tx, by), ref, o.load(ref).Version, text, doc)
			})
		}
		doc := inspection.Document{Number: "12/TB-UBND", On: begun}
		if err := conclude(chairman, "Đạt", doc); !fault.Is(err, fault.Invalid) {
			o.Errorf("concluded before both have signed: %v", err)
		}
		if err := signUnit(head); err != nil {
			o.Fatal(err)
		}
		i = o.load(ref)
		if i.State != inspection.Signed || i.UnitHead.Name == "" || i.UnitHead.Title != head || i.Head.Title != clerk || o.notices(chairman, "inspection-signed:") != 1 {
			o.Fatalf("signed by both: %+v", i)
		}
		// The minutes are what was signed, whatever is called otherwise since.
		m, err := i.Minutes("")
		if err != nil || m.Unit != "Phòng Văn hóa - Xã hội" || len(m.Tasks) != 2 || m.Tasks[0].Found != "7 người" || m.Findings[0].Post != culture {
			o.Fatalf("the minutes are %+v, %v", m, err)
		}
		text, _ := json.Marshal(m)
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != i.SHA256 {
			o.Errorf("the minutes do not have the fingerprint %s", i.SHA256)
		}
		for what, c := range map[string]struct {
			by, text string
			doc      inspection.Document
			kind     fault.Kind
		}{
			"by the clerk":       {clerk, "Đạt", doc, fault.Denied},
			"by a head":          {head, "Đạt", doc, fault.Denied},
			"without words":      {chairman, "", doc, fault.Invalid},
			"without a number":   {chairman, "Đạt", inspection.Document{On: begun}, fault.Invalid},
			"on a day to come":   {chairman, "Đạt", inspection.Document{Number: "1/TB", On: begun.Add(1)}, fault.Invalid},
			"with endless words": {deputy, strings.Repeat("đạt ", 2000), doc, fault.Invalid},
		} {
			if err := conclude(c.by, c.text, c.doc); !fault.Is(err, c.kind) {
				o.Errorf("%s: %v", what, err)
			}
		}
		if err := conclude(deputy, "Đơn vị thực hiện tốt, còn một việc phải sửa.", doc); err != nil {
			o.Fatal(err)
		}
		if err := conclude(chairman, "Nữa", doc); !fault.Is(err, fault.Invalid) {
			o.Errorf("concluded twice: %v", err)
		}
		if o.notices(culture, "inspection-concluded:") != 1 || o.notices(head, "inspection-concluded:") != 1 {
			o.Error("who has to mend something was not told")
		}
		i = o.load(ref)
		for _, form := range []inspection.Form{inspection.DOCX, inspection.PDF} {
			var one, two, notice bytes.Buffer
			who := org.Who{TenantName: "UBND xã Khánh Cường"}
			if err := errors.Join(inspection.WriteMinutes(&one, who, i, form), inspection.WriteMinutes(&two, who, i, form), inspection.WriteConclusion(&notice, who, i, form)); err != nil {
				o.Fatal(err)
			}
			if !bytes.Equal(one.Bytes(), two.Bytes()) || one.Len() < 1000 || notice.Len() < 1000 {
				o.Errorf("%s: %d, %d and %d bytes", form, one.Len(), two.Len(), notice.Len())
			}
		}
	})
}

// The inspected unit's head may not sign; then the reason stands in the minutes.
func TestARefusalToSignIsWrittenDown(t *testing.T) {
	each(t, func(o *office) {
		ref := o.begin(o.beginning(o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")))
		o.write(ref)
		unsign := func(by, reason string) error {
			return o.try(func(tx *db.Tx) error { return inspection.Unsign(tx, o.who(tx, by), ref, o.load(ref).Version, reason) })
		}
		if err := unsign(clerk, "Không nhất trí"); !hasField(err, "reason") {
			o.Errorf("before the head of the team has signed: %v", err)
		}
		o.ok(func(tx *db.Tx) error { return inspection.SignTeam(tx, o.who(tx, clerk), ref, o.load(ref).Version) })
		for _, by := range []string{economy, head, chairman} {
			if err := unsign(by, "Không nhất trí"); !fault.Is(err, fault.Denied) {
				o.Errorf("by %s: %v", by, err)
			}
		}
		if err := unsign(clerk, " "); !hasField(err, "reason") {
			o.Errorf("without a reason: %v", err)
		}
		if err := unsign(clerk, "Không nhất trí với số 7 người"); err != nil {
			o.Fatal(err)
		}
		i := o.load(ref)
		if i.State != inspection.Signed || i.UnitHead.By != "" || i.Unsigned.Reason == "" || i.Unsigned.Name == "" {
			o.Fatalf("not signed: %+v", i)
		}
		var file bytes.Buffer
		if err := inspection.WriteMinutes(&file, org.Who{TenantName: "UBND xã Khánh Cường"}, i, inspection.PDF); err != nil {
			o.Fatal(err)
		}
		o.refused(fault.Invalid, "", func(tx *db.Tx) error { return inspection.SignUnit(tx, o.who(tx, head), ref, i.Version) })
		if err := inspection.WriteConclusion(&file, org.Who{}, i, inspection.PDF); !fault.Is(err, fault.Unknown) {
			o.Errorf("the conclusion of what is not concluded: %v", err)
		}
	})
}

// An inspection that is cancelled says why, and its days are due no more.
func TestAnInspectionIsCancelledWithAReason(t *testing.T) {
	each(t, func(o *office) {
		ref := o.begin(o.beginning(o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")))
		cancel := func(by, reason string) error {
			return o.try(func(tx *db.Tx) error { return inspection.Cancel(tx, o.who(tx, by), ref, 1, reason) })
		}
		o.view(func(tx *db.Tx) error {
			items, err := inspection.Items(tx, "")
			if len(items) != 1 || items[0].Kind != "inspection" || items[0].Post != o.posts[clerk].ID || items[0].Due != begun.Add(4) {
				o.Errorf("what is due is %+v", items)
			}
			return err
		})
		if err := cancel(economy, "x"); !fault.Is(err, fault.Denied) {
			o.Errorf("by a member: %v", err)
		}
		if err := cancel(clerk, ""); !hasField(err, "reason") {
			o.Errorf("without a reason: %v", err)
		}
		if err := cancel(clerk, "Trùng lịch thanh tra"); err != nil {
			o.Fatal(err)
		}
		if err := cancel(clerk, "Trùng lịch thanh tra"); !fault.Is(err, fault.Conflict) {
			o.Errorf("twice: %v", err)
		}
		o.refused(fault.Invalid, "", func(tx *db.Tx) error {
			return inspection.Write(tx, o.who(tx, clerk), ref, 2, inspection.Written{})
		})
		o.view(func(tx *db.Tx) error {
			items, err := inspection.Items(tx, "")
			if len(items) != 0 {
				o.Errorf("what is due is %+v", items)
			}
			return err
		})
		o.refused(fault.Unknown, "", func(tx *db.Tx) error { _, err := inspection.Load(tx, o.who(tx, clerk), "KT-2026-9999"); return err })
	})
}
