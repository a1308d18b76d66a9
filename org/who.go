// Package org knows the office: communes (tenants), their units, posts and
// persons, how a person signs in, and what each post may do. It refuses to know
// what a letter or a task is: they come to it as a Thing.
package org

import (
	"sauro/db"
)

// Role is what a post is for. A post has exactly one.
type Role string

// The roles of a commune's office.
const (
	Chairman Role = "chairman" // Chủ tịch UBND xã
	Deputy   Role = "deputy"   // Phó Chủ tịch
	Clerk    Role = "clerk"    // Văn phòng, đầu mối
	Head     Role = "head"     // trưởng phòng, người đứng đầu đơn vị
	Official Role = "official" // công chức, viên chức
	Viewer   Role = "viewer"   // xem, không sửa
	Superior Role = "superior" // cấp trên: xem phần được chia sẻ

	installer Role = "installer" // whoever sits at the server; no post has it
)

// Roles are all roles, the highest first.
var Roles = []Role{Chairman, Deputy, Clerk, Head, Official, Viewer, Superior}

// RoleName is the role as the office calls it, the key of its translation.
var RoleName = map[Role]string{
	Chairman: "Chủ tịch",
	Deputy:   "Phó Chủ tịch",
	Clerk:    "Văn phòng",
	Head:     "Người đứng đầu đơn vị",
	Official: "Công chức, viên chức",
	Viewer:   "Người xem",
	Superior: "Cấp trên",
}

// Who is the person a request is made by, with the post held today: the main
// one, or after As the one by which the person acts. The zero Who is nobody and
// may do nothing.
type Who struct {
	Tenant     db.ID
	TenantCode string
	TenantName string // "UBND xã Khánh Cường"
	Person     db.ID
	Name       string // the person's name, or the post's where none is entered
	Post       db.ID
	PostTitle  string // "Công chức Văn hóa - Xã hội"
	Unit       db.ID
	UnitName   string
	Role       Role
	For        db.ID  // the post in whose place, "" for one's own; see As
	ForTitle   string // "Chủ tịch UBND xã"
	Seats      []Seat // every post held and every place filled today, the main post first; nil where that post is all
	Session    db.ID
}

// SignedIn reports whether somebody is signed in.
func (w Who) SignedIn() bool { return w.Person != "" }

// Act is something a person may or may not do.
type Act string

// The acts.
const (
	Read       Act = "read"       // see letters, clauses, tasks, reports
	BringIn    Act = "bring-in"   // bring in a letter, correct its reading, accept, amend, activate
	Plan       Act = "plan"       // make and edit draft tasks
	Issue      Act = "issue"      // issue a six-clear task
	Receive    Act = "receive"    // receive a task, start it
	Report     Act = "report"     // report progress with evidence, ask for acceptance
	Verify     Act = "verify"     // verify what somebody else reported
	Accept     Act = "accept"     // accept a result or return it
	Steer      Act = "steer"      // pause, resume, cancel a task
	MakeReport Act = "report-out" // draw up and freeze a report to the superior, publish
	Withhold   Act = "withhold"   // keep a letter from the public, with a reason
	People     Act = "people"     // units, posts, persons
	Delegate   Act = "delegate"   // have somebody act in the place of a post
	Urge       Act = "urge"       // ask for an explanation, urge by letter
	Inspect    Act = "inspect"    // plan inspections, settle their findings
	Propose    Act = "propose"    // send a proposal to a superior
	Answer     Act = "answer"     // answer the proposals of those below
	Arrange    Act = "arrange"    // the days and hours of the office, reminders, ways of notices
	Oversee    Act = "oversee"    // see what the commune shares with its superior
	Self       Act = "self"       // one's own password, sessions, language
)

// Acts are all acts.
var Acts = []Act{Read, BringIn, Plan, Issue, Receive, Report, Verify, Accept, Steer, MakeReport, Withhold, Urge, Inspect, Propose, Answer, Arrange, People, Delegate, Oversee, Self}

// ActName says the act in words: "không được <act name>".
var ActName = map[Act]string{
	Read:       "xem",
	BringIn:    "đưa văn bản vào sổ",
	Plan:       "soạn nhiệm vụ",
	Issue:      "giao nhiệm vụ",
	Receive:    "nhận nhiệm vụ",
	Report:     "báo cáo tiến độ",
	Verify:     "kiểm chứng",
	Accept:     "nghiệm thu",
	Steer:      "tạm dừng, hủy nhiệm vụ",
	MakeReport: "lập báo cáo",
	Withhold:   "giữ lại văn bản không công khai",
	People:     "quản lý nhân sự",
	Delegate:   "ủy quyền, giao quyền",
	Urge:       "đôn đốc, yêu cầu giải trình",
	Inspect:    "tổ chức kiểm tra",
	Propose:    "kiến nghị lên cấp trên",
	Answer:     "trả lời kiến nghị của cấp dưới",
	Arrange:    "đặt lịch làm việc và cách nhắc",
	Oversee:    "xem phần chia sẻ với cấp trên",
	Self:       "sửa tài khoản của mình",
}

// Reach is how far a right goes.
type Reach int

// The reaches; a wider one has all of the narrower.
const (
	None   Reach = iota
	Own          // things this person's post is accountable for
	InUnit       // things of this person's unit
	All          // every thing of the commune
)

// Rights is the one table of who may do what.
var Rights = map[Role]map[Act]Reach{
	Chairman: {Read: All, BringIn: All, Plan: All, Issue: All, Receive: Own, Report: Own, Verify: All, Accept: All, Steer: All, MakeReport: All, Withhold: All, Urge: All, Inspect: All, Propose: All, Answer: All, Arrange: All, People: All, Delegate: All, Self: Own},
	Deputy:   {Read: All, BringIn: All, Plan: All, Issue: All, Receive: Own, Report: Own, Verify: All, Accept: All, Steer: All, MakeReport: All, Urge: All, Inspect: All, Propose: All, Answer: All, Delegate: Own, Self: Own},
	Clerk:    {Read: All, BringIn: All, Plan: All, Issue: All, Receive: Own, Report: Own, Verify: All, Steer: All, MakeReport: All, Urge: All, Inspect: All, Propose: All, Arrange: All, People: All, Delegate: Own, Self: Own},
	Head:     {Read: All, Plan: InUnit, Issue: InUnit, Receive: Own, Report: InUnit, Verify: InUnit, Accept: InUnit, Steer: InUnit, Urge: InUnit, Delegate: Own, Self: Own},
	Official: {Read: All, Receive: Own, Report: Own, Delegate: Own, Self: Own},
	Viewer:   {Read: All, Self: Own},
	Superior: {Oversee: All, Self: Own},

	installer: {People: All},
}

// Thing is what an act is done to, as far as rights need to know it. The zero
// Thing is the commune as a whole: only a right that reaches All covers it, and
// Self and Read.
type Thing struct {
	Post    db.ID // the post accountable for it
	Unit    db.ID // the unit of that post
	Decider db.ID // the post that accepts it: then only that post, the chairman and the deputies do
}

// May is nil where this person may do the act to the thing by any seat, else a
// Denied (or SignIn) error that says why not and who may: that of Why.
func (w Who) May(act Act, thing Thing) error {
	if _, ok := w.seat(act, thing); ok && w.SignedIn() {
		return nil
	}
	return w.Why(act, thing).Err()
}

// As is the person with the post, unit and role of the seat that carries the
// right to the act: an own one before one of another, and of those the one that
// reaches the least far. What is done then names that post and, in the place of
// another, that one. Where no seat carries it, the error is that of May.
func (w Who) As(act Act, thing Thing) (Who, error) {
	s, ok := w.seat(act, thing)
	if !ok || !w.SignedIn() {
		return w, w.Why(act, thing).Err()
	}
	return w.on(s), nil
}

// Did says that this person has done what was changed in the transaction since
// the act before: kind names the act, about the thing. It ends every rule
// function that changes what is recorded.
func (w Who) Did(tx *db.Tx, kind string, about db.ID) {
	tx.Did(db.Act{Kind: kind, Post: w.Post, For: w.For, About: about})
}

// Can is May as a yes or no, for what a page shows.
func (w Who) Can(act Act, thing Thing) bool { return w.May(act, thing) == nil }

// Names is a list of words that each have a translation, such as role names.
type Names []string

func (n Names) String() string {
	s := ""
	for i, name := range n {
		if i > 0 {
			s += ", "
		}
		s += name
	}
	return s
}
