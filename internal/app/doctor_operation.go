package app

import (
	"context"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/quality"
	"github.com/lingting/lingting/internal/telephony/sources"
)

// backupOld is the age from which on a backup is worth a word.
const backupOld = 8 * 24 * time.Hour

// operation looks at what a day's work leaves behind: sources, quarantine,
// sealed passwords and backups.
func (d *doctor) operation(ctx context.Context, db *sqldb.DB) {
	ctx = authz.With(ctx, authz.System("doctor"))
	list, err := quality.New(db, nil, nil, org.New(db, d.clk, nil), d.clk, nil).Sources(ctx)
	if err != nil {
		d.say("sources", "fail", "%v", err)
		d.advise("the store cannot be read; see what it says above")
	}
	for _, s := range list {
		state := "ok"
		if s.Health == quality.HealthSilent || s.Health == quality.HealthFailing || s.Health == quality.HealthLate {
			state = "warn"
		}
		d.say("source "+s.Name, state, "%s, %d events", s.Health, s.Events)
		d.advise("see that the switch and the way from it work; the data-quality page shows more")
		if s.Quarantined > 0 {
			d.say("quarantine of "+s.Name, "warn", "%d rows could not be read and are not counted", s.Quarantined)
			d.advise("correct and read them again, or discard them, on the data-quality page")
		}
	}
	d.sealed(ctx, db)
	last, err := lastBackup(ctx, db)
	switch age := d.clk.Now().Sub(last); {
	case err != nil:
		d.say("backup", "fail", "%v", err)
		d.advise("the store cannot be read; see what it says above")
	case last.IsZero():
		d.say("backup", "warn", "no whole backup was ever taken of this store")
		d.advise("take one with lingting backup, every night; who saves PostgreSQL otherwise needs none")
	case age > backupOld:
		d.say("backup", "warn", "the last one was taken %d days ago", int(age.Hours()/24))
		d.advise("see why the nightly backup does not run")
	default:
		d.say("backup", "ok", "the last one was taken at %s", last.UTC().Format(time.RFC3339))
	}
}

// sealed looks whether sealed passwords can be opened.
func (d *doctor) sealed(ctx context.Context, db *sqldb.DB) {
	kept, closed, err := sources.Sealed(ctx, db, seal.New(d.conf.SealKeyPath()))
	switch {
	case err != nil:
		d.say("seal key", "fail", "%v", err)
		d.advise("check the file %s", d.conf.SealKeyPath())
	case len(closed) > 0:
		d.say("seal key", "fail", "passwords of %s are sealed with another key than the one at %s", strings.Join(closed, ", "), d.conf.SealKeyPath())
		d.advise("put the seal.key of the server that sealed them there, or enter the passwords again")
	default:
		d.say("seal key", "ok", "%d sealed passwords can be opened", kept)
	}
}
