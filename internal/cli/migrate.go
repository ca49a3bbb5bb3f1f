package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/schema"
)

var _ = command(func(e *Env) *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the store to this program's version",
		Long: `Bring the store to this program's version. serve does so by itself; this
command is for updates in steps, and to look first (--dry-run).`,
		Example: `  lingting migrate --dry-run
  lingting migrate --store postgres://lingting@db/lingting`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return e.migrate(c.Context(), dry) },
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "only tell the versions and what would be applied")
	return c
})

func (e *Env) migrate(ctx context.Context, dry bool) error {
	db, err := app.OpenStore(ctx, e.Conf)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	have, newest, err := sqldb.Version(ctx, db, schema.Files)
	if err != nil {
		return err
	}
	pending, err := sqldb.Pending(ctx, db, schema.Files)
	if err != nil {
		return err
	}
	if dry || len(pending) == 0 {
		fmt.Fprintf(e.Out, "store version %d, this program's version %d\n", have, newest)
		for _, v := range pending {
			fmt.Fprintf(e.Out, "to apply %05d\n", v)
		}
		return nil
	}
	applied, err := sqldb.Migrate(ctx, db, schema.Files)
	for _, v := range applied {
		fmt.Fprintf(e.Out, "applied %05d\n", v)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "store version %d\n", newest)
	return nil
}
