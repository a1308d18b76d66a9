package browser_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/program"
	"sauro/task"
	"sauro/vn"
)

// given issues a task to the official for culture, received by that person, as of
// thirty days ago; it is due so many days from today.
func given(t *testing.T, p *program.Program, work string, due int) (ref string) {
	t.Helper()
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		t.Fatal(err)
	}
	past := p.DB.At(p.DB.Now().Add(-30 * 24 * time.Hour))
	err = past.Update(ctx, tenants[0].ID, func(tx *db.Tx) error {
		var who [3]org.Who
		for i, login := range []string{"vanphong", "chutich", "congchucvanhoa"} {
			if who[i], err = org.ByLogin(tx, login); err != nil {
				return err
			}
		}
		clerk, chairman, official := who[0], who[1], who[2]
		clause, err := db.Value[db.ID](tx, "select max(clause_id) from clause where tenant_id = ?1")
		if err != nil {
			return err
		}
		ref, err = task.Create(tx, clerk, clause, "", task.Slots{Work: work, Accountable: official.Post, LeadUnit: official.Unit, Answers: official.Post, Decider: chairman.Post,
			Due: task.Due{Kind: task.ByDate, Date: vn.Today(p.DB.Now()).Add(due), From: "typed"}, Result: task.Result{Product: "Danh sách", Measure: task.Documents, Target: 1, Unit: "văn bản", Proof: task.DocumentNo}, Weight: 1})
		if err != nil {
			return err
		}
		if err := task.Issue(tx, clerk, ref, 1); err != nil {
			return err
		}
		return task.Receive(tx, official, ref, 2)
	})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// TestALateTaskIsPressedFor: a late task, one click for an explanation, the answer,
// an extension of another, the urging letter and its answer.
func TestALateTaskIsPressedFor(t *testing.T) {
	t.Parallel()
	p := serve(t, true)
	home := p.URL()
	late, soon := given(t, p, "Lập danh sách hộ cần bồi dưỡng kỹ năng số", -12), given(t, p, "Lập danh sách tổ công nghệ số cộng đồng", 20)

	chairman := as(t, home, "chutich")
	chairman.at("/don-doc")
	chairman.reads(".lede", "việc quá hạn")
	chairman.reads("main", late, "T+5: cấp trên")
	chairman.pictured("urging")
	chairman.onPaper("urging", "Đôn đốc")
	chairman.press("main", "Yêu cầu giải trình "+late)
	chairman.told("Đã yêu cầu giải trình GT-")
	asked := chairman.path()
	chairman.reads("main", "Vì sao nhiệm vụ chưa hoàn thành đúng hạn?", "02 ngày làm việc")

	// The words of one's own, for the same task: there is one open request.
	chairman.ExpectConsole("status of 409", "status of 422")
	chairman.at("/nhiem-vu/" + late + "/giai-trinh")
	chairman.pictured("explanation-ask")
	chairman.fill("main", "Câu hỏi", "Nêu rõ còn thiếu gì.")
	chairman.press("main", "Gửi yêu cầu giải trình")
	chairman.warned("đang có yêu cầu giải trình")

	official := as(t, home, "congchucvanhoa")
	official.at("/giai-trinh")
	official.reads(".lede", "1 giải trình chờ bạn trả lời")
	official.pictured("explanations")
	official.press("main", "Lập danh sách hộ cần bồi dưỡng kỹ năng số")
	official.pictured("explanation-answer")
	official.ExpectConsole("status of 422")
	const why = "Thiếu số liệu của hai thôn, đã cử người xuống tận nơi."
	official.fill("main", "Nội dung giải trình", why)
	official.press("main", "khách quan")
	official.press("main", "Gửi giải trình")
	official.warned("ngày sẽ hoàn thành")
	if got := official.Value(official.field("main", "Nội dung giải trình")); got != why {
		t.Errorf("what was typed is now %q", got)
	}
	official.fill("main", "Ngày sẽ hoàn thành", vn.Today(p.DB.Now()).Add(5).String())
	official.press("main", "khách quan")
	official.Upload("main input[type=file]", file(t, "Giải trình.docx", word(t, "Giải trình")))
	official.press("main", "Gửi giải trình")
	official.told("Đã gửi giải trình")
	official.reads("main", why, "khách quan", "Giải trình.docx")

	chairman.at(asked)
	chairman.reads(".lede", "chờ xem xét")
	chairman.pictured("explanation-judge")
	chairman.press("main", "Chấp nhận giải trình")
	chairman.told("Đã chấp nhận")

	// An extension of what is still in time.
	official.at("/nhiem-vu/" + soon)
	official.press("main", "Xin gia hạn")
	official.pictured("extension-ask")
	official.fill("main", "Gia hạn đến ngày", vn.Today(p.DB.Now()).EndOfYear().Add(20).String())
	official.fill("main", "Lý do", "Chờ tỉnh cấp tài khoản.")
	official.press("main", "Gửi đề nghị gia hạn")
	official.told("Đã ghi GH-")
	extension := official.path()
	official.reads(".lede", "chờ quyết định")
	chairman.at("/gia-han")
	chairman.reads(".lede", "1 đề nghị chờ bạn quyết định")
	chairman.press("main", "Lập danh sách tổ công nghệ số cộng đồng")
	chairman.pictured("extension-decide")
	chairman.press("main", "Đồng ý gia hạn")
	chairman.told("Đã quyết định")
	chairman.reads("main", "đẩy ra ngoài năm")
	chairman.at("/gia-han")
	chairman.reads("main", "Phòng Văn hóa - Xã hội", "Ra ngoài năm")
	chairman.pictured("extensions")

	// The letter, from the tick to the answer.
	clerk := as(t, home, "vanphong")
	clerk.at("/don-doc")
	clerk.ExpectConsole("status of 422")
	clerk.press("main", "Soạn công văn đôn đốc")
	clerk.warned("ít nhất một nhiệm vụ")
	clerk.Click(`input[name=nv][value="` + late + `"]`)
	clerk.press("main", "Soạn công văn đôn đốc")
	clerk.told("Đã soạn công văn DD-")
	clerk.reads(".letter", "V/v đôn đốc thực hiện các nhiệm vụ quá hạn", "Kính gửi", "Phòng Văn hóa - Xã hội", "yêu cầu", "Quá hạn (ngày làm việc)")
	letter := clerk.path()
	clerk.unfold("main", "Sửa công văn")
	clerk.choose("main", "Độ khẩn", "khẩn")
	clerk.choose("main", "Người ký", "TM. Ủy ban nhân dân / KT. Chủ tịch")
	clerk.press("main", "đề nghị phối hợp")
	clerk.press("main", "Lưu công văn")
	clerk.told("Đã lưu")
	clerk.reads(".letter", "KHẨN", "PHÓ CHỦ TỊCH", "đề nghị Phòng Văn hóa - Xã hội")
	clerk.pictured("urging-letter-draft")
	clerk.fill("main", "Số trong sổ công văn đi", "không số")
	clerk.press("main", "Lấy số, ban hành")
	clerk.warned("chữ số")
	clerk.fill("main", "Số trong sổ công văn đi", "27")
	clerk.press("main", "Lấy số, ban hành")
	clerk.told("Đã ban hành")
	clerk.reads(".letter", "Số: 27/UBND")
	clerk.pictured("urging-letter")
	clerk.onPaper("urging-letter", "Công văn đôn đốc")
	for _, form := range []string{"docx", "pdf"} {
		var size int
		if clerk.Eval(`fetch(location.pathname + "/`+form+`").then(r => r.blob()).then(b => b.size)`, &size); size < 2_000 {
			t.Errorf("the %s has %d bytes", form, size)
		}
	}

	head := as(t, home, "vanhoa")
	head.at(letter)
	head.press("main", "Trả lời công văn")
	head.fill("main", "Nội dung trả lời", "Phòng đã làm xong 80%, cuối tuần xong hẳn.")
	head.press("main", "Gửi trả lời")
	head.told("Đã ghi nhận trả lời")
	head.reads(".lede", "đã trả lời hết")
	head.pictured("urging-letter-answered")
	head.at("/don-doc/cong-van")
	head.reads("main", "Số 27/UBND", "đã trả lời hết")
	head.pictured("urging-book")

	// The task shows all of it.
	head.at("/nhiem-vu/" + late)
	head.reads("section[aria-labelledby=don-doc]", "GT-", why, "27/UBND")
	head.pictured("task-pressed")
	head.at(extension)
	if got := head.Text("main"); !strings.Contains(got, "Chờ tỉnh cấp tài khoản.") {
		t.Errorf("the extension says %q", got)
	}
}
