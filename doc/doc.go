// Package doc turns files into text and text into files: it reads DOCX, ODT,
// DOC, PDF and TXT, and writes DOCX, PDF and XLSX. It knows file formats, pages,
// tables and letters of the alphabet. It refuses to know what a document means:
// no letter, clause, task or report is known here, no tenant, no database.
package doc
