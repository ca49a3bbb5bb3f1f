package contract

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// FileIn is a table that is to be imported.
type FileIn struct {
	Content  []byte
	Check    bool // only look what it would change
	GoodOnly bool // take the good contracts of a table with issues
}

// Imported is what an import did, or would do.
type Imported struct {
	Applied bool        `json:"applied"`
	Changes []FileEntry `json:"changes" nullable:"false"`
	Issues  []Issue     `json:"issues" nullable:"false"`
}

// FileEntry is what an import does to one contract.
type FileEntry struct {
	Line   int    `json:"line"`
	Name   string `json:"name" doc:"of the person, with the period"`
	Change string `json:"change" enum:"added,changed,same"`
}

// Import reads a workbook or a table of text, a row for each line, into drafts:
// a contract that is not there is drawn up, the lines of one that is not agreed
// are replaced. A table with issues is refused as a whole unless GoodOnly. Needs
// the permission contract.manage.
func (s *Service) Import(ctx context.Context, in FileIn) (Imported, error) {
	out := Imported{Changes: []FileEntry{}, Issues: []Issue{}}
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, fault.Invalidf("contract.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
	}
	all, head, issues := readTable(rows, catalogue)
	out.Issues = issues
	work := func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		numbers, teams := map[string]string{}, map[string]string{}
		for _, t := range w.dir.Teams {
			teams[sqldb.Fold(t.Code)] = t.ID
		}
		for _, p := range w.dir.People {
			numbers[sqldb.Fold(p.AgentNo)] = p.ID
		}
		good := []*filed{}
		for _, x := range all {
			f, issue, err := s.file(ctx, tx, &w, x, &head, numbers, teams)
			if err != nil {
				return err
			}
			if issue != nil {
				out.Issues = append(out.Issues, *issue)
				continue
			}
			good = append(good, f)
		}
		slices.SortStableFunc(out.Issues, func(a, b Issue) int { return a.Line - b.Line })
		if !in.Check && len(out.Issues) > 0 && (!in.GoodOnly || len(good) == 0) {
			return badTable(out.Issues)
		}
		for _, f := range good {
			out.Changes = append(out.Changes, f.change)
			if in.Check || f.change.Change == "same" {
				continue
			}
			if err := s.put(ctx, tx, w, f); err != nil {
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

// filed is a contract of a table, and the one it is to become.
type filed struct {
	change FileEntry
	in     Request
	there  *Contract
}

// file finds what a contract of a table is about.
func (s *Service) file(ctx context.Context, tx *sqldb.Tx, w *world, x *told, head *sheet.Head, numbers, teams map[string]string) (*filed, *Issue, error) {
	issue := func(column int, value, code, expected string) (*filed, *Issue, error) {
		return nil, &Issue{x.row, head.Names[column], value, code, expected}, nil
	}
	person := numbers[sqldb.Fold(x.agent)]
	h := Head{PersonID: person, FromOn: x.from, ToOn: x.to}
	if person == "" || !w.reaches(ctx, PermissionManage, &h) {
		return issue(colAgent, x.agent, "unknown", "the agent ID of a person within reach")
	}
	if a, _ := authz.From(ctx); a.PersonID == person && a.PersonID != "" {
		return issue(colAgent, x.agent, "contract.own", "somebody else: nobody draws up their own")
	}
	boss := numbers[sqldb.Fold(x.boss)]
	if x.boss != "" && boss == "" {
		return issue(colSuperior, x.boss, "unknown", "the agent ID of a person")
	}
	counted := teams[sqldb.Fold(x.counted)]
	if x.counted != "" && (counted == "" || !w.dir.CoversTeam(authz.ScopeOf(ctx, PermissionManage), counted)) {
		return issue(colCounted, x.counted, "unknown", "the code of a team within reach")
	}
	if boss == person {
		return issue(colSuperior, x.boss, "other", "somebody else: nobody is their own superior")
	}
	p, _ := w.dir.Person(person)
	f := &filed{change: FileEntry{Line: x.row, Name: fmt.Sprintf("%s %s %s–%s", p.AgentNo, p.Name, x.from, x.to), Change: "added"}}
	f.in = Request{PersonIDs: []string{person}, Position: x.position, SuperiorID: boss, ScopeTeam: counted, FromOn: x.from, ToOn: x.to, Lines: x.lines}
	mine, err := loadHeadsOf(ctx, tx, person)
	if err != nil {
		return nil, nil, err
	}
	for _, old := range mine {
		if old.FromOn != x.from || old.ToOn != x.to || old.Position != x.position || old.ScopeTeam != counted || old.State == Withdrawn {
			continue
		}
		c, err := loadContract(ctx, tx, old.ID)
		if err != nil {
			return nil, nil, err
		}
		f.there, f.change.Change = &c, "changed"
		if alike(c.Parts[0].Lines, x.lines) && (boss == "" || boss == c.SuperiorID) {
			f.change.Change = "same"
		} else if c.State != Draft && c.State != Proposed && c.State != Countered {
			return issue(colAgent, x.agent, "contract.state", "a contract that is not agreed; agreed ones change with both signatures")
		}
	}
	on := h.on(w.today)
	if f.there == nil && boss == "" && w.dir.LeaderOf(w.dir.TeamOf(person, on), on) == "" && w.dir.LeaderOf(w.dir.TeamOf(person, on), w.today) == "" {
		return issue(colSuperior, "", "required", "the agent ID of the superior")
	}
	return f, nil, nil
}

// alike reports whether lines say the same, whatever their keys and versions.
func alike(a, b []Line) bool {
	plain := func(lines []Line) []Line {
		out := slices.Clone(lines)
		for i := range out {
			out[i].Key, out[i].Version, out[i].TargetID = "", 0, ""
		}
		return out
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

// put draws a contract of a table up, or replaces the lines of the one there.
func (s *Service) put(ctx context.Context, tx *sqldb.Tx, w world, f *filed) error {
	if f.there == nil {
		_, left, err := s.drawUp(ctx, tx, &w, f.in.PersonIDs[0], &f.in)
		if err == nil && left != nil {
			err = fault.Conflictf("contract.stale", "Somebody has changed the contract meanwhile; load it again.")
		}
		return err
	}
	return s.change(ctx, tx, w, f.there, SideSuperior, "import", -1, func(k *work) error {
		if k.c.State == Proposed {
			k.c.State, k.c.Signatures = Draft, []Signature{}
		}
		k.c.SuperiorID = cmp.Or(f.in.SuperiorID, k.c.SuperiorID)
		k.c.adopt(f.in.Lines)
		k.c.Parts[0].Lines = f.in.Lines
		k.move("saved", "", nil)
		return nil
	})
}

func badTable(issues []Issue) error {
	err := fault.Invalidf("contract.issues", "The file has %d places that cannot be used; nothing was imported.", len(issues))
	for _, i := range issues[:min(len(issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Column), i.Code, fmt.Sprintf("line %d, %s: expected %s", i.Line, i.Column, i.Expected))
	}
	return err
}

// Book is contracts as a workbook that can be imported again, with what was
// reached.
type Book struct {
	zh        bool
	catalogue []metric.Metric
	rows      []View
	superior  map[string]string // agent numbers
	teams     map[string]string // codes
}

// Book makes the workbook of the contracts within the actor's reach that fit,
// and notes the export. Needs the permission performance.read.
func (s *Service) Book(ctx context.Context, in ListIn, zh bool) (*Book, error) {
	found, err := s.heads(ctx, in)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b Head) int { return cmp.Compare(a.FromOn+a.AgentNo+a.ID, b.FromOn+b.AgentNo+b.ID) })
	b := &Book{zh: zh, superior: map[string]string{}, teams: map[string]string{}}
	if b.catalogue, err = s.catalogue(ctx); err != nil {
		return nil, err
	}
	var today string
	running, at := []*Contract{}, []int{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		today = w.today
		for _, t := range w.dir.Teams {
			b.teams[t.ID] = t.Code
		}
		for i := range found {
			c, err := loadContract(ctx, tx, found[i].ID)
			if err != nil {
				return err
			}
			v := View{Contract: c}
			last, err := lastEntry(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			if last != nil {
				v.Computation = &last.Computation
			} else if found[i].State == Running {
				running, at = append(running, &c), append(at, len(b.rows))
			}
			boss, _ := w.dir.Person(c.SuperiorID)
			b.superior[c.SuperiorID] = boss.AgentNo
			v.Head = found[i]
			b.rows = append(b.rows, v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	scores, err := s.compute(ctx, running, today)
	if err != nil {
		return nil, err
	}
	for i := range scores {
		b.rows[at[i]].Computation = &scores[i]
	}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if s.rec == nil {
			return nil
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "contract.contract.export", Object: "contract", ObjectID: "all", After: map[string]any{"rows": len(b.rows)}})
	})
}

// Write writes the workbook.
func (b *Book) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which, title := 1, "Performance contracts"
	if b.zh {
		which, title = 0, "业绩合同"
	}
	head := []string{}
	for _, names := range heads {
		head = append(head, names[which])
	}
	rows := [][]any{}
	for i := range b.rows {
		rows = append(rows, b.cells(&b.rows[i])...)
	}
	if err := book.Rows(title, head, slices.Values(rows)); err != nil {
		return err
	}
	return book.Write(w)
}

// cells are the rows of a contract.
func (b *Book) cells(v *View) [][]any {
	day := func(on string) any {
		d, err := civil.Parse(on)
		if err != nil {
			return on
		}
		return d
	}
	number := func(p *float64) any {
		if p == nil {
			return nil
		}
		return *p
	}
	out := [][]any{}
	for _, part := range v.Parts {
		for _, l := range part.Lines {
			row := make([]any, len(heads))
			copy(row, []any{v.AgentNo, v.Position, b.superior[v.SuperiorID], day(v.FromOn), day(v.ToOn), day(part.FromOn), b.metric(l.Metric), nil, word(l.Direction, b.zh), word(l.Rule, b.zh), l.Threshold, l.Target, l.Stretch, l.Weight, l.Note, b.teams[v.ScopeTeam], v.Name, v.TeamName, word(v.State, b.zh)})
			if l.ThresholdSeconds != nil {
				row[colSeconds] = *l.ThresholdSeconds
			}
			row[colTotal] = number(v.Total)
			if v.Computation != nil {
				for _, x := range v.Computation.Lines {
					if x.Key == l.Key && x.Score != nil {
						row[colValue], row[colScore], row[colAdds] = number(x.Value), number(x.Score), x.Points
					}
				}
			}
			out = append(out, row)
		}
	}
	return out
}

func (b *Book) metric(id string) string {
	for _, m := range b.catalogue {
		if m.ID == id {
			if b.zh {
				return m.NameZH
			}
			return m.NameEN
		}
	}
	return id
}
