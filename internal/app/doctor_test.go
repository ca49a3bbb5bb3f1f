package app

import (
	"os"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/sources"
)

// finding is what the doctor said of a check.
func finding(t *testing.T, found []Finding, check string) Finding {
	t.Helper()
	for _, f := range found {
		if f.Check == check {
			return f
		}
	}
	t.Fatalf("the doctor says nothing of %s: %+v", check, found)
	return Finding{}
}

// The doctor finds rows in quarantine, a store that was never saved and
// passwords nobody can open, and says what to do about each.
func TestDoctorOfOperation(t *testing.T) {
	c, err := conf.Load(conf.Source{File: os.DevNull, Flags: map[string]string{"data": t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	a := started(t, c)
	ctx := authz.With(t.Context(), authz.System("test"))
	b := oneCall(1)
	b.Bad = []telephony.BadRow{{File: "f", Line: 3, Raw: "?", Reason: "unreadable"}}
	seq, err := a.Ingest.Publish(ctx, b)
	if err == nil {
		err = a.Ingest.Wait(ctx, seq)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Sources.Create(ctx, sources.New{Name: "switch", Kind: sources.KindAMI, Settings: sources.Settings{Address: "127.0.0.1:1", User: "u"}, Secret: "a-password"}); err != nil {
		t.Fatal(err)
	}
	found := Examine(ctx, c, clock.System())
	for check, want := range map[string]string{"quarantine of pbx": "warn", "backup": "warn", "seal key": "ok"} {
		f := finding(t, found, check)
		if f.State != want || (f.State != "ok") != (f.Advice != "") {
			t.Errorf("%s: %+v", check, f)
		}
	}
	if err := os.Remove(c.SealKeyPath()); err != nil {
		t.Fatal(err)
	}
	found = Examine(ctx, c, clock.System())
	if f := finding(t, found, "seal key"); f.State != "fail" || !strings.Contains(f.Detail, "switch") || f.Advice == "" {
		t.Errorf("%+v", f)
	}
	if Verdict(found) == nil {
		t.Error("nothing is wrong, says the verdict")
	}
}
