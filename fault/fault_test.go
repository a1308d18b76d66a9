package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestTheKindIsFoundThroughEveryWrapping(t *testing.T) {
	cause := errors.New("disk")
	err := fmt.Errorf("page: %w", Because(cause, Busy, "Ổ đĩa đầy, còn %d MB.", 3))
	if !Is(err, Busy) || Of(errors.New("x")) != Internal || Of(nil) != Internal || Is(nil, Internal) {
		t.Errorf("kinds: %v, %v", Of(err), Of(errors.New("x")))
	}
	if !errors.Is(err, cause) || err.Error() != "page: Ổ đĩa đầy, còn 3 MB. (disk)" {
		t.Errorf("%v", err)
	}
}

func TestAFormTellsEverythingAtOnce(t *testing.T) {
	var f Form
	if f.Err() != nil {
		t.Error("a form with nothing wrong is an error")
	}
	f.Check(true, "name", "đúng")
	f.Check(false, "date", "Ngày %s chưa đúng.", "31/02")
	f.Add("unit", "Hãy chọn đơn vị.")
	var e *Error
	if err := f.Err(); !errors.As(err, &e) || e.Kind != Invalid || len(e.Fields) != 2 || e.Fields[0].Text.String() != "Ngày 31/02 chưa đúng." {
		t.Errorf("%+v", e)
	}
}

func TestFieldsGetTheNamesOfTheForm(t *testing.T) {
	var f Form
	f.Add("old", "sai")
	f.Add("other", "sai")
	err := f.Err()
	var renamed *Error
	if !errors.As(Rename(err, "old", "mat-khau-cu", "new", "mat-khau-moi"), &renamed) || renamed.Fields[0].Name != "mat-khau-cu" || renamed.Fields[1].Name != "other" {
		t.Errorf("%+v", renamed)
	}
	var kept *Error
	if errors.As(err, &kept); kept.Fields[0].Name != "old" {
		t.Error("the rule's own error was changed")
	}
	if plain := errors.New("x"); Rename(plain, "a", "b") != plain {
		t.Error("another error did not come back as it was")
	}
}
