package reading

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// plan is a plan of about n bytes: heads, dashes, a table.
func plan(n int) string {
	var b strings.Builder
	b.WriteString("ỦY BAN NHÂN DÂN XÃ AN PHÚ\nSố: 12/KH-UBND\nAn Phú, ngày 05 tháng 01 năm 2026\n\nKẾ HOẠCH\nTriển khai chuyển đổi số năm 2026\n\nThực hiện Kế hoạch số 02-KH/BCĐTW ngày 19/6/2025, UBND xã ban hành kế hoạch như sau:\n\nII. NHIỆM VỤ\n")
	for b.Len() < n {
		b.WriteString("1. Phòng Văn hóa - Xã hội\n- Chủ trì, phối hợp với Công an xã, các cơ quan, đơn vị liên quan rà soát hồ sơ theo Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh, báo cáo trước ngày 15/3/2026.\n- Hằng quý tổng hợp, báo cáo Ủy ban nhân dân tỉnh (qua Sở Khoa học và Công nghệ).\n2. Văn phòng HĐND và UBND xã đôn đốc các đơn vị thực hiện; giao Công an xã tham mưu trong quý II năm 2026.\nTT | Nhiệm vụ | Chủ trì | Phối hợp | Thời gian | Sản phẩm\n1 | Số hóa hồ sơ đất đai trên địa bàn | Phòng Kinh tế | Công an xã; các thôn | Quý II/2026 | Báo cáo\n")
	}
	return b.String()
}

func BenchmarkRead1MB(b *testing.B) {
	s := plan(1 << 20)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Read(s)
	}
}

// hard are texts that once were, or might be, slow to read.
func hard(n int) map[string]string {
	rep := func(s string) string { return strings.Repeat(s, n/len(s)+1) }
	var deep strings.Builder
	for i := 0; deep.Len() < n; i++ {
		deep.WriteString(strings.Repeat("1.", i%12+1) + " Rà soát hồ sơ\n")
	}
	return map[string]string{
		"a plan":             plan(n),
		"dashes":             rep("- - - - "),
		"one long line":      rep("Giao Sở Tài chính chủ trì, phối hợp với các sở, ban, ngành và "),
		"bodies by commas":   rep("các sở, ban, ngành, "),
		"dates":              rep("trước ngày 15/3/2026 hằng năm định kỳ 6 tháng "),
		"labels":             rep("Đơn vị chủ trì: Sở A; "),
		"brackets":           rep("( Sở ( "),
		"numbers":            rep("12/KH-UBND "),
		"digits":             rep("1"),
		"letters of symbols": rep("1/A-"),
		"cells":              "TT | Nhiệm vụ | Chủ trì | Thời gian\n" + rep("1 | a | b | c | ") + "\n",
		"rows":               "TT | Nhiệm vụ | Chủ trì | Thời gian\n" + rep("1 | Rà soát hồ sơ | Sở Y tế | 2026\n"),
		"empty rows":         "TT | Nhiệm vụ | Chủ trì | Thời gian\n" + rep(" | | x | \n"),
		"deep numbers":       deep.String(),
		"plain paragraphs":   rep("Tiếp tục rà soát các hồ sơ còn lại.\n"),
		"lead-ins":           rep("Đề nghị các đơn vị thực hiện các nội dung sau:\n"),
		"commands":           rep("UBND tỉnh yêu cầu "),
		"wrapped lines":      rep("rà soát, tổng hợp và\n"),
		"capitals":           rep("KẾ HOẠCH "),
		"titles":             rep("KẾ HOẠCH\n"),
		"footnotes":          rep("[1] ghi chú\n"),
		"quotes":             rep("“"),
		"bars":               rep("|"),
		"combining marks":    rep("e\u0301\u0301"),
	}
}

// TestTimeGrowsWithTheText reads each hard text at one size and at four times
// that size. Linear work takes about four times as long; quadratic sixteen. The
// bound is wide, so that a busy machine does not break it.
func TestTimeGrowsWithTheText(t *testing.T) {
	if testing.Short() {
		t.Skip("reads several megabytes")
	}
	const n = 64 << 10
	small, large := hard(n), hard(4*n)
	for what, s := range small {
		var a, b time.Duration
		slow := true
		for try := 0; slow && try < 3; try++ { // the machine may have been busy with something else
			a, b = fastest(s), fastest(large[what])
			slow = b > 10*a && b > 300*time.Millisecond
		}
		if slow {
			t.Errorf("%s: %v for %d bytes, %v for %d bytes", what, a, len(s), b, len(large[what]))
		}
	}
}

func fastest(s string) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		Read(s)
		Secret(s)
		best = min(best, time.Since(start))
	}
	return best
}

// TestMemoryForOneMegabyte holds what reading a megabyte keeps alive.
func TestMemoryForOneMegabyte(t *testing.T) {
	s := plan(1 << 20)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := Read(s)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 50<<20 {
		t.Errorf("a reading of 1 MB keeps %d MB", kept>>20)
	}
	runtime.KeepAlive(r)
}
