package program_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"sauro/demo"
	"sauro/program"
)

// start runs the whole program on a free port until the test ends, with the
// demo's office where the configuration says so.
func start(t testing.TB, c program.Config) *program.Program {
	t.Helper()
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:0"
	slog.SetLogLoggerLevel(slog.LevelWarn) // a line for each request would bury what a test says
	ctx, stop := context.WithCancel(context.Background())
	if c.Demo {
		d, blobs, err := program.OpenData(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := demo.Build(ctx, d, blobs); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p, err := program.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestTheProgramStartsServesAndStops(t *testing.T) {
	p := start(t, program.Config{})
	if p.SetUp == "" {
		t.Error("an empty installation has no code to set up an office with")
	}
	res, err := http.Get(p.URL() + "/lap-co-quan")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), "Lập cơ quan") {
		t.Errorf("%s, %v: %.200s", res.Status, err, body)
	}
	if strings.Contains(string(body), p.SetUp) {
		t.Error("the page tells the code that only the one at the server may know")
	}
}

func TestWhatCannotBeOpenedIsSaid(t *testing.T) {
	taken := start(t, program.Config{})
	if _, err := program.Open(context.Background(), program.Config{Data: t.TempDir(), Listen: strings.TrimPrefix(taken.URL(), "http://")}); err == nil || !strings.Contains(err.Error(), "--listen") {
		t.Errorf("an address in use: %v", err)
	}
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := program.Open(context.Background(), program.Config{Data: file, Listen: "127.0.0.1:0"}); err == nil || !strings.Contains(err.Error(), "thư mục") {
		t.Errorf("a file for a folder: %v", err)
	}
}
