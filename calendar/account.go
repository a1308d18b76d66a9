package calendar

import "net/url"

// AccountPage is where a last day is reckoned day by day.
const AccountPage = "/han"

// Account is the address of the account of the thing's last day: how it is
// counted, or where the day was chosen how that day is read.
func (i Item) Account() string {
	q := url.Values{"tu": {string(i.From)}, "thoi-han": {i.Rule}}
	if i.Rule == "" || i.From == "" {
		q = url.Values{"thoi-han": {"chậm nhất ngày " + i.Due.String()}}
		if i.From != "" {
			q.Set("tu", string(i.From))
		}
	}
	return AccountPage + "?" + q.Encode()
}
