package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	. "sauro/task"
)

// Every act × every role × a task of one's own post, of one's unit, of another
// unit: allowed exactly where the table of rights says so, but for verdicts on
// what one has done, and acceptance by a head who is not the one who decides.
func TestRights(t *testing.T) {
	type act struct {
		right org.Act
		state State
		do    func(tx *db.Tx, who org.Who, p Page) error
	}
	acts := map[string]func(o *office) act{
		"create": func(o *office) act {
			return act{org.Plan, Draft, func(tx *db.Tx, who org.Who, p Page) error {
				_, err := Create(tx, who, o.clauses["1.1"], "", p.Slots)
				return err
			}}
		},
		"edit": func(o *office) act {
			return act{org.Plan, Draft, func(tx *db.Tx, who org.Who, p Page) error {
				s := p.Slots
				s.Detail = "khác"
				return Edit(tx, who, p.Ref, p.Version, s, "")
			}}
		},
		"place": func(o *office) act {
			return act{org.Plan, Draft, func(tx *db.Tx, who org.Who, p Page) error { return Place(tx, who, p.Ref, p.Version, "", 2) }}
		},
		"drop": func(o *office) act {
			return act{org.Plan, Draft, func(tx *db.Tx, who org.Who, p Page) error { return Cancel(tx, who, p.Ref, p.Version, "x") }}
		},
		"issue": func(o *office) act {
			return act{org.Issue, Draft, func(tx *db.Tx, who org.Who, p Page) error { return Issue(tx, who, p.Ref, p.Version) }}
		},
		"correct": func(o *office) act {
			return act{org.Issue, Doing, func(tx *db.Tx, who org.Who, p Page) error {
				s := p.Slots
				s.Detail = "khác"
				return Edit(tx, who, p.Ref, p.Version, s, "x")
			}}
		},
		"receive": func(o *office) act {
			return act{org.Receive, Issued, func(tx *db.Tx, who org.Who, p Page) error { return Receive(tx, who, p.Ref, p.Version) }}
		},
		"report": func(o *office) act {
			return act{org.Report, Doing, func(tx *db.Tx, who org.Who, p Page) error {
				return Report(tx, who, p.Ref, p.Version, Progress{Note: "x"})
			}}
		},
		"hand in": func(o *office) act {
			return act{org.Report, Doing, func(tx *db.Tx, who org.Who, p Page) error { return HandIn(tx, who, p.Ref, p.Version, "") }}
		},
		"withdraw": func(o *office) act {
			return act{org.Report, Doing, func(tx *db.Tx, who org.Who, p Page) error {
				return Withdraw(tx, who, p.Ref, p.Version, p.Evidence[0].ID, "x")
			}}
		},
		"verify": func(o *office) act {
			return act{org.Verify, Doing, func(tx *db.Tx, who org.Who, p Page) error {
				return Verify(tx, who, p.Ref, p.Version, Verification{Value: 1, Looked: "x"})
			}}
		},
		"accept": func(o *office) act {
			return act{org.Accept, Waiting, func(tx *db.Tx, who org.Who, p Page) error {
				return Accept(tx, who, p.Ref, p.Version, Acceptance{Looked: "x", Evidence: []db.ID{p.Evidence[0].ID}})
			}}
		},
		"return": func(o *office) act {
			return act{org.Accept, Waiting, func(tx *db.Tx, who org.Who, p Page) error {
				return Return(tx, who, p.Ref, p.Version, Acceptance{Reason: "x"})
			}}
		},
		"pause": func(o *office) act {
			return act{org.Steer, Doing, func(tx *db.Tx, who org.Who, p Page) error { return Pause(tx, who, p.Ref, p.Version, "x") }}
		},
		"resume": func(o *office) act {
			return act{org.Steer, Paused, func(tx *db.Tx, who org.Who, p Page) error { return Resume(tx, who, p.Ref, p.Version, "") }}
		},
		"cancel": func(o *office) act {
			return act{org.Steer, Doing, func(tx *db.Tx, who org.Who, p Page) error { return Cancel(tx, who, p.Ref, p.Version, "x") }}
		},
		"read": func(o *office) act {
			return act{org.Read, Draft, func(tx *db.Tx, who org.Who, p Page) error {
				_, err := ByRef(tx, who, p.Ref)
				if err == nil {
					_, _, err = List(tx, who, Filter{})
				}
				return err
			}}
		},
	}
	// Who stands in for a role, a colleague of the same unit and somebody of another.
	cast := []struct{ role, colleague, stranger string }{
		{chairman, deputy, culture}, {deputy, chairman, culture}, {clerk, justice, culture},
		{head, culture, accountant}, {culture, head, accountant}, {viewer, "", culture},
	}
	each(t, func(t *testing.T, o *office) {
		for _, c := range cast {
			for relation, accountable := range map[string]string{"own": c.role, "unit": c.colleague, "other": c.stranger} {
				if accountable == "" {
					continue // nobody else is in that unit
				}
				who := o.who[c.role]
				s := o.six()
				s.Accountable, s.Decider = o.who[accountable].Post, o.who[deputy].Post
				if accountable == deputy || c.role == deputy {
					s.Decider = o.who[chairman].Post
				}
				if accountable == chairman && c.role == deputy {
					s.Decider = o.who[deputy].Post
				}
				in := map[State]string{}
				o.ok(func(tx *db.Tx) (err error) {
					doer := o.who[accountable]
					doer.Role, doer.Unit = org.Official, "" // acts as the doer it is, whatever the role may do
					doer.Person = o.who[justice].Person     // somebody who held the post before
					for _, state := range []State{Draft, Issued, Doing, Waiting, Paused} {
						ref, err := Create(tx, o.who[clerk], o.clauses["1.1"], "", s)
						if err != nil {
							return err
						}
						in[state] = ref
						steps := []func() error{
							func() error { return Issue(tx, o.who[clerk], ref, 1) },
							func() error { return Receive(tx, doer, ref, 2) },
							func() error {
								return Report(tx, doer, ref, 3, Progress{Value: n(42), Evidence: []Evidence{aFile}, HandIn: state == Waiting})
							},
							func() error { return Pause(tx, o.who[clerk], ref, 4, "x") },
						}
						for _, step := range steps[:map[State]int{Draft: 0, Issued: 1, Doing: 3, Waiting: 3, Paused: 4}[state]] {
							if err := step(); err != nil {
								return err
							}
						}
					}
					return nil
				})
				for name, make := range acts {
					a := make(o)
					reach := org.Rights[who.Role][a.right]
					want := reach == org.All || reach == org.InUnit && relation != "other" || reach == org.Own && relation == "own" || a.right == org.Read
					if (a.right == org.Verify || a.right == org.Accept) && relation == "own" {
						want = false
					}
					if a.right == org.Accept && who.Role == org.Head {
						want = false // the chairman decides
					}
					err := o.try(func(tx *db.Tx) error {
						p, err := ByRef(tx, o.who[clerk], in[a.state])
						if err != nil {
							return err
						}
						if err := a.do(tx, who, p); err != nil {
							return err
						}
						return undo
					})
					switch {
					case want && err != undo:
						t.Errorf("%s may not %s a task of %s: %v", c.role, name, relation, err)
					case !want && fault.Of(err) != fault.Denied:
						t.Errorf("%s may %s a task of %s (%v)", c.role, name, relation, err)
					}
				}
				for name, make := range acts {
					a := make(o)
					err := o.try(func(tx *db.Tx) error {
						p, err := ByRef(tx, o.who[clerk], in[a.state])
						if err != nil {
							return err
						}
						return a.do(tx, org.Who{Tenant: o.tenant}, p)
					})
					if fault.Of(err) != fault.SignIn {
						t.Errorf("nobody signed in may %s: %v", name, err)
					}
				}
			}
		}
	})
}

// What lies in one commune cannot be seen or touched from another.
func TestAnotherCommuneSeesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.handedIn(o.six())
		p := o.page(ref, chairman)
		tenant, err := org.NewTenant(ctx, o.d, "21475", "UBND xã Phổ Phong")
		if err != nil {
			t.Fatal(err)
		}
		other := *o
		other.tenant = tenant
		stranger := o.who[chairman]
		stranger.Tenant = tenant
		for name, act := range map[string]func(tx *db.Tx) error{
			"get":    func(tx *db.Tx) error { _, err := Get(tx, stranger, ref); return err },
			"accept": func(tx *db.Tx) error { return Accept(tx, stranger, ref, p.Version, Acceptance{Looked: "x"}) },
			"create": func(tx *db.Tx) error { _, err := Create(tx, stranger, o.clauses["1.1"], "", Slots{}); return err },
			"file":   func(tx *db.Tx) error { _, _, err := HasFile(tx, stranger, aFile.Hash); return err },
		} {
			if err := other.try(act); fault.Of(err) != fault.Unknown {
				t.Errorf("%s from another commune: %v", name, err)
			}
		}
		other.view(func(tx *db.Tx) error {
			list, _, err := List(tx, stranger, Filter{})
			l, err2 := OfLetter(tx, stranger, o.letter)
			if len(list) != 0 || len(l.Clauses) != 0 {
				t.Errorf("another commune sees %d tasks, %d clauses", len(list), len(l.Clauses))
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}
