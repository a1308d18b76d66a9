package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"sauro/db"
	"sauro/doc"
	"sauro/fault"
	"sauro/job"
	"sauro/org"
	"sauro/register"
	"sauro/vn"
	"sauro/web"
)

var bringInPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{
			{Pattern: "GET /van-ban/moi", Act: org.BringIn, Handle: g.bringIn},
			{Pattern: "POST /van-ban/moi", Act: org.BringIn, Upload: true, Handle: g.bringInNow},
		}
	},
	Types: map[string]any{"bringin.html": bringInPage{}},
}

// patience is how long a person waits for a document to be read before the
// reading goes on as long work. All but scans and the largest files are read by then.
const patience = 12 * time.Second

const bringInJob = "bring-in"

type bringInPage struct {
	web.Page
	Old    []web.Option // letters that a new one can amend
	Amends string       // the one chosen by the link that leads here

	// Where the document is already there: the letter, and the document held
	// back, which can come in as its amendment.
	Same      register.Same
	SameState string
	Again     db.ID
	File      string
}

func (p *bringInPage) load(g *Registry, r *web.Request) error {
	p.Title = r.T("Đưa văn bản vào")
	p.Crumbs = []web.Crumb{{Name: r.T("Văn bản cam kết"), URL: "/van-ban"}}
	p.Narrow = true
	return r.View(func(tx *db.Tx) error {
		letters, err := register.Letters(tx, r.Who)
		if err != nil {
			return err
		}
		p.Old = []web.Option{{Text: r.T("Không, đây là văn bản mới")}}
		same := r.Value("da-co")
		for _, l := range letters {
			if l.State == register.Accepted || l.State == register.Active {
				p.Old = append(p.Old, web.Option{Value: string(l.ID), Text: letterLabel(r, l)})
			}
			if same == string(l.ID) {
				p.already(g, r, register.Same{ID: l.ID, Name: l.Head.Name(), State: l.State}, db.ID(r.Value("giu")))
			}
		}
		return nil
	})
}

// already shows the letter that the document is, and how it can still come in.
func (p *bringInPage) already(g *Registry, r *web.Request, same register.Same, again db.ID) {
	p.Same, p.SameState = same, register.StateName[same.State]
	back, ok := g.held.get(again, r.Who.Tenant, r.Who.Person)
	if ok && !same.ByFile && (same.State == register.Accepted || same.State == register.Active) {
		p.Again, p.File = again, back.file.Name
	}
}

// letterLabel names a letter in a list to choose from.
func letterLabel(r *web.Request, l register.Letter) string {
	if day := headDay(l.Head.Date); day != "" && l.Head.Number != "" {
		return r.T("%s ngày %s", l.Head.Name(), day)
	}
	return short(l.Head.Name(), 90)
}

func (g *Registry) bringIn(w http.ResponseWriter, r *web.Request) error {
	p := &bringInPage{Amends: r.Value("sua-doi")}
	if err := p.load(g, r); err != nil {
		return err
	}
	return r.Render(w, "bringin.html", p)
}

func (g *Registry) bringInNow(w http.ResponseWriter, r *web.Request) error {
	id, to, err := g.takeIn(r)
	if err == nil {
		notice := ""
		if to == proposalURL(id) {
			notice = r.T("Đã đọc xong. Hãy so với bản gốc rồi xác nhận.")
		}
		return r.Redirect(w, to, notice)
	}
	p := &bringInPage{}
	if e := p.load(g, r); e != nil {
		return e
	}
	var same *register.ErrSame
	if errors.As(err, &same) {
		p.already(g, r, same.Same, id)
	}
	return r.Again(w, "bringin.html", p, err)
}

func proposalURL(id db.ID) string { return "/van-ban/" + string(id) + "/doc" }

// takeIn reads the form and the document in it. It gives the letter's id and
// where the person goes next: to the proposal, or to the page of the long work.
func (g *Registry) takeIn(r *web.Request) (id db.ID, to string, err error) {
	files, err := r.Files("tep")
	if err != nil {
		return "", "", err
	}
	if id, err = r.OnceID(); err != nil {
		return "", "", err
	}
	again := db.ID(r.Value("giu"))
	in := heldDoc{who: r.Who, amends: db.ID(r.Value("sua-doi")), until: r.Now().Add(heldChoice)}
	text := r.Text("chu")
	var form fault.Form
	switch {
	case again != "":
		back, ok := g.held.get(again, r.Who.Tenant, r.Who.Person)
		if !ok {
			form.Add("tep", "Văn bản vừa gửi không còn được giữ. Hãy chọn lại tệp rồi gửi.")
			return id, "", form.Err()
		}
		back.amends, back.until = in.amends, in.until
		in = back
	case len(files) > 0 && text != "":
		form.Add("tep", "Đang có cả tệp và chữ dán. Hãy chỉ gửi một: bỏ chọn tệp hoặc xóa chữ dán.")
		return id, "", form.Err()
	case len(files) > 0:
		in.data, in.file.Name = files[0].Data, files[0].Name
	case text != "":
		in.data, in.file.Name = []byte(text), r.T("van-ban-dan-%s.txt", string(r.Today()))
	default:
		form.Add("tep", "Chưa có văn bản nào. Hãy chọn một tệp, hoặc dán chữ vào ô bên dưới.")
		return id, "", form.Err()
	}
	if in.file.Body == "" {
		later, err := g.readNow(r, id, &in)
		if err != nil || later {
			return id, workURL(id), err
		}
	}
	err = r.Update(func(tx *db.Tx) error { return g.store(tx, id, in) })
	if same := (*register.ErrSame)(nil); errors.As(err, &same) && !same.Same.ByFile {
		// That the document cannot be held back costs choosing the file again.
		_ = g.held.put(id, in, r.Now())
	}
	if err == nil {
		g.held.drop(again)
	}
	return id, proposalURL(id), err
}

// readNow reads the document while the person waits, or writes down the long
// work that reads it later.
func (g *Registry) readNow(r *web.Request, id db.ID, in *heldDoc) (later bool, err error) {
	sum := sha256.Sum256(in.data)
	in.file.Hash, in.file.Size = hex.EncodeToString(sum[:]), int64(len(in.data))
	ctx, cancel := context.WithTimeout(r.Context(), g.patience)
	defer cancel()
	err = in.read(ctx, nil)
	if !fault.Is(err, fault.Busy) || ctx.Err() == nil || r.Context().Err() != nil {
		return false, err
	}
	in.until = r.Now().Add(heldReading)
	if err := g.held.put(id, *in, r.Now()); err != nil {
		return false, err
	}
	return true, r.Update(func(tx *db.Tx) error {
		if same, found, err := register.Find(tx, in.file.Hash, register.Head{}, id); err != nil || found {
			g.held.drop(id)
			if err == nil {
				err = register.AlreadyThere(same)
			}
			return err
		}
		tx.After(g.Jobs.Wake)
		return job.Add(tx, id, bringInJob, struct{}{}, r.Who.Person)
	})
}

// read reads the words of the document.
func (in *heldDoc) read(ctx context.Context, progress doc.Progress) error {
	text, err := doc.Extract(ctx, in.file.Name, in.data, progress)
	in.file.Format, in.file.Scanned, in.file.Body = text.Format, text.Scanned, text.Body
	return err
}

// store makes the document a proposal and keeps its file. A document that is
// refused leaves neither row nor file: the file is written behind the rules,
// and is on disk before the row that names it is acknowledged.
func (g *Registry) store(tx *db.Tx, id db.ID, in heldDoc) error {
	if err := register.BringIn(tx, in.who, id, in.file, in.amends); err != nil {
		return err
	}
	_, _, err := g.Blobs.Put(bytes.NewReader(in.data), doc.MaxFile)
	return err
}

// readLater is the long work: it reads a document that a person did not wait for.
func (g *Registry) readLater(ctx context.Context, j job.Job, progress func(done, total int)) (string, error) {
	in, ok := g.held.get(j.ID, j.Tenant, j.By)
	if !ok {
		return "", fault.New(fault.Unknown, "Chương trình đã khởi động lại trước khi đọc xong. Tệp chưa được lưu ở đâu cả, hãy đưa vào lại.")
	}
	err := in.read(ctx, progress)
	if err == nil {
		err = g.DB.Update(ctx, j.Tenant, func(tx *db.Tx) error { return g.store(tx, j.ID, in) })
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	var same *register.ErrSame
	if errors.As(err, &same) {
		in.until = g.DB.Now().Add(heldChoice)
		to := "/van-ban/moi?da-co=" + string(same.Same.ID)
		if !same.Same.ByFile && g.held.put(j.ID, in, g.DB.Now()) == nil {
			to += "&giu=" + string(j.ID)
		} else {
			g.held.drop(j.ID)
		}
		return to, nil
	}
	g.held.drop(j.ID)
	return proposalURL(j.ID), err
}

// headDay is the date of a document as people write it: 05/12/2025, or 12/2025
// where the day is blank.
func headDay(date string) string {
	switch {
	case vn.Day(date).Valid():
		return vn.Day(date).Time().Format("02/01/2006")
	case len(date) == 7:
		return date[5:] + "/" + date[:4]
	}
	return ""
}

// short is the beginning of a text, at most so many letters, cut between words.
func short(s string, letters int) string {
	r := []rune(s)
	if len(r) <= letters {
		return s
	}
	for letters > 0 && r[letters] != ' ' {
		letters--
	}
	return string(r[:letters]) + "…"
}
