package people

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// FileIn is a table that is to be imported.
type FileIn struct {
	Content  []byte
	Check    bool // only look what it would change
	GoodOnly bool // take the good rows of a table with issues
}

// Change is what an import does to one file.
type Change struct {
	Line   int    `json:"line"`
	Name   string `json:"name" doc:"of the person"`
	Change string `json:"change" enum:"added,changed,same"`
}

// Imported is what an import did, or would do.
type Imported struct {
	Applied bool     `json:"applied"`
	Changes []Change `json:"changes" nullable:"false"`
	Issues  []Issue  `json:"issues" nullable:"false"`
}

// Import reads a workbook or a table of text, a row for each person, into the
// files; what is not in it stays. A table with issues is refused as a whole
// unless GoodOnly. Needs the permission people.edit.
func (s *Service) Import(ctx context.Context, in FileIn) (Imported, error) {
	out := Imported{Changes: []Change{}, Issues: []Issue{}}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, fault.Invalidf("people.file.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
	}
	work := func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "")
		if err != nil {
			return err
		}
		files, err := loadFiles(ctx, tx)
		if err != nil {
			return err
		}
		read, issues := readTable(rows, &w, files)
		out.Issues = issues
		if !in.Check && len(issues) > 0 && (!in.GoodOnly || len(read) == 0) {
			return badTable(issues)
		}
		for _, r := range read {
			c := Change{r.line, r.name, "changed"}
			switch {
			case r.same:
				c.Change = "same"
			case !r.had:
				c.Change = "added"
			}
			out.Changes = append(out.Changes, c)
			if in.Check || r.same {
				continue
			}
			if err := s.save(ctx, tx, &w, r.personID, r.record, -1); err != nil {
				return err
			}
		}
		out.Applied = !in.Check
		return nil
	}
	if in.Check {
		return out, s.db.Read(ctx, work)
	}
	return out, s.db.Write(ctx, work)
}

func badTable(issues []Issue) error {
	err := fault.Invalidf("people.file.issues", "The file has %d places that cannot be used; nothing was imported.", len(issues))
	for _, i := range issues[:min(len(issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Column), i.Code, fmt.Sprintf("line %d, %s: expected %s", i.Line, i.Column, i.Expected))
	}
	return err
}

// Book is files as a workbook that can be imported again.
type Book struct {
	zh      bool
	rows    []File
	reasons []Reason
}

// Book makes the workbook of the files within the actor's reach that fit, and
// notes the export. Needs the permission people.read.
func (s *Service) Book(ctx context.Context, in ListIn, zh bool) (*Book, error) {
	w, rows, err := s.rows(ctx, in)
	if err != nil {
		return nil, err
	}
	return &Book{zh, rows, w.reasons}, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "people.file.export", Object: "people_file", ObjectID: "all", After: map[string]any{"on": w.on, "rows": len(rows)}})
	})
}

// Write writes the workbook.
func (b *Book) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which, title := 1, "Employee files"
	if b.zh {
		which, title = 0, "员工档案"
	}
	head := []string{}
	for _, names := range heads {
		head = append(head, names[which])
	}
	rows := [][]any{}
	for i := range b.rows {
		rows = append(rows, cells(&b.rows[i], b.reasons, b.zh))
	}
	if err := book.Rows(title, head, slices.Values(rows)); err != nil {
		return err
	}
	return book.Write(w)
}
