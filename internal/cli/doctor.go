package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
)

var _ = command(func(e *Env) *cobra.Command {
	var asJSON bool
	var language string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look everything over: disk, clocks, store, event log, folding, sources, backups, server",
		Long: `Look a data folder and what belongs to it over without changing it: folder, disk,
clocks, server, store and its size, audit chain, facts that wait, sealed secrets,
backups, sources, event log, and whether it is folded. A server may run on the
folder. What is not as it should be comes with advice on what to do.

Where something stands still it looks for up to 15 seconds whether it moves. Ends
with exit code 5 when something is wrong; warnings do not count.`,
		Example: `  lingting doctor --data /var/lib/lingting
  lingting doctor --lang zh
  lingting doctor --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if language == "" {
				language = systemLanguage()
			}
			if language != "zh" && language != "en" {
				return fault.Invalidf("cli.lang", "--lang must be zh or en, not %q.", language)
			}
			found := app.Examine(c.Context(), e.Conf, clock.System(), language)
			if asJSON {
				if err := json.NewEncoder(e.Out).Encode(found); err != nil {
					return err
				}
				return app.Verdict(found)
			}
			for _, f := range found {
				state := f.State
				if language == "zh" {
					state = map[string]string{"ok": "正常", "warn": "注意", "fail": "故障"}[state]
				}
				fmt.Fprintf(e.Out, "%-5s %s: %s\n", state, f.Title, f.Detail)
				if f.Advice != "" {
					fmt.Fprintf(e.Out, "      → %s\n", f.Advice)
				}
			}
			return app.Verdict(found)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.Flags().StringVar(&language, "lang", "", "language of the findings: zh or en (default: that of the system)")
	return c
})

// systemLanguage is zh where the environment asks for Chinese, else en.
func systemLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh"
			}
			break
		}
	}
	return "en"
}
