package cli

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
)

var _ = command(func(e *Env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "openapi",
		Short: "Print the description of the HTTP API (OpenAPI 3.1)",
		Example: `  lingting openapi > openapi.yaml
  lingting openapi --json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			// The description of the API does not change with the build.
			s, err := app.Describe("1")
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(e.Out)
				enc.SetIndent("", "  ")
				return enc.Encode(s.API.OpenAPI())
			}
			b, err := s.API.OpenAPI().YAML()
			if err != nil {
				return err
			}
			_, err = e.Out.Write(b)
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON instead of YAML")
	return c
})
