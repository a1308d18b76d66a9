package web

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"sauro/vn"
)

// local turns a figure written the Vietnamese way (1.234,5) into this language's.
func (l *language) local(figure string) string {
	if l.lang == Vietnamese {
		return figure
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '.':
			return ','
		case ',':
			return '.'
		}
		return r
	}, figure)
}

// number writes an integer of any type: 1.234.567.
func (l *language) number(n any) (string, error) {
	i, err := integer(n)
	return l.local(vn.Thousands(i)), err
}

// percent writes basis points of any integer type: 9500 is 95%, 7703 is 77,03%.
func (l *language) percent(bp any) (string, error) {
	i, err := integer(bp)
	return l.local(vn.Percent(i)), err
}

// money writes a sum of đồng.
func (l *language) money(d int64) string { return l.local(vn.Thousands(d)) + " đ" }

// bytes writes the size of a file as a person would say it.
func (l *language) bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	tenths := (n + 50_000) / 100_000
	if tenths%10 == 0 {
		return l.local(vn.Thousands(tenths/10)) + " MB"
	}
	return l.local(fmt.Sprintf("%s,%d", vn.Thousands(tenths/10), tenths%10)) + " MB"
}

func integer(n any) (int64, error) {
	switch v := reflect.ValueOf(n); {
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint():
		return int64(v.Uint()), nil
	}
	return 0, fmt.Errorf("a figure of a %T", n)
}

// civil is the day of what a template passes: a vn.Day, a text YYYY-MM-DD, or
// an instant (its day at the office). It is "" where there is none.
func civil(day any) (vn.Day, error) {
	if t, ok := day.(time.Time); ok {
		if t.IsZero() {
			return "", nil
		}
		return vn.Today(t), nil
	}
	v := reflect.ValueOf(day)
	if v.Kind() != reflect.String {
		return "", fmt.Errorf("a day of a %T", day)
	}
	d := vn.Day(v.String())
	if d != "" && !d.Valid() {
		return "", fmt.Errorf("%q is no day", string(d))
	}
	return d, nil
}

// day writes a day as dd/mm/yyyy, in both languages: it is what stands on paper.
func day(day any) (string, error) {
	d, err := civil(day)
	if err != nil || d == "" {
		return "", err
	}
	return d.Time().Format("02/01/2006"), nil
}

// weekday writes a day with its name: "Thứ Ba, 08/09/2026".
func (l *language) weekday(day any) (string, error) {
	d, err := civil(day)
	if err != nil || d == "" {
		return "", err
	}
	return l.text(d.Weekday()) + ", " + d.Time().Format("02/01/2006"), nil
}

// instant writes an instant at the office: "08/09/2026, 07:00".
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(vn.Office).Format("02/01/2006, 15:04")
}

// machine writes a day or an instant for the datetime attribute.
func machine(at any) (string, error) {
	if t, ok := at.(time.Time); ok {
		return t.In(vn.Office).Format(time.RFC3339), nil
	}
	d, err := civil(at)
	return string(d), err
}
