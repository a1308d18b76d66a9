package calendar

import (
	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Item is one thing with a last day, whatever feature it is of, as lists of days,
// reminders and feeds need to know it.
type Item struct {
	Kind   string     // task, explanation, extension, proposal, finding …
	ID     db.ID      // of its row
	Ref    string     // the code that people see: NV-2026-0007
	Part   string     // the cycle it is the result of: 2026-Q1, "" of what comes once
	Title  string     // what it is about; stands on pages of the house and in no message
	Post   db.ID      // who has to act
	Unit   db.ID      // of that post
	Link   string     // where it is done
	Does   fault.Text // what is done there, as on a button
	From   vn.Day     // the day it is counted from, "" where a day was chosen
	Rule   string     // the words it is counted by: "05 ngày làm việc", "" where a day was chosen
	Due    vn.Day     // the last day, as computed
	Ladder string     // which ladder of reminders it climbs
}

// Moved is a thing whose last day became another: Due is the new one.
type Moved struct {
	Item
	Was vn.Day
}
