package qr_test

import (
	"fmt"
	"strings"
	"testing"

	"sauro/fault"
	"sauro/qr"
)

func TestACodeIsReadBack(t *testing.T) {
	for _, text := range []string{"x", "/cong-khai/m/7K3M-9T", "HTTPS://XA.VN/M/7K3M", "Sáu Rõ"} {
		m, err := qr.Matrix(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, m); got != text {
			t.Errorf("the code of %q reads %q", text, got)
		}
	}
}

func TestTheImageFillsTheDarkModulesAndNoOther(t *testing.T) {
	const text = "https://khanhcuong.example/cong-khai/m/7K3M9TQX"
	m, err := qr.Matrix(text)
	if err != nil {
		t.Fatal(err)
	}
	image, err := qr.SVG(text)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(m) + 2*qr.Quiet; image.Size != want {
		t.Errorf("size is %d, want %d", image.Size, want)
	}
	drawn := map[[2]int]bool{}
	for run := range strings.SplitSeq(strings.TrimSuffix(image.Path, "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back || n < 1 {
			t.Fatalf("run %q: %v", run, err)
		}
		for i := range n {
			drawn[[2]int{x + i - qr.Quiet, y - qr.Quiet}] = true
		}
	}
	for y, row := range m {
		for x, dark := range row {
			if drawn[[2]int{x, y}] != dark {
				t.Fatalf("the module %d, %d is drawn %v", x, y, !dark)
			}
			delete(drawn, [2]int{x, y})
		}
	}
	if len(drawn) != 0 {
		t.Errorf("%d modules are drawn outside the code", len(drawn))
	}
}

func TestTheTextMustFit(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("a", 1001)} {
		if _, err := qr.Matrix(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("a text of %d bytes: %v", len(text), err)
		}
		if _, err := qr.SVG(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("a text of %d bytes: %v", len(text), err)
		}
	}
	if _, err := qr.SVG(strings.Repeat("a", 1000)); err != nil {
		t.Error(err)
	}
}

// read reads a code of version 1 or 2 as a phone does, without mending errors:
// of these the data stand in one block.
func read(t *testing.T, m [][]bool) string {
	t.Helper()
	size := len(m)
	if size != 21 && size != 25 {
		t.Fatalf("a code of %d modules is none of version 1 or 2", size)
	}
	mask := 0
	for i, x := range []int{2, 3, 4} {
		if m[8][x] {
			mask |= 4 >> i
		}
	}
	mask ^= 0b101 // the format is written masked with 101010000010010
	masks := []func(x, y int) bool{
		func(x, y int) bool { return (x+y)%2 == 0 },
		func(x, y int) bool { return y%2 == 0 },
		func(x, y int) bool { return x%3 == 0 },
		func(x, y int) bool { return (x+y)%3 == 0 },
		func(x, y int) bool { return (y/2+x/3)%2 == 0 },
		func(x, y int) bool { return x*y%2+x*y%3 == 0 },
		func(x, y int) bool { return (x*y%2+x*y%3)%2 == 0 },
		func(x, y int) bool { return ((x+y)%2+x*y%3)%2 == 0 },
	}
	fixed := func(x, y int) bool {
		switch {
		case x == 6, y == 6, x < 9 && y < 9, x >= size-8 && y < 9, x < 9 && y >= size-8:
			return true
		}
		return size == 25 && x >= 16 && x <= 20 && y >= 16 && y <= 20
	}
	var bits []bool
	up := true
	for right := size - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range size {
			y := i
			if up {
				y = size - 1 - i
			}
			for _, x := range []int{right, right - 1} {
				if !fixed(x, y) {
					bits = append(bits, m[y][x] != masks[mask](x, y))
				}
			}
		}
		up = !up
	}
	number := func(n int) (v int) {
		for _, b := range bits[:n] {
			v <<= 1
			if b {
				v |= 1
			}
		}
		bits = bits[n:]
		return v
	}
	switch mode := number(4); mode {
	case 0b0010:
		const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
		var text strings.Builder
		left := number(9)
		for ; left > 1; left -= 2 {
			v := number(11)
			text.WriteByte(letters[v/45])
			text.WriteByte(letters[v%45])
		}
		if left == 1 {
			text.WriteByte(letters[number(6)])
		}
		return text.String()
	case 0b0100:
		text := make([]byte, number(8))
		for i := range text {
			text[i] = byte(number(8))
		}
		return string(text)
	default:
		t.Fatalf("mode %04b", mode)
	}
	return ""
}
