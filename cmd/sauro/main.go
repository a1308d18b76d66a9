// Command sauro keeps the promises a commune signed: it serves the pages of the
// office and does from the command line what an installer needs.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"sauro/fault"
	"sauro/program"
	"sauro/web"
)

// commands is the command line. The helps are keys of helps, in two languages.
type commands struct {
	Lang        string `help:"${lang}" env:"SAURO_LANG" enum:"vi,en" default:"${default_lang}"`
	Data        string `help:"${data}" env:"SAURO_DATA" default:"sauro-data" placeholder:"DIR"`
	Database    string `help:"${database}" env:"SAURO_DATABASE" placeholder:"postgres://…"`
	Listen      string `help:"${listen}" env:"SAURO_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDR"`
	BehindProxy bool   `help:"${behind_proxy}" env:"SAURO_BEHIND_PROXY"`

	Serve   serveCmd   `cmd:"" help:"${serve}"`
	Demo    demoCmd    `cmd:"" help:"${demo}"`
	Read    readCmd    `cmd:"" help:"${read}"`
	Import  importCmd  `cmd:"" help:"${import}"`
	Report  reportCmd  `cmd:"" help:"${report}"`
	User    userCmd    `cmd:"" help:"${user}"`
	Doctor  doctorCmd  `cmd:"" help:"${doctor}"`
	Config  configCmd  `cmd:"" help:"${config}"`
	Version versionCmd `cmd:"" help:"${version}"`
}

func (c *commands) config() program.Config {
	return program.Config{Data: c.Data, Database: c.Database, Listen: c.Listen, BehindProxy: c.BehindProxy}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with everything it touches given, so that tests can call it.
func run(ctx context.Context, args []string, stdin *os.File, stdout, stderr *os.File) (code int) {
	lang := languageOf(args)
	var c commands
	parser, err := kong.New(&c, kong.Name("sauro"), kong.Description(helps["about"][lang]), vars(lang),
		kong.Writers(stdout, stderr), kong.Exit(func(n int) { panic(exit(n)) }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "sauro:", err)
		return 2
	}
	defer func() {
		// kong ends the program itself after --help; a test must not end with it.
		if n, ok := recover().(exit); ok {
			code = int(n)
		}
	}()
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "sauro:", err)
		fmt.Fprintln(stderr, helps["see_help"][lang])
		return 2
	}
	say := web.Speaker(web.Lang(c.Lang))
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(&c, &streams{stdin, stdout, stderr}, say); err != nil {
		fmt.Fprintln(stderr, "sauro:", words(say, err))
		return 1
	}
	return 0
}

type exit int

// streams are what a command reads and writes.
type streams struct{ in, out, err *os.File }

// words says an error to the person at the command line: in their language
// where it has words, as it is where it is internal.
func words(say func(string, ...any) string, err error) string {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind == fault.Internal {
		return err.Error()
	}
	s := say(e.Text.Format, e.Text.Args...)
	for _, f := range e.Fields {
		s += "\n  " + f.Name + ": " + say(f.Text.Format, f.Text.Args...)
	}
	return s
}

// languageOf finds the language before the command line is parsed, for the help
// itself is in it: --lang, SAURO_LANG, else Vietnamese.
func languageOf(args []string) string {
	lang := os.Getenv("SAURO_LANG")
	for i, a := range args {
		switch {
		case a == "--lang" && i+1 < len(args):
			lang = args[i+1]
		case len(a) > 7 && a[:7] == "--lang=":
			lang = a[7:]
		}
	}
	if lang != "en" {
		return "vi"
	}
	return lang
}
