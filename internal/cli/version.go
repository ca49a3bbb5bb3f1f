package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/kit/web"
)

var _ = command(func(e *Env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Tell the version of this program",
		Example: `  lingting version
  lingting version --json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			v := web.BuildInfo(e.Version)
			if asJSON {
				return json.NewEncoder(e.Out).Encode(v)
			}
			fmt.Fprintf(e.Out, "lingting %s (%s)\n", v.Version, v.Go)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
})
