package org

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Kinds of fixtures of a seat plan.
const (
	FixtureWall   = "wall"
	FixturePillar = "pillar"
	FixtureDoor   = "door"
	FixtureLabel  = "label" // words on the floor, such as "二班" or "茶水间"
)

// Bounds of a seat plan.
const (
	leastPlanSide  = 3
	mostPlanWidth  = 60
	mostPlanHeight = 40
	mostSeats      = 600
	mostFixtures   = 400
	maxSeatLabel   = 20
	maxExtension   = 40
)

// SeatPlan is the drawing of the seats of a floor or room of a site (座位图),
// on a grid of Width × Height cells, and who sits where on a day. A seat takes
// one cell.
type SeatPlan struct {
	SeatPlanHead
	Fixtures []Fixture `json:"fixtures"`
	Seats    []Seat    `json:"seats"`
}

// SeatPlanHead is a seat plan in a list.
type SeatPlanHead struct {
	ID          string `json:"id"`
	SiteID      string `json:"site_id"`
	SiteName    string `json:"site_name"`
	Floor       string `json:"floor" doc:"such as 3F; may be empty"`
	Name        string `json:"name" doc:"of the room or area"`
	Width       int    `json:"width" doc:"cells"`
	Height      int    `json:"height" doc:"cells"`
	SeatCount   int    `json:"seat_count"`
	SharedCount int    `json:"shared_count" doc:"seats that belong to nobody"`
	PeopleCount int    `json:"people_count" doc:"people in your scope who sit there today; in lists"`
	Rev         int64  `json:"rev"`
	ChangedMs   int64  `json:"changed_ms"`
	ChangedBy   string `json:"changed_by"`
}

// Fixture is what stands on the floor beside seats.
type Fixture struct {
	Kind string `json:"kind" enum:"wall,pillar,door,label"`
	X    int    `json:"x" doc:"column of its left cell, from 0"`
	Y    int    `json:"y" doc:"row of its top cell, from 0"`
	W    int    `json:"w" minimum:"1"`
	H    int    `json:"h" minimum:"1"`
	Text string `json:"text,omitempty" maxLength:"40" doc:"of a label"`
}

// solid reports whether no seat can stand there.
func (f Fixture) solid() bool { return f.Kind == FixtureWall || f.Kind == FixturePillar }

// Seat is one desk with a telephone (工位).
type Seat struct {
	ID        string  `json:"id"`
	Label     string  `json:"label"`
	X         int     `json:"x"`
	Y         int     `json:"y"`
	Extension string  `json:"extension,omitempty" doc:"of the telephone; who signs in there sits there"`
	Shared    bool    `json:"shared" doc:"a seat for whoever is there that day; else somebody's own"`
	Taken     bool    `json:"taken" doc:"somebody sits there on the day; without person: someone you may not see"`
	Person    *Seated `json:"person,omitempty"`
}

// Seated is who sits on a seat.
type Seated struct {
	ID      string  `json:"id"`
	AgentNo string  `json:"agent_no"`
	Name    string  `json:"name"`
	TeamID  string  `json:"team_id,omitempty"`
	FromOn  string  `json:"from_on" format:"date"`
	ToOn    *string `json:"to_on" format:"date" doc:"null while it lasts"`
}

func (p *SeatPlan) trim() {
	p.Floor, p.Name = strings.TrimSpace(p.Floor), strings.TrimSpace(p.Name)
	for i := range p.Seats {
		p.Seats[i].Label, p.Seats[i].Extension = strings.TrimSpace(p.Seats[i].Label), strings.TrimSpace(p.Seats[i].Extension)
	}
	for i := range p.Fixtures {
		p.Fixtures[i].Text = strings.TrimSpace(p.Fixtures[i].Text)
	}
	if p.Fixtures == nil {
		p.Fixtures = []Fixture{}
	}
}

func (p *SeatPlan) check() error {
	var w fault.Collector
	w.Require("body.site_id", p.SiteID)
	checkText(&w, "body.name", p.Name, maxName)
	if p.Floor != "" {
		checkText(&w, "body.floor", p.Floor, maxSeatLabel)
	}
	checkRange(&w, "body.width", int64(p.Width), leastPlanSide, mostPlanWidth)
	checkRange(&w, "body.height", int64(p.Height), leastPlanSide, mostPlanHeight)
	if len(p.Seats) > mostSeats {
		w.Add("body.seats", "too_many", fmt.Sprintf("at most %d seats", mostSeats))
	}
	if len(p.Fixtures) > mostFixtures {
		w.Add("body.fixtures", "too_many", fmt.Sprintf("at most %d walls, pillars, doors and labels", mostFixtures))
	}
	if err := w.Err("org.seat_plan.invalid", "The seat plan has wrong values."); err != nil {
		return err
	}
	solid := p.checkFixtures(&w)
	p.checkSeats(&w, solid)
	return w.Err("org.seat_plan.invalid", "The seat plan has wrong values.")
}

type cell struct{ x, y int }

// checkFixtures gives the cells where no seat can stand.
func (p *SeatPlan) checkFixtures(w *fault.Collector) map[cell]bool {
	solid := map[cell]bool{}
	for i, f := range p.Fixtures {
		field := fmt.Sprintf("body.fixtures[%d]", i)
		if !slices.Contains([]string{FixtureWall, FixturePillar, FixtureDoor, FixtureLabel}, f.Kind) {
			w.Add(field+".kind", "one_of", "must be wall, pillar, door or label")
		}
		if f.Kind == FixtureLabel {
			checkText(w, field+".text", f.Text, 40)
		}
		if f.X < 0 || f.Y < 0 || f.W < 1 || f.H < 1 || f.X+f.W > p.Width || f.Y+f.H > p.Height {
			w.Add(field, "range", "leaves the plan")
			continue
		}
		if !f.solid() {
			continue
		}
		for y := f.Y; y < f.Y+f.H; y++ {
			for x := f.X; x < f.X+f.W; x++ {
				solid[cell{x, y}] = true
			}
		}
	}
	return solid
}

func (p *SeatPlan) checkSeats(w *fault.Collector, solid map[cell]bool) {
	at, labels, extensions := map[cell]bool{}, map[string]bool{}, map[string]bool{}
	for i, s := range p.Seats {
		field := fmt.Sprintf("body.seats[%d]", i)
		checkText(w, field+".label", s.Label, maxSeatLabel)
		if l := sqldb.Fold(s.Label); labels[l] {
			w.Add(field+".label", "repeated", "another seat has the label "+s.Label)
		} else {
			labels[l] = true
		}
		if s.Extension != "" {
			checkText(w, field+".extension", s.Extension, maxExtension)
			if e := sqldb.Fold(s.Extension); extensions[e] {
				w.Add(field+".extension", "repeated", "another seat has the extension "+s.Extension)
			} else {
				extensions[e] = true
			}
		}
		c := cell{s.X, s.Y}
		switch {
		case s.X < 0 || s.Y < 0 || s.X >= p.Width || s.Y >= p.Height:
			w.Add(field, "range", "the seat "+s.Label+" leaves the plan")
		case at[c]:
			w.Add(field, "overlap", "the seat "+s.Label+" stands on another")
		case solid[c]:
			w.Add(field, "overlap", "the seat "+s.Label+" stands in a wall or pillar")
		}
		at[c] = true
	}
}
