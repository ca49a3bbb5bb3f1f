package metric

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Issue is a cell of a file that cannot be used.
type Issue struct {
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Value    string `json:"value"`
	Code     string `json:"code" doc:"what is wrong, the key of its translation"`
	Expected string `json:"expected"`
}

// Columns of a file of reported values, in Chinese and in English; either
// heading is taken. The rest is for reading.
var reportedHead = [][2]string{{"指标", "Figure"}, {"层级", "Level"}, {"对象", "Subject"}, {"开始日期", "From"}, {"结束日期", "To"}, {"数值", "Value"}, {"基数", "Base"}, {"来源", "Source"}, {"凭据", "Evidence"}, {"名称", "Name"}}

const (
	reportedNeeded = 9
	reportedMost   = 50_000
)

var levelWords = map[string]Level{"全中心": LevelCentre, "中心": LevelCentre, "centre": LevelCentre, "职场": LevelSite, "site": LevelSite, "班组": LevelTeam, "team": LevelTeam, "员工": LevelPerson, "个人": LevelPerson, "person": LevelPerson}

func levelWord(l Level, zh bool) string {
	if !zh {
		return string(l)
	}
	return map[Level]string{LevelCentre: "全中心", LevelSite: "职场", LevelTeam: "班组", LevelPerson: "员工"}[l]
}

type reportedRow struct {
	line int
	in   NewReported
}

// readReported reads rows of a file; what cannot be read is an issue.
func readReported(rows [][]string) ([]reportedRow, []Issue) {
	out, issues := []reportedRow{}, []Issue{}
	if len(rows) == 0 {
		return out, append(issues, Issue{1, "", "", "empty", "a heading and rows"})
	}
	at := make([]int, reportedNeeded)
	for i := range at {
		at[i] = slices.IndexFunc(rows[0], func(h string) bool {
			h = strings.TrimSpace(h)
			return h == reportedHead[i][0] || strings.EqualFold(h, reportedHead[i][1])
		})
		if at[i] < 0 {
			issues = append(issues, Issue{1, reportedHead[i][0], "", "column", reportedHead[i][0] + " / " + reportedHead[i][1]})
		}
	}
	if len(issues) > 0 {
		return out, issues
	}
	if len(rows)-1 > reportedMost {
		return out, append(issues, Issue{reportedMost + 2, "", "", "too_many", fmt.Sprintf("at most %d rows", reportedMost)})
	}
	for n, row := range rows[1:] {
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		cell := func(i int) string {
			if at[i] >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[at[i]])
		}
		before := len(issues)
		bad := func(i int, code, expected string) {
			issues = append(issues, Issue{n + 2, reportedHead[i][0], cell(i), code, expected})
		}
		in := NewReported{Figure: cell(0), SubjectID: cell(2), FromOn: cell(3), ToOn: cell(4), Source: cell(7), Evidence: cell(8)}
		for _, f := range figures {
			if cell(0) == f.NameZH || strings.EqualFold(cell(0), f.NameEN) {
				in.Figure = f.ID
			}
		}
		level, ok := levelWords[strings.ToLower(cell(1))]
		if !ok {
			bad(1, "unknown", "全中心 / centre, 职场 / site, 班组 / team, 员工 / person")
		}
		in.Level = level
		number := func(i int, empty float64) float64 {
			if cell(i) == "" {
				return empty
			}
			v, err := strconv.ParseFloat(strings.TrimSuffix(strings.ReplaceAll(cell(i), ",", ""), "%"), 64)
			if err != nil {
				bad(i, "number", "a number")
			}
			return v
		}
		if cell(5) == "" {
			bad(5, "number", "a number")
		}
		in.Value, in.Base = number(5, 0), number(6, 1)
		if len(issues) == before {
			out = append(out, reportedRow{n + 2, in})
		}
	}
	return out, issues
}

// FileIn is a file that is to be imported.
type FileIn struct {
	Content  []byte
	Check    bool // only look what it would change
	GoodOnly bool // take the good rows of a file with issues
}

// ReportedChange is what an import does with one row.
type ReportedChange struct {
	Line     int      `json:"line"`
	Change   string   `json:"change" enum:"added,changed,same"`
	Reported Reported `json:"reported"`
	Before   float64  `json:"before" doc:"the value that is replaced"`
}

// ReportedImported is what an import did, or would do.
type ReportedImported struct {
	Applied bool             `json:"applied"`
	Changes []ReportedChange `json:"changes"`
	Issues  []Issue          `json:"issues"`
}

var reportedColumnOf = map[string]int{"body.figure": 0, "body.level": 1, "body.subject": 2, "body.from_on": 3, "body.to_on": 4, "body.value": 5, "body.base": 6, "body.source": 7, "body.evidence": 8}

// ImportReported reads a workbook or a table of text. A row about the same
// figure, subject and period as a kept value replaces it; values that are not in
// the file stay. A file with issues is refused as a whole unless GoodOnly. Needs
// metric.report.
func (s *Service) ImportReported(ctx context.Context, in FileIn) (ReportedImported, error) {
	out := ReportedImported{Changes: []ReportedChange{}, Issues: []Issue{}}
	if err := authz.RequireCentre(ctx, PermissionReport); err != nil {
		return out, err
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, fault.Invalidf("metric.file.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
	}
	work := func(tx *sqldb.Tx) error {
		out.Changes = []ReportedChange{}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		read, issues := readReported(rows)
		changes, more, err := s.planReported(ctx, tx, &dir, read)
		if err != nil {
			return err
		}
		out.Issues = append(issues, more...)
		slices.SortStableFunc(out.Issues, func(a, b Issue) int { return a.Line - b.Line })
		if !in.Check && len(out.Issues) > 0 && (!in.GoodOnly || len(changes) == 0) {
			return badFile(out.Issues)
		}
		for _, c := range changes {
			if !in.Check {
				switch c.Change {
				case "added":
					c.Reported, err = s.addReported(ctx, tx, c.Reported)
				case "changed":
					before, _, loadErr := loadReported(ctx, tx, c.Reported.ID)
					if loadErr != nil {
						return loadErr
					}
					c.Reported, err = s.setReported(ctx, tx, before, c.Reported, 0)
				}
				if err != nil {
					return err
				}
			}
			c.Reported = named(c.Reported, &dir)
			out.Changes = append(out.Changes, c)
		}
		out.Applied = !in.Check
		return nil
	}
	if in.Check {
		return out, s.db.Read(ctx, work)
	}
	return out, s.db.Write(ctx, work)
}

// planReported holds rows of a file against what is kept and against each other.
func (s *Service) planReported(ctx context.Context, tx *sqldb.Tx, dir *org.Directory, rows []reportedRow) (changes []ReportedChange, issues []Issue, err error) {
	taken := map[string][]Reported{} // by figure, level and subject: of this file
	for _, r := range rows {
		bad := func(column int, value, code, expected string) {
			issues = append(issues, Issue{r.line, reportedHead[column][0], value, code, expected})
		}
		v, err := s.prepare(ctx, dir, r.in)
		if f, ok := fault.As(err); ok && len(f.Fields) > 0 {
			for _, field := range f.Fields {
				bad(reportedColumnOf[field.Name], "", field.Code, field.Message)
			}
			continue
		} else if err != nil {
			return nil, nil, err
		}
		key := v.Figure + "/" + string(v.Level) + "/" + v.subjectID
		if slices.ContainsFunc(taken[key], func(o Reported) bool { return o.FromOn <= v.ToOn && v.FromOn <= o.ToOn }) {
			bad(3, v.FromOn, "not_unique", "each figure, subject and period once")
			continue
		}
		taken[key] = append(taken[key], v)
		kept, err := loadReportedSame(ctx, tx, v)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case len(kept) == 0:
			changes = append(changes, ReportedChange{Line: r.line, Change: "added", Reported: v})
		case len(kept) > 1 || kept[0].FromOn != v.FromOn || kept[0].ToOn != v.ToOn:
			bad(3, v.FromOn, "overlaps", "days beside "+kept[0].FromOn+" – "+kept[0].ToOn)
		case kept[0].same(v):
			changes = append(changes, ReportedChange{Line: r.line, Change: "same", Reported: kept[0], Before: kept[0].Value})
		default:
			v.ID = kept[0].ID
			changes = append(changes, ReportedChange{Line: r.line, Change: "changed", Reported: v, Before: kept[0].Value})
		}
	}
	return changes, issues, nil
}

func badFile(issues []Issue) error {
	err := fault.Invalidf("metric.file.issues", "The file has %d places that cannot be used; nothing was imported.", len(issues))
	for _, i := range issues[:min(len(issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Column), i.Code, fmt.Sprintf("line %d, %s: expected %s", i.Line, i.Column, i.Expected))
	}
	return err
}

// ReportedBook is reported values as a workbook that can be imported again.
type ReportedBook struct {
	zh   bool
	rows []Reported
}

// ReportedBook makes the workbook of the reported values a list shows and notes
// the export. Needs metric.read.
func (s *Service) ReportedBook(ctx context.Context, in ReportedIn, zh bool) (*ReportedBook, error) {
	rows, err := s.reportedFor(ctx, in)
	if err != nil {
		return nil, err
	}
	return &ReportedBook{zh, rows}, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "metric.reported.export", Object: "metric_reported", ObjectID: "all", After: map[string]any{"rows": len(rows)}})
	})
}

// Write writes the workbook.
func (b *ReportedBook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which, title := 1, "Reported values"
	if b.zh {
		which, title = 0, "上报值"
	}
	head := []string{}
	for _, names := range reportedHead {
		head = append(head, names[which])
	}
	rows := [][]any{}
	for _, v := range b.rows {
		f, _ := figureByID(v.Figure)
		figure, code, name := f.NameEN, "", ""
		if b.zh {
			figure = f.NameZH
		}
		if v.Subject != nil {
			code, name = v.Subject.Code, v.Subject.Name
		}
		rows = append(rows, []any{figure, levelWord(v.Level, b.zh), code, v.FromOn, v.ToOn, v.Value, v.Base, v.Source, v.Evidence, name})
	}
	if err := book.Rows(title, head, slices.Values(rows)); err != nil {
		return err
	}
	return book.Write(w)
}
