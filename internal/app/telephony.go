package app

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/contacts"
	"github.com/lingting/lingting/internal/telephony/imports"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/quality"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/telephony/sources"
)

// sheetCache is the memory kept for sheets of queue days.
const sheetCache = 160 << 20

// following is the ingest as the organisation's follower; told hears of facts
// that a merge moved.
type following struct {
	*ingest.Service
	told func()
}

// Merge moves what is kept under from.
func (f following) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	tx.AfterCommit(f.told)
	return f.Service.Merge(ctx, tx, object, from, into)
}

func (a *App) buildTelephony() {
	a.Ingest = ingest.New(a.DB, a.Org, a.Bus, a.Clock)
	a.Rollup = rollup.New(a.DB, sheetCache)
	a.Contacts = contacts.New(a.DB, a.Org, a.Audit)
	a.Contacts.Register(a.Web.API)
	a.Imports = imports.New(a.DB, a.Ingest, a.Rollup, a.Jobs, a.Org, a.Conf.UploadDir(), int64(a.Conf.UploadLimit), a.Clock, a.Audit)
	a.Imports.Register(a.Web.API)
	a.Imports.OnChange(throttle(time.Second, func() { a.wake("imports") }))
	a.Quality = quality.New(a.DB, a.Ingest, a.Jobs, a.Org, a.Clock, a.Audit)
	a.Quality.Register(a.Web.API)
	a.Quality.OnChange(func() { a.wake("telephony", "quarantine") })

	a.Sources = sources.Make(a.DB, a.Ingest, a.Org, seal.New(a.Conf.SealKeyPath()), a.Clock, a.Audit, a.Log)
	a.Sources.Register(a.Web.API)
	a.Sources.OnChange(throttle(time.Second, func() { a.wake("live-sources") }))
	a.background("note how live sources do", a.Sources.Note)
	a.backgroundOf(conf.Ingest, "live sources", a.Sources.Run)

	changed := throttle(time.Second, func() { a.wake("telephony", "contacts", "metrics") })
	wake := make(chan struct{}, 1)
	facts := func() {
		changed()
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	a.backgroundShared(conf.Ingest, folding, ingest.AllParts(), func(ctx context.Context, mine []int) error {
		return a.Ingest.Run(ctx, mine, func(d ingest.Done) {
			a.meters.folded(d)
			facts()
		})
	})
	if a.Conf.Shared() {
		moved := func() {
			a.Web.Events.Wake("telephony", "contacts", "metrics")
			select {
			case wake <- struct{}{}: // what another node folded may wait here to be reckoned
			default:
			}
		}
		a.background("watch how far other nodes fold", func(ctx context.Context) error {
			return a.Ingest.WatchPosition(ctx, positionEvery, moved)
		})
	}
	a.Org.Follow(following{a.Ingest, facts})
	a.backgroundOnce(conf.Ingest, reckoning, reckoning, func(ctx context.Context) error { return a.Rollup.Run(ctx, clock.System(), wake) })

	followed, err := a.Conf.Followed()
	if err != nil {
		a.Log.Error("no file is followed", "err", err) // the configuration was checked when it was read
	}
	for _, f := range followed {
		a.backgroundOf(conf.Ingest, "follow "+f.Path, func(ctx context.Context) error {
			return a.Imports.Tail(authz.With(ctx, authz.System("follow")), f.Path, f.Source, "")
		})
	}
}
