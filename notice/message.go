package notice

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"sauro/db"
	"sauro/fault"
)

// Way is a way out of the house.
type Way string

// The ways. A webhook is the whole office's, the others are a person's.
const (
	Mail    Way = "mail"
	Zalo    Way = "zalo"
	SMS     Way = "sms"
	Webhook Way = "webhook"
)

// Ways are all ways in their usual order.
var Ways = []Way{Mail, Zalo, SMS, Webhook}

// WayName is a way in words.
var WayName = map[Way]string{Mail: "Thư điện tử", Zalo: "Zalo", SMS: "Tin nhắn SMS", Webhook: "Kênh chung của cơ quan (webhook)"}

// Message is what goes out by one way: the same words for all, codes, days and
// counts in them, and one link.
type Message struct {
	ID      string    // stays the same however often it is tried: the taker knows a repeat by it
	Way     Way       //
	To      string    // the address: an e-mail, a phone number as 84…; "" of a webhook
	At      time.Time // when it was put together the first time
	Kind    string    // a key of KindName, "digest" for all of a morning, "test" for a trial, "code" to confirm an address
	Event   string    // what makes it one, "" of a digest
	About   string    // the code people see, "" of a digest of several
	Count   int       // notices in it
	Legal   bool      // cannot be switched off
	Due     string    // dd/mm/yyyy, "" where there is no day
	Subject string    // one line
	Says    string    // one sentence: "Nhiệm vụ NV-2026-0007 đến hạn hôm nay."
	Does    string    // what the link does
	Link    string    // whole address, "" where the program was not told its own
	Stop    string    // where it is switched off, "" where it cannot be
	Text    string    // everything above as lines
	Short   string    // at most 160 letters, without accents
	Lines   []Line    // of a digest, one for each notice
}

// Line is one notice in a message.
type Line struct {
	Kind, Event, About, Due string // as of Message
	Says, Does, Link        string
}

// Template are the values that an approved template is filled with, by the
// names that the office chooses from: ma, noi_dung, han, viec, duong_dan, so_luong.
func (m Message) Template() map[string]string {
	return map[string]string{"ma": m.About, "noi_dung": m.Says, "han": m.Due, "viec": m.Does, "duong_dan": m.Link, "so_luong": strconv.Itoa(m.Count)}
}

// Account is a channel of an office, opened to send by it.
type Account struct {
	Tenant   db.ID
	Name     string // of the office
	Settings json.RawMessage
	Secret   string
	// Renew keeps another secret in the place of this one, for providers that
	// hand out a new one with each use.
	Renew func(ctx context.Context, secret string) error
}

// Read reads the settings into a struct of the sender's own.
func (a Account) Read(into any) error {
	if len(a.Settings) == 0 {
		return nil
	}
	return json.Unmarshal(a.Settings, into)
}

// Sender hands a message to whoever carries it. It gives what the carrier calls
// the message. Where it fails the error is a *Failure, or is taken for a failure
// that may pass. It may be called again with the same message.
type Sender func(ctx context.Context, a Account, m Message) (provider string, err error)

// Failure is why a message did not go out.
type Failure struct {
	Final  bool   // trying again is no use
	Off    bool   // the other side wants nothing any more: the channel is switched off
	Why    string // a key of WhyName
	Detail string // what the other side said, for the one who looks after it
	Cause  error  // nil or what is behind it
}

func (f *Failure) Error() string {
	s := "notice: " + f.Why
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

func (f *Failure) Unwrap() error { return f.Cause }

// WhyName is why a message did not go out, in words that say what to do.
var WhyName = map[string]string{
	"address":  "Nơi nhận không có hoặc không nhận. Hãy hỏi lại địa chỉ của người này.",
	"refused":  "Nơi nhận từ chối thông báo. Hãy hỏi bên cung cấp kênh gửi.",
	"sign-in":  "Máy chủ gửi không chấp nhận tài khoản. Hãy xem lại mật khẩu ở trang Kênh thông báo.",
	"network":  "Không kết nối được với máy chủ gửi. Hãy kiểm tra mạng và địa chỉ máy chủ ở trang Kênh thông báo.",
	"insecure": "Đường truyền đến máy chủ gửi không được bảo vệ như đã đặt. Hãy xem lại cách mã hóa và chứng thư của máy chủ đó.",
	"busy":     "Nơi nhận đang bận, yêu cầu gửi lại sau.",
	"limit":    "Đã hết số tin được gửi của kênh này. Hãy nạp thêm hoặc chờ sang kỳ sau.",
	"template": "Mẫu tin chưa được duyệt hoặc không khớp. Hãy xem lại mẫu ở trang Kênh thông báo.",
	"settings": "Kênh này chưa đặt xong. Hãy xem lại ở trang Kênh thông báo.",
	"channel":  "Kênh này đã tắt trước khi gửi.",
	"way":      "Người nhận đã tắt hoặc bỏ địa chỉ trước khi gửi.",
	"gone":     "Nơi nhận báo không nhận nữa nên kênh này đã tắt. Hãy hỏi bên quản lý máy chủ nhận rồi bật lại.",
	"left":     "Người nhận không còn làm việc ở cơ quan.",
	"read":     "Người nhận đã đọc trong chương trình trước khi gửi.",
	"unknown":  "Gửi không được, chưa rõ vì sao. Hãy báo người quản lý máy chủ.",
}

// Words are why a message did not go out, for the page on which it was tried.
func (f *Failure) Words() fault.Text { return fault.Text{Format: WhyName[f.Why]} }
