package app

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/quality"
)

// backupOld is the age from which on a backup is worth a word.
const backupOld = 8 * 24 * time.Hour

func (d *doctor) backup(ctx context.Context) {
	last, err := lastBackup(ctx, d.db)
	switch age := d.clk.Now().Sub(last); {
	case err != nil:
		d.unreadable("backup", err)
	case last.IsZero():
		d.say("backup", stateWarn, "no whole backup was ever taken of this store")
		d.advise("take one with lingting backup, every night; who saves PostgreSQL otherwise needs none")
	case age > backupOld:
		d.say("backup", stateWarn, "the last one was taken %d days ago", int(age.Hours()/24))
		d.advise("see why the nightly backup does not run")
	default:
		d.say("backup", stateOK, "the last one was taken at %s", last.UTC().Format(time.RFC3339))
	}
}

// sources looks at what tells events, and at rows that could not be read.
func (d *doctor) sources(ctx context.Context) {
	ctx = authz.With(ctx, authz.System("doctor"))
	list, err := quality.New(d.db, nil, nil, org.New(d.db, d.clk, nil), d.clk, nil).Sources(ctx)
	if err != nil {
		d.unreadable("source", err)
	}
	for _, s := range list {
		d.source(s)
		if s.Quarantined > 0 {
			d.sayOf("quarantine", s.Name, stateWarn, "%d rows could not be read and are not counted", s.Quarantined)
			d.advise("correct and read them again, or discard them, on the data-quality page")
		}
	}
}

func (d *doctor) source(s quality.Source) {
	var last time.Time
	if s.LastEventAt != nil {
		last, _ = time.Parse(time.RFC3339, *s.LastEventAt) // made by this program; zero says nothing
	}
	told := func() string { return last.Format(time.RFC3339) }
	switch s.Health {
	case quality.HealthSilent:
		d.sayOf("source", s.Name, stateWarn, "silent; its newest of %d events is of %s", s.Events, told())
		d.advise("see that the switch runs and the way from it is open: live sources and data quality show the last problem; at night it may just be quiet")
	case quality.HealthLate:
		d.sayOf("source", s.Name, stateWarn, "late; its newest of %d events is of %s", s.Events, told())
		d.advise("see that the way from the switch is fast enough; the data-quality page shows more")
	case quality.HealthFailing:
		d.sayOf("source", s.Name, stateWarn, "failing: %s", d.problem(s))
		d.advise("set right what it says, on the live sources page or in the configuration (follow); rows that cannot be read wait in quarantine")
	default:
		d.sayOf("source", s.Name, stateOK, "%s, %d events", d.word(s.Health), s.Events)
	}
	if ahead := last.Sub(d.clk.Now()); ahead > clockBack {
		d.sayOf("source clock", s.Name, stateWarn, "its newest event is of %s, %v from now", told(), ahead.Round(time.Second))
		d.advise("set the clock of the switch, and its time zone there and here: events in the future make waits and days wrong")
	}
}

// problem is what a failing source says.
func (d *doctor) problem(s quality.Source) string {
	if s.Problem != "" {
		return s.Problem
	}
	return d.word("too many of its rows cannot be read")
}
