package web

import (
	"strings"

	"sauro/vn"
)

// browsers and systems are what a browser says it is, the more exact first: most
// of them say that they are Chrome and Safari too.
var browsers = [][2]string{
	{"Zalo", "Zalo"}, {"coc_coc_browser/", "Cốc Cốc"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
	{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

var systems = [][2]string{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
}

// device names a browser and its system as a person knows them, "Chrome,
// Windows"; what is not known stays as it was sent.
func device(agent string) string {
	var names []string
	for _, list := range [][][2]string{browsers, systems} {
		for _, known := range list {
			if strings.Contains(agent, known[0]) {
				names = append(names, known[1])
				break
			}
		}
	}
	if len(names) == 0 {
		return vn.Line(agent)
	}
	return strings.Join(names, ", ")
}
