package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"sauro/doc"
	"sauro/fault"
	"sauro/reading"
)

type readCmd struct {
	Text  bool     `help:"${text}"`
	Files []string `arg:"" name:"file" help:"${files}"`
}

// Run prints the reading of each file, one JSON object a line. A file that
// cannot be read is told of on the error stream; the others are read all the same.
func (cmd readCmd) Run(ctx context.Context, s *streams, say func(string, ...any) string) error {
	out := bufio.NewWriter(s.out)
	defer out.Flush()
	defer doc.Close()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	failed := 0
	for _, name := range cmd.Files {
		text, err := extract(ctx, name, s, say)
		if err != nil {
			failed++
			fmt.Fprintf(s.err, "%s: %s\n", name, words(say, err))
			continue
		}
		if cmd.Text {
			_, err = fmt.Fprintln(out, text.Body)
		} else {
			err = enc.Encode(reading.Read(text.Body))
		}
		if err != nil {
			return err
		}
	}
	if failed > 0 {
		return fault.New(fault.Invalid, "%s trên %s tệp không đọc được.", fmt.Sprint(failed), fmt.Sprint(len(cmd.Files)))
	}
	return nil
}

// extract reads the text of a file, showing how far a long reading is.
func extract(ctx context.Context, name string, s *streams, say func(string, ...any) string) (doc.Text, error) {
	data, err := readFile(name)
	if err != nil {
		return doc.Text{}, err
	}
	// Making the PDF engine's machine code takes seconds; where it cannot be kept
	// the next run makes it again.
	if dir, err := os.UserCacheDir(); err == nil {
		if err := doc.CacheIn(filepath.Join(dir, "sauro")); err != nil {
			slog.DebugContext(ctx, "cache", "err", err)
		}
	}
	shown := false
	text, err := doc.Extract(ctx, filepath.Base(name), data, func(done, total int) {
		if total > 1 {
			shown = true
			fmt.Fprintf(s.err, "\r%s: %s", filepath.Base(name), say("trang %s/%s", fmt.Sprint(done), fmt.Sprint(total)))
		}
	})
	if shown {
		fmt.Fprintln(s.err)
	}
	if err == nil && text.Scanned {
		fmt.Fprintf(s.err, "%s: %s\n", filepath.Base(name), say("đọc từ bản quét"))
	}
	return text, err
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Because(err, fault.Unknown, "Không mở được tệp này. Hãy kiểm tra tên tệp và quyền đọc.")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, doc.MaxFile+1))
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "Không đọc được tệp này. Nếu là thư mục, hãy chỉ rõ từng tệp.")
	}
	return data, nil
}
