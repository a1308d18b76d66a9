package open

import (
	"encoding/xml"
	"net/http"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/vn"
	"sauro/web"
)

// feed is an Atom feed (RFC 4287, section 4.1.1).
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"xml:lang,attr"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  author   `xml:"author"`
	Links   []link   `xml:"link"`
	Entries []entry  `xml:"entry"`
}

type author struct {
	Name string `xml:"name"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

// entry is one publication (RFC 4287, section 4.1.2).
type entry struct {
	ID        string `xml:"id"`
	Title     string `xml:"title"`
	Updated   string `xml:"updated"`
	Published string `xml:"published"`
	Links     []link `xml:"link"`
	Summary   string `xml:"summary"`
}

const feedLength = 50

func (o *Open) atom(w http.ResponseWriter, r *web.Request) error {
	p := &web.Page{}
	var tenant db.ID
	var list []bulletin.Publication
	changed, err := o.commune(r, p, func(tx *db.Tx) (err error) {
		tenant = tx.Tenant
		list, err = bulletin.Recent(tx, feedLength)
		return err
	})
	if err != nil {
		return err
	}
	// Without an address of our own the links are relative to the feed's (RFC 3987).
	base := o.URL
	home := base + "/cong-khai/" + p.Who.TenantCode
	f := feed{Lang: string(r.Lang), ID: "urn:uuid:" + string(tenant), Title: p.Who.TenantName + ": " + r.T("Mới công khai"), Updated: moment(changed),
		Author: author{p.Who.TenantName}, Links: []link{{"self", "application/atom+xml", home + "/moi.atom"}, {"alternate", "text/html", home}}}
	latest := time.Time{}
	for _, one := range list {
		if one.At.After(latest) {
			latest = one.At
		}
		e := entry{ID: "urn:uuid:" + string(one.ID), Title: r.T(bulletin.KindName[one.Kind]) + " " + one.Address, Updated: moment(one.At), Published: moment(one.At),
			Links: []link{{"alternate", "text/html", base + urlOf(p.Who.TenantCode, one)}}}
		e.Summary = r.T("%s Báo cáo %s, đã kiểm chứng %s. Mã tra cứu %s.", sentence(one.Title), vn.Percent(int64(one.Reported)), vn.Percent(int64(one.Verified)), one.Said())
		f.Entries = append(f.Entries, e)
	}
	if !latest.IsZero() {
		f.Updated = moment(latest)
	}
	text, err := xml.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return r.PublishFile(w, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), text...), changed)
}

// sentence ends a title as a sentence does.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if last := s[len(s)-1]; last == '.' || last == ';' || last == ':' {
		s = s[:len(s)-1]
	}
	return s + "."
}
