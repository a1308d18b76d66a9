package browser_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestACitizenChecksAPromise: from the public page to one clause, its proof, the
// proof file, and the verifier page, which says whether the file is right.
func TestACitizenChecksAPromise(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	clerk := as(t, home.URL(), "vanphong")
	clerk.at("/bao-cao")
	clerk.press("main", "Xem số liệu")
	clerk.press("main", "Chốt báo cáo")
	clerk.reads("h1", "BC-")
	report := strings.TrimPrefix(clerk.path(), "/bao-cao/")
	clerk.at("/van-ban")
	clerk.press("main", "Công văn")
	clerk.press("main", "Công khai ngay")
	clerk.told("công khai")
	clerk.Axe()
	clerk.Screenshot("open-from-the-office")

	citizen := newPerson(t, home.URL())
	citizen.at("/cong-khai")
	citizen.press("#noi-dung", "UBND xã Khánh Cường")
	citizen.reads("h1", "Cam kết và kết quả")
	lookAt(citizen, "open-commune")
	citizen.press("#noi-dung", "Công văn: cam kết")
	citizen.reads("main", "3.3")
	lookAt(citizen, "open-letter")
	citizen.press("main", "3.3")
	citizen.reads(".vow", "đào tạo, bồi dưỡng")
	lookAt(citizen, "open-clause")
	if pdf := citizen.PDF("open-clause"); len(onePage.FindAll(pdf, -1)) > 3 {
		t.Errorf("one clause prints on %d sheets of A4", len(onePage.FindAll(pdf, -1)))
	}

	citizen.at("/cong-khai/21472/bao-cao/" + report)
	citizen.reads("h1", report)
	lookAt(citizen, "open-report")
	citizen.at("/cong-khai/21472/tu-dien?lang=en")
	citizen.reads("h1", "Data dictionary")
	lookAt(citizen, "open-dictionary")
	citizen.at("/cong-khai/21472/noi-dung/VB-2025-01-3.3")

	// The page sends the proof by and by: the log is signed every few seconds.
	citizen.press("main", "Xem chứng minh")
	for citizen.Count(`a[href$="/bang-chung.json"]`) == 0 {
		citizen.WaitVisible(".note.is-wait, .steps")
		citizen.Reload()
	}
	lookAt(citizen, "open-proof")
	root := citizen.Text("#khoa-goc") // as it would be read off the paper
	name, proof := citizen.Download(`a[href$="/bang-chung.json"]`)
	if !strings.HasSuffix(name, ".json") || !json.Valid(proof) {
		t.Fatalf("%s is no proof: %.200s", name, proof)
	}
	folder := t.TempDir()
	right, forged := filepath.Join(folder, "dung.json"), filepath.Join(folder, "sai.json")
	changed := bytes.Replace(proof, []byte("đào tạo, bồi dưỡng"), []byte("đào tạo, bồi đắp"), 1)
	if bytes.Equal(changed, proof) {
		t.Fatalf("the proof does not hold the words of the clause: %.2000s", proof)
	}
	for file, content := range map[string][]byte{right: proof, forged: changed} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checker := newPerson(t, home.URL())
	checker.at("/cong-khai/kiem-chung")
	checker.Upload("#file", right)
	checker.WaitText("#result", "chưa đối chiếu khóa gốc")
	checker.Fill("#root", root)
	checker.press("main", "Kiểm tra")
	checker.WaitText("#result", "Bằng chứng đúng")
	checker.reads("#result", "VB-2025-01-3.3", "đào tạo, bồi dưỡng")
	checker.Screenshot("open-verifier-right")
	checker.Axe()
	checker.Upload("#file", forged)
	checker.WaitText("#result", "Bằng chứng không đúng")
	checker.Screenshot("open-verifier-forged")
}

// lookAt takes pictures of a public page as a citizen may see it, and has it
// examined. It must have no script at all and weigh no more than a phone's line
// bears.
func lookAt(p *person, name string) {
	p.t.Helper()
	for _, look := range []struct {
		name string
		set  func()
	}{{"", p.Desk}, {"-phone", p.Phone}} {
		look.set()
		p.Axe()
		p.NoSidewaysScroll()
		p.Screenshot(name + look.name)
		p.Dark(true)
		p.Contrast()
		p.Screenshot(name + look.name + "-dark")
		p.Dark(false)
	}
	p.Desk()
	if n := p.Count("script"); n != 0 {
		p.t.Errorf("%s has %d scripts", name, n)
	}
	const most = 60_000
	if size := p.TransferSize(p.URL()); size > most {
		p.t.Errorf("%s: %d bytes come over the line at the first view, over %d", name, size, most)
	}
}

var onePage = regexp.MustCompile(`/Type\s*/Page\b`)
