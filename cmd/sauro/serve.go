package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sauro/demo"
	"sauro/program"
)

type serveCmd struct{}

func (serveCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	p, err := program.Open(ctx, c.config())
	if err != nil {
		return err
	}
	defer p.Close()
	if p.SetUp != "" {
		fmt.Fprintln(s.out, say("Chưa có cơ quan nào. Hãy mở %s/lap-co-quan và nhập mã lập cơ quan: %s", p.URL(), p.SetUp))
	} else {
		fmt.Fprintln(s.out, say("Sáu Rõ đang chạy ở %s, dữ liệu trong %s. Bấm Ctrl+C để dừng.", p.URL(), absolute(c.Data)))
	}
	return p.Run(ctx)
}

type demoCmd struct {
	Fresh bool `help:"${fresh}"`
}

func (cmd demoCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	if c.Data == "sauro-data" { // not said otherwise: never the folder of a real office
		c.Data = "sauro-demo"
	}
	config := c.config()
	config.Demo, config.Database = true, ""
	if cmd.Fresh {
		if err := setAside(c.Data); err != nil {
			return err
		}
	}
	d, blobs, err := program.OpenData(ctx, config)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Đang chuẩn bị xã Khánh Cường để dùng thử…"))
	err = errors.Join(demo.Build(ctx, d, blobs), d.Close())
	if err != nil {
		return err
	}
	p, err := program.Open(ctx, config)
	if err != nil {
		return err
	}
	defer p.Close()
	fmt.Fprintln(s.out, say("Bản dùng thử đang chạy ở %s, dữ liệu trong %s. Bấm Ctrl+C để dừng.", p.URL(), absolute(c.Data)))
	return p.Run(ctx)
}

// setAside renames the folder of an earlier demo: nothing is deleted, not even
// where the name given was that of a real office.
func setAside(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for n := 1; ; n++ {
		old := fmt.Sprintf("%s-%d", filepath.Clean(dir), n)
		if _, err := os.Stat(old); errors.Is(err, fs.ErrNotExist) {
			return os.Rename(dir, old)
		}
	}
}

func absolute(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		return full
	}
	return dir
}

type versionCmd struct{}

func (versionCmd) Run(s *streams) error {
	_, err := fmt.Fprintln(s.out, "sauro", program.Version())
	return err
}
