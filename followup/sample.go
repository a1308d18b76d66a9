package followup

import (
	"fmt"
	"net/http"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

const samplesHome = "/kiem-tra/xac-suat"

var samplePages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET " + samplesHome, Act: org.Read, Handle: p.samples},
			{Pattern: "POST " + samplesHome, Act: org.Inspect, Handle: p.drawSample},
			{Pattern: "GET /kiem-tra/xac-suat/{ref}", Act: org.Read, Handle: p.sample},
			{Pattern: "POST /kiem-tra/xac-suat/{ref}/{n}/ket-qua", Act: org.Read, Handle: p.checkItem},
			{Pattern: "POST /kiem-tra/xac-suat/{ref}/{n}/phat-hien", Act: org.Inspect, Handle: p.findUntrue},
			{Pattern: "POST /kiem-tra/xac-suat/{ref}/{n}/khac-phuc", Act: org.Inspect, Handle: p.remedyUntrue},
			{Pattern: "POST /kiem-tra/xac-suat/{ref}/{n}/kiem-tra-lai", Act: org.Read, Handle: p.lookAgainUntrue},
		}
	},
	Types: map[string]any{"samples.html": samplesPage{}, "sample.html": samplePage{}},
}

// samplesPage lists the drawings and draws one.
type samplesPage struct {
	web.Page
	List     []inspection.Draw
	From, To vn.Day
	Pool     int // results of the period that can be drawn
	Mine     []itemLine
}

func newSamplesPage(r *web.Request) *samplesPage {
	p := &samplesPage{Page: web.Page{Title: r.T("Kiểm tra xác suất"), Crumbs: []web.Crumb{{Name: r.T("Kiểm tra"), URL: inspectionHome}}}}
	p.To = r.Today()
	p.From = vn.Day(string(p.To)[:8] + "01").Add(-1)
	p.From = vn.Day(string(p.From)[:8] + "01") // since the beginning of last month
	return p
}

func (p *samplesPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if from, ok := r.Day("tu-ngay"); ok {
			p.From = from
		}
		if to, ok := r.Day("den-ngay"); ok {
			p.To = to
		}
		if p.List, err = inspection.Draws(tx, r.Who); err != nil {
			return err
		}
		mine, err := inspection.Checking(tx, r.Who)
		if err != nil {
			return err
		}
		if p.Mine, err = itemLines(tx, r, mine); err != nil {
			return err
		}
		p.Pool, err = inspection.Pool(tx, r.Who, p.From, p.To)
		return err
	}
}

func (p *Followup) samples(w http.ResponseWriter, r *web.Request) error {
	page := newSamplesPage(r)
	return r.Show(w, "samples.html", page, page.load(r))
}

func (p *Followup) drawSample(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	o := inspection.Order{From: dayOfForm(r, "tu-ngay"), To: dayOfForm(r, "den-ngay"), Number: daysOfForm(r, "so-luong"), Days: daysOfForm(r, "so-ngay")}
	if r.Value("ty-le") != "" {
		var ok bool
		if o.Share, ok = r.BasisPoints("ty-le"); !ok || o.Share == 0 {
			o.Share = -1
		}
	}
	var ref string
	if err := r.Update(func(tx *db.Tx) (err error) { ref, err = inspection.DrawNow(tx, r.Who, once, o); return err }); err != nil {
		page := newSamplesPage(r)
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "samples.html", page, fault.Rename(err, "from", "tu-ngay", "to", "den-ngay", "share", "ty-le", "number", "so-luong", "days", "so-ngay"))
	}
	return r.Redirect(w, samplesHome+"/"+ref, r.T("Đã rút %s và giao cho các đơn vị kiểm tra.", ref))
}

// samplePage is one drawing: what was drawn, by whom it is checked, what came of it.
type samplePage struct {
	web.Page
	Draw     inspection.Draw
	Holds    bool // drawing again gives the same
	Items    []itemLine
	Findings map[string]findingLine // by reference
	Remedies bool
	Results  []web.Option
}

type itemLine struct {
	inspection.Item
	CycleName fault.Text
	Status    web.Status
	Late      int // working days
	MayCheck  bool
	HasHand   bool // of the unit that checks, but did or judged it
}

// Account is the page that explains the last day.
func (i itemLine) Account() string { return accountOf(i.DueFrom, i.DueRule) }

func itemLines(tx *db.Tx, r *web.Request, items []inspection.Item) ([]itemLine, error) {
	days, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	hand, err := inspection.HandOn(tx, r.Who, items)
	var list []itemLine
	for _, i := range items {
		kind := map[inspection.Result]string{inspection.Unchecked: "wait", inspection.True: "ver", inspection.Untrue: "fix"}[i.Result]
		l := itemLine{Item: i, Status: web.Status{Kind: kind, Text: r.T(inspection.ResultName[i.Result])}, MayCheck: i.MayCheck(r.Who) && !hand[i.ID], HasHand: i.MayCheck(r.Who) && hand[i.ID]}
		if i.Cycle != "" {
			l.CycleName = task.CycleText(i.Cycle)
		}
		if i.Result == inspection.Unchecked {
			l.Late = lateBy(days, i.DueOn, vn.Today(tx.Now))
		}
		list = append(list, l)
	}
	return list, err
}

func newSamplePage(r *web.Request) *samplePage {
	return &samplePage{Page: web.Page{Title: r.T("Kiểm tra xác suất"), Crumbs: []web.Crumb{{Name: r.T("Kiểm tra"), URL: inspectionHome}, {Name: r.T("Kiểm tra xác suất"), URL: samplesHome}}}, Findings: map[string]findingLine{}}
}

func (p *samplePage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.Draw, err = inspection.LoadDraw(tx, r.Who, r.PathValue("ref")); err != nil {
			return err
		}
		p.Title = r.T("Kiểm tra xác suất %s", p.Draw.Ref)
		p.Holds, p.Remedies = p.Draw.Holds(), r.Who.Can(org.Inspect, org.Thing{})
		if p.Items, err = itemLines(tx, r, p.Draw.Items); err != nil {
			return err
		}
		p.Results = []web.Option{{Value: string(inspection.True), Text: r.T("Đúng như báo cáo")}, {Value: string(inspection.Untrue), Text: r.T("Không đúng với báo cáo")}}
		days, err := calendar.Of(tx)
		if err != nil {
			return err
		}
		found, err := inspection.FindingsOf(tx, r.Who, p.Draw.ID)
		for _, f := range found {
			p.Findings[f.Ref] = lineOfFinding(r, f, days, vn.Today(tx.Now))
		}
		return err
	}
}

// Found is the finding that an item became, the zero one where it became none.
func (p *samplePage) Found(i itemLine) findingLine { return p.Findings[i.Finding] }

// MayFind reports whether an untrue item can become a finding.
func (p *samplePage) MayFind(i itemLine) bool {
	return p.Remedies && i.Result == inspection.Untrue && i.Finding == ""
}

// MayRemedy reports whether the item's finding waits for its task.
func (p *samplePage) MayRemedy(i itemLine) bool {
	return p.Remedies && i.Finding != "" && p.Found(i).State() == inspection.Untasked
}

// MayLook reports whether the item's finding waits to be looked at again, by
// somebody such as this person, as far as the page knows.
func (p *samplePage) MayLook(i itemLine) bool {
	return i.Finding != "" && p.Found(i).State() == inspection.ToLook && (p.Remedies || p.Who.Unit == i.Checker) && !p.Who.Works(i.Accountable)
}

// Part is the form of an item of a kind.
func (p *samplePage) Part(kind string, i itemLine) *web.Form {
	return p.Sub(fmt.Sprintf("%s-%d", kind, i.Ordinal))
}

func (p *Followup) sample(w http.ResponseWriter, r *web.Request) error {
	page := newSamplePage(r)
	return r.Show(w, "sample.html", page, page.load(r))
}

// inSample does one step of an item and shows the drawing again where it fails.
func (p *Followup) inSample(w http.ResponseWriter, r *web.Request, done string, step func(tx *db.Tx, ref string, n int64) error) error {
	ref := r.PathValue("ref")
	var n int64
	if _, err := fmt.Sscan(r.PathValue("n"), &n); err != nil {
		return fault.New(fault.Unknown, "Không có dòng %s trong lần rút %s. Hãy mở lại trang.", r.PathValue("n"), ref)
	}
	if err := r.Update(func(tx *db.Tx) error { return step(tx, ref, n) }); err != nil {
		page := newSamplePage(r)
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "sample.html", page, fault.Rename(err, "result", "ket-qua", "on", "ngay", "found", "thuc-te", "what", "phat-hien", "seen", "da-xem", "cause", "nguyen-nhan", "remedy", "bien-phap",
			"post", "bien-phap", "due", "han", "days", "so-ngay", "looked", "da-xem", "note", "ghi-chu"))
	}
	return r.Redirect(w, fmt.Sprintf("%s/%s#dong-%d", samplesHome, ref, n), done)
}

func (p *Followup) checkItem(w http.ResponseWriter, r *web.Request) error {
	return p.inSample(w, r, r.T("Đã ghi kết quả kiểm tra."), func(tx *db.Tx, ref string, n int64) error {
		o := inspection.Outcome{Result: inspection.Result(r.Value("ket-qua")), On: dayOfForm(r, "ngay"), What: r.Text("phat-hien"), Seen: r.Text("da-xem")}
		o.Found, o.Has = figureOf(r, "thuc-te", r.Value("don-vi-tinh"))
		return inspection.CheckItem(tx, r.Who, ref, n, o)
	})
}

func (p *Followup) findUntrue(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	return p.inSample(w, r, r.T("Đã ghi việc phải khắc phục."), func(tx *db.Tx, ref string, n int64) error {
		_, err := inspection.FindUntrue(tx, r.Who, once, ref, n, inspection.NewFinding{Cause: r.Text("nguyen-nhan"), Remedy: r.Value("bien-phap"), Due: dayOfForm(r, "han"), Days: daysOfForm(r, "so-ngay")})
		return err
	})
}

func (p *Followup) remedyUntrue(w http.ResponseWriter, r *web.Request) error { return p.remedy(w, r) }

func (p *Followup) lookAgainUntrue(w http.ResponseWriter, r *web.Request) error {
	return p.inSample(w, r, r.T("Đã ghi kết quả kiểm tra lại."), func(tx *db.Tx, _ string, _ int64) error {
		return inspection.LookAgain(tx, r.Who, r.Value("muc"), lookingOf(r))
	})
}
