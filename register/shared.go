package register

import (
	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

// Shared are the letters that a superior sees: those the commune works on, the
// newest first. What is proposed, only accepted or dropped stays in the house.
func Shared(tx *db.Tx, who org.Who) ([]Letter, error) {
	if err := who.May(org.Oversee, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, intoLetter, "select "+letterColumns+" from letter l where l.tenant_id = ?1 and l.state = 'active' order by l.letter_id desc")
}

// SharedLetter is one of them, without its body, with its clauses as signed. The
// office's own reasons why a clause has no task are left out.
func SharedLetter(tx *db.Tx, who org.Who, id db.ID) (Letter, []Group, error) {
	if err := who.May(org.Oversee, org.Thing{}); err != nil {
		return Letter{}, nil, err
	}
	l, found, err := db.One(tx, intoLetter, "select "+letterColumns+" from letter l where l.tenant_id = ?1 and l.letter_id = ?2 and l.state = 'active'", id)
	if err != nil {
		return l, nil, err
	}
	if !found {
		return l, nil, fault.New(fault.Unknown, "Không có văn bản này trong phần chia sẻ. Hãy mở lại từ danh sách.")
	}
	groups, err := groupsOf(tx, id)
	for i := range groups {
		for j := range groups[i].Clauses {
			groups[i].Clauses[j].NoTaskReason = ""
		}
	}
	return l, groups, err
}
