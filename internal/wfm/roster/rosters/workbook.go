package rosters

import (
	"context"
	"io"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// Workbook is a roster as an Excel file.
type Workbook struct {
	Name  string
	zh    bool
	v     Roster
	lines []Line
	types []roster.ShiftType
}

// Workbook makes the workbook of a roster, of the people the actor reaches, and
// notes the export. Needs the permission roster.read.
func (s *Service) Workbook(ctx context.Context, id string, zh bool) (*Workbook, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	b := &Workbook{Name: sheet.FileName(v.Name), zh: zh, v: v}
	if b.lines, err = s.Lines(ctx, id); err != nil {
		return nil, err
	}
	if b.types, err = s.setup.ShiftTypes(asRoster(ctx)); err != nil {
		return nil, err
	}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if s.rec == nil {
			return nil
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "roster.version.export", Object: "roster_version", ObjectID: id, After: map[string]any{"name": v.Name, "people": len(b.lines)}})
	})
}

func (b *Workbook) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

// shown is a cell as people write it: code and times.
func (b *Workbook) shown(c Cell) string {
	if c.TypeID == "" {
		return ""
	}
	code := c.TypeID
	if i := slices.IndexFunc(b.types, func(t roster.ShiftType) bool { return t.ID == c.TypeID }); i >= 0 {
		code = b.types[i].Code
	}
	return code + " " + clockText(c.Begins) + "–" + clockText(c.Ends)
}

// Write writes people × days, and each shift with its breaks.
func (b *Workbook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	days := b.v.span().Days()
	head := []string{b.text("工号", "Agent number"), b.text("姓名", "Name"), b.text("计薪小时", "Paid hours")}
	for d := range days {
		head = append(head, b.v.FirstOn.Add(d).String())
	}
	if err := book.Rows(b.text("班表", "Roster"), head, func(yield func([]any) bool) {
		for i := range b.lines {
			l := &b.lines[i]
			row := []any{l.AgentNo, l.Name, float64(l.Paid) / 60}
			for d := range days {
				row = append(row, b.shown(l.at(d)))
			}
			if !yield(row) {
				return
			}
		}
	}); err != nil {
		return err
	}
	head = []string{b.text("工号", "Agent number"), b.text("姓名", "Name"), b.text("日期", "Day"), b.text("班次", "Shift"), b.text("休息", "Break"), b.text("开始", "Begins"), b.text("分钟", "Minutes")}
	if err := book.Rows(b.text("休息", "Breaks"), head, func(yield func([]any) bool) {
		for i := range b.lines {
			for _, c := range b.lines[i].Cells {
				for _, x := range c.Breaks {
					if !yield([]any{b.lines[i].AgentNo, b.lines[i].Name, b.v.FirstOn.Add(c.Day).String(), b.shown(c), x.Name, clockText(x.At), x.Minutes}) {
						return
					}
				}
			}
		}
	}); err != nil {
		return err
	}
	return book.Write(w)
}
