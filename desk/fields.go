package desk

import (
	"errors"

	"sauro/fault"
)

// fields gives the fields of a rule's fault the names they have in the form, by
// pairs of rule's name and form's name.
func fields(err error, pairs ...string) error {
	var e *fault.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	renamed := *e
	renamed.Fields = append([]fault.Field(nil), e.Fields...)
	for i := range renamed.Fields {
		for j := 0; j+1 < len(pairs); j += 2 {
			if renamed.Fields[i].Name == pairs[j] {
				renamed.Fields[i].Name = pairs[j+1]
				break
			}
		}
	}
	return &renamed
}
