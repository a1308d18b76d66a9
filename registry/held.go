package registry

import (
	"sync"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
)

// held keeps documents in memory between two steps: a scan until its words are
// read, one that is already there until the person has chosen what to do.
// Nothing of them is on disk, so a document that turns out to bear a secrecy
// mark was never stored; a stopped program forgets them.
type held struct {
	mu    sync.Mutex
	docs  map[db.ID]heldDoc
	bytes int
}

// heldDoc is one document, with the person who brought it.
type heldDoc struct {
	who    org.Who
	data   []byte
	file   register.File // Body is "" until it is read
	amends db.ID
	until  time.Time
}

const (
	heldBytes   = 160 << 20
	heldReading = 6 * time.Hour // longer than any scan takes
	heldChoice  = 30 * time.Minute
)

// put keeps a document under an id; it refuses where too many wait.
func (h *held) put(id db.ID, doc heldDoc, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for old, d := range h.docs {
		if old == id || now.After(d.until) {
			h.forget(old)
		}
	}
	if h.bytes+len(doc.data) > heldBytes {
		return fault.New(fault.Busy, "Máy chủ đang đọc nhiều văn bản lớn. Hãy đợi vài phút rồi gửi lại.")
	}
	if h.docs == nil {
		h.docs = map[db.ID]heldDoc{}
	}
	h.docs[id] = doc
	h.bytes += len(doc.data)
	return nil
}

// get gives a document to the person who brought it.
func (h *held) get(id, tenant, person db.ID) (heldDoc, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	doc, ok := h.docs[id]
	return doc, ok && doc.who.Tenant == tenant && doc.who.Person == person
}

// drop forgets a document.
func (h *held) drop(id db.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(id)
}

func (h *held) forget(id db.ID) {
	h.bytes -= len(h.docs[id].data)
	delete(h.docs, id)
}
