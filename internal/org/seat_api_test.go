package org_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func (d doc) list(key string) []any { l, _ := d[key].([]any); return l }

// seat is the seat with the label in an answer.
func (d doc) seat(label string) doc {
	for _, x := range d.list("seats") {
		if s := doc(x.(map[string]any)); s.str("label") == label {
			return s
		}
	}
	return nil
}

func (d doc) sitter() string {
	p, _ := d["person"].(map[string]any)
	name, _ := p["name"].(string)
	return name
}

func TestSeatPlanOverHTTP(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		site := c.ok("POST", "/sites", doc{"code": "HF", "name": "合肥职场"}).str("id")
		li := c.ok("POST", "/people", doc{"agent_no": "8101", "name": "李"}).str("id")
		wu := c.ok("POST", "/people", doc{"agent_no": "8102", "name": "吴"}).str("id")
		body := doc{"site_id": site, "floor": "3F", "name": "大厅", "width": 10, "height": 6,
			"fixtures": []doc{{"kind": "wall", "x": 0, "y": 0, "w": 10, "h": 1}, {"kind": "label", "x": 1, "y": 5, "w": 3, "h": 1, "text": "一班"}},
			"seats":    []doc{{"label": "A1", "x": 1, "y": 2, "extension": "6001"}, {"label": "A2", "x": 2, "y": 2}, {"label": "H1", "x": 4, "y": 2, "shared": true}}}
		plan := c.ok("POST", "/seat-plans", body)
		id := plan.str("id")
		if plan.num("rev") != 1 || plan.num("seat_count") != 3 || plan.num("shared_count") != 1 || plan.str("site_name") != "合肥职场" || len(plan.list("fixtures")) != 2 {
			t.Fatalf("%v", plan)
		}

		// wrong drawings name what is wrong
		with := func(key string, value any) doc {
			out := doc{}
			for k, v := range body {
				out[k] = v
			}
			out["name"] = "别处"
			out[key] = value
			return out
		}
		c.fails(409, "org.seat_plan.name_taken", "body.name taken", "POST", "/seat-plans", with("name", "大厅"))
		c.fails(422, "org.seat_plan.invalid", "body.width range", "POST", "/seat-plans", with("width", 61))
		c.fails(422, "org.seat_plan.invalid", "body.seats[1].label repeated", "POST", "/seat-plans", with("seats", []doc{{"label": "A1", "x": 1, "y": 2}, {"label": "a1", "x": 2, "y": 2}}))
		c.fails(422, "org.seat_plan.invalid", "body.seats[1] overlap", "POST", "/seat-plans", with("seats", []doc{{"label": "A1", "x": 1, "y": 2}, {"label": "A2", "x": 1, "y": 2}}))
		c.fails(422, "org.seat_plan.invalid", "body.seats[0] overlap", "POST", "/seat-plans", with("seats", []doc{{"label": "A1", "x": 1, "y": 0}}))
		c.fails(422, "org.seat_plan.invalid", "body.seats[0] range", "POST", "/seat-plans", with("seats", []doc{{"label": "A1", "x": 10, "y": 2}}))
		c.fails(422, "org.seat_plan.invalid", "body.fixtures[0] range", "POST", "/seat-plans", with("fixtures", []doc{{"kind": "wall", "x": 9, "y": 0, "w": 2, "h": 1}}))
		c.fails(422, "org.seat_plan.invalid", "body.fixtures[0].text required", "POST", "/seat-plans", with("fixtures", []doc{{"kind": "label", "x": 0, "y": 0, "w": 2, "h": 1}}))
		c.fails(409, "org.seat.extension_taken", "body.seats[0].extension taken", "POST", "/seat-plans", with("seats", []doc{{"label": "B1", "x": 1, "y": 2, "extension": "6001"}}))
		c.fails(422, "org.seat.not_found", "body.seats[0].id unknown", "POST", "/seat-plans", with("seats", []doc{{"id": "elsewhere", "label": "B1", "x": 1, "y": 2}}))
		c.fails(422, "org.site.not_found", "body.site_id unknown", "POST", "/seat-plans", with("site_id", "nowhere"))

		// people sit: their own seat from a day on, a shared one for a day
		own, shared := plan.seat("A1").str("id"), plan.seat("H1").str("id")
		c.ok("PUT", "/seats/"+own+"/occupant", doc{"person_id": li, "from_on": "2026-03-09"})
		c.ok("PUT", "/seats/"+own+"/occupant", doc{"person_id": li, "from_on": "2026-03-09"})
		c.ok("PUT", "/seats/"+own+"/occupant", doc{"person_id": wu, "from_on": "2026-03-20"})
		c.ok("PUT", "/seats/"+shared+"/occupant", doc{"person_id": li})
		c.fails(422, "org.person.not_found", "body.person_id unknown", "PUT", "/seats/"+own+"/occupant", doc{"person_id": "nobody"})
		c.fails(422, "org.seating.invalid", "body.from_on date", "PUT", "/seats/"+own+"/occupant", doc{"person_id": li, "from_on": "tomorrow"})
		c.fails(422, "org.seating.invalid", "body.to_on order", "PUT", "/seats/"+own+"/occupant", doc{"person_id": li, "from_on": "2026-03-10", "to_on": "2026-03-09"})
		c.fails(404, "org.seat.not_found", "", "PUT", "/seats/none/occupant", doc{"person_id": li})
		for day, want := range map[string][2]string{"2026-03-08": {"", ""}, "2026-03-09": {"李", "李"}, "2026-03-10": {"李", ""}, "2026-03-19": {"李", ""}, "2026-03-20": {"吴", ""}} {
			p := c.ok("GET", "/seat-plans/"+id+"?on="+day, nil)
			if got := [2]string{p.seat("A1").sitter(), p.seat("H1").sitter()}; got != want {
				t.Errorf("%s: %v, want %v", day, got, want)
			}
		}
		if n := len(c.ok("GET", "/seats/"+own+"/seatings", nil).items()); n != 2 {
			t.Errorf("%d seatings", n)
		}
		c.fails(409, "org.merge.in_team", "", "POST", "/people/"+li+"/merge", doc{"into": wu})

		// saved again: seats keep their people, an extension changes hands, one seat goes
		seats := []doc{{"id": own, "label": "A01", "x": 1, "y": 3}, {"id": shared, "label": "H1", "x": 4, "y": 2, "extension": "6001", "shared": true}}
		again := with("seats", seats)
		c.fails(422, "org.rev_needed", "body.rev required", "PUT", "/seat-plans/"+id, again)
		next := c.ok("PUT", "/seat-plans/"+id, again, "If-Match", `"1"`)
		if next.num("rev") != 2 || next.num("seat_count") != 2 || next.seat("A01").sitter() != "李" || next.seat("H1").str("extension") != "6001" {
			t.Errorf("%v", next)
		}
		c.fails(412, "org.stale", "", "PUT", "/seat-plans/"+id, again, "If-Match", `"1"`)
		// a seat that becomes shared is free
		seats[0]["shared"] = true
		if p := c.ok("PUT", "/seat-plans/"+id, again, "If-Match", `"2"`); p.seat("A01").sitter() != "" {
			t.Errorf("%v still sits on a seat that is shared now", p.seat("A01"))
		}
		c.ok("DELETE", "/seats/"+shared+"/occupant", nil)
		c.ok("DELETE", "/seats/"+shared+"/occupant", nil)
		c.fails(422, "org.seating.past", "query.from_on past", "DELETE", "/seats/"+shared+"/occupant?from_on=2026-03-01", nil)
		c.ok("PUT", "/seats/"+shared+"/occupant", doc{"person_id": li})
		if list := c.ok("GET", "/seat-plans?site="+site, nil).items(); len(list) != 1 || doc(list[0].(map[string]any)).num("people_count") != 1 {
			t.Errorf("the list has %v", list)
		}
		if n := len(c.ok("GET", "/seat-plans?site=elsewhere", nil).items()); n != 0 {
			t.Errorf("%d plans elsewhere", n)
		}
		c.ok("DELETE", "/seat-plans/"+id, nil)
		c.ok("DELETE", "/seat-plans/"+id, nil)
		c.fails(404, "org.seat_plan.not_found", "", "GET", "/seat-plans/"+id, nil)

		actions := []string{}
		for _, object := range []string{"seat_plan", "seat"} {
			log, err := c.log.List(authz.With(t.Context(), authz.System("test")), audit.Filter{Object: object})
			if err != nil {
				t.Fatal(err)
			}
			for i := len(log.Items) - 1; i >= 0; i-- {
				actions = append(actions, log.Items[i].Action)
			}
		}
		if got := strings.Join(actions, " "); got != "org.seat_plan.create org.seat_plan.update org.seat_plan.update org.seat_plan.delete org.seat.take org.seat.take org.seat.take org.seat.free org.seat.take" {
			t.Errorf("the audit log has %s", got)
		}
	})
}

// Many seat the same people on the same seats at once: one seat a day for each.
func TestSeatsTakenByManyAtOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := authz.With(t.Context(), authz.System("test"))
		svc := org.New(db, clock.Fixed(march9), nil)
		site, err := svc.CreateSite(ctx, org.Site{Code: "S", Name: "S"})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := svc.CreateSeatPlan(ctx, org.SeatPlan{SeatPlanHead: org.SeatPlanHead{SiteID: site.ID, Name: "P", Width: 5, Height: 5},
			Seats: []org.Seat{{Label: "1", X: 0}, {Label: "2", X: 1}, {Label: "3", X: 2}}})
		if err != nil {
			t.Fatal(err)
		}
		var people []string
		for _, no := range []string{"1", "2", "3", "4"} {
			p, err := svc.CreatePerson(ctx, org.Person{AgentNo: no, Name: no})
			if err != nil {
				t.Fatal(err)
			}
			people = append(people, p.ID)
		}
		var wg sync.WaitGroup
		for side := range 4 {
			wg.Go(func() {
				for i := range 6 {
					_, err := svc.TakeSeat(ctx, plan.Seats[(side+i)%3].ID, org.NewSeating{PersonID: people[(side*i+i)%4]})
					if _, refused := fault.As(err); err != nil && !refused {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		got, err := svc.SeatPlan(ctx, plan.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, s := range got.Seats {
			if s.Person != nil && seen[s.Person.ID] {
				t.Errorf("%s sits on two seats", s.Person.Name)
			}
			if s.Person != nil {
				seen[s.Person.ID] = true
			}
		}
		if len(seen) == 0 {
			t.Error("nobody sits anywhere")
		}
	})
}

// A leader seats only their own people, and turns out nobody else's.
func TestALeaderSeatsTheirOwn(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		boss := authz.With(t.Context(), authz.System("test"))
		svc := org.New(db, clock.Fixed(march9), nil)
		site, err := svc.CreateSite(boss, org.Site{Code: "S", Name: "S"})
		if err != nil {
			t.Fatal(err)
		}
		person := map[string]string{}
		var teams []string
		for _, code := range []string{"A", "B"} {
			team, err := svc.CreateTeam(boss, org.Team{Code: code, Name: code, SiteID: site.ID})
			if err != nil {
				t.Fatal(err)
			}
			p, err := svc.CreatePerson(boss, org.Person{AgentNo: code, Name: code})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := svc.Join(boss, p.ID, org.NewMembership{TeamID: team.ID, FromOn: "2026-03-01"}); err != nil {
				t.Fatal(err)
			}
			teams, person[code] = append(teams, team.ID), p.ID
		}
		plan, err := svc.CreateSeatPlan(boss, org.SeatPlan{SeatPlanHead: org.SeatPlanHead{SiteID: site.ID, Name: "P", Width: 5, Height: 5}, Seats: []org.Seat{{Label: "1"}, {Label: "2", X: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		leader := authz.With(t.Context(), authz.Actor{UserID: "u", Permissions: map[string]bool{"org.read": true, "org.seat": true}, Scope: authz.Scope{Teams: teams[:1]}})
		one, two := plan.Seats[0].ID, plan.Seats[1].ID
		code := func(err error) string {
			f, _ := fault.As(err)
			if f == nil {
				return ""
			}
			return f.Code
		}
		if _, err := svc.TakeSeat(leader, one, org.NewSeating{PersonID: person["A"]}); err != nil {
			t.Fatal(err)
		}
		if _, err := svc.TakeSeat(leader, two, org.NewSeating{PersonID: person["B"]}); code(err) != "org.person.not_found" {
			t.Errorf("somebody else's agent was seated: %v", err)
		}
		if _, err := svc.TakeSeat(boss, two, org.NewSeating{PersonID: person["B"]}); err != nil {
			t.Fatal(err)
		}
		if _, err := svc.TakeSeat(leader, two, org.NewSeating{PersonID: person["A"]}); code(err) != "org.seat.occupied" {
			t.Errorf("somebody else's agent was turned out: %v", err)
		}
		if _, err := svc.FreeSeat(leader, two, ""); code(err) != "org.seat.occupied" {
			t.Errorf("somebody else's agent was turned out: %v", err)
		}
		if _, err := svc.CreateSeatPlan(leader, org.SeatPlan{}); err == nil {
			t.Error("a leader drew a plan")
		}
		p, err := svc.SeatPlan(leader, plan.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if p.Seats[0].Person == nil || p.Seats[1].Person != nil || !p.Seats[1].Taken {
			t.Errorf("a leader sees %+v", p.Seats)
		}
		list, err := svc.Seatings(leader, two)
		if err != nil || len(list) != 0 {
			t.Errorf("a leader sees who sat there: %v %v", list, err)
		}
	})
}
