package cli

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/clock"
)

var _ = command(func(e *Env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look the data folder over: disk, clock, store, event log, server",
		Long: `Look the data folder over without changing it. A server may run on it. Ends with
exit code 5 when something is wrong.`,
		Example: `  lingting doctor --data /var/lib/lingting
  lingting doctor --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			found := app.Examine(c.Context(), e.Conf, clock.System())
			if asJSON {
				if err := json.NewEncoder(e.Out).Encode(found); err != nil {
					return err
				}
				return app.Verdict(found)
			}
			w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
			for _, f := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\n", f.State, f.Check, f.Detail)
				if f.Advice != "" {
					fmt.Fprintf(w, "\t\t→ %s\n", f.Advice)
				}
			}
			if err := w.Flush(); err != nil {
				return err
			}
			return app.Verdict(found)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
})
