package cli

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "calendar",
		Short: "Statutory holidays and make-up workdays",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(calendarImport(e))
	return c
})

// maxCalendarFile bounds a calendar file; ten years are 60 KB.
const maxCalendarFile = 1_000_000

func calendarImport(e *Env) *cobra.Command {
	var check, goodOnly bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Import a year's statutory holidays",
		Long: `Import statutory holidays with their make-up workdays: JSON (year, and days with
name, date and isOffDay) or iCalendar (all-day events such as 春节假期 and
上班(补春节假期)). The days of the file's years are replaced. Places that cannot
be used are told with their line, and nothing is imported, unless
--good-rows-only is given: then the good rows are added to what is known.`,
		Example: `  lingting calendar import 2027.json --dry-run
  lingting calendar import 2027.ics`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			content, err := readCalendar(args[0])
			if err != nil {
				return err
			}
			s, err := e.Connect(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			in := org.CalendarImport{FileName: filepath.Base(args[0]), Content: content, Check: true}
			look, err := s.importCalendar(in)
			if err != nil {
				return err
			}
			for _, i := range look.Issues {
				fmt.Fprintf(e.Err, "line %d, %s: %q is not %s\n", i.Line, i.Field, i.Value, i.Expected)
			}
			if check {
				printCalendar(e.Out, look)
				return nil
			}
			in.Check, in.GoodOnly = false, goodOnly
			done, err := s.importCalendar(in)
			if err != nil {
				return err
			}
			printCalendar(e.Out, done)
			return nil
		},
	}
	c.Flags().BoolVar(&check, "dry-run", false, "only tell what would change")
	c.Flags().BoolVar(&goodOnly, "good-rows-only", false, "take the good rows of a file with mistakes")
	return c
}

func readCalendar(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return "", fault.NotFoundf("cli.no_file", "There is no file %s.", path)
		}
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxCalendarFile+1))
	if err == nil && len(b) > maxCalendarFile {
		err = fault.Invalidf("cli.too_large", "The file %s is larger than a calendar can be (1 MB).", path)
	}
	return string(b), err
}

func (s *Session) importCalendar(in org.CalendarImport) (out org.CalendarImported, err error) {
	if s.Remote == nil {
		return s.Local.Org.ImportCalendar(s.Ctx, in)
	}
	err = s.Remote.Do(s.Ctx, http.MethodPost, "/calendar/imports",
		map[string]any{"file_name": in.FileName, "content": in.Content, "check": in.Check, "good_only": in.GoodOnly}, &out)
	return out, err
}

func printCalendar(w io.Writer, d org.CalendarImported) {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, c := range d.Changes {
		fmt.Fprintf(tw, "%s\t%s\t%s %s\t%s %s\n", c.On, c.Change, c.BeforeKind, c.BeforeName, c.Kind, c.Name)
	}
	_ = tw.Flush()
	verb := "would be imported"
	if d.Applied {
		verb = "imported"
	}
	for _, y := range d.Years {
		fmt.Fprintf(w, "%d: %d days off, %d make-up workdays %s\n", y.Year, y.Holidays, y.Makeups, verb)
	}
}
