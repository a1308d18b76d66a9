// Command sauro keeps the promises a commune signed: it serves the pages of the
// office and does from the command line what an installer needs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
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
	Lang     string `help:"${lang}" env:"SAURO_LANG" enum:"vi,en" default:"${default_lang}"`
	Data     string `help:"${data}" env:"SAURO_DATA" default:"sauro-data" placeholder:"DIR"`
	Database string `help:"${database}" env:"SAURO_DATABASE" placeholder:"postgres://…"`
	Listen   string `help:"${listen}" env:"SAURO_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDR"`

	BehindProxy   proxies `help:"${behind_proxy}" env:"SAURO_BEHIND_PROXY" placeholder:"ADDR,…"`
	PublicURL     string  `name:"public-url" help:"${public_url}" env:"SAURO_PUBLIC_URL" placeholder:"URL"`
	Host          string  `help:"${host}" env:"SAURO_HOST" placeholder:"NAME,…"`
	TLSCert       string  `name:"tls-cert" help:"${tls_cert}" env:"SAURO_TLS_CERT" placeholder:"FILE"`
	TLSKey        string  `name:"tls-key" help:"${tls_key}" env:"SAURO_TLS_KEY" placeholder:"FILE"`
	TLSACME       string  `name:"tls-acme" help:"${tls_acme}" env:"SAURO_TLS_ACME" placeholder:"NAME,…"`
	ACMEDirectory string  `name:"acme-directory" help:"${acme_directory}" env:"SAURO_ACME_DIRECTORY" placeholder:"URL"`
	ACMEEmail     string  `name:"acme-email" help:"${acme_email}" env:"SAURO_ACME_EMAIL" placeholder:"MAIL"`
	ListenHTTP    string  `name:"listen-http" help:"${listen_http}" env:"SAURO_LISTEN_HTTP" placeholder:"ADDR"`

	Serve    serveCmd    `cmd:"" help:"${serve}"`
	Demo     demoCmd     `cmd:"" help:"${demo}"`
	Read     readCmd     `cmd:"" help:"${read}"`
	Import   importCmd   `cmd:"" help:"${import}"`
	Report   reportCmd   `cmd:"" help:"${report}"`
	User     userCmd     `cmd:"" help:"${user}"`
	Province provinceCmd `cmd:"" help:"${province}"`
	Verify   verifyCmd   `cmd:"" help:"${verify}"`
	Log      logCmd      `cmd:"" help:"${log}"`
	Deadline deadlineCmd `cmd:"" help:"${deadline}"`
	Doctor   doctorCmd   `cmd:"" help:"${doctor}"`
	Config   configCmd   `cmd:"" help:"${config}"`
	Version  versionCmd  `cmd:"" help:"${version}"`
}

func (c *commands) config() program.Config {
	return program.Config{Data: c.Data, Database: c.Database, Listen: c.Listen, BehindProxy: string(c.BehindProxy), Hosts: c.Host, PublicURL: c.PublicURL,
		TLSCert: c.TLSCert, TLSKey: c.TLSKey, ACME: c.TLSACME, ACMEDirectory: c.ACMEDirectory, ACMEEmail: c.ACMEEmail, ListenHTTP: c.ListenHTTP}
}

// proxies is the list of --behind-proxy. The flag had no value once and meant
// everybody; alone it now means a proxy on this machine.
type proxies string

// Decode takes the list where one follows.
func (p *proxies) Decode(ctx *kong.DecodeContext) error {
	*p = "true"
	next := ctx.Scan.Peek()
	value, ok := next.Value.(string)
	if !ok {
		return nil
	}
	_, err := web.ParseProxies(value)
	if next.Type == kong.FlagValueToken || next.InferredType() == kong.UntypedToken && err == nil {
		ctx.Scan.Pop()
		*p = proxies(value)
	}
	return nil
}

// IsBool lets the flag stand alone.
func (*proxies) IsBool() bool { return true }

func main() {
	slog.SetDefault(logger(os.Stderr))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// logger writes the log: a line an event with its instant and the offset from
// UTC, key=value, and quotes round what a person could have sent.
func logger(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

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
