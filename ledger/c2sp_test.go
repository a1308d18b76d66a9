package ledger

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// What the specifications of C2SP show, read with what they show.
const (
	specKey  = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
	specNote = "This is an example message.\n\n" +
		"— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
	specCheckpoint = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
		"— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" +
		"— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

func TestTheExampleOfSignedNoteIsOpened(t *testing.T) {
	n, signed, err := openNote([]byte(specNote), signs, []string{specKey})
	if err != nil || n.Text != "This is an example message.\n" || len(signed) != 1 || signed[0] != specKey {
		t.Fatalf("%+v, %v, %v", n, signed, err)
	}
	if _, _, err := openNote([]byte(strings.Replace(specNote, "example message", "exemple message", 1)), signs, []string{specKey}); err == nil {
		t.Error("the changed example was opened")
	}
}

func TestTheExampleOfACheckpointIsRead(t *testing.T) {
	c, err := ReadCheckpoint([]byte(specCheckpoint))
	if err != nil || c.Origin != "example.com/behind-the-sofa" || c.Size != 20852163 || c.Root.String() != "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=" {
		t.Fatalf("%+v, %v", c, err)
	}
	n, err := readNote([]byte(specCheckpoint))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(n.UnverifiedSigs[1].Base64)
	if err != nil {
		t.Fatal(err)
	}
	at, _, ok := splitCosignature(raw[4:])
	const message = "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
	if got := string(cosigned([]byte(n.Text), at)); !ok || got != message {
		t.Errorf("the witness of the example signed\n%s, not\n%s", message, got)
	}
}

// TestOtherToolsOpenOurCheckpoints reads ours with the library of the Go
// checksum database as it is, and its keys and notes with ours.
func TestOtherToolsOpenOurCheckpoints(t *testing.T) {
	k, err := NewKey("khanhcuong.example.vn/nhat-ky")
	if err != nil {
		t.Fatal(err)
	}
	head := Checkpoint{Origin: k.Name(), Size: 3, Root: LeafHash([]byte("x"))}
	msg, err := head.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewKey("tinh.example.vn/chung-kien")
	if err != nil {
		t.Fatal(err)
	}
	if msg, err = Cosign(msg, w, time.Unix(1_800_000_000, 0)); err != nil {
		t.Fatal(err)
	}
	theirs, err := note.NewVerifier(k.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(msg, note.VerifierList(theirs))
	if err != nil || len(n.Sigs) != 1 || n.Text != head.text() {
		t.Fatalf("%+v, %v", n, err)
	}

	secret, public, err := note.GenerateKey(nil, "rome.example.com/tevere")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(secret + "\n")
	if err != nil || key.Verifier() != public || key.Private() != secret {
		t.Fatalf("%v, %v", key, err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	head.Origin = key.Name()
	if msg, err = note.Sign(&note.Note{Text: head.text() + "an extension\n"}, signer); err != nil {
		t.Fatal(err)
	}
	if got, signed, err := OpenCheckpoint(msg, public); err != nil || got != head || len(signed) != 1 {
		t.Fatalf("%+v, %v, %v", got, signed, err)
	}
}

// The five y of points of small order, with either sign, are no key; neither
// is a y of 2^255-19 and above, nor one that is on no point.
func TestAKeyThatFitsManyTextsIsNoKey(t *testing.T) {
	points := [][32]byte{{2}, {0xed, 31: 0x7f}, {0xf0, 31: 0x7f}}
	for i := 1; i < 31; i++ {
		points[1][i], points[2][i] = 0xff, 0xff
	}
	for y := range smallOrder {
		points = append(points, y)
	}
	for _, p := range points {
		for _, sign := range []byte{0, 0x80} {
			q := p
			q[31] |= sign
			if isPoint(q[:]) {
				t.Errorf("%x is a key", q)
			}
			if _, err := parseVerifier(verifier{"x", signs, q[:]}.text(), signs); err == nil {
				t.Errorf("%x was read", q)
			}
		}
	}
	if len(smallOrder) != 5 {
		t.Errorf("%d points of small order, with y from 5", len(smallOrder))
	}
	for range 50 {
		k, err := NewKey("x")
		if err != nil || !isPoint(k.public()) {
			t.Fatalf("%x is not a key (%v)", k.public(), err)
		}
	}
}
