package metric

import (
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// knowsReported reports whether reported values can be split and filtered as
// the question asks: they belong to no queue, channel or hour.
func (r *run) knowsReported() bool {
	f := &r.filter
	return r.knowsAgentTime() && !r.by.hour && !r.by.weekday && f.hours == nil && f.weekdays == nil
}

// askedLevel is the widest level whose values answer the question.
func (r *run) askedLevel() Level {
	f := &r.filter
	switch {
	case r.by.agent || f.agents != nil:
		return LevelPerson
	case r.by.team || f.teams != nil:
		return LevelTeam
	case r.by.site || f.sites != nil:
		return LevelSite
	}
	return LevelCentre
}

// toldValue is a reported value placed in a question.
type toldValue struct {
	Reported
	fromMs, toMs       int64 // of the centre's days; the end is not included
	agent, team, site  string
	firstCell, oneCell int // the first cell its period touches; its cell, -1 when it lies in none wholly
	lastCell           int
	key                groupKey
}

// toldValues are the reported values a question counts: of those about the same
// figure and time only the widest it may look at, and never one whose subject
// is out of scope or filter.
func (r *run) toldValues(ctx context.Context, tx *sqldb.Tx, wanted func(figure string) bool) ([]toldValue, error) {
	first, last := r.homeDay(r.starts[0]).String(), r.homeDay(r.end-1).String()
	out, err := r.reckoned(ctx, tx, first, last, wanted)
	if err != nil {
		return nil, err
	}
	all, err := loadReportedWithin(ctx, tx, first, last)
	if err != nil {
		return nil, err
	}
	asked := slices.Index(Levels, r.askedLevel())
	byFigure := map[string][]toldValue{}
	for _, v := range all {
		if !wanted(v.Figure) {
			continue
		}
		t := r.toldValue(v)
		if slices.Index(Levels, t.Level) >= asked {
			byFigure[t.Figure] = append(byFigure[t.Figure], t)
		}
	}
	for _, f := range figures {
		for _, t := range byFigure[f.ID] {
			if !slices.ContainsFunc(byFigure[f.ID], func(w toldValue) bool { return w.covers(&t) }) && r.place(&t) {
				out = append(out, t)
			}
		}
	}
	return out, nil
}

// covers reports whether a wider value tells about the subject of a narrower
// one at the same time.
func (t *toldValue) covers(narrow *toldValue) bool {
	if slices.Index(Levels, t.Level) >= slices.Index(Levels, narrow.Level) || t.ToOn < narrow.FromOn || narrow.ToOn < t.FromOn {
		return false
	}
	switch t.Level {
	case LevelCentre:
		return true
	case LevelSite:
		return t.site == narrow.site
	case LevelTeam:
		return t.team == narrow.team
	}
	return false
}

func (r *run) homeDay(ms int64) civil.Date { return civil.At(ms, r.home) }

func (r *run) toldValue(v Reported) toldValue {
	from, _ := civil.Parse(v.FromOn)
	to, _ := civil.Parse(v.ToOn)
	t := toldValue{Reported: v, fromMs: from.Start(r.home), toMs: to.Add(1).Start(r.home)}
	switch v.Level {
	case LevelSite:
		t.site = v.subjectID
	case LevelTeam:
		t.team = v.subjectID
	case LevelPerson:
		t.agent, t.team = v.subjectID, r.dir.TeamOf(v.subjectID, v.ToOn)
	}
	if team, ok := r.dir.Team(t.team); ok {
		t.site = team.SiteID
	}
	return t
}

// place finds the cells of a value; false when it does not belong to the
// question.
func (r *run) place(t *toldValue) bool {
	f := &r.filter
	if !r.inScope(t.agent, t.team, t.site) || f.agents != nil && !f.agents[t.agent] || f.teams != nil && !f.teams[t.team] || f.sites != nil && !f.sites[t.site] {
		return false
	}
	t.firstCell, t.lastCell, t.oneCell = r.bucket(max(t.fromMs, r.starts[0]), 0), r.bucket(min(t.toMs, r.end)-1, 0), -1
	if t.firstCell == t.lastCell && t.fromMs >= r.starts[t.firstCell] && t.toMs <= r.endOf(t.firstCell) {
		t.oneCell = t.firstCell
	}
	t.key = noSplit
	if r.by.agent {
		t.key.agent = r.words[ByAgent].number(t.agent)
	}
	if r.by.team {
		t.key.team = r.words[ByTeam].number(t.team)
	}
	if r.by.site {
		t.key.site = r.words[BySite].number(t.site)
	}
	return true
}

// adds is what a value adds to a measure.
func (t *toldValue) adds(measure string) (float64, bool) {
	figure, denominator := figureOf(measure)
	switch {
	case figure != t.Figure:
		return 0, false
	case denominator:
		return t.den, true
	}
	return t.num, true
}

// counts reports whether a version in force from and before to counts a value:
// by the last day of its period.
func (t *toldValue) counts(fromMs, toMs int64) bool { return t.toMs > fromMs && t.toMs <= toMs }

// reported adds the reported values to the columns. What a period tells is not
// known of a part of it; and a sum is known in a stretch only if anybody told
// it there: then who is not named had none.
func (r *run) reported(ctx context.Context, tx *sqldb.Tx) error {
	unknown := func(c *column, cell int) { c.cells[cell] = math.NaN() }
	columns := slices.DeleteFunc(slices.Clone(r.columns), func(c *column) bool { return !r.lenses[c.lens].sumsReported })
	if !r.knowsReported() {
		for _, c := range columns {
			for cell := range c.cells {
				unknown(c, cell)
			}
		}
		return nil
	}
	values, err := r.toldValues(ctx, tx, func(figure string) bool {
		return slices.ContainsFunc(columns, func(c *column) bool { f, _ := figureOf(c.id); return f == figure })
	})
	if err != nil {
		return err
	}
	nb := len(r.starts)
	told := map[*column][]bool{}
	for _, c := range columns {
		told[c] = make([]bool, nb)
	}
	for i := range values {
		t := &values[i]
		var group int
		placed := false
		for _, c := range columns {
			l := &r.lenses[c.lens]
			v, ok := t.adds(c.id)
			if !ok || !t.counts(l.fromMs, l.toMs) {
				continue
			}
			if !placed {
				if group, err = r.group(t.key); err != nil {
					return err
				}
				placed = true
			}
			for b := t.firstCell; b <= t.lastCell; b++ {
				told[c][b] = true
				r.seen[group*nb+b] = true
				if t.oneCell < 0 {
					unknown(c, group*nb+b)
				}
			}
			if t.oneCell >= 0 {
				c.cells[group*nb+t.oneCell] += v
			}
		}
	}
	for _, c := range columns {
		f, _ := figureOf(c.id)
		if figure, reportable := figureByID(f); !reportable || figure.Den != "" {
			continue // a mean of nothing is not known by itself
		}
		for b := range nb {
			if told[c][b] {
				continue
			}
			for g := range r.keys {
				unknown(c, g*nb+b)
			}
		}
	}
	return nil
}

// reportedRows keeps the reported values of a part of a number.
func (d *driller) reportedRows(ctx context.Context, tx *sqldb.Tx, seg *askedSegment, weights []Weight) error {
	values, err := d.r.toldValues(ctx, tx, func(figure string) bool {
		return slices.ContainsFunc(weights, func(w Weight) bool { f, _ := figureOf(measures[w.Measure].ID); return f == figure })
	})
	if err != nil {
		return err
	}
	tells := func(t *toldValue) bool {
		return t.counts(seg.fromMs, seg.toMs) && slices.ContainsFunc(weights, func(w Weight) bool {
			_, ok := t.adds(measures[w.Measure].ID)
			return ok
		})
	}
	if slices.ContainsFunc(values, func(t toldValue) bool { return t.oneCell < 0 && tells(&t) }) {
		return nil // the number is not known
	}
	for i := range values {
		t := &values[i]
		if !tells(t) {
			continue
		}
		day := telephony.DayOf(t.fromMs)
		if d.collect && (day < d.from || day > d.to) {
			continue
		}
		var adds float64
		for _, w := range weights {
			v, _ := t.adds(measures[w.Measure].ID)
			adds += w.By * v
		}
		h := hit{at: t.fromMs, adds: adds, sheet: rowReported}
		if d.collect && adds != 0 {
			h.row = int32(len(d.told))
			d.told = append(d.told, t.Reported)
		}
		d.keep(h, false)
	}
	return nil
}
