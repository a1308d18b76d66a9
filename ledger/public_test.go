package ledger

import (
	"bytes"
	"testing"
	"time"
)

func TestCertificatesArePutTogetherAndTakenApart(t *testing.T) {
	root, err := NewKey("root")
	if err != nil {
		t.Fatal(err)
	}
	var list [][]byte
	for range 3 {
		k, err := NewKey("log")
		if err != nil {
			t.Fatal(err)
		}
		c, err := Certificate{Origin: "log", Verifier: k.Verifier(), From: time.Unix(1_800_000_000, 0)}.Sign(root)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	apart := SplitCertificates(JoinCertificates(list))
	if len(apart) != len(list) {
		t.Fatalf("%d certificates of %d", len(apart), len(list))
	}
	for i := range list {
		if !bytes.Equal(apart[i], list[i]) {
			t.Errorf("certificate %d came back as\n%s", i, apart[i])
		}
		if _, err := OpenCertificate(apart[i], root.Verifier()); err != nil {
			t.Error(err)
		}
	}
}

func TestOnlyTheNamedWitnessIsTakenOver(t *testing.T) {
	k, w, stranger := mustKey(t, "log"), mustKey(t, "w"), mustKey(t, "stranger")
	msg, err := Checkpoint{Origin: "log", Size: 0, Root: emptyRoot()}.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	both := msg
	for _, by := range []Key{w, stranger} {
		if both, err = Cosign(both, by, time.Unix(1_800_000_000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := AddCosignature(msg, both, w.CosignVerifier())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenCheckpoint(got, k.Verifier()); err != nil {
		t.Error(err)
	}
	for _, by := range []struct {
		Key
		n int
	}{{w, 1}, {stranger, 0}} {
		if list, err := Cosignatures(got, by.CosignVerifier()); err != nil || len(list) != by.n {
			t.Errorf("%s: %v, %v", by.Name(), list, err)
		}
	}
	again := got
	for i := range 200 { // a witness that looks every minute while nothing happens
		note, err := Cosign(msg, w, time.Unix(1_800_000_060+int64(i), 0))
		if err != nil {
			t.Fatal(err)
		}
		if again, err = AddCosignature(again, note, w.CosignVerifier()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(again, got) {
		t.Errorf("the note grows:\n%s", again)
	}
	if IsVerifier(w.CosignVerifier()) || !IsCosignVerifier(w.CosignVerifier()) || !IsVerifier(k.Verifier()) || IsVerifier("log+1+x") {
		t.Error("the two kinds of keys are taken for each other")
	}
}

func mustKey(t *testing.T, name string) Key {
	t.Helper()
	k, err := NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Commit is written for speed; what opens a row computes the same anew.
func TestWhatIsCommittedIsWhatIsOpened(t *testing.T) {
	fields := []Field{{"work", "Tập huấn kỹ năng số"}, {"ref", "NV-2026-0001"}, {"target", int64(300)}, {"due", nil}, {"note", ""}, {"low", int64(-1)}}
	for _, show := range []func(string) bool{func(string) bool { return true }, func(string) bool { return false }, func(c string) bool { return c == "ref" }} {
		salt := NewSalt()
		opened, err := Disclose(salt, "task", "a/b", fields, show).Commitment()
		if got := Commit(salt, "task", "a/b", fields); err != nil || got != opened {
			t.Errorf("%s committed, %s opened: %v", got, opened, err)
		}
	}
}
