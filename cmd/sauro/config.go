package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

type configCmd struct{}

// Run prints every global setting: its flag, its environment variable, the value
// in use and what it is for.
func (configCmd) Run(k *kong.Context, s *streams) error {
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	for _, f := range k.Model.Flags {
		if len(f.Envs) == 0 {
			continue
		}
		value := fmt.Sprint(f.Target.Interface())
		if at := strings.LastIndexByte(value, '@'); strings.Contains(value, "://") && at > 0 {
			scheme, _, _ := strings.Cut(value, "://") // no password on a screen
			value = scheme + "://…" + value[at:]
		}
		fmt.Fprintf(w, "--%s\t%s\t%s\t%s\n", f.Name, strings.Join(f.Envs, ","), value, f.Help)
	}
	return w.Flush()
}
