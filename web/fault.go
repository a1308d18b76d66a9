package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sauro/fault"
	"sauro/org"
)

// statuses is the table from the kind of a fault to the status of its page.
var statuses = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError,
	fault.Invalid:  http.StatusUnprocessableEntity,
	fault.Unknown:  http.StatusNotFound,
	fault.Denied:   http.StatusForbidden,
	fault.SignIn:   http.StatusSeeOther,
	fault.Conflict: http.StatusConflict,
	fault.Exists:   http.StatusConflict,
	fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.Busy:     http.StatusServiceUnavailable,
}

// kindName are the titles of the pages.
var kindName = map[fault.Kind]string{
	fault.Internal: "Máy chủ gặp lỗi",
	fault.Invalid:  "Có mục chưa đúng",
	fault.Unknown:  "Không tìm thấy",
	fault.Denied:   "Không được phép",
	fault.Conflict: "Người khác vừa sửa",
	fault.Exists:   "Đã có rồi",
	fault.TooLarge: "Quá lớn",
	fault.Busy:     "Máy chủ đang bận",
}

const retryAfter = "10" // seconds

// errorPage tells a person what went wrong.
type errorPage struct {
	Page
	Kind  fault.Kind
	Says  string
	Wrong []string
	ID    string
	Back  string
	Why   string  // where a refusal is explained, "" where nothing was refused
	Typed []typed // what the person had typed, to be copied
}

type typed struct{ Name, Text string }

// Broken reports whether the person did nothing wrong.
func (p *errorPage) Broken() bool { return p.Kind == fault.Internal }

// answer turns an error into a page; it is the only place that does.
func (s *Server) answer(w http.ResponseWriter, r *Request, err error) {
	if err == nil {
		return
	}
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind == fault.Internal {
		e = &fault.Error{Kind: fault.Internal, Text: fault.Text{Format: "Lỗi này không phải do bạn. Hãy thử lại; nếu vẫn lỗi, báo người quản trị mã dưới đây."}}
	}
	if e.Kind == fault.Internal || e.Cause != nil {
		r.log(err)
	}
	out, _ := w.(*response)
	switch {
	case errors.Is(err, errGone), errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		return
	case out != nil && out.status != 0:
		return // part of another answer is on its way already
	case e.Kind == fault.SignIn:
		to := signInPage + "?tiep=" + url.QueryEscape(r.here())
		if r.ended != "" {
			to += "&het=" + string(r.ended)
		}
		r.goTo(w, to)
		return
	}
	status := statuses[e.Kind]
	if e.Kind == fault.Busy {
		w.Header().Set("Retry-After", retryAfter)
	}
	var often *tooOften
	switch {
	case err == error(errMethod):
		status = http.StatusMethodNotAllowed
	case err == error(errHost):
		status = http.StatusMisdirectedRequest
	case errors.As(err, &often):
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(often.seconds()))
	}
	p := &errorPage{Kind: e.Kind, Says: r.T(e.Text.Format, e.Text.Args...), ID: r.ID, Back: r.Came("/"), Typed: r.typed()}
	p.Title = r.T(kindName[e.Kind])
	if e.Kind == fault.Denied && r.Who.SignedIn() && r.route != nil && r.route.Act != "" {
		p.Why = whyNot(r, err)
	}
	for _, f := range e.Fields {
		p.Wrong = append(p.Wrong, r.T(f.Text.Format, f.Text.Args...))
	}
	w.Header().Del("Content-Disposition")
	if err := r.render(w, status, "error.html", p); err != nil {
		r.log(err)
		if out != nil && out.status == 0 {
			http.Error(w, p.Says+" "+r.ID, status)
		}
	}
}

// whyNot is the page that explains a refusal: of the act that the rule has
// refused, else of the one that the way in asks for.
func whyNot(r *Request, err error) string {
	q := url.Values{"viec": {string(r.route.Act)}}
	var denied *org.Denial
	if errors.As(err, &denied) {
		q.Set("viec", string(denied.Why.Act))
		if post := denied.Why.Thing.Post; post != "" {
			q.Set("cua", string(post))
		}
	}
	return whyPage + "?" + q.Encode()
}

// here is the page to come back to after signing in: this one, or the one
// whose form was sent.
func (r *Request) here() string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	return r.Came("/")
}

// typed are the longer texts of a form that failed as a whole.
func (r *Request) typed() []typed {
	if r.Method == http.MethodGet {
		return nil
	}
	var list []typed
	for name, texts := range r.values {
		for _, text := range texts {
			// A long text without a space is a form's own, or a script's.
			if utf8.RuneCountInString(text) > 20 && strings.ContainsAny(text, " \n") && name != onceField && !strings.HasPrefix(name, "mat-khau") {
				list = append(list, typed{name, text})
			}
		}
	}
	slices.SortFunc(list, func(a, b typed) int { return strings.Compare(a.Name, b.Name) })
	return list
}
