package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/schema"
)

// held are the tables that tie the store to the log: whoever tells or takes a
// fact, runs a job or folds writes one of them.
var held = []string{"kit_outbox", "kit_inbox", "kit_job", "telephony_position"}

// copyPostgres copies a store on PostgreSQL as of one moment, and the log to
// it. The streams of facts and jobs are copied while the held tables stand
// still, for a fact must be in just one of outbox, log and inbox. The stream
// of telephony is copied right afterwards: it may be ahead of the store, and
// what it has more is folded after the restore.
func (a *App) copyPostgres(ctx context.Context, tmp string, m *Manifest) error {
	var err error
	if m.Store, _, err = sqldb.Version(ctx, a.DB, schema.Files); err != nil {
		return err
	}
	if m.Applied, err = sqldb.Applied(ctx, a.DB, schema.Files); err != nil {
		return err
	}
	position, _, err := a.Ingest.Position(ctx)
	if err != nil {
		return err
	}
	streams := filepath.Join(tmp, streamDir)
	small := func() error {
		return a.copyStreams(ctx, streams, m, func(name string) bool { return name != ingest.Stream })
	}
	dir := filepath.Join(tmp, tablesDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	first := true
	return a.DB.Dump(ctx, held, small, func(name string, columns []string, read func(io.Writer) error) error {
		if first { // writing goes on: now the large stream
			first = false
			if err := a.copyStreams(ctx, streams, m, func(name string) bool { return name == ingest.Stream }); err != nil {
				return err
			}
			if in, err := a.Bus.Info(ctx, ingest.Stream); err != nil || in.First > position+1 {
				return errors.Join(err, fault.Newf(fault.Unavailable, "app.backup_overtaken", "The event log was shortened while it was copied; take the backup again."))
			}
		}
		m.Tables = append(m.Tables, manifestTable{name, columns})
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		return errors.Join(read(f), f.Close())
	})
}

// loadPostgres fills the empty store of the configuration from a backup's
// tables.
func loadPostgres(ctx context.Context, c *conf.Conf, dir string, m Manifest) error {
	db, err := OpenStore(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	have, _, err := sqldb.Version(ctx, db, schema.Files)
	if err != nil {
		return err
	}
	if have > 0 {
		return fault.Conflictf("app.restore_occupied", "The database has tables of Lingting already: restore into an empty one.")
	}
	tables := make([]sqldb.DumpedTable, len(m.Tables))
	for i, t := range m.Tables {
		tables[i] = sqldb.DumpedTable{Name: t.Name, Columns: t.Columns, Open: func() (io.ReadCloser, error) {
			return os.Open(filepath.Join(dir, tablesDir, t.Name))
		}}
	}
	return db.Load(ctx, schema.Files, m.Applied, tables)
}
