package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// Markdown is the reference page of the command line.
func Markdown() string {
	root := Root(&Env{})
	var b strings.Builder
	b.WriteString(`# Command line

<!-- Made from internal/cli by make gen; do not edit. -->

The settings of every command come from [flags, variables and the file](configuration.md). A command that needs the
data works on the data folder itself, or through the server when one runs on it.

| exit code | |
|---|---|
| 0 | done |
| 1 | something went wrong on our side |
| 2 | wrong use or bad input |
| 3 | there is no such thing |
| 4 | conflict: the data folder is in use, a name is taken, changed meanwhile |
| 5 | unavailable: a store, log or server does not answer; try again |
| 6 | finished, with rejected rows |
`)
	describe(&b, root)
	return b.String()
}

func describe(b *strings.Builder, c *cobra.Command) {
	for _, sub := range c.Commands() {
		if sub.Hidden || sub.Name() == "help" || sub.Name() == "completion" {
			continue
		}
		fmt.Fprintf(b, "\n## `%s`\n\n%s.\n", strings.TrimSuffix(sub.UseLine(), " [flags]"), strings.TrimSuffix(sub.Short, "."))
		if sub.Long != "" {
			fmt.Fprintf(b, "\n%s\n", strings.TrimSpace(sub.Long))
		}
		if sub.Example != "" {
			fmt.Fprintf(b, "\n```sh\n%s\n```\n", outdent(sub.Example))
		}
		if flags := strings.TrimRight(sub.LocalNonPersistentFlags().FlagUsagesWrapped(110), "\n"); flags != "" {
			fmt.Fprintf(b, "\n```\n%s\n```\n", flags)
		}
		describe(b, sub)
	}
}

func outdent(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(lines, "\n")
}
