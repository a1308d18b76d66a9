package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postgres is a database server that lives as long as the check: it keeps
// nothing, so it does not wait for the disk.
type postgres struct {
	url string
	dir string
	cmd *exec.Cmd
}

// postgresBin finds the folder of Debian's server programs, which is not on PATH.
func postgresBin() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("no initdb: install the Debian package postgresql")
	}
	return filepath.Dir(slices.Max(found)), nil
}

// startPostgres makes a cluster in a temporary folder and starts a server on a
// free port of this machine. It must be called from the main goroutine.
func startPostgres(ctx context.Context) (_ *postgres, err error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sauro-postgres-")
	if err != nil {
		return nil, err
	}
	s := &postgres{dir: dir}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	as, err := serverUser(dir)
	if err != nil {
		return nil, err
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, filepath.Join(bin, name), args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
		return cmd
	}

	data := filepath.Join(dir, "data")
	out, err := command("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", data).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %v\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(s.log())
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := command("postgres", "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "max_connections=300", "-c", "log_statement=ddl")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	// When the check is interrupted, the server ends its sessions and stops.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.cmd = cmd
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if command("pg_isready", "-q", "-h", "127.0.0.1", "-p", port).Run() == nil {
			break
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			text, _ := os.ReadFile(s.log())
			return nil, fmt.Errorf("PostgreSQL did not start\n%s", text)
		}
	}
	s.url = "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"
	return s, nil
}

func (s *postgres) log() string { return filepath.Join(s.dir, "log") }

// databasesMade counts from the server's log how many databases tests made.
func (s *postgres) databasesMade() int {
	text, err := os.ReadFile(s.log())
	if err != nil {
		return 0
	}
	return strings.Count(strings.ToLower(string(text)), "create database ")
}

// stop ends the server and removes its folder.
func (s *postgres) stop() {
	if s.cmd != nil {
		kill := time.AfterFunc(15*time.Second, func() { s.cmd.Process.Kill() })
		s.cmd.Process.Signal(syscall.SIGINT)
		s.cmd.Wait()
		kill.Stop()
	}
	os.RemoveAll(s.dir)
}

// serverUser gives the folder to the user that the server runs as, because
// PostgreSQL refuses root. nil is whoever runs the check.
func serverUser(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root: %w", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// serve keeps a server up for tests that are run by hand in another shell.
func serve(ctx context.Context) error {
	s, err := startPostgres(ctx)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("export SAURO_TEST_POSTGRES='%s'\n", s.url)
	fmt.Fprintln(os.Stderr, "PostgreSQL is up; paste the line above into the shell that runs go test. Ctrl-C stops it.")
	<-ctx.Done()
	return nil
}
