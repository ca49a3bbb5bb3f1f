package roster

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// FileIn is a file that is to be imported.
type FileIn struct {
	Name     string
	Content  []byte
	Check    bool // only look what it would change
	GoodOnly bool // take the good rows of a file with issues
}

// ShiftChange is what an import does to one shift type.
type ShiftChange struct {
	Line   int    `json:"line"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	Change string `json:"change" enum:"added,changed,same"`
}

// ShiftsImported is what an import did, or would do.
type ShiftsImported struct {
	Applied bool          `json:"applied"`
	Changes []ShiftChange `json:"changes"`
	Issues  []Issue       `json:"issues"`
}

// ImportShifts reads a workbook or a table of text and adds or changes shift
// types by their codes; others stay. A file with issues is refused as a whole
// unless GoodOnly. Needs the permission roster.edit.
func (s *Service) ImportShifts(ctx context.Context, in FileIn) (ShiftsImported, error) {
	out := ShiftsImported{Changes: []ShiftChange{}, Issues: []Issue{}}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, unreadable(err)
	}
	work := func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		read, issues := readShifts(rows, dir)
		out.Issues = issues
		if !in.Check && len(issues) > 0 && (!in.GoodOnly || len(read) == 0) {
			return badFile(issues)
		}
		all, err := s.shifts(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range read {
			c := ShiftChange{r.line, r.typ.Code, r.typ.Name, "added"}
			i := slices.IndexFunc(all, func(o ShiftType) bool { return sqldb.Fold(o.Code) == sqldb.Fold(r.typ.Code) })
			switch {
			case i >= 0 && all[i].same(&r.typ):
				c.Change = "same"
			case i >= 0:
				c.Change = "changed"
			}
			out.Changes = append(out.Changes, c)
			switch {
			case in.Check:
			case i >= 0:
				_, err = s.changeShift(ctx, tx, all[i], r.typ, -1)
			default:
				_, err = s.addShift(ctx, tx, r.typ)
			}
			if err != nil {
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

func unreadable(err error) error {
	return fault.Invalidf("roster.file.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
}

func badFile(issues []Issue) error {
	err := fault.Invalidf("roster.file.issues", "The file has %d places that cannot be used; nothing was imported.", len(issues))
	for _, i := range issues[:min(len(issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Column), i.Code, fmt.Sprintf("line %d, %s: expected %s", i.Line, i.Column, i.Expected))
	}
	return err
}

// ShiftBook is shift types as a workbook that can be imported again.
type ShiftBook struct {
	zh   bool
	rows [][]any
}

// ShiftBook makes the workbook of all shift types and notes the export. Needs
// the permission roster.read.
func (s *Service) ShiftBook(ctx context.Context, zh bool) (*ShiftBook, error) {
	all, err := s.ShiftTypes(ctx)
	if err != nil {
		return nil, err
	}
	b := &ShiftBook{zh: zh}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range all {
			until := any(nil)
			if t.UntilOn != nil {
				until = *t.UntilOn
			}
			b.rows = append(b.rows, []any{t.Code, t.Name, t.Colour, clockText(t.EarliestStart), clockText(t.LatestStart), t.Step, t.Length, breaksText(t.Breaks),
				codesText(t.TeamIDs, dir.Teams, func(x org.Team) (string, string) { return x.Code, x.ID }),
				codesText(t.SkillIDs, dir.Skills, func(x org.Skill) (string, string) { return x.Code, x.ID }), t.FromOn, until, t.Note})
		}
		return s.record(ctx, tx, authz.Entry{Action: "roster.shift_type.export", Object: "roster_shift_type", ObjectID: "all", After: map[string]any{"rows": len(all)}})
	})
}

// Write writes the sheet of types, and one that says how to fill it in.
func (b *ShiftBook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which := 1
	title, notes := "Shift types", [][]any{{"Breaks", "name minutes paid(1/0) earliest-latest, in minutes after the shift begins; several with ;"}, {"Colour", "blue orange green yellow sky red purple grey"}, {"Teams, Skills", "codes with commas; empty: all"}, {"Import", "added or changed by code; types that are not in the file stay"}}
	if b.zh {
		which = 0
		title, notes = "班型", [][]any{{"休息", "名称 分钟 带薪(1/0) 最早-最晚（上班后分钟数），多段用分号隔开"}, {"颜色", "blue orange green yellow sky red purple grey"}, {"班组、技能", "代码，用逗号隔开；空为全部"}, {"导入", "按代码新增或修改；文件里没有的班型不变"}}
	}
	head := []string{}
	for _, names := range shiftHead {
		head = append(head, names[which])
	}
	if err := book.Rows(title, head, slices.Values(b.rows)); err != nil {
		return err
	}
	help := "How to fill in"
	if b.zh {
		help = "填写说明"
	}
	if err := book.Notes(help, notes); err != nil {
		return err
	}
	return book.Write(w)
}
