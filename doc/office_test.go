package doc

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOfficeProgramsFormsReadTheSame has an office program save a letter in
// every form that is read: the text must be the same.
func TestOfficeProgramsFormsReadTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no office program is started")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed: its files are not tried")
	}
	dir := t.TempDir()
	docx := writtenDOCX(t, letterPaper())
	if err := os.WriteFile(filepath.Join(dir, "letter.docx"), docx, 0o600); err != nil {
		t.Fatal(err)
	}
	want := strings.Join(wordLines(t, docx), "\n")
	for _, form := range []string{"odt", "doc", "pdf"} {
		t.Run(form, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, office, "--headless", "-env:UserInstallation=file://"+dir+"/profile", "--convert-to", form, "--outdir", dir, filepath.Join(dir, "letter.docx"))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Skipf("LibreOffice did not convert: %v %s", err, out)
			}
			data, err := os.ReadFile(filepath.Join(dir, "letter."+form))
			if err != nil {
				t.Skip("LibreOffice wrote nothing:", err)
			}
			if got := strings.Join(wordLines(t, data), "\n"); got != want {
				t.Errorf("read\n%s\nwant\n%s", got, want)
			}
		})
	}
}
