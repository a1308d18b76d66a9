package program_test

import (
	"strings"

	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// obstacleThings makes an obstacle, a proposal about it and an objective cause for
// a task that runs in time and is not the chairman's, and gives their names by kind.
func obstacleThings(tx *db.Tx, chairman org.Who) (map[string]string, error) {
	today := vn.Today(tx.Now)
	ref, err := db.Value[string](tx, "select min(ref) from task where tenant_id = ?1 and state = 'doing' and next_due > ?2 and due_kind = 'date' and accountable <> ?3", today, chairman.Post)
	if err != nil {
		return nil, err
	}
	t, err := task.Get(tx, chairman, ref)
	if err != nil {
		return nil, err
	}
	login, err := db.Value[string](tx, "select login from person where tenant_id = ?1 and person_id = ?2", t.Holder)
	if err != nil {
		return nil, err
	}
	doer, err := org.ByLogin(tx, login)
	if err != nil {
		return nil, err
	}
	stuck, err := obstacle.Raise(tx, doer, obstacle.Raising{Tasks: []string{ref}, Says: "Chưa có định mức chi"})
	if err != nil {
		return nil, err
	}
	if err := obstacle.Decide(tx, chairman, stuck, 1, obstacle.Decision{Power: obstacle.Beyond, Class: obstacle.Money}); err != nil {
		return nil, err
	}
	asked, err := obstacle.Propose(tx, chairman, obstacle.Draft{Obstacles: []string{stuck}, To: obstacle.Body{Name: "Sở Tài chính"}, Subject: "định mức chi", Asks: "Ban hành định mức chi."})
	if err != nil {
		return nil, err
	}
	hash, err := db.Value[string](tx, "select coalesce(max(hash), '') from evidence where tenant_id = ?1")
	if err != nil {
		return nil, err
	}
	if err := obstacle.ConfirmCause(tx, chairman, obstacle.Confirming{Task: ref, Version: t.Version, From: today, Number: "77/UBND-TH", Dated: today, Reason: "Thiên tai",
		File: obstacle.File{Hash: hash, Name: "cong-dien.pdf", Size: 1, MIME: "application/pdf"}}); err != nil {
		return nil, err
	}
	causes, err := obstacle.Causes(tx, chairman, []db.ID{t.ID})
	if err != nil {
		return nil, err
	}
	return map[string]string{"obstacle": stuck, "proposal": asked, "cause": string(causes[t.ID][0].ID)}, nil
}

// obstaclePages are the addresses of the pages of what stands in the way of tasks.
func obstaclePages(things map[string]string) []string {
	return strings.Fields("/vuong-mac/" + things["obstacle"] + " /kien-nghi/" + things["proposal"] + " /kien-nghi/" + things["proposal"] + "/sua /vuong-mac?xem=late /vuong-mac?xem=mine&xep=noi-giai-quyet /vuong-mac?xem=closed&loai=money&noi-giai-quyet=undecided" +
		" /kien-nghi/moi?vuong-mac=" + things["obstacle"])
}
