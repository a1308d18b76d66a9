package db

import (
	"context"
	"database/sql"
	"sync"
)

// prepared keeps the statements of one SQLite pool that are used again and
// again parsed, on every connection that has used them. pgx does this itself.
type prepared struct {
	pool *sql.DB
	mu   sync.Mutex
	uses map[string]int
	done map[string]*sql.Stmt
}

const (
	usesToPrepare = 3
	mostPrepared  = 300 // a list of ids of another length is another text
	mostCounted   = 5000
)

func newPrepared(pool *sql.DB) *prepared {
	return &prepared{pool: pool, uses: map[string]int{}, done: map[string]*sql.Stmt{}}
}

// statement is the parsed statement, nil while it is not worth it; wanted says
// that it should be parsed when its transaction has ended.
func (p *prepared) statement(text string) (s *sql.Stmt, wanted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.done[text]; s != nil {
		return s, false
	}
	if len(p.done) >= mostPrepared || len(p.uses) >= mostCounted && p.uses[text] == 0 {
		return nil, false
	}
	p.uses[text]++
	return nil, p.uses[text] == usesToPrepare
}

// prepare parses statements. It takes a connection of the pool, so it must not
// be called within a transaction: the writer has only one.
func (p *prepared) prepare(ctx context.Context, texts []string) {
	for _, text := range texts {
		s, err := p.pool.PrepareContext(context.WithoutCancel(ctx), text)
		if err != nil {
			continue // whoever runs it is told
		}
		p.mu.Lock()
		p.done[text] = s
		delete(p.uses, text)
		p.mu.Unlock()
	}
}

// runner is what runs a statement: the parsed one, or the transaction itself.
type runner interface {
	exec(ctx context.Context, args []any) (sql.Result, error)
	query(ctx context.Context, args []any) (*sql.Rows, error)
}

type parsed struct{ *sql.Stmt }

func (p parsed) exec(ctx context.Context, args []any) (sql.Result, error) {
	return p.ExecContext(ctx, args...)
}

func (p parsed) query(ctx context.Context, args []any) (*sql.Rows, error) {
	return p.QueryContext(ctx, args...)
}

type unparsed struct {
	tx   *sql.Tx
	text string
}

func (u unparsed) exec(ctx context.Context, args []any) (sql.Result, error) {
	return u.tx.ExecContext(ctx, u.text, args...)
}

func (u unparsed) query(ctx context.Context, args []any) (*sql.Rows, error) {
	return u.tx.QueryContext(ctx, u.text, args...)
}

// runs gives the runner of a statement and what to call when its rows are read:
// a parsed statement serves one reading at a time.
func (tx *Tx) runs(text string) (r runner, done func()) {
	plain := unparsed{tx.tx, text}
	if tx.prepared == nil || tx.reading[text] {
		return plain, func() {}
	}
	s, wanted := tx.prepared.statement(text)
	if wanted {
		tx.wanted = append(tx.wanted, text)
	}
	if s == nil {
		return plain, func() {}
	}
	if tx.reading == nil {
		tx.reading = map[string]bool{}
	}
	tx.reading[text] = true
	return parsed{tx.tx.StmtContext(tx.ctx, s)}, func() { delete(tx.reading, text) }
}
