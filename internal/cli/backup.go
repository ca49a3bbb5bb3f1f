package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
)

var _ = command(func(e *Env) *cobra.Command {
	var logOnly bool
	c := &cobra.Command{
		Use:   "backup FILE.tar.gz",
		Short: "Save the data folder, also while the server runs",
		Long: `Save the store, the event log and the uploaded files, as of one moment, into one
file with checksums. The server may run: with an embedded store writes wait while
it is copied, on PostgreSQL for the moment that ties store and log together.

Who saves PostgreSQL with tools of its own takes the event log alone, after it
(--event-log).

The key that passwords for other systems are sealed with (seal_key, by default
seal.key in the data folder) is not in it, so that who finds a backup cannot open
them: keep a copy of that file elsewhere. restore and doctor say when it is
missing.`,
		Example: `  lingting backup /backup/lingting-$(date +%F).tar.gz --data /var/lib/lingting
  pg_dump --format=custom lingting > lingting.dump && lingting backup --event-log events.tar.gz`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.backup(c.Context(), args[0], logOnly) },
	}
	c.Flags().BoolVar(&logOnly, "event-log", false, "only the event log and uploads, without the store")
	return c
})

func (e *Env) backup(ctx context.Context, to string, logOnly bool) (err error) {
	if _, err := os.Stat(to); err == nil {
		return fault.Conflictf("cli.exists", "%s is there already.", to)
	}
	s, err := e.Connect(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	part := to + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Invalidf("cli.file", "%s cannot be written: %v.", to, err)
	}
	defer os.Remove(part)
	if s.Local != nil {
		err = s.Local.Backup(s.Ctx, f, logOnly)
	} else {
		path := "/backup"
		if logOnly {
			path += "?" + url.Values{"event_log": {"true"}}.Encode()
		}
		err = s.Remote.Do(s.Ctx, "GET", path, nil, f)
	}
	if err == nil {
		err = f.Sync()
	}
	info, serr := f.Stat()
	if err = errors.Join(err, serr, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "saved %s (%d bytes)\n", to, info.Size())
	return nil
}

var _ = command(func(e *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE.tar.gz",
		Short: "Make a data folder from a backup",
		Long: `Make a data folder from a backup; a backup of PostgreSQL goes into the empty
database of --store. The folder must be empty or new, an external event log must
have no streams yet; nothing of a damaged backup is used. The server migrates an
older store when it starts. It says when the key of sealed passwords, which no
backup holds, is not there or another one.`,
		Example: `  lingting restore /backup/lingting-2026-11-22.tar.gz --data /var/lib/lingting
  lingting restore backup.tar.gz --data /var/lib/lingting --store postgres://lingting@db/restored`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if errors.Is(err, os.ErrNotExist) {
				return fault.NotFoundf("cli.file", "There is no file %s.", args[0])
			}
			if err != nil {
				return err
			}
			defer f.Close()
			m, err := app.Restore(c.Context(), e.Conf, clock.System(), f)
			if err != nil {
				return err
			}
			fmt.Fprintf(e.Out, "restored the backup of %s (store version %d, %d streams) into %s\n", m.Taken, m.Store, len(m.Streams), e.Conf.Data)
			if m.Lacking != "" {
				fmt.Fprintln(e.Out, m.Lacking)
			}
			return nil
		},
	}
})
