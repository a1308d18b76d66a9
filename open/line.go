package open

import (
	"sauro/bulletin"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

func bars(t bulletin.Totals) web.Bar {
	return web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}
}

// standing is the word of a clause or a letter, lateness first.
func standing(r *web.Request, t bulletin.Totals) web.Status {
	if t.Late > 0 {
		return web.Status{Kind: "late", Text: r.T("%d nhiệm vụ quá hạn", t.Late)}
	}
	return web.Status{Kind: sign(t.Status), Text: r.T(task.StatusName[t.Status])}
}

func sign(s task.Status) string {
	switch s {
	case task.Completed:
		return "ver"
	case task.Maintained:
		return "cyc"
	case task.NotBegun, "":
		return "unk"
	}
	return "run"
}

// taskLine is a task as a page shows it.
type taskLine struct {
	bulletin.Task
	Status web.Status
	Bar    web.Bar
	Goal   string // "42 người"
	Every  string
	Files  []bulletin.Evidence
}

func taskLines(r *web.Request, list []bulletin.Task) []taskLine {
	lines := make([]taskLine, len(list))
	for i, t := range list {
		l := taskLine{Task: t, Bar: web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}, Files: t.Evidence}
		if t.Counted() && t.Reported+t.Verified > 0 {
			l.Bar.ReportedText = vn.Thousands(t.Reported) + "/" + vn.Thousands(t.Target)
			l.Bar.VerifiedText = vn.Thousands(t.Verified) + "/" + vn.Thousands(t.Target)
		}
		if t.Target > 0 {
			l.Goal = task.Result{Measure: t.Measure, Unit: t.TargetUnit}.Amount(t.Target)
		}
		if t.Every != "" {
			l.Every = r.T(task.EveryName[t.Every])
		}
		switch {
		case t.Late:
			l.Status = web.Status{Kind: "late", Text: r.T("quá hạn")}
		case t.State == task.Paused:
			l.Status = web.Status{Kind: "stop", Text: r.T(task.StateName[t.State])}
		case t.State == task.Waiting:
			l.Status = web.Status{Kind: "wait", Text: r.T(task.StateName[t.State])}
		default:
			l.Status = web.Status{Kind: sign(t.Status), Text: r.T(task.StatusName[t.Status])}
		}
		lines[i] = l
	}
	return lines
}

// changeLine is a clause of which something else is told than a month ago.
type changeLine struct {
	Address, Title, URL string
	Said                []string // what changed, in words
}

// changeLines says in words what changed of clauses; fresh is how many were told
// of for the first time.
func changeLines(r *web.Request, p *web.Page, list []bulletin.Change) (lines []changeLine, fresh int, err error) {
	for _, c := range list {
		if c.Was.ID == "" {
			fresh++
			continue
		}
		now, err := c.Now.Clause()
		if err != nil {
			return nil, 0, err
		}
		was, err := c.Was.Clause()
		if err != nil {
			return nil, 0, err
		}
		lines = append(lines, changeLine{Address: c.Now.Address, Title: now.Text, URL: p.To(clauseURL(p.Who.TenantCode, c.Now.Address)), Said: difference(r, was, now)})
	}
	return lines, fresh, nil
}

// difference says what changed from one telling of a clause to a later one.
func difference(r *web.Request, was, now bulletin.Clause) (said []string) {
	add := func(changed bool, words string) {
		if changed {
			said = append(said, words)
		}
	}
	pct := func(bp int) string { return vn.Percent(int64(bp)) }
	add(was.ReportedBP != now.ReportedBP, r.T("báo cáo từ %s thành %s", pct(was.ReportedBP), pct(now.ReportedBP)))
	add(was.VerifiedBP != now.VerifiedBP, r.T("đã kiểm chứng từ %s thành %s", pct(was.VerifiedBP), pct(now.VerifiedBP)))
	add(now.Tasks > was.Tasks, r.T("giao thêm %d nhiệm vụ", now.Tasks-was.Tasks))
	add(now.Tasks < was.Tasks, r.T("bớt %d nhiệm vụ", was.Tasks-now.Tasks))
	add(now.Done > was.Done, r.T("thêm %d nhiệm vụ được nghiệm thu", now.Done-was.Done))
	add(now.Late > was.Late, r.T("thêm %d nhiệm vụ quá hạn", now.Late-was.Late))
	add(now.Late < was.Late, r.T("bớt %d nhiệm vụ quá hạn", was.Late-now.Late))
	add(now.ReplacedBy != was.ReplacedBy, r.T("được thay bằng nội dung của văn bản sửa đổi"))
	if len(said) == 0 {
		said = append(said, r.T("thông tin về nhiệm vụ hoặc minh chứng"))
	}
	return said
}

func letterURL(xa, address string) string { return "/cong-khai/" + xa + "/van-ban/" + address }
func clauseURL(xa, address string) string { return "/cong-khai/" + xa + "/noi-dung/" + address }
func reportURL(xa, address string) string { return "/cong-khai/" + xa + "/bao-cao/" + address }
func proofURL(xa, code string) string     { return "/cong-khai/" + xa + "/chung-minh/" + code }

// urlOf is the page of whatever was published.
func urlOf(xa string, p bulletin.Publication) string {
	switch p.Kind {
	case bulletin.OfLetter:
		return letterURL(xa, p.Address)
	case bulletin.OfReport:
		return reportURL(xa, p.Address)
	}
	return clauseURL(xa, p.Address)
}
