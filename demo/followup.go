package demo

import (
	"bytes"
	"fmt"
	"time"

	"sauro/db"
	"sauro/inspection"
	"sauro/obstacle"
	"sauro/org"
	"sauro/paper"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
)

const (
	chairman = "Chủ tịch UBND xã"
	economy  = "Phòng Kinh tế"
	service  = "Trung tâm Phục vụ hành chính công"
)

// follow lives through what an office does so that nothing slips: asks why, moves
// days, urges, inspects and sends upward what it cannot solve itself. Days are
// working days before the day the demo is built, as those of the stories are, so
// that what is late there is late here. What still runs is due by a chosen day or
// tomorrow at the latest: a day off that somebody tries moves nothing of it.
func (b *builder) follow() error {
	for _, chapter := range []struct {
		name string
		tell func() error
	}{
		{"obstacle beyond power", b.climbs}, {"obstacle within power", b.solving}, {"obstacle solved", b.solved}, {"objective cause", b.stops},
		{"explanation", b.explained}, {"extension", b.extended}, {"urging letter", b.urged},
		{"inspection", b.inspected}, {"sample", b.sampled},
	} {
		if err := chapter.tell(); err != nil {
			return fmt.Errorf("demo: %s: %w", chapter.name, err)
		}
	}
	return nil
}

// before sets the clock to an hour so many working days ago, one at least, and
// gives the day.
func (b *builder) before(days, hour int) vn.Day {
	day := b.in(-days)
	b.tx.Now = day.Time().Add(time.Duration(hour) * time.Hour).UTC()
	return day
}

// in is the day so many working days from the day the demo is built.
func (b *builder) in(days int) vn.Day { return vn.Standard().Add(vn.Today(b.now), days) }

// of is the task that a post has of a clause, as it stands.
func (b *builder) of(clause, post string) (task.Task, error) {
	list, _, err := task.List(b.tx, b.people[chairman], task.Filter{Clause: b.clauses[clause].ID, Post: b.people[post].Post})
	if err != nil {
		return task.Task{}, err
	}
	if len(list) != 1 {
		return task.Task{}, fmt.Errorf("%s has %d tasks of clause %s", post, len(list), clause)
	}
	return task.Get(b.tx, b.people[chairman], list[0].Ref)
}

// explained: the chairman asks twice. One answer waits for him, the other is due.
func (b *builder) explained() error {
	late, err := b.of("2.5", finance)
	if err != nil {
		return err
	}
	b.before(6, 8)
	ref, err := urging.Ask(b.tx, b.people[chairman], db.NewID(), late.Ref, "", "")
	if err != nil {
		return err
	}
	b.before(4, 16)
	err = urging.Answer(b.tx, b.people[finance], ref, 1, urging.Reply{
		Cause: urging.BothCauses, Proposed: b.in(5),
		Text: "Phần thuyết minh đã xong. Chưa lập được dự toán lớp bồi dưỡng vì chưa có định mức chi cho cấp xã; xã đã kiến nghị Sở Tài chính. " +
			"Phần chủ quan: báo vướng mắc muộn, không xin gia hạn trước hạn.\nKhắc phục: lập dự toán theo mức chi hiện hành để trình trước, điều chỉnh khi có định mức.",
	})
	if err != nil {
		return err
	}
	late, err = b.of("4.4", chief)
	if err != nil {
		return err
	}
	b.before(2, 8)
	_, err = urging.Ask(b.tx, b.people[chairman], db.NewID(), late.Ref, "Số báo cáo 90%, số kiểm chứng 70%. Vì sao chênh lệch, loại văn bản nào chưa ký số, bao giờ đạt?", "")
	return err
}

// extended: one day is moved on by the chairman. What the inspection has found
// asks for another, see inspected.
func (b *builder) extended() error {
	t, err := b.of("4.4", desk)
	if err != nil {
		return err
	}
	b.before(5, 14)
	ref, err := urging.AskExtension(b.tx, b.people[desk], db.NewID(), t.Ref, b.in(18), "Máy quét duy nhất của bộ phận Một cửa hỏng, mỗi ngày chỉ số hóa được khoảng một phần ba số hồ sơ.")
	if err != nil {
		return err
	}
	b.before(4, 9)
	return urging.Decide(b.tx, b.people[chairman], ref, 1, urging.Decision{Grant: true})
}

// urged: one letter is issued and waits for the answer, another is a draft.
func (b *builder) urged() error {
	clerk := b.people[chief]
	late, err := b.of("2.5", finance)
	if err != nil {
		return err
	}
	day := b.before(2, 10)
	refs, err := urging.Compose(b.tx, clerk, db.NewID(), []string{late.Ref}, false)
	if err != nil {
		return err
	}
	b.before(2, 15)
	if err := urging.Issue(b.tx, clerk, refs[0], 1, "86", day); err != nil {
		return err
	}
	late, err = b.of("3.3", officialVH)
	if err != nil {
		return err
	}
	b.before(1, 10)
	_, err = urging.Compose(b.tx, clerk, db.NewID(), []string{late.Ref}, false)
	return err
}

// climbs: what a report has said stands in the way is beyond the commune's power;
// the body asked has let its day pass.
func (b *builder) climbs() error {
	t, err := b.of("2.5", finance)
	if err != nil {
		return err
	}
	reported, err := obstacle.ForTask(b.tx, b.people[chairman], t.ID)
	if err != nil {
		return err
	}
	if len(reported.Obstacles) != 1 {
		return fmt.Errorf("%s has %d obstacles", t.Ref, len(reported.Obstacles))
	}
	stands := reported.Obstacles[0]
	b.before(10, 8)
	if err := obstacle.Decide(b.tx, b.people[chairman], stands.Ref, stands.Version, obstacle.Decision{Power: obstacle.Beyond, Class: obstacle.Money, Tag: "định mức chi"}); err != nil {
		return err
	}
	b.before(10, 14)
	ref, err := obstacle.Propose(b.tx, b.people[chief], obstacle.Draft{
		Obstacles: []string{stands.Ref}, To: obstacle.Body{Name: "Sở Tài chính"}, Days: "05 ngày làm việc",
		Subject: "hướng dẫn định mức chi lớp bồi dưỡng kỹ năng số cấp xã",
		Asks:    "Hướng dẫn định mức chi cho lớp bồi dưỡng kỹ năng số do UBND xã tổ chức: thù lao giảng viên, tài liệu, hỗ trợ học viên.",
		Done:    "Đã hỏi trực tiếp chuyên viên của Sở, được trả lời chờ văn bản. Đã lập xong phần thuyết minh dự toán.",
	})
	if err != nil {
		return err
	}
	day := b.before(9, 9)
	return obstacle.Send(b.tx, b.people[chief], ref, 1, obstacle.Letter{Number: "198", Symbol: "UBND-KT", Dated: day, Signer: chairman})
}

// solving: the commune solves one itself.
func (b *builder) solving() error {
	t, err := b.of("4.4", desk)
	if err != nil {
		return err
	}
	_, err = b.raised(6, desk, headKT, obstacle.Raising{
		Tasks: []string{t.Ref}, Class: obstacle.Infrastructure, Thinks: obstacle.Within,
		Says: "Máy quét của bộ phận Một cửa hỏng, không có máy dự phòng.", Effect: "Hồ sơ giấy nhận trong ngày không số hóa kịp.",
	}, obstacle.Decision{Power: obstacle.Within, Class: obstacle.Infrastructure, On: b.in(4)})
	return err
}

// solved: one is solved, and who reported it has yet to say so.
func (b *builder) solved() error {
	t, err := b.of("4.1", chief)
	if err != nil {
		return err
	}
	ref, err := b.raised(9, chief, officialVH, obstacle.Raising{
		Tasks: []string{t.Ref}, Class: obstacle.Coordination, Thinks: obstacle.Within,
		Says: "Bốn mục phải công khai do Phòng Văn hóa - Xã hội giữ số liệu, chưa gửi để đăng.", Effect: "Còn 4 trên 10 mục chưa công khai.",
	}, obstacle.Decision{Power: obstacle.Within, Class: obstacle.Coordination, Days: "05 ngày làm việc"})
	if err != nil {
		return err
	}
	b.before(3, 15)
	at, err := obstacle.Get(b.tx, b.people[officialVH], ref)
	if err != nil {
		return err
	}
	return obstacle.Solve(b.tx, b.people[officialVH], ref, at.Version, "Đã gửi Văn phòng số liệu của cả bốn mục, có xác nhận của Trưởng phòng.")
}

// raised is an obstacle that a post has raised and that the deputy has given to
// another on the working day after.
func (b *builder) raised(days int, by, owner string, r obstacle.Raising, d obstacle.Decision) (ref string, err error) {
	r.Since = b.before(days, 9)
	if ref, err = obstacle.Raise(b.tx, b.people[by], r); err != nil {
		return "", err
	}
	at, err := obstacle.Get(b.tx, b.people[deputy], ref)
	if err != nil {
		return "", err
	}
	b.before(days-1, 8)
	d.Owner = b.people[owner].Post
	return ref, obstacle.Decide(b.tx, b.people[deputy], ref, at.Version, d)
}

// stops: an objective cause stopped a clock for two days.
func (b *builder) stops() error {
	t, err := b.of("4.4", centre)
	if err != nil {
		return err
	}
	from := b.before(5, 10)
	file, err := b.kept("Thông báo nâng cấp hệ thống", &paper.Paper{
		Superior: "UBND TỈNH QUẢNG NGÃI", Issuer: []string{"SỞ KHOA HỌC VÀ CÔNG NGHỆ"}, Number: "1021", Symbol: "TB-SKHCN", Place: "Quảng Ngãi", Date: string(from),
		Kind: "THÔNG BÁO", Subject: "Tạm dừng hệ thống giải quyết thủ tục hành chính để nâng cấp",
		Body: []paper.Block{
			paper.Paragraph{Text: "Trong thời gian nâng cấp, hệ thống không nhận hồ sơ trực tuyến. Ngày chạy lại sẽ thông báo sau."},
			paper.Paragraph{Text: sample},
		},
		Sign: paper.Sign{Title: "GIÁM ĐỐC"},
	})
	if err != nil {
		return err
	}
	boss := b.people[chairman]
	err = obstacle.ConfirmCause(b.tx, boss, obstacle.Confirming{
		Task: t.Ref, Version: t.Version, From: from, Number: "1021/TB-SKHCN", Dated: from, File: obstacle.File{Hash: file.Hash, Name: file.Name, Size: file.Size, MIME: file.MIME},
		Reason: "Hệ thống giải quyết thủ tục hành chính của tỉnh dừng để nâng cấp, không nhận được hồ sơ trực tuyến.",
	})
	if err != nil {
		return err
	}
	causes, err := obstacle.Causes(b.tx, boss, []db.ID{t.ID})
	if err != nil {
		return err
	}
	on := b.before(3, 8)
	return obstacle.EndCause(b.tx, boss, causes[t.ID][0].ID, t.Version+1, on, "Hệ thống đã chạy lại, nhận hồ sơ bình thường.")
}

// inspected: the plan of the year, one inspection from the decision to the task
// that mends its finding, one that is coming and one later.
func (b *builder) inspected() error {
	clerk := b.people[chief]
	b.before(40, 9)
	year := b.in(-7).Year()
	plan, err := inspection.NewPlan(b.tx, clerk, db.NewID(), int64(year), 0, "Văn bản cam kết chuyển đổi số của Chủ tịch UBND xã; chương trình công tác năm của UBND xã")
	if err != nil {
		return err
	}
	month := func(day vn.Day) string { return string(min(day, vn.Day(fmt.Sprintf("%d-12-31", year))))[:7] }
	for _, l := range []inspection.Line{
		{Unit: b.units[service], Subject: "Số hóa hồ sơ, lấy ý kiến người dân và kết quả đã báo cáo", Month: month(b.in(-7)), Lead: clerk.Post},
		{Unit: b.units[economy], Subject: "Dự toán, giải ngân và an toàn thông tin cho chuyển đổi số", Month: month(b.in(3)), Lead: b.people[deputy].Post},
		{Unit: b.units["Phòng Văn hóa - Xã hội"], Subject: "Thực hiện cam kết bồi dưỡng kỹ năng số", Month: month(b.in(30)), Lead: clerk.Post},
	} {
		if err := inspection.AddLine(b.tx, clerk, db.NewID(), plan, l); err != nil {
			return err
		}
	}
	p, err := inspection.LoadPlan(b.tx, clerk, plan)
	if err != nil {
		return err
	}
	day := b.before(39, 9)
	if err := inspection.IssuePlan(b.tx, clerk, plan, p.Version, inspection.Document{Number: "12/KH-UBND", On: day}); err != nil {
		return err
	}
	lines := map[db.ID]db.ID{}
	for _, l := range p.Lines {
		lines[l.Unit] = l.ID
	}
	if err := b.atTheCentre(lines[b.units[service]]); err != nil {
		return err
	}

	// The one that is coming: the late task that was urged is in it.
	late, err := b.of("2.5", finance)
	if err != nil {
		return err
	}
	returned, err := b.of("4.2", headKT)
	if err != nil {
		return err
	}
	day = b.before(2, 11)
	_, err = inspection.Begin(b.tx, clerk, db.NewID(), inspection.Beginning{
		Line: lines[b.units[economy]], Decision: inspection.Document{Number: "52/QĐ-UBND", On: day}, From: b.in(3), To: b.in(4), Place: "Phòng Kinh tế",
		Head: b.people[deputy].Post, Members: []db.ID{b.people[justice].Post}, Tasks: []db.ID{late.ID, returned.ID},
	})
	return err
}

// atTheCentre is the inspection that is over: the minutes signed by both, the
// conclusion, and what was found on its way to be mended.
func (b *builder) atTheCentre(line db.ID) error {
	clerk := b.people[chief]
	var looked []db.ID
	for _, l := range [][2]string{{"4.4", centre}, {"4.4", desk}, {"4.5", desk}} {
		t, err := b.of(l[0], l[1])
		if err != nil {
			return err
		}
		looked = append(looked, t.ID)
	}
	survey := looked[2]
	day := b.before(8, 9)
	ref, err := inspection.Begin(b.tx, clerk, db.NewID(), inspection.Beginning{
		Line: line, Decision: inspection.Document{Number: "47/QĐ-UBND", On: day}, From: b.in(-7), To: b.in(-6), Place: service,
		Head: clerk.Post, Members: []db.ID{b.people[justice].Post}, Tasks: looked,
	})
	if err != nil {
		return err
	}
	i, err := inspection.Load(b.tx, clerk, ref)
	if err != nil {
		return err
	}
	w := inspection.Written{
		HeldOn:   b.before(6, 14),
		Observed: "Đơn vị cập nhật sổ theo dõi đều, số liệu hồ sơ trực tuyến khớp Cổng dịch vụ công.\nPhiếu lấy ý kiến người dân thu chưa chặt.",
		TeamSays: "Đề nghị khảo sát lại số phiếu không hợp lệ.", UnitSays: "Nhất trí với biên bản.",
	}
	for n, c := range i.Checks {
		c.Answer = inspection.Yes
		switch n {
		case 2:
			c.Answer, c.Note, c.Seen = inspection.No, "12 phiếu khảo sát không ghi ngày, không có chữ ký.", "100 phiếu gốc"
		case 9: // the first inspection of the unit
			c.Answer = inspection.NotMeant
		}
		w.Checks = append(w.Checks, c)
	}
	for _, t := range i.Tasks {
		t.Looked, t.Found, t.Seen = true, t.Reported, "Số liệu trên hệ thống, đối chiếu sổ theo dõi."
		if t.Task == survey {
			t.Found, t.Seen = t.Reported-12, "Đếm từng phiếu gốc: 88 phiếu hợp lệ."
		}
		w.Tasks = append(w.Tasks, t)
	}
	if err := inspection.Write(b.tx, clerk, ref, i.Version, w); err != nil {
		return err
	}
	err = inspection.Find(b.tx, clerk, db.NewID(), ref, inspection.NewFinding{
		Kind: "evidence", Task: survey, Post: b.people[desk].Post, Due: b.in(6),
		What: "12 trên 100 phiếu khảo sát không ghi ngày, không có chữ ký người được hỏi.", Cause: "Phát phiếu vào giờ đông khách, không kiểm phiếu khi thu.",
		Remedy: "Khảo sát lại thay 12 phiếu không hợp lệ",
	})
	if err != nil {
		return err
	}
	for _, sign := range []struct {
		days int
		by   string
		sign func(*db.Tx, org.Who, string, int64) error
	}{{6, chief, inspection.SignTeam}, {5, centre, inspection.SignUnit}} {
		b.before(sign.days, 16)
		if i, err = inspection.Load(b.tx, clerk, ref); err != nil {
			return err
		}
		if err := sign.sign(b.tx, b.people[sign.by], ref, i.Version); err != nil {
			return err
		}
	}
	day = b.before(4, 14)
	if i, err = inspection.Load(b.tx, clerk, ref); err != nil {
		return err
	}
	if err := inspection.Conclude(b.tx, b.people[deputy], ref, i.Version, "Đơn vị thực hiện đúng phần lớn nội dung được kiểm tra.\nYêu cầu khảo sát lại thay 12 phiếu không hợp lệ, từ nay kiểm phiếu ngay khi thu.",
		inspection.Document{Number: "31/TB-UBND", On: day}); err != nil {
		return err
	}
	return b.mended(i.Findings[0].Ref)
}

// mended is the task that a finding becomes; who does it asks for a later day,
// which the deputy has to decide.
func (b *builder) mended(finding string) error {
	clerk := b.people[chief]
	b.before(3, 9)
	ref, err := inspection.Remedy(b.tx, clerk, db.NewID(), finding)
	if err != nil {
		return err
	}
	t, err := task.Get(b.tx, clerk, ref)
	if err != nil {
		return err
	}
	t.Result = task.Result{Product: "12 phiếu khảo sát hợp lệ", Measure: task.Figure, Target: 12, Unit: "phiếu", Proof: task.File, ProofText: "12 phiếu đủ ngày và chữ ký"}
	if err := task.Edit(b.tx, clerk, ref, t.Version, t.Slots, ""); err != nil {
		return err
	}
	if err := task.Issue(b.tx, b.people[deputy], ref, t.Version+1); err != nil {
		return err
	}
	b.before(3, 14)
	if err := task.Receive(b.tx, b.people[desk], ref, t.Version+2); err != nil {
		return err
	}
	b.before(1, 14)
	_, err = urging.AskExtension(b.tx, b.people[desk], db.NewID(), ref, b.in(12), "Bốn người được hỏi đi làm xa, hẹn về đầu tháng sau.")
	return err
}

// sampled: results that were reported complete are drawn by lot. Of what other
// units have looked at one is untrue, the last waits.
func (b *builder) sampled() error {
	clerk := b.people[chief]
	inspectors := map[string]string{office: justice, economy: finance, "Phòng Văn hóa - Xã hội": officialVH, service: desk}
	day := b.before(6, 8)
	ref, err := inspection.DrawNow(b.tx, clerk, db.NewID(), inspection.Order{From: day.Add(-180), To: day, Number: 4, Days: 7})
	if err != nil {
		return err
	}
	d, err := inspection.LoadDraw(b.tx, clerk, ref)
	if err != nil {
		return err
	}
	day = b.before(3, 10)
	for n, i := range d.Items[:3] {
		o := inspection.Outcome{Result: inspection.True, On: day, Seen: "Minh chứng trong chương trình, bản gốc lưu tại đơn vị."}
		if n == 0 {
			o.Result, o.What = inspection.Untrue, "Minh chứng đã gửi khác bản lưu tại đơn vị: bản lưu chưa có chữ ký, chưa có số."
		}
		if err := inspection.CheckItem(b.tx, b.people[inspectors[i.CheckerName]], ref, i.Ordinal, o); err != nil {
			return err
		}
	}
	b.before(2, 9)
	_, err = inspection.FindUntrue(b.tx, clerk, db.NewID(), ref, d.Items[0].Ordinal, inspection.NewFinding{Remedy: "Hoàn chỉnh hồ sơ lưu, gửi lại minh chứng đã ký", Due: b.in(7)})
	return err
}

// kept writes a paper of the demo as PDF and keeps it.
func (b *builder) kept(title string, p *paper.Paper) (task.Evidence, error) {
	var out bytes.Buffer
	if err := paper.WritePDF(&out, p); err != nil {
		return task.Evidence{}, err
	}
	size := int64(out.Len())
	hash, _, err := b.blobs.Put(&out, 1<<20)
	return task.Evidence{Kind: task.File, Name: title + ".pdf", Hash: hash, Size: size, MIME: "application/pdf"}, err
}
