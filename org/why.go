package org

import (
	"sauro/fault"
)

// Why is the answer to "may I?" with its reasons: what each seat gives, and who
// has the right at all.
type Why struct {
	Act     Act
	Thing   Thing
	Seats   []SeatWhy // every seat of the person
	Allowed bool
	refusal *fault.Error
}

// SeatWhy is what one seat gives towards an act.
type SeatWhy struct {
	Seat
	Reach   Reach
	Covers  bool // it carries the right to this thing
	Decides bool // it is no other post that has to accept the thing
}

// Denial is the Denied error that says why somebody may not.
type Denial struct{ Why Why }

func (d *Denial) Error() string { return d.Why.refusal.Error() }

// Unwrap is the fault, of the kind Denied.
func (d *Denial) Unwrap() error { return d.Why.refusal }

// Err is nil where it is allowed, else a *Denial, or a SignIn fault where nobody
// is signed in.
func (y Why) Err() error {
	switch {
	case y.Allowed:
		return nil
	case y.refusal.Kind == fault.SignIn:
		return y.refusal
	}
	return &Denial{y}
}

// Says is the refusal in words, nothing where it is allowed.
func (y Why) Says() fault.Text {
	if y.refusal == nil {
		return fault.Text{}
	}
	return y.refusal.Text
}

// Why explains whether this person may do the act to the thing.
func (w Who) Why(act Act, thing Thing) Why {
	y := Why{Act: act, Thing: thing}
	if !w.SignedIn() {
		y.refusal = fault.New(fault.SignIn, "Hãy đăng nhập để tiếp tục.")
		return y
	}
	widest := SeatWhy{}
	decided := false // a seat reaches the thing, but another post accepts it
	for i, s := range w.All() {
		of := SeatWhy{Seat: s, Reach: s.Reach(act), Covers: s.covers(act, thing), Decides: s.decides(act, thing)}
		y.Seats = append(y.Seats, of)
		y.Allowed = y.Allowed || of.Covers
		decided = decided || !of.Decides && s.covers(act, Thing{Post: thing.Post, Unit: thing.Unit})
		if i == 0 || of.Reach > widest.Reach {
			widest = of
		}
	}
	if y.Allowed {
		return y
	}
	name := fault.Text{Format: ActName[act]}
	switch {
	case decided:
		y.refusal = fault.New(fault.Denied, "Việc này do chức danh khác nghiệm thu. Hãy trình người có thẩm quyền nghiệm thu.")
	case widest.Reach == None:
		y.refusal = fault.New(fault.Denied, "Chức danh %s không được %s. Hãy nhờ người có quyền: %s.", w.PostTitle, name, holders(act))
	case widest.Reach == InUnit:
		y.refusal = fault.New(fault.Denied, "%s chỉ được %s trong đơn vị của mình (%s).", widest.PostTitle, name, widest.UnitName)
	case act == Delegate:
		y.refusal = fault.New(fault.Denied, "Chỉ người giữ chức danh đó hoặc Chủ tịch mới được ủy quyền, giao quyền thay cho chức danh đó.")
	default:
		y.refusal = fault.New(fault.Denied, "Chỉ người chịu trách nhiệm mới được %s nhiệm vụ này.", name)
	}
	return y
}

func holders(act Act) Names {
	var names Names
	for _, r := range Roles {
		if Rights[r][act] == All || Rights[r][act] == InUnit {
			names = append(names, RoleName[r])
		}
	}
	if len(names) == 0 {
		names = Names{"người chịu trách nhiệm"}
	}
	return names
}
