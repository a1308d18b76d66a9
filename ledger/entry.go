// Package ledger holds the formats of the log that nobody can rewrite unseen:
// an entry, the salted commitments in it, the tree over all entries, its tiles
// and signed heads, and the proof that a citizen takes home. Everything is a
// function of its arguments. It refuses to know the database, the network,
// files, and what an act means.
//
// The tree is that of RFC 6962; tiles, checkpoints, notes and cosignatures are
// those of C2SP (tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature),
// so that tools of others can follow a log of ours.
package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// MaxEntry is the most bytes that an encoded entry may have: the length of an
// entry stands as a uint16 in its bundle, with some room left.
const MaxEntry = 60_000

// maxExact is the largest integer that every reader of JSON reads exactly.
const maxExact = 1<<53 - 1

// An Entry is one act in the log. It carries no personal data and no free
// text: ids, and commitments to the rows that the act changed.
type Entry struct {
	At    time.Time // to the microsecond
	Act   string    // what was done, a word of [a-z_-]
	Post  string    // id of the post that did it, "" for the program itself
	For   string    // id of the post that it was done for, "" for one's own
	About string    // id of the thing that it was done to
	Rows  []Row     // each row at most once, in the order given
}

// A Row is what an act did to one row: the commitments to it before and after,
// 64 hex digits each, Before "" for a new row and After "" for a deleted one.
type Row struct {
	Table  string `json:"table"`
	Key    string `json:"key"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Encode gives the entry as it is hashed: one line of JSON with its fields in
// a fixed order and no spaces,
//
//	{"v":1,"at":<microseconds since 1970>,"act":"…","post":"…","for":"…","about":"…","rows":[["table","key","before","after"],…]}
//
// It is an error when the entry is longer than MaxEntry, when Act or a table
// is not of [a-z_-]+, when an id or key has anything but [A-Za-z0-9._/-], when
// a commitment is not 64 hex digits, and when a row stands twice or with
// neither a before nor an after.
func (e Entry) Encode() ([]byte, error) {
	at := e.At.UnixMicro()
	switch {
	case at <= 0 || at > maxExact:
		return nil, fmt.Errorf("entry: the time %s is out of range", e.At)
	case !isWord(e.Act):
		return nil, fmt.Errorf("entry: the act %q is not of [a-z_-]+", e.Act)
	case !isID(e.Post) || !isID(e.For) || !isID(e.About):
		return nil, errors.New("entry: an id has other characters than [A-Za-z0-9._/-]")
	}
	b := make([]byte, 0, 160+len(e.Rows)*200)
	b = append(b, `{"v":1,"at":`...)
	b = strconv.AppendInt(b, at, 10)
	b = append(b, `,"act":"`...)
	b = append(b, e.Act...)
	b = append(b, `","post":"`...)
	b = append(b, e.Post...)
	b = append(b, `","for":"`...)
	b = append(b, e.For...)
	b = append(b, `","about":"`...)
	b = append(b, e.About...)
	b = append(b, `","rows":[`...)
	seen := make(map[[2]string]bool, len(e.Rows))
	for i, r := range e.Rows {
		switch {
		case !isWord(r.Table):
			return nil, fmt.Errorf("entry: the table %q is not of [a-z_-]+", r.Table)
		case r.Key == "" || !isID(r.Key):
			return nil, fmt.Errorf("entry: the key %q of a row of %s is not of [A-Za-z0-9._/-]+", r.Key, r.Table)
		case r.Before != "" && !isHex(r.Before), r.After != "" && !isHex(r.After):
			return nil, fmt.Errorf("entry: a commitment to %s %s is not 64 hex digits", r.Table, r.Key)
		case r.Before == "" && r.After == "":
			return nil, fmt.Errorf("entry: %s %s was neither before nor after", r.Table, r.Key)
		case seen[[2]string{r.Table, r.Key}]:
			return nil, fmt.Errorf("entry: %s %s stands twice", r.Table, r.Key)
		}
		seen[[2]string{r.Table, r.Key}] = true
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `["`...)
		b = append(b, r.Table...)
		b = append(b, `","`...)
		b = append(b, r.Key...)
		b = append(b, `","`...)
		b = append(b, r.Before...)
		b = append(b, `","`...)
		b = append(b, r.After...)
		b = append(b, `"]`...)
	}
	b = append(b, "]}"...)
	if len(b) > MaxEntry {
		return nil, fmt.Errorf("entry: %d bytes, over %d: an act on so many rows is split first", len(b), MaxEntry)
	}
	return b, nil
}

// ParseEntry reads what Encode wrote and nothing else: Encode of the result
// gives b again, byte for byte.
func ParseEntry(b []byte) (Entry, error) {
	if len(b) > MaxEntry {
		return Entry{}, fmt.Errorf("entry: %d bytes, over %d", len(b), MaxEntry)
	}
	var in struct {
		At    int64       `json:"at"`
		Act   string      `json:"act"`
		Post  string      `json:"post"`
		For   string      `json:"for"`
		About string      `json:"about"`
		Rows  [][4]string `json:"rows"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return Entry{}, errors.New("entry: not the JSON of an entry")
	}
	e := Entry{At: time.UnixMicro(in.At).UTC(), Act: in.Act, Post: in.Post, For: in.For, About: in.About}
	for _, r := range in.Rows {
		e.Rows = append(e.Rows, Row{Table: r[0], Key: r[1], Before: r[2], After: r[3]})
	}
	again, err := e.Encode()
	if err != nil {
		return Entry{}, err
	}
	if !bytes.Equal(again, b) {
		return Entry{}, errors.New("entry: not in its one canonical form")
	}
	return e, nil
}

// Split gives the entry as one or more entries that each fit MaxEntry: the
// same act at the same time, with the rows dealt out in order. An entry that
// fits comes back alone.
func (e Entry) Split() []Entry {
	const head = 1000 // more than everything but the rows, ids being short
	var all []Entry
	size, from := head, 0
	for i, r := range e.Rows {
		length := len(r.Table) + len(r.Key) + len(r.Before) + len(r.After) + len(`["","","",""],`)
		if size+length > MaxEntry && i > from {
			part := e
			part.Rows = e.Rows[from:i:i]
			all = append(all, part)
			size, from = head, i
		}
		size += length
	}
	e.Rows = e.Rows[from:]
	return append(all, e)
}

func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && c != '_' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 100
}

func isID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '/' && c != '-' {
			return false
		}
	}
	return len(s) <= 200
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 64
}
