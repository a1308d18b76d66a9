package report

import (
	"time"

	"sauro/db"
	"sauro/vn"
)

// words are what people had written about a task by the cut-off.
type words struct {
	Note       string   `json:"note"` // of the last report that had one
	NoteOn     vn.Day   `json:"note_on"`
	Obstacle   string   `json:"obstacle"` // what the last report of a task that is not done says of one
	ObstacleOn vn.Day   `json:"obstacle_on"`
	PausedFor  string   `json:"paused_for"`
	Proofs     []string `json:"proofs"` // evidence accepted
	Given      int      `json:"given"`  // evidence nobody had looked at yet
}

// wordsOf reads what was written about the letter's tasks before end, in three
// queries.
func wordsOf(tx *db.Tx, letter db.ID, end time.Time) (map[db.ID]words, error) {
	said := map[db.ID]words{}
	err := tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var note, obstacle string
		var asOf vn.Day
		if err := scan(&id, &note, &obstacle, &asOf); err != nil {
			return err
		}
		w := said[id]
		if note != "" {
			w.Note, w.NoteOn = note, asOf
		}
		// One that the last report names no more is over.
		if w.Obstacle, w.ObstacleOn = obstacle, ""; obstacle != "" {
			w.ObstacleOn = asOf
		}
		said[id] = w
		return nil
	}, "select e.task_id, e.note, e.obstacle, e.as_of from progress e"+ofLetter+" and e.at < ?3 order by e.at, e.progress_id", letter, end)
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var reason string
		err := scan(&id, &reason)
		w := said[id]
		w.PausedFor = reason
		said[id] = w
		return err
	}, "select e.task_id, e.reason from task_event e"+ofLetter+" and e.at < ?3 and e.kind = 'paused' order by e.at, e.event_id", letter, end)
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var e evidence
		if err := scan(&id, &e.kind, &e.name, &e.url, &e.number, db.Opt(&e.dated), &e.figure, &e.state, db.Time(&e.judged)); err != nil {
			return err
		}
		w := said[id]
		switch {
		case !e.judged.Before(end) || e.state == "given":
			w.Given++
		case e.state == "accepted":
			w.Proofs = append(w.Proofs, e.String())
		}
		said[id] = w
		return nil
	}, "select e.task_id, e.kind, e.name, e.url, e.number, e.dated, e.figure, e.state, e.state_at from evidence e"+ofLetter+" and e.at < ?3 order by e.at, e.evidence_id", letter, end)
	return said, err
}

// evidence is a piece of it as the register of evidence keeps it.
type evidence struct {
	kind, name, url, number, figure, state string
	dated                                  vn.Day
	judged                                 time.Time
}

// String is how a report cites it.
func (e evidence) String() string {
	switch {
	case e.kind == "document" && e.name != "":
		return e.name + " số " + e.number + " ngày " + e.dated.String()
	case e.kind == "document":
		return "Văn bản số " + e.number + " ngày " + e.dated.String()
	case e.kind == "figure":
		return e.figure + " (" + e.name + ")"
	case e.name != "":
		return e.name
	}
	return e.url
}
