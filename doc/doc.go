// Package doc turns files into text: it reads DOCX, ODT, DOC, PDF and TXT. It
// knows file formats, pages, tables and letters of the alphabet. It refuses to
// know what a document means: no letter, clause, task or report is known here, no
// tenant, no database.
package doc
