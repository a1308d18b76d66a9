// Package notary keeps the record: every act that changes a recorded row adds
// one entry to its commune's log in the same transaction, and nobody, the one
// who owns the database included, can change such a row afterwards without
// Verify naming it. It knows which tables are recorded and what of their rows
// is a file. It refuses to know what the rows mean.
//
// Importing it is what turns the record on, for the whole program and for good:
// there is no setting.
package notary

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"regexp"
	"strings"

	"sauro/db"
	"sauro/ledger"
)

// table is a recorded table.
type table struct {
	key   []string // the columns of its key after the tenant
	label string   // a column that people know the row by
	files []string // columns that hold the hash of a file
	once  bool     // its key is an id made by the program: a row once deleted never comes again
}

// tables are the recorded tables: commitments, tasks and what becomes of them,
// reports, what the public is told, who holds which right and shows it how, and
// who has read of whom. A migration must not write rows of these: nobody would
// be named who did it.
var tables = map[string]table{
	"tenant":         {key: []string{"tenant_id"}, label: "code"},
	"tenant_day":     {key: []string{"from_day"}, label: "name"},
	"unit":           {key: []string{"unit_id"}, label: "name", once: true},
	"unit_day":       {key: []string{"unit_id", "from_day"}, label: "name"},
	"post":           {key: []string{"post_id"}, label: "title", once: true},
	"post_day":       {key: []string{"post_id", "from_day"}, label: "title"},
	"reorganisation": {key: []string{"reorganisation_id"}, once: true},

	"person":        {key: []string{"person_id"}, label: "login", once: true},
	"holding":       {key: []string{"person_id", "post_id", "from_day"}},
	"acting":        {key: []string{"acting_id"}, once: true},
	"handover":      {key: []string{"handover_id"}, label: "ref", once: true},
	"handover_line": {key: []string{"line_id"}, once: true},

	"signin_rule":   {key: []string{"role"}, label: "role"},
	"signin_link":   {key: []string{"link_id"}, label: "kind", once: true},
	"totp":          {key: []string{"totp_id"}, once: true},
	"passkey":       {key: []string{"passkey_id"}, label: "name", once: true},
	"recovery_code": {key: []string{"code_id"}, once: true},
	"signin_event":  {key: []string{"event_id"}, label: "kind", once: true},
	"sso_provider":  {key: []string{"provider_id"}, label: "name", once: true},
	"sso_post":      {key: []string{"provider_id", "value"}, label: "value"},
	"sso_link":      {key: []string{"link_id"}, once: true},

	"letter":       {key: []string{"letter_id"}, label: "number", files: []string{"file_hash"}, once: true},
	"clause_group": {key: []string{"group_id"}, label: "label", once: true},
	"clause":       {key: []string{"clause_id"}, label: "code", once: true},
	"task":         {key: []string{"task_id"}, label: "ref", once: true},
	"task_cycle":   {key: []string{"task_id", "cycle"}, label: "cycle"},
	"task_event":   {key: []string{"event_id"}, label: "kind", once: true},
	"progress":     {key: []string{"progress_id"}, label: "as_of", once: true},
	"evidence":     {key: []string{"evidence_id"}, label: "name", files: []string{"hash"}, once: true},
	"verification": {key: []string{"verification_id"}, once: true},
	"acceptance":   {key: []string{"acceptance_id"}, label: "verdict", once: true},
	"report":       {key: []string{"report_id"}, label: "ref", once: true},

	"obstacle":          {key: []string{"obstacle_id"}, label: "ref", once: true},
	"obstacle_task":     {key: []string{"link_id"}, once: true},
	"obstacle_reporter": {key: []string{"obstacle_id", "task_id", "person_id"}},
	"obstacle_event":    {key: []string{"event_id"}, label: "kind", once: true},
	"proposal":          {key: []string{"proposal_id"}, label: "ref", files: []string{"file_hash"}, once: true},
	"proposal_event":    {key: []string{"event_id"}, label: "kind", once: true},
	"proposal_obstacle": {key: []string{"proposal_id", "obstacle_id"}},
	"proposal_step":     {key: []string{"proposal_id", "step"}},
	"petition":          {key: []string{"petition_id"}, label: "ref", once: true},
	"petition_answer":   {key: []string{"answer_id"}, label: "number", files: []string{"file_hash"}, once: true},
	"petition_event":    {key: []string{"about", "version"}, label: "kind"},
	"issue":             {key: []string{"issue_id"}, label: "ref", once: true},
	"objective_cause":   {key: []string{"cause_id"}, label: "number", files: []string{"file_hash"}, once: true},

	"inspection_plan":   {key: []string{"plan_id"}, label: "ref", once: true},
	"inspection_line":   {key: []string{"line_id"}, once: true},
	"inspection":        {key: []string{"inspection_id"}, label: "ref", once: true},
	"inspection_member": {key: []string{"member_id"}, once: true},
	"inspection_check":  {key: []string{"check_id"}, once: true},
	"inspection_task":   {key: []string{"row_id"}, once: true},
	"sample_draw":       {key: []string{"draw_id"}, label: "ref", once: true},
	"sample_item":       {key: []string{"item_id"}, once: true},
	"finding":           {key: []string{"finding_id"}, label: "ref", once: true},
	"remedy":            {key: []string{"remedy_id"}, once: true},
	"recheck":           {key: []string{"recheck_id"}, once: true},

	"publication": {key: []string{"publication_id"}, label: "code", once: true},
	"withholding": {key: []string{"withholding_id"}, once: true},

	"data_request":       {key: []string{"request_id"}, label: "ref", once: true},
	"data_request_event": {key: []string{"event_id"}, label: "kind", once: true},
	"data_read":          {key: []string{"read_id"}, label: "kind", once: true},

	"calendar_year": {key: []string{"year_id"}, label: "source", once: true},
	"calendar_day":  {key: []string{"day_id"}, label: "day", once: true},
	"office_hours":  {key: []string{"hours_id"}, label: "from_day", once: true},
	"calendar_feed": {key: []string{"feed_id"}, once: true},

	"channel": {key: []string{"way"}, label: "way"},

	"reminder_step": {key: []string{"kind", "about", "part", "due_on", "step"}, label: "ref"},
	"ladder":        {key: []string{"ladder_id"}, label: "name", once: true},

	"explanation": {key: []string{"explanation_id"}, label: "ref", files: []string{"hash"}, once: true},
	"extension":   {key: []string{"extension_id"}, label: "ref", once: true},
	"urging":      {key: []string{"urging_id"}, label: "ref", once: true},
	"urging_unit": {key: []string{"urging_id", "unit_id"}, label: "name", files: []string{"hash"}},
	"urging_task": {key: []string{"urging_id", "task_id"}},

	"record_key": {key: []string{"key_id"}, once: true},
}

func init() {
	keys := map[string][]string{}
	for name, t := range tables {
		keys[name] = t.key
	}
	db.Record(keys, seal)
}

// keyOf is the key of a row as it stands in the published log: where it is no
// id, day or code but words of somebody, their hash.
func keyOf(c db.Change) string {
	if plainKey.MatchString(c.Key) {
		return c.Key
	}
	sum := sha256.Sum256([]byte(c.Key))
	return "sha256-" + hex.EncodeToString(sum[:16])
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9._/-]{1,200}$`)

// rowsPerEntry bounds an entry, whose length has to fit 16 bits in a bundle.
const rowsPerEntry = 200

// head is the right edge of a tenant's tree.
type head struct {
	size int64
	edge []ledger.Hash
}

// sealing is what one transaction adds to the log.
type sealing struct {
	tx       *db.Tx
	head     head
	latest   map[[2]string]string // table, key → commitment
	entries  []any                // arguments of the insert
	openings []any
}

// seal writes the entries of the acts and the new edge of the tree. Four
// statements, however many rows: one reads, three write.
func seal(tx *db.Tx, acts []db.Act) error {
	s := &sealing{tx: tx, latest: map[[2]string]string{}}
	if err := s.read(acts); err != nil {
		return err
	}
	for _, a := range acts {
		if err := s.act(a); err != nil {
			return err
		}
	}
	return s.write()
}

// read reads the edge of the tree and the last commitment of every row that
// the acts changed.
func (s *sealing) read(acts []db.Act) error {
	var rows []any // table, key
	seen := map[[2]string]bool{}
	for _, a := range acts {
		for _, c := range a.Changes {
			if row := [2]string{c.Table, keyOf(c)}; !seen[row] {
				seen[row] = true
				// What was just made is in the log only if it was there and deleted
				// before; the keys made by the program never come twice.
				if !c.Made || !tables[c.Table].once {
					rows = append(rows, row[0], row[1])
				}
			}
		}
	}
	const most = 2 * 50 // an engine puts so many selects together
	for first := true; first || len(rows) > 0; first = false {
		part := rows[:min(most, len(rows))]
		rows = rows[len(part):]
		err := s.tx.Each(func(scan func(...any) error) error {
			var table, key, text string
			var size int64
			if err := scan(&table, &key, &size, db.Opt(&text)); err != nil {
				return err
			}
			if table == "" {
				edge, err := hashes(text)
				if err == nil && len(edge) != bits.OnesCount64(uint64(size)) {
					err = fmt.Errorf("notary: the head of the log has %d hashes for %d entries", len(edge), size)
				}
				s.head = head{size, edge}
				return err
			}
			s.latest[[2]string{table, key}] = text
			return nil
		}, "select '' as table_name, '' as row_key, size, edge from record_head where tenant_id = ?1"+lastOf(len(part)/2), part...)
		if err != nil {
			return err
		}
	}
	return nil
}

// lastOf asks for the last commitment of n rows, one look into the index for
// each: a row may have thousands of earlier ones.
func lastOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` union all select cast(?%[1]d as text), cast(?%[2]d as text), 0, (select o.commitment from record_opening o
			where o.tenant_id = ?1 and o.row_key = ?%[2]d and o.table_name = ?%[1]d order by o.entry desc limit 1)`, 2*i+2, 2*i+3)
	}
	return b.String()
}

// act adds the entries of one act: one, but for an act that changed very many rows.
func (s *sealing) act(a db.Act) error {
	// A row that the act changed twice is in the entry once, as it was left.
	order, last := [][2]string{}, map[[2]string]db.Change{}
	for _, c := range a.Changes {
		row := [2]string{c.Table, keyOf(c)}
		if _, again := last[row]; !again {
			order = append(order, row)
		}
		last[row] = c
	}
	for len(order) > 0 {
		part := order[:min(rowsPerEntry, len(order))]
		order = order[len(part):]
		e := ledger.Entry{At: s.tx.Now, Act: a.Kind, Post: string(a.Post), For: string(a.For), About: string(a.About)}
		for _, row := range part {
			c, before := last[row], s.latest[row]
			after, salt := "", any(nil)
			if !c.Deleted {
				fresh := ledger.NewSalt()
				after, salt = ledger.Commit(fresh, c.Table, row[1], fields(c)), hex.EncodeToString(fresh[:])
			}
			if before == "" && after == "" {
				continue // made and deleted by the same transaction
			}
			e.Rows = append(e.Rows, ledger.Row{Table: c.Table, Key: row[1], Before: before, After: after})
			s.openings = append(s.openings, c.Table, row[1], s.head.size, after, salt)
			s.latest[row] = after
		}
		if len(e.Rows) == 0 {
			continue
		}
		if err := s.add(e); err != nil {
			return err
		}
	}
	return nil
}

func (s *sealing) add(e ledger.Entry) error {
	body, err := e.Encode()
	if err != nil {
		return fmt.Errorf("notary: %w", err)
	}
	added, edge := ledger.Append(s.head.size, s.head.edge, ledger.LeafHash(body))
	s.entries = append(s.entries, s.head.size, string(body), text(added))
	s.head = head{s.head.size + 1, edge}
	return nil
}

func (s *sealing) write() error {
	if len(s.entries) == 0 {
		return nil
	}
	if err := insert(s.tx, "record_entry (tenant_id, entry, body, hashes)", 3, s.entries); err != nil {
		return err
	}
	if err := insert(s.tx, "record_opening (tenant_id, table_name, row_key, entry, commitment, salt)", 5, s.openings); err != nil {
		return err
	}
	_, err := s.tx.Exec(`insert into record_head (tenant_id, size, edge) values (?1, ?2, ?3)
		on conflict (tenant_id) do update set size = excluded.size, edge = excluded.edge`, s.head.size, text(s.head.edge))
	return err
}

// insert inserts rows of width columns after the tenant, many a statement.
func insert(tx *db.Tx, into string, width int, args []any) error {
	const rows = 200
	for len(args) > 0 {
		part := args[:min(rows*width, len(args))]
		args = args[len(part):]
		var b strings.Builder
		b.WriteString("insert into " + into + " values ")
		for i := range len(part) {
			switch {
			case i%width != 0:
			case i == 0:
				b.WriteString("(?1")
			default:
				b.WriteString("), (?1")
			}
			fmt.Fprintf(&b, ", ?%d", i+2)
		}
		b.WriteByte(')')
		if _, err := tx.Exec(b.String(), part...); err != nil {
			return err
		}
	}
	return nil
}

// fields are the columns of a row as they are committed to. The tenant is the
// log's own.
func fields(c db.Change) []ledger.Field {
	list := make([]ledger.Field, 0, len(c.Columns))
	for i, name := range c.Columns {
		if name != "tenant_id" {
			list = append(list, ledger.Field{Column: name, Value: c.Values[i]})
		}
	}
	return list
}

const hexLength = 2 * len(ledger.Hash{})

func text(list []ledger.Hash) string {
	var b strings.Builder
	for _, h := range list {
		b.WriteString(hex.EncodeToString(h[:]))
	}
	return b.String()
}

func hashes(text string) ([]ledger.Hash, error) {
	if len(text)%hexLength != 0 {
		return nil, fmt.Errorf("notary: %d digits are no list of hashes", len(text))
	}
	list := make([]ledger.Hash, len(text)/hexLength)
	for i := range list {
		if _, err := hex.Decode(list[i][:], []byte(text[i*hexLength:(i+1)*hexLength])); err != nil {
			return nil, fmt.Errorf("notary: %w", err)
		}
	}
	return list, nil
}

// Recorded are the names of the recorded tables.
func Recorded() []string { return sortedKeys(tables) }
