package org

import "sauro/db"

// Program is the program itself, where it does something at its own time: it
// sees what a viewer sees. It is no person and holds no post.
func Program(tenant db.ID) Who {
	return Who{Tenant: tenant, Person: program, Name: "Sáu Rõ", PostTitle: "Sáu Rõ", Role: Viewer}
}

const program db.ID = "program"

// IsProgram reports whether this is the program itself.
func (w Who) IsProgram() bool { return w.Person == program }
