package obstacle

import "sauro/vn"

// answering are the bodies of a province that solve what a commune cannot, by
// class, each from a day on. They follow what the specialised agencies of a
// province are charged with since 01/07/2025 (NĐ 150/2025/NĐ-CP); a province may
// divide the work otherwise, so they are only suggested. The first of a class is
// the usual one.
var answering = []struct {
	class Class
	name  string
	from  vn.Day
}{
	{Institution, "Sở Tư pháp", "2025-07-01"},
	{Institution, "Văn phòng UBND tỉnh", "2025-07-01"},
	{Money, "Sở Tài chính", "2025-07-01"},
	{People, "Sở Nội vụ", "2025-07-01"},
	{Infrastructure, "Sở Khoa học và Công nghệ", "2025-07-01"},
	{Infrastructure, "Sở Xây dựng", "2025-07-01"},
	{Data, "Sở Khoa học và Công nghệ", "2025-07-01"},
	{Data, "Công an tỉnh", "2025-07-01"}, // cơ sở dữ liệu quốc gia về dân cư
	{Coordination, "Văn phòng UBND tỉnh", "2025-07-01"},
}

// Suggested are the bodies that usually solve obstacles of a class, on a day; of
// every class for "".
func Suggested(class Class, day vn.Day) []string {
	var names []string
	seen := map[string]bool{}
	for _, a := range answering {
		if a.from <= day && (class == "" || a.class == class) && !seen[a.name] {
			names, seen[a.name] = append(names, a.name), true
		}
	}
	return names
}
