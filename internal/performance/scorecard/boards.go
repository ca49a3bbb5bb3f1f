package scorecard

import (
	"context"
	"reflect"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Boards gives the boards that hang out, and to who keeps them those that do not.
// Needs the permission performance.own.
func (s *Service) Boards(ctx context.Context) (out []Board, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadBoards(ctx, tx)
		return err
	})
	a, _ := authz.From(ctx)
	return slices.DeleteFunc(out, func(b Board) bool { return !b.Active && !a.Can(PermissionManage) }), err
}

// SaveBoard adds a board (no id) or changes one; rev is the revision that was
// read, or below 0 for any. Adding the same twice adds it once. Needs the
// permission board.manage.
func (s *Service) SaveBoard(ctx context.Context, boardID string, in BoardRequest, rev int64) (out Board, err error) {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return out, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	known, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	if err := in.check(known, &w.dir); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadBoards(ctx, tx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(b Board) bool { return sqldb.Fold(b.Name) == sqldb.Fold(in.Name) && b.ID != boardID }); i >= 0 {
			if boardID == "" && reflect.DeepEqual(all[i].BoardRequest, in) {
				out = all[i]
				return nil
			}
			return fault.Conflictf("scorecard.board_taken", "There is another board of this name.").WithField("body.name", "taken", "is the name of another board")
		}
		out = Board{BoardRequest: in, ID: boardID, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx)}
		entry := authz.Entry{Action: "scorecard.board.create", Object: "scorecard_board", After: in}
		if boardID == "" {
			if len(all) >= mostBoards {
				return fault.Conflictf("scorecard.board_many", "There are %d boards already.", len(all))
			}
			out.ID = id.New(s.clk)
			if err := addBoard(ctx, tx, &out); err != nil {
				return err
			}
		} else {
			i := slices.IndexFunc(all, func(b Board) bool { return b.ID == boardID })
			if i < 0 {
				return boardNotFound()
			}
			if reflect.DeepEqual(all[i].BoardRequest, in) {
				out = all[i]
				return nil
			}
			done := rev < 0 || rev == all[i].Rev
			if done {
				done, err = putBoard(ctx, tx, &out, all[i].Rev)
			}
			if err != nil {
				return err
			}
			if !done {
				return fault.Conflictf("scorecard.board_stale", "Somebody has changed the board meanwhile; load it again.")
			}
			out.Rev, entry.Action, entry.Before = all[i].Rev+1, "scorecard.board.update", all[i].BoardRequest
		}
		entry.ObjectID = out.ID
		return s.tell(ctx, tx, entry)
	})
	return out, err
}

// DropBoard takes a board down for good; one that is gone is no error. Needs the
// permission board.manage.
func (s *Service) DropBoard(ctx context.Context, boardID string) error {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadBoards(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(b Board) bool { return b.ID == boardID })
		if i < 0 {
			return nil
		}
		if err := dropBoard(ctx, tx, boardID); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "scorecard.board.delete", Object: "scorecard_board", ObjectID: boardID, Before: all[i].BoardRequest})
	})
}

func boardNotFound() error {
	return fault.NotFoundf("scorecard.board_not_found", "There is no such board.")
}

// BoardView is a board with its places.
type BoardView struct {
	Board
	Period   Period     `json:"span"`
	NameZH   string     `json:"name_zh,omitempty" doc:"of the metric"`
	NameEN   string     `json:"name_en,omitempty"`
	Unit     string     `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money"`
	Ranked   int        `json:"ranked" doc:"how many have a place"`
	Rows     []BoardRow `json:"rows" nullable:"false" doc:"the first places, and the own one wherever it is"`
	Own      *BoardRow  `json:"own,omitempty" doc:"also when it has no place yet"`
	Missing  int        `json:"missing" doc:"contacts the actor lacks to be ranked"`
	Progress []Progress `json:"progress" nullable:"false" doc:"of a board of teams by week: the weeks before, the oldest first"`
}

// Progress is a week of a board of teams.
type Progress struct {
	From string     `json:"from" format:"date"`
	Rows []BoardRow `json:"rows" nullable:"false"`
}

// View gives a board with its places; on: a day of the period, default today.
// What it shows is hung out for everybody with the permission performance.own: the
// first places and, of the others, only the own one.
func (s *Service) View(ctx context.Context, boardID, on string) (out BoardView, err error) {
	all, err := s.Boards(ctx)
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(all, func(b Board) bool { return b.ID == boardID })
	if i < 0 {
		return out, boardNotFound()
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	out.Board, out.Rows, out.Progress, out.Unit = all[i], []BoardRow{}, []Progress{}, metric.UnitPoints
	if out.Period, err = w.spans(out.BoardRequest.Period, on); err != nil {
		return out, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	if m, ok := catalogue[out.Metric]; ok {
		out.NameZH, out.NameEN, out.Unit = m.NameZH, m.NameEN, m.Unit
	}
	a, _ := authz.From(ctx)
	places, others, err := s.places(ctx, &w, catalogue, &out.Board, out.Period.Now, a.PersonID)
	if err != nil {
		return out, err
	}
	before, _, err := s.places(ctx, &w, catalogue, &out.Board, out.Period.Before, a.PersonID)
	if err != nil {
		return out, err
	}
	was := map[string]int{}
	for _, r := range before {
		was[r.ID] = r.Rank
	}
	out.Ranked = len(places)
	for _, r := range append(places, others...) {
		r.Before = was[r.ID]
		if r.Own && (out.Own == nil || r.Rank > 0) {
			out.Own = &r
		}
		if r.Rank > 0 && (r.Rank <= out.Top || out.Everybody || r.Own) {
			out.Rows = append(out.Rows, r)
		}
	}
	if out.Own != nil && out.Own.Rank == 0 {
		out.Missing = max(0, out.MinContacts-int(out.Own.Contacts))
	}
	if out.Of == OfTeams && out.BoardRequest.Period == Week {
		out.Progress, err = s.progress(ctx, &w, catalogue, &out, a.PersonID)
	}
	return out, err
}

// progress are the places of the weeks before and of the one shown.
func (s *Service) progress(ctx context.Context, w *world, catalogue map[string]metric.Metric, v *BoardView, own string) ([]Progress, error) {
	out := []Progress{}
	for ago := weeksOfProgress - 1; ago >= 0; ago-- {
		days := civil.Range{From: v.Period.Now.From.Add(-7 * ago), To: v.Period.Now.From.Add(6 - 7*ago)}
		if w.today.Before(days.To) {
			days.To = w.today
		}
		rows, _, err := s.places(ctx, w, catalogue, &v.Board, days, own)
		if err != nil {
			return nil, err
		}
		if rows == nil {
			rows = []BoardRow{}
		}
		if !v.Everybody {
			rows = slices.DeleteFunc(rows, func(r BoardRow) bool { return r.Rank > v.Top && !r.Own })
		}
		out = append(out, Progress{days.From.String(), rows})
	}
	return out, nil
}

// places are the places of a board over some days, and who has none.
func (s *Service) places(ctx context.Context, w *world, catalogue map[string]metric.Metric, b *Board, days civil.Range, own string) (places, others []BoardRow, err error) {
	set := w.setOn(days.To)
	if b.Metric != "" {
		set.Lines = []SetLine{{Metric: b.Metric}}
	}
	at := slices.IndexFunc(set.Lines, func(l SetLine) bool { return l.Metric == handled })
	if at < 0 {
		at, set.Lines = len(set.Lines), append(slices.Clone(set.Lines), SetLine{Metric: handled})
	}
	x := &sheet{w: w, p: Period{Kind: Week, Now: days}, set: set, lines: linesOf(set, catalogue)}
	if x.goals, err = s.goals(ctx, days.To); err != nil {
		return nil, nil, err
	}
	if x.now, err = s.read(ctx, authz.Scope{Centre: true}, x.lines, people{byTeam: b.Of == OfTeams}, days); err != nil {
		return nil, nil, err
	}
	x.before = make(readings, len(x.lines))
	if b.Of == OfTeams {
		x.goals = goals{} // a team is held against the points of everybody
	}
	var all []contender
	for _, c := range x.cards() {
		n := x.now[at][c.PersonID]
		row := contender{BoardRow: BoardRow{ID: c.PersonID, Contacts: n.Num}}
		team := c.PersonID
		if b.Of == OfPeople {
			team = w.dir.TeamOf(c.PersonID, days.To.String())
			row.Name, row.key, row.Own = c.Name, c.AgentNo, c.PersonID == own
			if len(b.Levels) > 0 && !slices.Contains(b.Levels, c.Level) {
				continue
			}
		}
		t, known := w.dir.Team(team)
		if len(b.Teams) > 0 && !slices.Contains(b.Teams, team) || b.Of == OfTeams && !known {
			continue
		}
		row.TeamName = t.Name
		if b.Of == OfTeams {
			row.Name, row.key, row.Own = t.Name, t.Code, own != "" && w.dir.TeamOf(own, days.To.String()) == t.ID
		}
		row.key += "\x00" + c.PersonID
		if b.Metric == "" {
			if c.Score != nil {
				row.Value, row.sort = c.Score, seen(*c.Score)
			}
		} else if l := &c.Lines[0]; l.Value != nil {
			row.Value, row.sort = l.Value, metric.Shown(*l.Value, l.Unit)
			if l.Direction == metric.DirectionDown {
				row.sort = -row.sort
			}
		}
		all = append(all, row)
	}
	places, others = rank(all, b.MinContacts)
	return places, others, nil
}

// handled is the metric that says how much somebody has done.
const handled = "answered"
