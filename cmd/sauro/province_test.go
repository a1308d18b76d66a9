package main

import (
	"strings"
	"testing"
)

func TestAProvinceFromTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	do := func(want int, words string, args ...string) {
		t.Helper()
		code, out, errs := sauro(t, append([]string{"--lang", "vi", "--data", dir}, args...)...)
		if code != want || !strings.Contains(out+errs, words) {
			t.Errorf("%q: %d, %s%s", args, code, out, errs)
		}
	}
	do(0, "Đã lập UBND tỉnh Quảng Ngãi", "province", "add", "--code", "51", "--name", "UBND tỉnh Quảng Ngãi")
	do(1, "Đã có cơ quan mang mã 51", "province", "add", "--code", "51", "--name", "UBND tỉnh khác")
	do(1, "2 chữ số", "province", "add", "--code", "21472", "--name", "UBND tỉnh khác")
	do(0, "Đã lập", "user", "office", "--tenant", "21472", "--name", "UBND xã Khánh Cường")
	do(0, "Đã xếp mã 21472 dưới UBND tỉnh Quảng Ngãi. Cơ quan này có 1 cơ quan cấp dưới.", "province", "place", "--commune", "21472", "--under", "51")
	do(1, "không phải cấp trên", "province", "place", "--commune", "51", "--under", "21472")
	do(1, "mã 52", "province", "place", "--commune", "21472", "--under", "52")
	do(0, "/lien-ket/51.", "user", "add", "--tenant", "51", "--post", "Chủ tịch UBND tỉnh", "chutichtinh")
	do(0, "Giám đốc Sở Khoa học và Công nghệ", "user", "list", "--tenant", "51")
}
