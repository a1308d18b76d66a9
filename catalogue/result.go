package catalogue

import (
	"regexp"
	"strconv"
	"strings"

	"sauro/vn"
)

// papers are the kinds of documents that a printed result names, folded.
var papers = []string{"ke hoach", "quyet dinh", "bao cao", "to trinh", "cong van", "quy che", "quy dinh", "thong bao", "nghi quyet", "chuong trinh",
	"de an", "huong dan", "van ban", "bien ban", "phuong an", "chi thi", "danh muc", "danh sach"}

var printedAmount = regexp.MustCompile(`^(\d{1,6})\s*(%|\p{L}+)`)

// Printed is a result as a document prints it, with what it says of its
// measure: a percentage or a number with its unit at its beginning, or the kind
// of a document, of which one is meant where no number is printed. What it does
// not say stays empty.
func Printed(result string) Usual {
	u := Usual{Product: vn.Line(result)}
	kind := vn.Fold(u.Product)
	n := int64(1)
	if m := printedAmount.FindStringSubmatch(strings.ToLower(u.Product)); m != nil {
		n, _ = strconv.ParseInt(m[1], 10, 64) // at most six digits
		switch {
		case m[2] == "%" && n >= 1 && n <= 100:
			u.Measure, u.Target = "percent", n*100
			return u
		case m[2] == "%" || n == 0:
			return u
		}
		u.Measure, u.Target, u.Unit = "figure", n, m[2]
		kind = strings.TrimSpace(strings.TrimLeft(kind, "0123456789"))
	}
	for _, paper := range papers {
		if begins(kind, paper) {
			u.Measure, u.Target, u.Unit, u.Proof = "document", n, "văn bản", "document"
		}
	}
	return u
}
