package desk

import (
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/web"
)

// nextAct is the one thing that a person can do next about a task: a form that is
// sent to Post, or a link. Without either, Says tells who is waited for.
type nextAct struct {
	Post, URL   string
	Label, Says string
	Ask         string // where it is explained why it is not the reader's to do
}

// next chooses the one red button of the page, and says why others are locked.
func (p *taskPage) next(r *web.Request) {
	t := p.Task
	at := "/nhiem-vu/" + t.Ref
	switch {
	case t.State == task.Draft:
		p.nextOfDraft(r, at)
	case t.State == task.Issued && t.May[org.Receive]:
		p.Do = nextAct{Post: at + "/nhan", Label: r.T("Nhận việc|nút"), Says: r.T("Nhận rồi thì báo cáo được tiến độ. Thấy việc giao chưa đúng, hãy báo người giao trước khi nhận.")}
	case p.Can.Accept:
		p.Do = nextAct{URL: "#nghiem-thu", Label: r.T("Xem, nghiệm thu"), Says: r.T("Nghiệm thu hoặc trả lại kèm lý do, sau khi xem minh chứng.")}
	case p.Can.Report && p.complete():
		p.Do = nextAct{Post: at + "/de-nghi", Label: r.T("Đề nghị nghiệm thu"), Says: r.T("Gửi đến %s. Trong khi chờ, không sửa được báo cáo.", t.DeciderTitle)}
	case p.Can.Report:
		p.Do = nextAct{URL: "#bao-cao", Label: r.T("Báo cáo tiến độ"), Says: r.T("Một số, một dòng, một tệp minh chứng.")}
		if !t.Cyclic() {
			p.Locked = append(p.Locked, lock{r.T("Đề nghị nghiệm thu"), r.T("Đề nghị được khi đã báo cáo đủ %s và có minh chứng loại %s.", t.Amount(t.Target), fault.Text{Format: task.ProofName[t.Proof]})})
		}
	case p.Can.Verify:
		p.Do = nextAct{URL: "#kiem-chung", Label: r.T("Xem, kiểm chứng"), Says: r.T("Ghi số đã thấy có minh chứng. Người làm không tự kiểm chứng được.")}
	case p.Can.Resume:
		p.Do = nextAct{URL: "#tiep-tuc", Label: r.T("Cho tiếp tục"), Says: r.T("Thời hạn không dời khi tạm dừng.")}
	default:
		p.Do = nextAct{Says: p.waits(r), Ask: p.asks()}
	}
	if t.May[org.Accept] && !p.Can.Accept && !t.Cyclic() && (t.State == task.Doing || t.State == task.Returned || t.State == task.Received) {
		p.Locked = append(p.Locked, lock{r.T("Nghiệm thu"), r.T("Nghiệm thu được khi người làm đã báo cáo đủ %s và đề nghị.", t.Amount(t.Target))})
	}
}

func (p *taskPage) nextOfDraft(r *web.Request, at string) {
	t := p.Task
	issue := r.T("Giao việc")
	switch {
	case p.Ring.Count() < 6:
		p.Do = nextAct{Says: r.T("Bản nháp này chờ người soạn làm cho đủ sáu rõ.")}
		if p.Can.Edit {
			p.Do = nextAct{URL: at + "/sua", Label: r.T("Soạn tiếp cho đủ sáu rõ"), Says: r.T("Mục chưa rõ có khung nét đứt bên cạnh.")}
			p.Can.Edit = false // it is the red button
		}
		p.Locked = append(p.Locked, lock{issue, r.T("Chưa giao được vì chưa rõ: %s.", p.Ring.Missing())})
	case t.May[org.Issue]:
		p.Do = nextAct{Post: at + "/giao", Label: issue, Says: r.T("Giao cho %s. Việc hiện ngay ở trang Việc của tôi của người đó.", t.AccountableTitle)}
	default:
		p.Do = nextAct{Says: r.T("Đủ sáu rõ, chờ người có quyền giao: %s.", org.Names{org.RoleName[org.Chairman], org.RoleName[org.Deputy], org.RoleName[org.Clerk]}), Ask: p.ask(org.Issue)}
		p.Locked = append(p.Locked, lock{issue, r.T("Chức danh của bạn không giao được nhiệm vụ này.")})
	}
}

// complete reports whether all was reported, with a piece of evidence, so that
// acceptance can be asked for; the rule asks again.
func (p *taskPage) complete() bool {
	t := p.Task
	if t.Cyclic() || t.ReportedBP < 10000 {
		return false
	}
	if t.Parts > 0 {
		return true
	}
	for _, e := range t.Evidence {
		if e.State == task.Given || e.State == task.Trusted {
			return true
		}
	}
	return false
}

// waits says who the task waits for.
func (p *taskPage) waits(r *web.Request) string {
	t := p.Task
	switch t.State {
	case task.Issued:
		return r.T("Chờ %s nhận việc.", t.AccountableTitle)
	case task.Received, task.Doing, task.Returned:
		return r.T("Chờ %s báo cáo.", t.AccountableTitle)
	case task.Waiting:
		return r.T("Chờ %s nghiệm thu.", t.DeciderTitle)
	case task.Paused:
		return r.T("Đang tạm dừng.")
	case task.Done:
		return r.T("Việc đã xong, không còn gì phải làm.")
	}
	return r.T("Việc đã hủy, không còn gì phải làm.")
}

// ask is the page that explains who may do an act to the task.
func (p *taskPage) ask(act org.Act) string {
	return "/vi-sao?viec=" + string(act) + "&cua=" + string(p.Task.Accountable)
}

// asks is that page for what the task waits for.
func (p *taskPage) asks() string {
	switch p.Task.State {
	case task.Issued:
		return p.ask(org.Receive)
	case task.Received, task.Doing, task.Returned:
		return p.ask(org.Report)
	case task.Waiting:
		return p.ask(org.Accept)
	case task.Paused:
		return p.ask(org.Steer)
	}
	return ""
}

// Goes reports whether the act that leads to the form with an id is the one to
// do next: then its button is the red one.
func (p *taskPage) Goes(id string) bool { return p.Do.URL == "#"+id }
