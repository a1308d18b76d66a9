package main

import "github.com/alecthomas/kong"

// helps are the texts of --help, by language.
var helps = map[string]map[string]string{
	"about":          {"vi": "Sáu Rõ: từ văn bản cam kết đến kết quả.", "en": "Sáu Rõ: from the signed commitment to the result."},
	"see_help":       {"vi": "Gõ sauro --help để xem các lệnh.", "en": "See sauro --help for the commands."},
	"lang":           {"vi": "Ngôn ngữ của lệnh: vi hoặc en.", "en": "Language of the commands: vi or en."},
	"data":           {"vi": "Thư mục dữ liệu: cơ sở dữ liệu và mọi tệp.", "en": "The data folder: the database and all files."},
	"database":       {"vi": "Địa chỉ PostgreSQL; để trống thì dùng tệp trong thư mục dữ liệu.", "en": "Address of a PostgreSQL; where empty the file in the data folder is used."},
	"listen":         {"vi": "Địa chỉ và cổng để mở trang.", "en": "Address and port to serve the pages on."},
	"behind_proxy":   {"vi": "Địa chỉ các máy chủ trung gian ở phía trước; chỉ ghi cờ thì là trung gian trên máy này.", "en": "Addresses or networks of the proxies in front; the flag alone means one on this machine."},
	"public_url":     {"vi": "Địa chỉ công khai của chương trình, ví dụ https://camket.xa.gov.vn; cần cho đăng nhập liên thông.", "en": "The program's public address, such as https://camket.xa.gov.vn; needed to sign in through another house."},
	"host":           {"vi": "Các tên máy chủ được trả lời; để trống thì là mọi tên.", "en": "Names the program answers to; where empty every name."},
	"tls_cert":       {"vi": "Tệp chứng thư TLS dạng PEM; thay tệp thì không cần khởi động lại.", "en": "TLS certificate file in PEM; read again when it changes."},
	"tls_key":        {"vi": "Tệp khóa riêng của chứng thư.", "en": "File of the certificate's private key."},
	"tls_acme":       {"vi": "Xin chứng thư tự động cho các tên này.", "en": "Get certificates for these names by ACME."},
	"acme_directory": {"vi": "Địa chỉ ACME của nơi cấp; để trống thì là Let's Encrypt.", "en": "ACME directory of the authority; where empty Let's Encrypt."},
	"acme_email":     {"vi": "Thư điện tử để nơi cấp chứng thư liên hệ.", "en": "Mail address for the authority."},
	"listen_http":    {"vi": "Địa chỉ http thường để chuyển sang https, ví dụ :80.", "en": "Plain http address that sends on to https, such as :80."},
	"serve":          {"vi": "Chạy chương trình cho cơ quan.", "en": "Serve the office."},
	"demo":           {"vi": "Chạy bản dùng thử với xã Khánh Cường có sẵn việc.", "en": "Serve a ready office of Khánh Cường commune to try."},
	"fresh":          {"vi": "Bỏ dữ liệu dùng thử cũ, bắt đầu lại.", "en": "Begin anew, leaving the old demo data."},
	"read":           {"vi": "Đọc văn bản (.docx .odt .doc .pdf .txt) và in bản đọc ở dạng JSON.", "en": "Read documents (.docx .odt .doc .pdf .txt) and print their reading as JSON."},
	"text":           {"vi": "In phần chữ đọc được, không in JSON.", "en": "Print the text that was read instead of JSON."},
	"files":          {"vi": "Các tệp văn bản.", "en": "The documents."},
	"import":         {"vi": "Đưa một văn bản vào sổ của xã, chờ xác nhận.", "en": "Bring a document into a commune's register, as a proposal."},
	"file":           {"vi": "Tệp văn bản.", "en": "The document."},
	"tenant":         {"vi": "Mã đơn vị hành chính của xã, 5 chữ số.", "en": "The commune's code of five digits."},
	"as":             {"vi": "Tên đăng nhập của người đứng tên việc này; để trống thì là Văn phòng.", "en": "Sign-in name of the person in whose name this is done; where empty the clerk's."},
	"accept":         {"vi": "Xác nhận luôn các nội dung đọc được.", "en": "Accept the clauses as read at once."},
	"amends":         {"vi": "Mã của văn bản được sửa đổi.", "en": "Id of the letter that this one amends."},
	"report":         {"vi": "Lập báo cáo gửi cấp trên và ghi ra tệp.", "en": "Draw up a report to the superior and write it to files."},
	"letter":         {"vi": "Mã văn bản; để trống thì là văn bản đang thực hiện mới nhất.", "en": "Id of the letter; where empty the newest active one."},
	"cutoff":         {"vi": "Ngày chốt số liệu, ví dụ 30/09/2026; để trống thì là hôm nay.", "en": "Cut-off day, such as 30/09/2026; where empty today."},
	"kind":           {"vi": "Loại: bao-cao hoặc cong-van.", "en": "Kind: bao-cao (report) or cong-van (letter)."},
	"format":         {"vi": "Dạng tệp: docx, pdf, xlsx; ghi nhiều lần được.", "en": "Forms: docx, pdf, xlsx; may be given several times."},
	"out":            {"vi": "Thư mục ghi tệp ra.", "en": "Folder to write the files to."},
	"user":           {"vi": "Quản lý cơ quan và người dùng từ máy chủ.", "en": "Offices and people, from the server."},
	"user_office":    {"vi": "Lập một cơ quan với các đơn vị, chức danh thường có.", "en": "Set up an office with its usual units and posts."},
	"user_list":      {"vi": "Liệt kê chức danh và người giữ.", "en": "List posts and their holders."},
	"user_add":       {"vi": "Thêm người vào một chức danh đang trống.", "en": "Add a person to a vacant post."},
	"user_reset":     {"vi": "Cấp liên kết dùng một lần để đặt lại mật khẩu.", "en": "Give a one-time link to set a new password."},
	"user_leave":     {"vi": "Cho một người thôi giữ chức danh và thôi đăng nhập.", "en": "End a person's post and sign-in."},
	"name":           {"vi": "Tên cơ quan hoặc họ tên người dùng.", "en": "Name of the office or of the person."},
	"login":          {"vi": "Tên đăng nhập.", "en": "Sign-in name."},
	"post":           {"vi": "Chức danh, ghi như trong danh sách.", "en": "Title of the post, as listed."},
	"verify":         {"vi": "Đối chiếu nhật ký với dữ liệu và tệp; nói rõ từng dòng bị sửa ngoài chương trình.", "en": "Check the log against data and files; name every row changed behind the program."},
	"verify_tenant":  {"vi": "Chỉ xã mang mã này; để trống thì là mọi xã.", "en": "Only the commune with this code; where empty all."},
	"verify_export":  {"vi": "Kiểm một bản xuất của nhật ký, không cần cơ sở dữ liệu.", "en": "Check an exported log, without any database."},
	"verify_proof":   {"vi": "Kiểm một tệp bằng chứng tải từ trang công khai.", "en": "Check a proof file downloaded from the public page."},
	"verify_root":    {"vi": "Mã khóa gốc mà cơ quan công bố trên giấy; để trống thì tin mã có trong dữ liệu.", "en": "The root key, as the office gave it on paper; where empty the data's own is taken."},
	"log":            {"vi": "Nhật ký không sửa được: xuất ra, thay khóa ký, cất khóa gốc.", "en": "The log nobody can rewrite: export it, change its key, take its root offline."},
	"log_export":     {"vi": "Ghi nhật ký ra thư mục tệp tĩnh, ai cũng kiểm được.", "en": "Write the log as static files that anyone can check."},
	"log_rows":       {"vi": "Kèm mọi dòng dữ liệu; có dữ liệu cá nhân, chỉ để kiểm tra nội bộ.", "en": "With every row; holds personal data, for inspection inside only."},
	"log_key":        {"vi": "Thay khóa ký nhật ký, có khóa gốc chứng nhận.", "en": "Change the key that signs, certified by the root."},
	"log_key_root":   {"vi": "Tệp khóa gốc trên USB; để trống thì là khóa còn trên máy.", "en": "File of the root key; where empty the one still on this machine."},
	"log_root":       {"vi": "Chuyển khóa gốc ra USB và xóa khỏi máy.", "en": "Take the root key to a USB stick and off this machine."},
	"log_root_out":   {"vi": "Tên tệp trên USB.", "en": "File on the stick."},
	"deadline":       {"vi": "Tính một thời hạn và kể từng ngày đã tính: \"05 ngày làm việc\", \"trước ngày 31/01/2026\".", "en": "Compute a deadline and account for every day of it: \"05 ngày làm việc\", \"trước ngày 31/01/2026\"."},
	"deadline_from":  {"vi": "Ngày bắt đầu, ví dụ 2026-02-13 hoặc 13/02/2026; để trống thì là hôm nay.", "en": "Day it is counted from, such as 2026-02-13 or 13/02/2026; where empty today."},
	"deadline_at":    {"vi": "Giờ bắt đầu, ví dụ 15:30.", "en": "Hour it is counted from, such as 15:30."},
	"deadline_json":  {"vi": "In ở dạng JSON.", "en": "Print as JSON."},
	"deadline_words": {"vi": "Thời hạn, ghi như trong văn bản.", "en": "The time, as the paper prints it."},
	"doctor":         {"vi": "Khám dữ liệu, ổ đĩa, công cụ đọc bản quét và nói rõ cần làm gì.", "en": "Examine data, disk and tools, and say what to do."},
	"config":         {"vi": "In mọi thiết lập: cờ, biến môi trường, giá trị đang dùng.", "en": "Print every setting: flag, environment variable, value in use."},
	"version":        {"vi": "In phiên bản.", "en": "Print the version."},
}

func vars(lang string) kong.Vars {
	v := kong.Vars{"default_lang": lang}
	for key, text := range helps {
		v[key] = text[lang]
	}
	return v
}
