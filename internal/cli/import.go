package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/imports"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "import",
		Short: "Take in files of telephony data",
		Long: `Take in files of telephony data, plain or .gz. A file can be imported again, in
parts or in any order: nothing is counted twice. An import that was interrupted
goes on where it stopped when it is started again.

Rows that cannot be read are kept in quarantine, with their line, and told at
the end; the import still ends with 0. A file of calls or intervals with such
rows is refused as a whole (2) unless --good-rows-only is given.

The first import into a centre that nobody has configured sets the centre's time
zone to --timezone.`,
		Example: `  lingting import queue-log /var/log/asterisk/queue_log --timezone Asia/Shanghai
  lingting import connect-records records.jsonl.gz
  lingting import calls calls.tsv --map calls.yaml --dry-run
  lingting import intervals 2026-10.csv --map report.yaml --good-rows-only`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		importKind(e, adapter.KindQueueLog, "Import an Asterisk queue_log, or an export of its realtime table"),
		importKind(e, adapter.KindConnectRecords, "Import Amazon Connect contact records (JSON)"),
		importKind(e, adapter.KindCalls, "Import a CSV or TSV file with one row per call"),
		importKind(e, adapter.KindIntervals, "Import a CSV or TSV file with one row per queue and interval"),
	)
	return c
})

func importKind(e *Env, kind, short string) *cobra.Command {
	var req imports.Request
	var mapping string
	var asJSON bool
	mapped := kind == adapter.KindCalls || kind == adapter.KindIntervals
	example := "  lingting import " + kind + " FILE --timezone Asia/Jerusalem --source main"
	if mapped {
		example = "  lingting import " + kind + " FILE --map MAP.yaml --dry-run\n  lingting import " + kind + " FILE.gz --map MAP.yaml --good-rows-only"
	}
	c := &cobra.Command{
		Use: kind + " FILE", Short: short, Example: example,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			req.Path, req.Kind, req.AdoptZone = args[0], kind, req.Zone != ""
			req.FileName = filepath.Base(args[0])
			if mapping != "" {
				text, err := os.ReadFile(mapping)
				if err != nil {
					return fault.NotFoundf("cli.no_mapping", "The mapping %s cannot be read: %v.", mapping, err)
				}
				if req.Mapping, err = adapter.ParseMapping(text); err != nil {
					return mappingFault(mapping, err)
				}
				if req.Zone == "" && req.Mapping.Zone != "" {
					req.Zone, req.AdoptZone = req.Mapping.Zone, true
				}
			}
			s, err := e.Connect(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			p := newProgress(e.Err)
			got, err := s.importFile(c.Context(), req, p.show)
			p.end()
			if got.CentreTimezone != "" {
				fmt.Fprintf(e.Err, "The centre's time zone is now %s, as nobody had configured the centre.\n", got.CentreTimezone)
			}
			if err != nil {
				return importFault(e.Err, got, err)
			}
			if asJSON {
				return json.NewEncoder(e.Out).Encode(got)
			}
			printImport(e.Out, got)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&req.Source, "source", "", "name of the source (default "+kind+"); one per telephone system")
	f.StringVar(&req.Zone, "timezone", "", "time zone of local times in the file (default: the centre's)")
	f.StringVar(&req.Encoding, "encoding", "", "utf-8 or gb18030 (default: found per row)")
	f.BoolVar(&req.DryRun, "dry-run", false, "only read the file and count")
	f.BoolVar(&asJSON, "json", false, "print the counts as JSON")
	if mapped {
		f.StringVar(&mapping, "map", "", "YAML file that says which columns hold what")
		f.BoolVar(&req.GoodRowsOnly, "good-rows-only", false, "import the good rows, keep the bad ones in quarantine")
		_ = c.MarkFlagRequired("map")
	}
	return c
}

func mappingFault(name string, err error) error {
	f := fault.Invalidf("telephony.mapping.invalid", "The mapping %s cannot be used.", name)
	for _, m := range adapter.MappingErrors(err) {
		f = f.WithField(m.Field, "mapping", m.Message)
	}
	if len(f.Fields) == 0 {
		f.Message += " " + err.Error()
	}
	return f
}

// importFile imports through the server, or straight into the folder.
func (s *Session) importFile(ctx context.Context, req imports.Request, progress func(imports.Progress)) (imports.Import, error) {
	if s.Local != nil {
		return s.Local.Imports.Run(s.Ctx, req, progress)
	}
	var got imports.Import
	file, err := os.Open(req.Path)
	if errors.Is(err, os.ErrNotExist) {
		return got, fault.NotFoundf("telephony.import.no_file", "There is no file %s.", req.Path)
	}
	if err != nil {
		return got, fault.Invalidf("telephony.import.unreadable", "The file %s cannot be opened: %v.", req.Path, err)
	}
	defer file.Close()
	var up struct {
		UploadID string `json:"upload_id"`
	}
	if err := s.Remote.Upload(s.Ctx, "/uploads", req.FileName, file, &up); err != nil {
		return got, err
	}
	var begun struct {
		ImportID string `json:"import_id"`
		JobID    string `json:"job_id"`
	}
	in := map[string]any{"upload_id": up.UploadID, "kind": req.Kind, "source": req.Source, "timezone": req.Zone, "encoding": req.Encoding,
		"good_rows_only": req.GoodRowsOnly, "dry_run": req.DryRun, "adopt_timezone": req.AdoptZone}
	if req.Mapping != nil {
		in["mapping"] = req.Mapping
	}
	if err := s.Remote.Do(s.Ctx, http.MethodPost, "/imports", in, &begun); err != nil {
		return got, err
	}
	at := "/imports/" + url.PathEscape(begun.ImportID)
	_, jobErr := s.Remote.WaitJob(s.Ctx, begun.JobID, func(fraction float64, detail string) {
		progress(imports.Progress{Phase: detail, Fraction: fraction})
	})
	late, stop := context.WithTimeout(context.WithoutCancel(s.Ctx), 10*time.Second)
	defer stop()
	if ctx.Err() != nil {
		// Interrupted here means interrupted there.
		_ = s.Remote.Do(late, http.MethodPost, at+"/cancel", nil, nil)
	}
	return got, errors.Join(jobErr, s.Remote.Get(late, at, nil, &got))
}

// importFault tells what a failed import did and every reason at hand.
func importFault(w io.Writer, got imports.Import, err error) error {
	if errors.Is(err, context.Canceled) {
		return fault.Newf(fault.Unavailable, "telephony.import.interrupted", "Interrupted after %d rows; the same command goes on from there.", got.Rows)
	}
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	if got.State != imports.StateRefused {
		return f
	}
	for _, r := range got.Errors {
		fmt.Fprintf(w, "line %d, column %s: %q, expected %s (%s)\n", r.Line, r.Column, r.Value, r.Expected, r.Reason)
	}
	if more := got.BadRows - int64(len(got.Errors)); more > 0 {
		fmt.Fprintf(w, "… and %d more\n", more)
	}
	return fault.New(f.Kind, f.Code, got.Error)
}

func printImport(w io.Writer, v imports.Import) {
	what := "imported"
	if v.DryRun {
		what = "read, nothing imported"
	}
	if v.Resumed {
		what += ", gone on from an interrupted import"
	}
	fmt.Fprintf(w, "%s: %s\n", v.Name, what)
	for _, x := range []struct {
		name string
		n    int64
		want bool
	}{
		{"rows read", v.Rows, true}, {"events", v.Events, true}, {"repeated", v.Repeated, v.Repeated > 0}, {"contacts", v.Contacts, true}, {"repaired", v.Repaired, true},
		{"quarantined", v.Quarantined, true}, {"intervals", v.Intervals, v.Kind == adapter.KindIntervals}, {"ignored", v.Ignored, v.Ignored > 0},
	} {
		if x.want {
			fmt.Fprintf(w, "%-12s %d\n", x.name, x.n)
		}
	}
	if v.Quarantined > 0 && !v.DryRun {
		fmt.Fprintln(w, "Rows in quarantine are kept: see the page Data quality, correct and replay them.")
	}
}

// progressLine shows how far an import is, on a terminal only.
type progressLine struct {
	w     io.Writer
	on    bool
	width int
}

func newProgress(w io.Writer) *progressLine {
	f, ok := w.(*os.File)
	if !ok {
		return &progressLine{}
	}
	info, err := f.Stat()
	return &progressLine{w: w, on: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

func (p *progressLine) show(v imports.Progress) {
	if !p.on {
		return
	}
	const bar = 24
	full := int(v.Fraction * bar)
	line := fmt.Sprintf("[%s%s] %3.0f%% %s", strings.Repeat("=", full), strings.Repeat(" ", bar-full), v.Fraction*100, v.Phase)
	if v.Counts.Rows > 0 {
		line += fmt.Sprintf(", %d rows", v.Counts.Rows)
	}
	fmt.Fprintf(p.w, "\r%-*s", p.width, line)
	p.width = len(line)
}

func (p *progressLine) end() {
	if p.on && p.width > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.width))
	}
}
