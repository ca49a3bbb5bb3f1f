package target

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// FileIn is a table of targets that is to be imported.
type FileIn struct {
	Content  []byte
	Check    bool // only look what it would change
	GoodOnly bool // take the good rows of a table with issues
}

// Imported is what an import did, or would do.
type Imported struct {
	Applied bool    `json:"applied"`
	Changes []Taken `json:"changes" nullable:"false"`
	Issues  []Issue `json:"issues" nullable:"false"`
}

// Taken is what an import does with one row.
type Taken struct {
	Line   int    `json:"line"`
	Metric string `json:"metric"`
	Name   string `json:"name" doc:"of the subject; empty for the centre"`
	Change string `json:"change" enum:"added,changed,same"`
}

// Import reads a workbook or a table of text, a row for each target; targets that
// are not in it stay. A table with issues is refused as a whole unless GoodOnly.
// Needs the permission target.edit.
func (s *Service) Import(ctx context.Context, in FileIn) (Imported, error) {
	out := Imported{Changes: []Taken{}, Issues: []Issue{}}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, fault.Invalidf("target.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
	}
	w, err := s.look(ctx)
	if err != nil {
		return out, err
	}
	names, err := s.goalNames(ctx)
	if err != nil {
		return out, err
	}
	byName := map[string]string{}
	for id, name := range names {
		byName[sqldb.Fold(name)] = id
	}
	read, head, issues := readTable(rows, w, byName)
	work := func(tx *sqldb.Tx) error {
		out.Issues, out.Changes = slices.Clone(issues), []Taken{}
		for i := range read {
			r := &read[i]
			change, issue, err := s.taken(ctx, tx, w, r, &head)
			if err != nil {
				return err
			}
			if issue != nil {
				out.Issues = append(out.Issues, *issue)
				continue
			}
			out.Changes = append(out.Changes, Taken{r.line, r.target.Metric, r.name, change})
		}
		slices.SortStableFunc(out.Issues, func(a, b Issue) int { return a.Line - b.Line })
		if in.Check {
			return nil
		}
		if len(out.Issues) > 0 && (!in.GoodOnly || len(out.Changes) == 0) {
			return badTable(out.Issues)
		}
		good := map[int]bool{}
		for _, c := range out.Changes {
			good[c.Line] = c.Change != "same"
		}
		for _, r := range read {
			if !good[r.line] {
				continue
			}
			if _, err := s.put(ctx, tx, w, r.target, r.asked, true); err != nil {
				return err
			}
		}
		out.Applied = true
		return nil
	}
	if in.Check {
		return out, s.db.Read(ctx, work)
	}
	return out, s.db.Write(ctx, work)
}

// taken says what a row changes, or why it cannot.
func (s *Service) taken(ctx context.Context, tx *sqldb.Tx, w *world, r *row, head *sheet.Head) (string, *Issue, error) {
	there, found, err := loadPlace(ctx, tx, &r.target)
	if err != nil || !found {
		return "added", nil, err
	}
	last := there.Last()
	r.fill(&last)
	switch {
	case there.Direction != r.target.Direction:
		return "", &Issue{r.line, head.Names[colDirection], word(r.target.Direction, true), "target.direction", "the direction it was set with"}, nil
	case last.sameAs(&r.asked):
		return "same", nil, nil
	case there.ToOn < w.today:
		return "", &Issue{r.line, head.Names[colPeriod], periodName(&r.target), "past", "a period that is not over"}, nil
	case r.asked.Reason == "":
		return "", &Issue{r.line, head.Names[colReason], "", "required", "why the target changes"}, nil
	}
	return "changed", nil, nil
}

func badTable(issues []Issue) error {
	err := fault.Invalidf("target.issues", "The file has %d places that cannot be used; nothing was imported.", len(issues))
	for _, i := range issues[:min(len(issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Column), i.Code, fmt.Sprintf("line %d, %s: expected %s", i.Line, i.Column, i.Expected))
	}
	return err
}

func (s *Service) goalNames(ctx context.Context) (map[string]string, error) {
	if s.goals == nil {
		return map[string]string{}, nil
	}
	return s.goals.GoalNames(asRoom(ctx))
}

// Book is targets as a workbook that can be imported again.
type Book struct {
	zh    bool
	rows  []Line
	goals map[string]string
	teams map[string]string
}

// Book makes the workbook of the targets within the actor's reach that fit, and
// notes the export. Needs the permission performance.read.
func (s *Service) Book(ctx context.Context, in ListIn, zh bool) (*Book, error) {
	rows, err := s.rows(ctx, in)
	if err != nil {
		return nil, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(x, y Line) int {
		return cmp.Or(cmp.Compare(slices.Index(Scopes, x.Scope), slices.Index(Scopes, y.Scope)), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Metric, y.Metric), cmp.Compare(secondsOf(x.Seconds), secondsOf(y.Seconds)))
	})
	b := &Book{zh: zh, rows: rows, teams: map[string]string{}}
	for _, x := range w.dir.Teams {
		b.teams[x.ID] = x.Name
	}
	if b.goals, err = s.goalNames(ctx); err != nil {
		return nil, err
	}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "target.export", Object: "target", ObjectID: "all", After: map[string]any{"period": in.Period, "on": in.On, "rows": len(rows)}})
	})
}

// Write writes the workbook.
func (b *Book) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which, title := 1, "Targets"
	if b.zh {
		which, title = 0, "目标"
	}
	head, rows := []string{}, [][]any{}
	for _, names := range heads {
		head = append(head, names[which])
	}
	for i := range b.rows {
		rows = append(rows, cells(&b.rows[i], b.goals, b.teams, b.zh))
	}
	if err := book.Rows(title, head, slices.Values(rows)); err != nil {
		return err
	}
	return book.Write(w)
}
