package open_test

import (
	"testing"

	"sauro/db/dbtest"
)

func TestSmoke(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "https://camket.example")
	for _, p := range []string{home, home + "/van-ban/VB-2025-01", home + "/noi-dung/VB-2025-01-3.3", home + "/moi.atom", home + "/so-lieu.csv", home + "/so-lieu.json", home + "/tu-dien", home + "/tu-dien.json", "/cong-khai/kiem-chung", home + "/nhat-ky/checkpoint", home + "/nhat-ky/keys"} {
		a := s.get(p)
		t.Log(p, a.Status, len(a.text))
		if a.StatusCode != 200 {
			t.Error(a.text)
		}
	}
}
