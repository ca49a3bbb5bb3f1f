package imports

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// Request says what to import and how to read it.
type Request struct {
	Path         string           `json:"path,omitempty"` // of the file; plain or .gz
	UploadID     string           `json:"upload_id,omitempty"`
	FileName     string           `json:"file_name,omitempty"` // shown and kept with the rows; the path's last part when empty
	Kind         string           `json:"kind"`                // one of adapter.Kinds
	Source       string           `json:"source"`              // name of the source; the kind when empty
	Zone         string           `json:"zone,omitempty"`      // of local times in the file; the centre's when empty
	Encoding     string           `json:"encoding,omitempty"`
	Mapping      *adapter.Mapping `json:"mapping,omitempty"`
	GoodRowsOnly bool             `json:"good_rows_only,omitempty"`
	DryRun       bool             `json:"dry_run,omitempty"`
	AdoptZone    bool             `json:"adopt_zone,omitempty"` // an untouched centre takes Zone for its own
	Resumed      bool             `json:"resumed,omitempty"`    // set by the import: it went on from a checkpoint
	Adopted      string           `json:"adopted,omitempty"`    // set by the import: the zone the centre took
}

func (r *Request) strict() bool {
	return r.Kind == adapter.KindCalls || r.Kind == adapter.KindIntervals
}

// check fills in defaults and finds what is wrong.
func (r *Request) check() error {
	var w fault.Collector
	known := false
	for _, k := range adapter.Kinds() {
		known = known || r.Kind == k
	}
	if !known {
		w.Add("body.kind", "one_of", "must be one of "+strings.Join(adapter.Kinds(), ", "))
	}
	r.Source = strings.TrimSpace(r.Source)
	if r.Source == "" {
		r.Source = r.Kind
	}
	if !utf8.ValidString(r.Source) || utf8.RuneCountInString(r.Source) > 60 || strings.ContainsFunc(r.Source, unicode.IsControl) {
		w.Add("body.source", "text", "must be a name of at most 60 characters")
	}
	if r.Zone != "" {
		if _, err := time.LoadLocation(r.Zone); err != nil || r.Zone == "Local" {
			w.Add("body.timezone", "zone", "must be a time zone such as Asia/Shanghai")
		}
	}
	if r.FileName == "" {
		r.FileName = path.Base(strings.ReplaceAll(r.Path, `\`, "/"))
	}
	if r.strict() {
		if r.Mapping == nil {
			w.Add("body.mapping", "required", "must say which columns hold what")
		} else {
			if r.Mapping.Kind == "" {
				r.Mapping.Kind = r.Kind
			}
			if r.Mapping.Kind != r.Kind {
				w.Add("body.mapping.kind", "one_of", "must be "+r.Kind)
			} else {
				mappingFields(&w, "body.mapping", r.Mapping.Validate())
			}
		}
	}
	return w.Err("telephony.import.invalid", "The import cannot be started like this.")
}

func mappingFields(w *fault.Collector, at string, err error) {
	for _, m := range adapter.MappingErrors(err) {
		w.Add(at+"."+m.Field, "mapping", m.Message)
	}
}

// Settings say how rows were read, to read one again; they travel with every
// batch and stay with rows in quarantine.
type Settings struct {
	Kind     string           `json:"kind"`
	Zone     string           `json:"zone,omitempty"`
	Encoding string           `json:"encoding,omitempty"`
	Mapping  *adapter.Mapping `json:"mapping,omitempty"`
	Head     string           `json:"head,omitempty"` // the line with the names of the columns
}

// Open reads an input with the settings.
func (s Settings) Open(r io.Reader, source, file string, from adapter.Checkpoint) (adapter.Reader, error) {
	zone := time.UTC
	if s.Zone != "" {
		z, err := time.LoadLocation(s.Zone)
		if err != nil {
			return nil, fault.Invalidf("telephony.import.zone", "The time zone %q is not known.", s.Zone)
		}
		zone = z
	}
	out, err := adapter.Open(s.Kind, r, adapter.Options{Source: source, File: file, Zone: zone, From: from, Encoding: s.Encoding, Mapping: s.Mapping})
	if err == nil {
		return out, nil
	}
	var w fault.Collector
	mappingFields(&w, "body.mapping", err)
	if bad := w.Err("telephony.import.mapping", "The mapping does not fit the file."); bad != nil {
		return nil, bad
	}
	return nil, fault.Invalidf("telephony.import.unreadable", "The file %s cannot be read: %v.", file, err)
}

// again reads one raw row as it was read the first time.
func (s Settings) again(source, file string, line int64, raw string) (adapter.Item, error) {
	text := raw
	if s.Mapping != nil {
		m := *s.Mapping
		m.SkipLines, m.Encoding, s.Mapping = 0, adapter.EncodingUTF8, &m
		if !m.NoHeader {
			text = s.Head + "\n" + raw
		}
	}
	s.Encoding = adapter.EncodingUTF8 // a raw row is kept as UTF-8
	r, err := s.Open(strings.NewReader(text), source, file, adapter.Checkpoint{})
	if err != nil {
		return adapter.Item{}, err
	}
	head := s.Mapping != nil && !s.Mapping.NoHeader
	for {
		it, err := r.Next()
		if err != nil {
			return adapter.Item{}, fault.Invalidf("telephony.import.unreadable", "Line %d of %s cannot be read again: %v.", line, file, err)
		}
		if head {
			head = false
			continue
		}
		it.Line, it.Raw = line, raw
		for i := range it.Events {
			it.Events[i].Line, it.Events[i].File = line, file
		}
		if it.Interval != nil {
			it.Interval.Line, it.Interval.File = line, file
		}
		if it.Bad != nil {
			it.Bad.Line, it.Bad.File, it.Bad.Raw = line, file, raw
		}
		return it, nil
	}
}

// Again reads one raw row of a source as it was read the first time: settings
// are those kept with it.
func Again(settings json.RawMessage, source, file string, line int64, raw string) (adapter.Item, error) {
	var s Settings
	if err := json.Unmarshal(settings, &s); err != nil {
		return adapter.Item{}, fault.New(fault.Invalid, "telephony.quarantine.settings", "How this row was read is not known any more; import its file again.").WithCause(err)
	}
	return s.again(source, file, line, raw)
}

// States of an import.
const (
	StateWaiting   = "waiting"
	StateRunning   = "running"
	StateDone      = "done"
	StateFailed    = "failed"
	StateCancelled = "cancelled"
	StateRefused   = "refused" // bad rows, and not only the good ones wanted
)

// Counts are what an import did; see the package's comment.
type Counts struct {
	Rows        int64 `json:"rows"`
	Events      int64 `json:"events" doc:"events not known before; while running and in a dry run, events read"`
	Repeated    int64 `json:"repeated" doc:"events known before"`
	Contacts    int64 `json:"contacts" doc:"contacts there are more than before"`
	Repaired    int64 `json:"repaired" doc:"of them with a figure put in by a rule"`
	Quarantined int64 `json:"quarantined" doc:"rows that could not be read and wait in quarantine"`
	Intervals   int64 `json:"intervals" doc:"interval rows read"`
	Ignored     int64 `json:"ignored" doc:"blank lines, headings, and rows left out by a rule"`
}

// Import is one import as it is shown.
type Import struct {
	ID       string  `json:"id"`
	Name     string  `json:"name" doc:"of the file"`
	Kind     string  `json:"kind" enum:"queue-log,connect-records,calls,intervals"`
	Source   string  `json:"source"`
	Zone     string  `json:"timezone"`
	State    string  `json:"state" enum:"waiting,running,done,failed,cancelled,refused"`
	Progress float64 `json:"progress" doc:"0 to 1"`
	Counts
	BadRows        int64      `json:"bad_rows" doc:"rows that could not be read"`
	GoodRowsOnly   bool       `json:"good_rows_only"`
	DryRun         bool       `json:"dry_run"`
	Resumed        bool       `json:"resumed" doc:"it went on where an unfinished import of the same file had stopped"`
	CentreTimezone string     `json:"centre_timezone,omitempty" doc:"set when the centre, untouched until then, took the import's time zone for its own"`
	Errors         []RowError `json:"errors" doc:"the first 100 rows that could not be read"`
	Error          string     `json:"error,omitempty"`
	ErrorCode      string     `json:"error_code,omitempty"`
	JobID          string     `json:"job_id,omitempty"`
	CreatedAt      string     `json:"created_at"`
	StartedAt      *string    `json:"started_at"`
	EndedAt        *string    `json:"ended_at"`
}

// RowError is one row that could not be read.
type RowError struct {
	Line     int64  `json:"line"`
	Column   string `json:"column"`
	Value    string `json:"value" doc:"what stood there"`
	Expected string `json:"expected"`
	Reason   string `json:"reason" doc:"stable code"`
}

func rowError(b *telephony.BadRow) RowError {
	return RowError{Line: b.Line, Column: b.Column, Value: cut(b.Value, 200), Expected: cut(b.Expected, 200), Reason: b.Reason}
}

// Phases of an import.
const (
	PhaseCheck  = "check"  // the whole file is checked first
	PhaseRead   = "read"   // reading and publishing
	PhaseFold   = "fold"   // folding what was read
	PhaseSettle = "settle" // making day sheets and agent days
)

// Progress is how far an import is.
type Progress struct {
	Phase    string
	Fraction float64 // 0 to 1, of all phases
	Counts   Counts
}

// cut shortens text to at most n bytes, on a rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// refused is the error of a file with bad rows.
func refused(name string, bad int64, first []RowError) error {
	e := fault.Invalidf("telephony.import.refused", "%s has %d rows that cannot be read; nothing was imported. Correct them, or import the good rows only.", name, bad)
	for i, r := range first {
		if i == 20 {
			break
		}
		what := fmt.Sprintf("%s: %q", r.Reason, cut(r.Value, 60))
		if r.Expected != "" {
			what += ", expected " + r.Expected
		}
		at := fmt.Sprintf("line %d", r.Line)
		if r.Column != "" {
			at += ", column " + r.Column
		}
		_ = e.WithField(at, r.Reason, what)
	}
	return e
}

// cleanName makes a file name that is safe to keep and to show.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if name == "" {
		name = "file"
	}
	return cut(name, 120)
}
