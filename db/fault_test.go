package db

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sauro/fault"
)

func tenant(t *testing.T, d *DB) ID {
	t.Helper()
	id := NewID()
	err := d.Update(context.Background(), id, func(tx *Tx) error {
		tx.Did(Act{Kind: "set-up"})
		_, err := tx.Exec("insert into tenant (tenant_id, code, name, created_at) values (?1, '21472', 'Xã', ?2) on conflict do nothing", tx.Now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAFullDiskHasWordsAndLosesNothing(t *testing.T) {
	ctx := context.Background()
	d, err := Open(ctx, filepath.Join(t.TempDir(), "sauro.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	id := tenant(t, d)
	// SQLite answers a full disk and a full page budget with the same error.
	var pages int
	if err := d.write.QueryRow("pragma page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write.Exec(fmt.Sprintf("pragma max_page_count = %d", pages+20)); err != nil {
		t.Fatal(err)
	}
	wrote := 0
	for {
		err = d.Update(ctx, id, func(tx *Tx) error {
			return tx.Index("task", ID(fmt.Sprint(wrote)), strings.Repeat("chữ ", 500), fmt.Sprint(wrote))
		})
		if err != nil {
			break
		}
		wrote++
	}
	if !fault.Is(err, fault.Busy) || !strings.Contains(err.Error(), "đã đầy") {
		t.Fatalf("a full disk: %v", err)
	}
	if wrote == 0 {
		t.Fatal("nothing could be written at all")
	}
	if err := d.Check(ctx); err != nil {
		t.Error(err)
	}
	var kept int
	if err := d.read.QueryRow("select count(*) from search_entry").Scan(&kept); err != nil || kept != wrote {
		t.Errorf("%d of %d acknowledged writes are there, %v", kept, wrote, err)
	}
	if _, err := d.write.Exec(fmt.Sprintf("pragma max_page_count = %d", pages+10000)); err != nil {
		t.Fatal(err)
	}
	if err := d.Update(ctx, id, func(tx *Tx) error { return tx.Index("task", "again", "chữ", "") }); err != nil {
		t.Errorf("after the disk was cleared: %v", err)
	}
}

// victim names the file that TestMain's other life writes to until it is killed.
const victim = "SAURO_TEST_VICTIM"

func TestMain(m *testing.M) {
	if file := os.Getenv(victim); file != "" {
		write(file)
		return
	}
	os.Exit(m.Run())
}

// write acknowledges each number on its output once it is on disk.
func write(file string) {
	ctx := context.Background()
	d, err := Open(ctx, file)
	if err != nil {
		panic(err)
	}
	out := bufio.NewWriter(os.Stdout)
	for {
		var n int
		err := d.Update(ctx, "t", func(tx *Tx) error {
			tx.Did(Act{Kind: "set-up"})
			_, err := tx.Exec("insert into tenant (tenant_id, code, name, created_at) values (?1, '21472', 'Xã', ?2) on conflict do nothing", tx.Now)
			if err != nil {
				return err
			}
			if n, err = tx.Next("NV", 2025); err != nil {
				return err
			}
			// Two tables in one transaction: both rows or none.
			return tx.Index("task", ID(strconv.Itoa(n)), "nhiệm vụ "+strconv.Itoa(n), "")
		})
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(out, n)
		out.Flush()
	}
}

func TestAProgramKilledWhileItWritesLosesNothingAcknowledged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sauro.db")
	acknowledged := 0
	for round := range 5 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), victim+"="+file)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for i := 0; lines.Scan(); i++ {
			if acknowledged, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(err)
			}
			if i == 20+round*13 {
				// The program gets no chance to clean up; what it still prints was on disk.
				if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
			}
		}
		cmd.Wait() // "signal: killed" is what was asked for
		d, err := Open(context.Background(), file)
		if err != nil {
			t.Fatalf("round %d: the file does not open: %v", round, err)
		}
		if err := d.Check(context.Background()); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		var last, entries, words int
		if err := d.read.QueryRow(`select (select last from counter), (select count(*) from search_entry), (select count(distinct id) from search_word)`).Scan(&last, &entries, &words); err != nil {
			t.Fatal(err)
		}
		if last < acknowledged || entries != last || words != last {
			t.Errorf("round %d: acknowledged %d; counter %d, entries %d, words of %d", round, acknowledged, last, entries, words)
		}
		d.Close()
	}
}
