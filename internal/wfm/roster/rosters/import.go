package rosters

import (
	"context"
	"io"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// ImportChange is a cell that an import changes.
type ImportChange struct {
	Line    int    `json:"line"`
	Change  string `json:"change" enum:"added,changed,same"`
	Name    string `json:"name"`
	AgentNo string `json:"agent_no"`
	On      string `json:"on" format:"date"`
	Before  string `json:"before" doc:"code and times; empty: a day off"`
	After   string `json:"after"`
}

// Imported is what an import of a roster did, or would do.
type Imported struct {
	Applied    bool           `json:"applied"`
	Changes    []ImportChange `json:"changes"`
	Issues     []FileIssue    `json:"issues"`
	Violations []Violation    `json:"violations" doc:"hard rules that are broken anew, by the checker"`
	Rev        int64          `json:"rev"`
}

// Import reads a workbook or a table of text and puts its shifts into a draft: the
// file that the export gives, or agent number, date and shift in a row each. What
// the file does not say stays. A file with issues is refused as a whole unless
// GoodOnly, which leaves out the rows with issues; imported again, nothing changes.
// Needs the permission roster.edit.
func (s *Service) Import(ctx context.Context, id string, in roster.FileIn) (out Imported, err error) {
	out = Imported{Changes: []ImportChange{}, Issues: []FileIssue{}, Violations: []Violation{}}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return out, err
	}
	if v.Status == Published {
		return out, fault.Conflictf("roster.version.import_published", "The roster %s is published. Import into a draft: make one anew from it first.", v.Name)
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, fault.Invalidf("roster.file.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
	}
	b, err := s.basisOf(ctx, v, lines)
	if err != nil {
		return out, err
	}
	book := Workbook{v: v}
	if book.types, err = s.setup.ShiftTypes(asRoster(ctx)); err != nil {
		return out, err
	}
	read, issues := rowsOf(rows)
	edits, wrong := b.editsOf(read, lines, book.shown)
	out.Issues = append(out.Issues, append(issues, wrong...)...)
	bad := map[int]bool{}
	for _, x := range out.Issues {
		bad[x.Line] = true
	}
	edits = slices.DeleteFunc(edits, func(e sheetEdit) bool { return bad[e.line] })
	good := slices.ContainsFunc(read, func(r sheetRow) bool { return !bad[r.line] })
	if !in.Check && len(out.Issues) > 0 && (!in.GoodOnly || !good) {
		return out, fault.Invalidf("roster.file.issues", "The file has %d places that cannot be used; nothing was imported.", len(out.Issues))
	}
	touched, plain, lineOf := []string{}, make([]Edit, len(edits)), map[string]int{}
	for i, e := range edits {
		plain[i] = e.Edit
		lineOf[e.PersonID+b.dayText(e.Day)] = e.line
		if !slices.Contains(touched, e.PersonID) {
			touched = append(touched, e.PersonID)
		}
	}
	before := b.violations(lines, touched)
	cells := b.apply(lines, plain)
	if len(touched) > 0 {
		out.Violations = append(out.Violations, anew(before, b.violations(lines, touched))...)
	}
	for _, c := range cells {
		who := b.people[slices.IndexFunc(b.people, func(x person) bool { return x.id == c.PersonID })]
		x := ImportChange{Line: lineOf[c.PersonID+b.dayText(c.Day)], Change: "changed", Name: who.name, AgentNo: who.agentNo, On: b.dayText(c.Day), Before: book.shown(c.Before), After: book.shown(c.Cell)}
		if c.Before.TypeID == "" {
			x.Change = "added"
		}
		out.Changes = append(out.Changes, x)
	}
	out.Applied, out.Rev = !in.Check, v.Rev
	if in.Check || len(cells) == 0 {
		return out, nil
	}
	v.ChangedMs, v.ChangedBy = clock.Ms(s.clk), actorName(ctx)
	out.Rev++
	return out, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := set(ctx, tx, v); err != nil {
			return err
		}
		for _, personID := range touched {
			at := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == personID })
			if err := setLine(ctx, tx, id, &lines[at]); err != nil {
				return err
			}
		}
		for _, c := range cells {
			if err := addChange(ctx, tx, id, Change{PersonID: c.PersonID, On: v.FirstOn.Add(c.Day).String(), Before: c.Before, After: c.Cell, Reason: in.Name, AtMs: v.ChangedMs, By: v.ChangedBy}); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.import", Object: "roster_version", ObjectID: id, After: Edits{Cells: cells, Reason: in.Name, FirstOn: v.FirstOn}})
	})
}

// ImportBook is an empty file to fill in for a roster, with what may stand in it.
type ImportBook struct {
	Workbook
	agents []string
}

// ImportBook makes the file. Needs the permission roster.edit.
func (s *Service) ImportBook(ctx context.Context, id string, zh bool) (*ImportBook, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return nil, err
	}
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	b := &ImportBook{Workbook: Workbook{Name: sheet.FileName(v.Name), zh: zh, v: v}}
	if b.types, err = s.setup.ShiftTypesOver(asRoster(ctx), v.FirstOn, v.LastOn); err != nil {
		return nil, err
	}
	lines, err := s.Lines(ctx, id)
	for i := range lines {
		b.agents = append(b.agents, lines[i].AgentNo+" "+lines[i].Name)
	}
	return b, err
}

// Write writes the empty sheet, and one that says how to fill it in.
func (b *ImportBook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which := 1
	if b.zh {
		which = 0
	}
	head := []string{headAgent[which], headDay[which], headShift[which], headSkill[which]}
	if err := book.Rows(b.text("班表", "Roster"), head, func(func([]any) bool) {}); err != nil {
		return err
	}
	notes := [][]any{
		{headDay[which], b.v.FirstOn.String() + " – " + b.v.LastOn.String()},
		{headShift[which], b.text("代码，或代码和上班时间（A1 08:00）；休：当天休息", "a code, or a code and when it begins (A1 08:00); off: a day off")},
		{headSkill[which], b.text("可不填：用当天原来的技能，或本人最好的技能", "may be left out: the day's skill as it is, or the person's best")},
		{b.text("没有写的日子", "Days left out"), b.text("不变", "stay as they are")},
	}
	for _, t := range b.types {
		times := ""
		for i, at := range roster.Starts([]roster.ShiftType{t}) {
			if i > 0 {
				times += " "
			}
			times += clockText(at.Begin)
		}
		notes = append(notes, []any{t.Code, t.Name, times})
	}
	for _, a := range b.agents {
		notes = append(notes, []any{headAgent[which], a})
	}
	if err := book.Notes(b.text("填写说明", "How to fill in"), notes); err != nil {
		return err
	}
	return book.Write(w)
}
