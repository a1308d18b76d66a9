package program_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/program"
)

// BenchmarkProgressRequest sends a report of progress with a file of evidence
// the way a browser does: sign-in looked up, form read, file kept on disk, rows
// and their entry in the log in one transaction on disk, redirect.
func BenchmarkProgressRequest(b *testing.B) {
	p := start(b, program.Config{Demo: true})
	tenants, err := org.Tenants(b.Context(), p.DB)
	if err != nil {
		b.Fatal(err)
	}
	type open struct {
		ref     string
		version int64
	}
	var task open
	read := func() {
		err := p.DB.View(b.Context(), tenants[0].ID, func(tx *db.Tx) error {
			who, err := org.ByLogin(tx, doors[org.Official])
			if err != nil {
				return err
			}
			task, _, err = db.One(tx, func(o *open) []any { return []any{&o.ref, &o.version} },
				"select ref, version from task where tenant_id = ?1 and accountable = ?2 and state = 'doing' and due_cycle = '' order by ref limit 1", who.Post)
			return err
		})
		if err != nil || task.ref == "" {
			b.Fatal(task, err)
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(p.URL()+"/demo/vao", url.Values{"vai": {doors[org.Official]}})
	if err != nil || res.StatusCode != http.StatusSeeOther {
		b.Fatal(res, err)
	}
	res.Body.Close()
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		read()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, value := range map[string]string{"mot-lan": string(db.NewID()), "lan": fmt.Sprint(task.version), "ghi-chu": "Đã làm thêm một phần."} {
			if err := form.WriteField(name, value); err != nil {
				b.Fatal(err)
			}
		}
		file, err := form.CreateFormFile("tep", "bien-ban.pdf")
		if err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(file, "%%PDF-1.4\n%% %d\n%%%%EOF\n", n)
		if err := form.Close(); err != nil {
			b.Fatal(err)
		}
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, p.URL()+"/nhiem-vu/"+task.ref+"/tien-do", &body)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Content-Type", form.FormDataContentType())
		req.Header.Set("Origin", p.URL())
		start := time.Now()
		res, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusSeeOther {
			b.Fatalf("%s %v\n%s", res.Status, err, text)
		}
		took = append(took, time.Since(start))
	}
	// A disk that others use too has its moments: the one in the middle says more
	// than the mean.
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/median")
}
