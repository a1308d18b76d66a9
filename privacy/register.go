package privacy

import (
	"strings"

	"sauro/vn"
)

// Datum is one line of the register of personal data: some columns of one table
// that are kept for the same reason. Its texts are keys of translations.
type Datum struct {
	Table   string
	Columns []string
	What    string // what it is
	Purpose string // what it is kept for
	Basis   string // the law that allows it without consent
	Readers string // who may read it
	Keep    string // how long, and from which event
	Fate    string // what an erasure does to it
	Checked Checked
}

// line is a Datum with codes in the place of texts that come again and again,
// and with how its rows are found.
type line struct {
	table   string
	columns string // separated by blanks
	what    string // key of whatName
	purpose code
	basis   code
	readers code
	keep    code
	fate    code
	of      string // the condition that finds the rows of one person, ?2; "" where no row is one person's
	secret  bool   // is never shown or taken away, not even by the person
}

type code string

// What there is.
var whatName = map[string]string{
	"name":       "họ tên",
	"login":      "tên đăng nhập",
	"password":   "dấu vết của mật khẩu (argon2id), không phải mật khẩu",
	"person":     "ngày lập và ngày khóa tài khoản",
	"holding":    "ai giữ chức danh nào, từ ngày đến ngày, theo quyết định nào",
	"acting":     "ai làm thay chức danh nào, từ ngày đến ngày, theo quyết định nào",
	"session":    "máy, trình duyệt, địa chỉ mạng, ngôn ngữ và giờ đăng nhập",
	"token":      "dấu vết của mã phiên đăng nhập",
	"failure":    "tên và địa chỉ mạng của lần đăng nhập sai",
	"job":        "ai nhờ máy chủ làm việc dài, với tên tệp và lời báo lỗi",
	"signer":     "họ tên, chức vụ người ký và nơi nhận in trên văn bản",
	"brought":    "ai đưa văn bản vào sổ, xác nhận, cho thực hiện",
	"noTask":     "ai ghi lý do không giao nhiệm vụ",
	"issued":     "ai soạn, giao, nhận nhiệm vụ; ai giữ chức danh lúc giao",
	"event":      "ai đã làm gì với nhiệm vụ, lúc nào, lý do",
	"progress":   "ai báo cáo tiến độ",
	"evidence":   "tên tệp, đường dẫn của minh chứng và ai xét minh chứng",
	"verified":   "ai kiểm chứng",
	"accepted":   "ai nghiệm thu",
	"report":     "ai lập báo cáo",
	"explained":  "ai yêu cầu giải trình, ai giải trình, ai xem xét và lời giải trình",
	"extended":   "ai xin gia hạn, ai quyết định, lý do",
	"urged":      "ai soạn, ban hành, thu hồi công văn đôn đốc và ai trả lời",
	"typed":      "lời văn người dùng gõ hoặc văn bản ghi; không yêu cầu dữ liệu cá nhân nhưng có thể chứa",
	"request":    "họ tên người ngoài cơ quan, cách xác định và lời yêu cầu về dữ liệu cá nhân",
	"asked":      "người trong cơ quan yêu cầu về dữ liệu của mình và ai giải quyết",
	"reqEvent":   "quá trình giải quyết yêu cầu; họ tên trước và sau khi đính chính",
	"read":       "ai đã đọc dữ liệu cá nhân của ai, lúc nào, vì sao",
	"opening":    "mã của dòng dữ liệu trong sổ ghi không sửa được",
	"check":      "kết quả đối chiếu sổ ghi, có thể nêu tên đăng nhập của dòng bị sửa",
	"watch":      "ai đặt việc làm chứng cho sổ ghi",
	"reorganise": "ai ghi quyết định sắp xếp đơn vị",
	"handover":   "ai bàn giao việc cho ai, ai ký, vì sao ký thay",
	"inspected":  "ai lập kế hoạch, ai ở đoàn kiểm tra, ai ký biên bản, ai kết luận, vì sao không ký",
	"looked":     "ai rút xác suất, ai kiểm tra kết quả, ai kiểm tra lại việc khắc phục",
	"obstacle":   "ai báo, xử lý, xác nhận vướng mắc, lúc nào, nói gì",
	"proposal":   "ai lập, gửi kiến nghị và ghi trả lời của cấp trên",
	"petition":   "ai tiếp nhận, giao, xem xét, gộp và trả lời kiến nghị của cấp dưới",
	"cause":      "ai xác nhận nguyên nhân khách quan, vì sao",
	"totp":       "khóa bí mật của mã dùng một lần (đã mã hóa)",
	"passkey":    "khóa đăng nhập của thiết bị, tên thiết bị và lần dùng cuối",
	"recovery":   "dấu vết của mã khôi phục",
	"sso":        "dấu vết của mã tài khoản ở nơi đăng nhập chung, tên gợi nhớ và cách nối",
	"step":       "lần đăng nhập đang chờ bước hai",
	"link":       "đường dẫn một lần để nhận tài khoản hoặc đặt lại mật khẩu",
	"withheld":   "ai giữ lại hoặc cho công khai văn bản, vì sao",
	"rule":       "ai đặt yêu cầu xác minh hai bước",
	"calendar":   "ai ghi ngày nghỉ, giờ làm việc của cơ quan, vì sao",
	"feed":       "dấu vết của địa chỉ đồng bộ lịch, ngày lập và ngày ngừng",
	"notice":     "ai được báo việc gì, lúc nào, đọc lúc nào",
	"way":        "thư điện tử, số điện thoại nhận thông báo và lựa chọn bật, tắt",
	"wayCode":    "dấu vết của mã xác nhận địa chỉ nhận thông báo",
	"delivery":   "thông báo đã gửi đến địa chỉ nào, lúc nào, kết quả ra sao",
	"settled":    "ai đã xử lý thông báo không gửi được",
	"channel":    "ai đặt kênh gửi thông báo",
	"changed":    "ai đã thay đổi cách đăng nhập của một người, lúc nào, vì sao",
}

// What it is kept for.
var purposeName = map[code]string{
	"place":   "biết ai giữ chức danh để giao việc và cho vào chương trình",
	"door":    "chắc chắn người vào đúng là người giữ chức danh",
	"guard":   "phát hiện và chặn đăng nhập trái phép",
	"account": "chịu trách nhiệm: biết ai đã làm việc gì với cam kết của xã",
	"paper":   "giữ đúng văn bản như đã ký",
	"rights":  "giải quyết và chứng minh đã giải quyết yêu cầu của chủ thể dữ liệu",
	"watch":   "biết ai đã đọc dữ liệu cá nhân",
	"proof":   "chứng minh dữ liệu không bị sửa ngầm",
	"tell":    "báo việc cho đúng người, đúng lúc",
	"work":    "làm xong việc máy chủ được nhờ",
}

// On which basis.
var basisName = map[code]string{
	"office":  "Luật 91/2025/QH15 Điều 19 (phục vụ hoạt động của cơ quan nhà nước) và Điều 25 (quản lý người làm việc)",
	"guard":   "Luật 91/2025/QH15 Điều 3, Điều 37 (biện pháp bảo vệ dữ liệu)",
	"archive": "Luật 91/2025/QH15 Điều 19 và Luật Lưu trữ 33/2024/QH15",
	"rights":  "Luật 91/2025/QH15 Điều 4; NĐ 356/2025/NĐ-CP Điều 5",
}

// Who may read it.
var readersName = map[code]string{
	"office": "mọi người đã đăng nhập của xã, ở chỗ việc đó hiện ra",
	"people": "người quản lý nhân sự; việc đọc được ghi lại",
	"self":   "chính người đó; người quản lý nhân sự khi cần, việc đọc được ghi lại",
	"nobody": "không ai; chỉ chương trình dùng để so",
	"asker":  "người yêu cầu và người quản lý nhân sự; việc đọc được ghi lại",
	"read":   "người bị đọc (dòng về mình) và Chủ tịch",
	"admin":  "người quản trị chương trình",
	"public": "mọi người, khi văn bản hoặc số liệu được công khai",
}

// How long. Those that Expire carries out stand in keeps with their days.
var keepName = map[code]string{
	"holding":  "khi còn giữ chức danh; sau đó đến khi có yêu cầu xóa được quyết định",
	"archive":  "như hồ sơ công việc, theo thời hạn lưu trữ của hồ sơ",
	"session":  "90 ngày sau khi phiên kết thúc hoặc hết hạn",
	"failure":  "30 ngày sau lần sai",
	"job":      "90 ngày sau khi được nhờ, nếu đã xong hoặc hỏng",
	"link":     "30 ngày sau khi dùng hoặc hết hạn",
	"device":   "đến khi chủ tài khoản gỡ, hoặc đến khi tài khoản bị xóa",
	"request":  "như hồ sơ giải quyết yêu cầu",
	"read":     "5 năm sau lần đọc",
	"notice":   "1 năm sau khi báo",
	"step":     "1 ngày sau khi hết hạn",
	"check":    "400 ngày sau lần đối chiếu",
	"signedIn": "đến lần đặt mật khẩu sau, hoặc đến khi tài khoản bị xóa",
}

// What an erasure does to it.
var fateName = map[code]string{
	"title": "Bị thay bằng tên chức danh.",
	"code":  "Bị thay bằng một mã không nói lên người.",
	"gone":  "Bị xóa hẳn.",
	"stays": "Ở lại dưới tên chức danh: việc đã làm trong công vụ phải giữ để chịu trách nhiệm.",
	"paper": "Ở lại: văn bản đã ký không được sửa. Khi công khai, số điện thoại và số định danh được che.",
	"proof": "Ở lại nhưng mất nghĩa: phần muối của các bản cũ bị xóa, chỉ còn bằng chứng là đã có việc.",
	"ages":  "Không tìm được theo người; tự hết theo thời hạn giữ.",
	"blank": "Họ tên trong quá trình giải quyết bị xóa trắng; số, loại và các ngày ở lại.",
}

// How the rows of one person are found.
const (
	byPerson = "person_id = ?2"
	byLogin  = "login = (select login from person where tenant_id = ?1 and person_id = ?2)"
)

// lines are the register of personal data.
var lines = []line{
	{table: "person", columns: "name", what: "name", purpose: "place", basis: "office", readers: "office", keep: "holding", fate: "title", of: byPerson},
	{table: "person", columns: "login", what: "login", purpose: "door", basis: "office", readers: "people", keep: "holding", fate: "code", of: byPerson},
	{table: "person", columns: "password", what: "password", purpose: "door", basis: "guard", readers: "nobody", keep: "signedIn", fate: "gone", of: byPerson, secret: true},
	{table: "person", columns: "person_id created_at blocked_at", what: "person", purpose: "place", basis: "office", readers: "people", keep: "archive", fate: "stays", of: byPerson},
	{table: "holding", columns: "person_id post_id from_day to_day main decision decided_on end_decision end_decided_on", what: "holding", purpose: "place", basis: "office", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "acting", columns: "giver_person taker_person ended_by kind post_id from_day to_day decision decided_on end_reason", what: "acting", purpose: "account", basis: "office", readers: "office", keep: "archive", fate: "stays", of: "(giver_person = ?2 or taker_person = ?2)"},
	{table: "session", columns: "session_id person_id device address lang created_at seen_at expires_at ended_at", what: "session", purpose: "guard", basis: "guard", readers: "self", keep: "session", fate: "gone", of: byPerson},
	{table: "session", columns: "token_hash", what: "token", purpose: "door", basis: "guard", readers: "nobody", keep: "session", fate: "gone", of: byPerson, secret: true},
	{table: "session_secret", columns: "token_hash", what: "token", purpose: "door", basis: "guard", readers: "nobody", keep: "session", fate: "gone", of: "session_id in (select session_id from session where tenant_id = ?1 and person_id = ?2)", secret: true},
	{table: "signin_step", columns: "person_id token_hash", what: "step", purpose: "door", basis: "guard", readers: "nobody", keep: "step", fate: "gone", of: byPerson, secret: true},
	{table: "signin_link", columns: "person_id made_by kind made_at expires_at used_at void_at", what: "link", purpose: "door", basis: "guard", readers: "people", keep: "link", fate: "gone", of: byPerson},
	{table: "signin_link", columns: "token_hash", what: "token", purpose: "door", basis: "guard", readers: "nobody", keep: "link", fate: "gone", of: byPerson, secret: true},
	{table: "totp", columns: "person_id made_at removed_at", what: "totp", purpose: "door", basis: "guard", readers: "self", keep: "device", fate: "gone", of: byPerson},
	{table: "totp", columns: "secret", what: "totp", purpose: "door", basis: "guard", readers: "nobody", keep: "device", fate: "gone", of: byPerson, secret: true},
	{table: "passkey", columns: "person_id name made_at removed_at", what: "passkey", purpose: "door", basis: "guard", readers: "self", keep: "device", fate: "gone", of: byPerson},
	{table: "passkey", columns: "credential_id credential", what: "passkey", purpose: "door", basis: "guard", readers: "nobody", keep: "device", fate: "gone", of: byPerson, secret: true},
	{table: "recovery_code", columns: "person_id salt hash", what: "recovery", purpose: "door", basis: "guard", readers: "nobody", keep: "device", fate: "gone", of: byPerson, secret: true},
	{table: "sso_link", columns: "person_id provider_id label how created_at ended_at", what: "sso", purpose: "door", basis: "guard", readers: "self", keep: "device", fate: "gone", of: byPerson},
	{table: "sso_link", columns: "subject_hash", what: "sso", purpose: "door", basis: "guard", readers: "nobody", keep: "device", fate: "gone", of: byPerson, secret: true},
	{table: "signin_event", columns: "person_id by_person by_post kind at reason", what: "changed", purpose: "guard", basis: "guard", readers: "self", keep: "archive", fate: "stays", of: byPerson},
	{table: "signin_rule", columns: "by_person role at", what: "rule", purpose: "account", basis: "guard", readers: "people", keep: "archive", fate: "stays", of: "by_person = ?2"},
	{table: "signin_failure", columns: "login address at", what: "failure", purpose: "guard", basis: "guard", readers: "admin", keep: "failure", fate: "gone", of: byLogin},
	{table: "job", columns: "created_by args result failure kind created_at", what: "job", purpose: "work", basis: "office", readers: "self", keep: "job", fate: "stays", of: "created_by = ?2"},

	{table: "letter", columns: "signer_name signer_title recipients proposal", what: "signer", purpose: "paper", basis: "archive", readers: "public", keep: "archive", fate: "paper"},
	{table: "letter", columns: "created_by accepted_by activated_by number symbol", what: "brought", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(created_by = ?2 or accepted_by = ?2 or activated_by = ?2)"},
	{table: "letter", columns: "body subject file_name", what: "typed", purpose: "paper", basis: "archive", readers: "public", keep: "archive", fate: "paper"},
	{table: "clause_group", columns: "text", what: "typed", purpose: "paper", basis: "archive", readers: "public", keep: "archive", fate: "paper"},
	{table: "clause", columns: "no_task_by code no_task_at", what: "noTask", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "no_task_by = ?2"},
	{table: "clause", columns: "text lead support result due_text no_task_reason", what: "typed", purpose: "paper", basis: "archive", readers: "public", keep: "archive", fate: "paper"},
	{table: "task", columns: "created_by issued_by received_by issued_to ref work created_at", what: "issued", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(created_by = ?2 or issued_by = ?2 or received_by = ?2 or issued_to = ?2)"},
	{table: "task", columns: "detail product proof_text source basis due_text superior support", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "task_event", columns: "person_id post_id task_id at kind reason detail", what: "event", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "progress", columns: "person_id post_id task_id at note obstacle backdated as_of", what: "progress", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "evidence", columns: "state_by name url figure state_reason task_id state_at", what: "evidence", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "state_by = ?2"},
	{table: "verification", columns: "person_id post_id task_id at note looked", what: "verified", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "acceptance", columns: "person_id post_id task_id at reason looked", what: "accepted", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "report", columns: "made_by made_post ref made_at", what: "report", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "made_by = ?2"},
	{table: "report", columns: "figures", what: "typed", purpose: "paper", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "explanation", columns: "asked_by answered_by judged_by asked_post answered_post judged_post ref question cause answer proposed name verdict", what: "explained", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(asked_by = ?2 or answered_by = ?2 or judged_by = ?2)"},
	{table: "extension", columns: "asked_by decided_by asked_post decided_post ref reason decision", what: "extended", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(asked_by = ?2 or decided_by = ?2)"},
	{table: "urging", columns: "made_by issued_by ended_by made_post issued_post ended_post ref ended_reason", what: "urged", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(made_by = ?2 or issued_by = ?2 or ended_by = ?2)"},
	{table: "urging", columns: "subject demand copies content", what: "typed", purpose: "paper", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "urging_unit", columns: "answered_by answered_post answer number file_name", what: "urged", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "answered_by = ?2"},
	{table: "search_entry", columns: "title body", what: "typed", purpose: "work", basis: "office", readers: "office", keep: "archive", fate: "paper"},
	{table: "search_word", columns: "word", what: "typed", purpose: "work", basis: "office", readers: "office", keep: "archive", fate: "paper"},

	{table: "reorganisation", columns: "person_id post_id says at", what: "reorganise", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "handover", columns: "leaver taker began_by gave_by took_by ref reason gave_reason last_day decision", what: "handover", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(leaver = ?2 or taker = ?2 or began_by = ?2 or gave_by = ?2 or took_by = ?2)"},
	{table: "handover_line", columns: "says note", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "inspection_plan", columns: "made_by issued_by", what: "inspected", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(made_by = ?2 or issued_by = ?2)"},
	{table: "inspection_plan", columns: "basis", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "inspection_line", columns: "subject", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "inspection", columns: "made_by head_by unit_by unsigned_by concluded_by cancelled_by unsigned_reason", what: "inspected", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(made_by = ?2 or head_by = ?2 or unit_by = ?2 or unsigned_by = ?2 or concluded_by = ?2 or cancelled_by = ?2)"},
	{table: "inspection", columns: "subject place observed team_says unit_says minutes conclusion cancelled_reason", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "inspection_member", columns: "person_id post_id", what: "inspected", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "person_id = ?2"},
	{table: "inspection_check", columns: "note seen", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "inspection_task", columns: "seen", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "sample_draw", columns: "drawn_by", what: "looked", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "drawn_by = ?2"},
	{table: "sample_item", columns: "checked_by", what: "looked", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "checked_by = ?2"},
	{table: "sample_item", columns: "what seen", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "finding", columns: "made_by", what: "looked", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "made_by = ?2"},
	{table: "finding", columns: "what cause remedy", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "remedy", columns: "person_id", what: "looked", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "person_id = ?2"},
	{table: "recheck", columns: "person_id", what: "looked", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "person_id = ?2"},
	{table: "recheck", columns: "looked note", what: "typed", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "paper"},

	{table: "obstacle", columns: "created_by decided_by ref created_at says effect decided_why solution", what: "obstacle", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(created_by = ?2 or decided_by = ?2)"},
	{table: "obstacle_task", columns: "joined_by left_by obstacle_id joined_at reason left_reason", what: "obstacle", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(joined_by = ?2 or left_by = ?2)"},
	{table: "obstacle_reporter", columns: "person_id verdict_by post_id obstacle_id at says verdict", what: "obstacle", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(person_id = ?2 or verdict_by = ?2)"},
	{table: "obstacle_event", columns: "person_id post_id obstacle_id at kind says", what: "obstacle", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "proposal", columns: "created_by ref subject created_at", what: "proposal", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "created_by = ?2"},
	{table: "proposal", columns: "asks law done signer answer_signer answer file_name", what: "typed", purpose: "paper", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "petition", columns: "title asks law done obstacles signer", what: "typed", purpose: "paper", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "petition_answer", columns: "person_id number dated outcome at", what: "petition", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "petition_answer", columns: "says signer file_name", what: "typed", purpose: "paper", basis: "archive", readers: "office", keep: "archive", fate: "paper"},
	{table: "petition_event", columns: "person_id post_id about at kind says", what: "petition", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "issue", columns: "created_by ref title created_at", what: "petition", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "created_by = ?2"},
	{table: "proposal_event", columns: "person_id post_id proposal_id at kind says", what: "proposal", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "objective_cause", columns: "confirmed_by ended_by task_id number dated reason end_reason confirmed_at ended_at file_name", what: "cause", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: "(confirmed_by = ?2 or ended_by = ?2)"},

	{table: "data_request", columns: "person_id created_by prepared_by ref kind state received_on due_on outcome", what: "asked", purpose: "rights", basis: "rights", readers: "asker", keep: "request", fate: "stays", of: "(person_id = ?2 or created_by = ?2 or prepared_by = ?2)"},
	{table: "data_request", columns: "asker_name asker_proof wish", what: "request", purpose: "rights", basis: "rights", readers: "asker", keep: "request", fate: "blank", of: byPerson},
	{table: "data_request_event", columns: "person_id post_id request_id at kind reason before_text after_text", what: "reqEvent", purpose: "rights", basis: "rights", readers: "asker", keep: "request", fate: "blank", of: "request_id in (select request_id from data_request where tenant_id = ?1 and person_id = ?2)"},
	{table: "data_read", columns: "person_id post_id about at kind why", what: "read", purpose: "watch", basis: "guard", readers: "read", keep: "read", fate: "stays", of: "(person_id = ?2 or about = ?2)"},

	{table: "notice", columns: "person_id kind about at read_at", what: "notice", purpose: "tell", basis: "office", readers: "self", keep: "notice", fate: "gone", of: byPerson},
	{table: "way", columns: "person_id way address confirmed_at changed_at", what: "way", purpose: "tell", basis: "office", readers: "self", keep: "device", fate: "gone", of: byPerson},
	{table: "way", columns: "code_hash", what: "wayCode", purpose: "tell", basis: "guard", readers: "nobody", keep: "device", fate: "gone", of: byPerson, secret: true},
	{table: "mute", columns: "person_id kind", what: "way", purpose: "tell", basis: "office", readers: "self", keep: "device", fate: "gone", of: byPerson},
	{table: "delivery", columns: "person_id way address state why made_at over_at", what: "delivery", purpose: "tell", basis: "office", readers: "people", keep: "notice", fate: "gone", of: byPerson},
	{table: "delivery", columns: "settled_by", what: "settled", purpose: "account", basis: "office", readers: "people", keep: "notice", fate: "stays", of: "settled_by = ?2"},
	{table: "delivery_try", columns: "detail at over_at outcome why", what: "delivery", purpose: "tell", basis: "office", readers: "people", keep: "notice", fate: "gone", of: "delivery_id in (select delivery_id from delivery where tenant_id = ?1 and person_id = ?2)"},
	{table: "channel", columns: "changed_by way changed_at", what: "channel", purpose: "account", basis: "office", readers: "office", keep: "archive", fate: "stays", of: "changed_by = ?2"},

	{table: "publication", columns: "title body", what: "typed", purpose: "paper", basis: "archive", readers: "public", keep: "archive", fate: "paper"},
	{table: "withholding", columns: "person_id post_id reason at", what: "withheld", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},

	{table: "calendar_year", columns: "person_id post_id reason at", what: "calendar", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "calendar_day", columns: "person_id post_id reason at", what: "calendar", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "office_hours", columns: "person_id post_id reason at", what: "calendar", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "ladder", columns: "person_id post_id reason at", what: "calendar", purpose: "account", basis: "archive", readers: "office", keep: "archive", fate: "stays", of: byPerson},
	{table: "calendar_feed", columns: "person_id made_at ended_at", what: "feed", purpose: "work", basis: "office", readers: "self", keep: "device", fate: "gone", of: byPerson},
	{table: "calendar_feed", columns: "token_hash", what: "feed", purpose: "door", basis: "guard", readers: "nobody", keep: "device", fate: "gone", of: byPerson, secret: true},

	{table: "record_opening", columns: "row_key", what: "opening", purpose: "proof", basis: "guard", readers: "admin", keep: "archive", fate: "proof"},
	{table: "record_check", columns: "faults", what: "check", purpose: "proof", basis: "guard", readers: "admin", keep: "check", fate: "ages"},
	{table: "record_witness", columns: "added_by", what: "watch", purpose: "account", basis: "guard", readers: "admin", keep: "archive", fate: "stays", of: "added_by = ?2"},
	{table: "watched_log", columns: "added_by", what: "watch", purpose: "account", basis: "guard", readers: "admin", keep: "archive", fate: "stays", of: "added_by = ?2"},
}

// nothing are the columns with text that holds no personal data: names of the
// office, kinds, states, days, ids of things, prints of files.
var nothing = map[string]string{
	"tenant":             "code name level superior_id superior_name",
	"tenant_day":         "from_day name reorganisation_id",
	"counter":            "series",
	"calendar_year":      "year_id source decided_on",
	"calendar_day":       "day_id day kind name pair year_id source decided_on",
	"office_hours":       "hours_id from_day monday tuesday wednesday thursday friday saturday sunday cut_off source",
	"calendar_feed":      "feed_id",
	"reminder_run":       "day",
	"reminder_step":      "kind about part due_on step day ref",
	"ladder":             "ladder_id name steps",
	"search_entry":       "kind id",
	"search_word":        "kind id",
	"unit":               "unit_id name closed_on parent_id opened_on",
	"unit_day":           "unit_id from_day name parent_id reorganisation_id",
	"post":               "post_id unit_id title role closed_on opened_on",
	"post_day":           "post_id from_day title unit_id reorganisation_id",
	"reorganisation":     "reorganisation_id kind about decision decided_on from_day",
	"acting":             "acting_id giver_post taker_post acts ended_on",
	"handover":           "handover_id state post_id taker_post caretaker acting_id began_post gave_post took_post",
	"handover_line":      "line_id handover_id kind about ref to_post",
	"inspection_plan":    "plan_id ref state number dated made_post issued_post",
	"inspection_line":    "line_id plan_id unit_id clause_id month lead_post",
	"inspection":         "inspection_id ref state line_id unit_id decision decided_on from_day to_day made_post held_on minutes_sha256 head_post unit_post concluded_post concluded_for conclusion_number conclusion_on",
	"inspection_member":  "member_id inspection_id",
	"inspection_check":   "check_id inspection_id question answer",
	"inspection_task":    "row_id inspection_id task_id cycle unit",
	"sample_draw":        "draw_id ref from_day to_day seed algorithm candidates due_from due_rule drawn_post",
	"sample_item":        "item_id draw_id task_id cycle unit_id checker_unit checker_post unit due_from due_rule due_on result checked_on checked_post",
	"finding":            "finding_id ref inspection_id item_id kind task_id clause_id post_id made_post",
	"remedy":             "remedy_id finding_id due_from due_rule due_on task_id post_id",
	"recheck":            "recheck_id remedy_id post_id for_post",
	"obstacle":           "obstacle_id state class tag since thinks decided_post decided_for owner due_from due_rule due_on answered_by created_post created_for",
	"obstacle_task":      "link_id task_id",
	"obstacle_reporter":  "task_id",
	"obstacle_event":     "event_id for_post from_state to_state task_id proposal_id",
	"proposal":           "proposal_id state to_tenant to_name watcher follows number symbol dated days due_from due_rule due_on received_on received_number considering_on verdict answer_number answer_on file_hash file_mime created_post",
	"petition":           "petition_id ref state from_id from_code from_name follows class number dated due_from due_rule due_on book received_on post_id unit_id considering_on issue_id answer_id next_on",
	"petition_answer":    "answer_id issue_id file_hash file_mime to_name due_from due_rule due_on post_id for_post",
	"petition_event":     "for_post other",
	"petition_outbox":    "petition_id",
	"issue":              "issue_id class created_post created_for",
	"proposal_event":     "event_id for_post from_state to_state",
	"proposal_obstacle":  "proposal_id obstacle_id",
	"proposal_step":      "proposal_id due_on told",
	"objective_cause":    "cause_id obstacle_id from_day to_day file_hash file_mime confirmed_post confirmed_for",
	"signin_failure":     "failure_id",
	"session":            "confirmed_by end_reason",
	"session_secret":     "session_id",
	"signin_step":        "step_id",
	"passkey_answer":     "challenge",
	"signin_link":        "link_id",
	"totp":               "totp_id",
	"totp_use":           "totp_id",
	"passkey":            "passkey_id",
	"passkey_use":        "passkey_id",
	"recovery_code":      "code_id",
	"signin_event":       "event_id",
	"sso_provider":       "provider_id name issuer client_id client_secret subject_key scopes login_claim post_claim acr amr",
	"sso_post":           "provider_id value post_id",
	"sso_link":           "link_id",
	"sso_used":           "mark",
	"notice":             "notice_id event says does link due_on", // codes, days and counts
	"delivery":           "delivery_id slot urgent_on provider",
	"delivery_notice":    "delivery_id notice_id",
	"delivery_try":       "delivery_id",
	"channel":            "settings",
	"channel_secret":     "way sealed",
	"lease":              "name holder",
	"publication":        "publication_id kind about letter_id address code sha256",
	"withholding":        "withholding_id letter_id",
	"job":                "job_id state",
	"letter":             "letter_id state file_hash file_format kind issuer place date cited same_key amends",
	"clause_group":       "group_id letter_id label",
	"clause":             "clause_id letter_id group_id path due_kind due_date due_every replaces",
	"task":               "task_id clause_id parent_id state resume_to accountable due_kind due_date due_cycle due_from lead_unit answers decider measure target_unit proof source_letter catalogue next_due handed_on due_rule due_since cycle_dues clock_stops handed_by",
	"task_cycle":         "task_id cycle state handed_on",
	"task_event":         "event_id from_state to_state cycle for_post",
	"progress":           "progress_id cycle for_post",
	"evidence":           "evidence_id progress_id cycle kind hash mime number dated state",
	"verification":       "verification_id cycle for_post",
	"acceptance":         "acceptance_id cycle verdict handed_on for_post",
	"report":             "report_id letter_id cut_off kind sha256 made_for",
	"explanation":        "explanation_id task_id follows state post_id due_from due_rule due_on asked_for hash mime answered_for judged_for",
	"extension":          "extension_id task_id cycle state was_day asked_day due_from due_rule due_on asked_for to_day decided_for",
	"urging":             "urging_id form_id state urgency symbol sign_post due_rule dated due_from due_on sha256 made_for issued_for ended_for",
	"urging_unit":        "urging_id unit_id name tone dated hash mime received_on answered_for",
	"urging_task":        "urging_id task_id unit_id",
	"record_head":        "edge",
	"record_entry":       "body hashes", // posts and commitments
	"record_opening":     "table_name commitment salt",
	"record_checkpoint":  "note",
	"record_key":         "key_id origin verifier root certificate",
	"record_check":       "check_id",
	"record_witness":     "witness_id name url verifier state detail",
	"watched_log":        "log_id origin name url root state note detail",
	"data_request":       "request_id answer_by clock answered_on extended_on closed_on article created_post",
	"data_request_event": "event_id for_post",
	"data_read":          "read_id",
	"data_expiry":        "expiry_id of_table",
}

// Register is the register of personal data, table by table.
func Data() []Datum {
	list := make([]Datum, len(lines))
	for i, l := range lines {
		list[i] = Datum{
			Table: l.table, Columns: strings.Fields(l.columns), What: whatName[l.what],
			Purpose: purposeName[l.purpose], Basis: basisName[l.basis], Readers: readersName[l.readers],
			Keep: keepName[l.keep], Fate: fateName[l.fate], Checked: Unchecked,
		}
	}
	return list
}

// AsOf is the day on which the register was last read against the law.
const AsOf vn.Day = "2026-11-23"
