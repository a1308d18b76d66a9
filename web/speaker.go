package web

// Speaker says texts in a language where there is no page: at the command line.
func Speaker(lang Lang) func(format string, args ...any) string {
	all, err := languages()
	if err != nil {
		panic(err) // the catalogues are part of the program; the tests read them
	}
	if all[lang] == nil {
		lang = Vietnamese
	}
	return all[lang].text
}
