package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type seatPlanBody struct {
	Rev      int64      `json:"rev,omitempty"`
	SiteID   string     `json:"site_id"`
	Floor    string     `json:"floor,omitempty"`
	Name     string     `json:"name"`
	Width    int        `json:"width"`
	Height   int        `json:"height"`
	Fixtures []Fixture  `json:"fixtures,omitempty"`
	Seats    []seatBody `json:"seats,omitempty"`
}

type seatBody struct {
	ID        string `json:"id,omitempty" doc:"of a seat of this plan; left out for a new one"`
	Label     string `json:"label"`
	X         int    `json:"x"`
	Y         int    `json:"y"`
	Extension string `json:"extension,omitempty"`
	Shared    bool   `json:"shared,omitempty"`
}

func (b *seatPlanBody) plan() SeatPlan {
	p := SeatPlan{SeatPlanHead: SeatPlanHead{SiteID: b.SiteID, Floor: b.Floor, Name: b.Name, Width: b.Width, Height: b.Height}, Fixtures: b.Fixtures}
	for _, s := range b.Seats {
		p.Seats = append(p.Seats, Seat{ID: s.ID, Label: s.Label, X: s.X, Y: s.Y, Extension: s.Extension, Shared: s.Shared})
	}
	return p
}

type takeSeatIn struct {
	ByID
	Body struct {
		PersonID string            `json:"person_id"`
		FromOn   string            `json:"from_on,omitempty" doc:"first day, YYYY-MM-DD; default: today"`
		ToOn     web.Patch[string] `json:"to_on,omitzero" doc:"last day; left out while it lasts. A shared seat is taken for one day"`
	}
}

func (s *Service) registerSeats(api huma.API) {
	type listed struct{ Body []SeatPlanHead }
	web.Register(api, op("list-seat-plans", http.MethodGet, "/seat-plans", "List seat plans"), "org.read",
		func(ctx context.Context, in *struct {
			Site string `query:"site" doc:"Only of this site"`
		}) (*listed, error) {
			p, err := s.SeatPlans(ctx, in.Site)
			return &listed{p}, err
		})
	web.Register(api, ofPeople(op("get-seat-plan", http.MethodGet, "/seat-plans/{id}", "Read a seat plan, and who sits where on a day")), "org.read",
		func(ctx context.Context, in *struct {
			ByID
			On string `query:"on" doc:"The day, YYYY-MM-DD; default: today"`
		}) (*rowOut[SeatPlan], error) {
			p, err := s.SeatPlan(ctx, in.ID, in.On)
			return row(p, p.Rev, err)
		})
	web.Register(api, made(op("create-seat-plan", http.MethodPost, "/seat-plans", "Draw a seat plan")), "org.manage",
		func(ctx context.Context, in *struct{ Body seatPlanBody }) (*rowOut[SeatPlan], error) {
			p, err := s.CreateSeatPlan(ctx, in.Body.plan())
			return row(p, p.Rev, err)
		})
	web.Register(api, op("update-seat-plan", http.MethodPut, "/seat-plans/{id}", "Replace a seat plan; seats keep who sits there by their id"), "org.manage",
		func(ctx context.Context, in *struct {
			ByID
			Revision
			Body seatPlanBody
		}) (*rowOut[SeatPlan], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			p := in.Body.plan()
			p.ID, p.Rev = in.ID, rev
			p, err = s.UpdateSeatPlan(ctx, p)
			return row(p, p.Rev, err)
		})
	web.Register(api, op("delete-seat-plan", http.MethodDelete, "/seat-plans/{id}", "Delete a seat plan"), "org.manage",
		func(ctx context.Context, in *ByID) (*none, error) { return nil, s.DeleteSeatPlan(ctx, in.ID) })
	web.Register(api, ofPeople(op("list-seatings", http.MethodGet, "/seats/{id}/seatings", "List who sat, sits and will sit on a seat")), "org.read",
		func(ctx context.Context, in *ByID) (*itemsOut[Seating], error) { return items(s.Seatings(ctx, in.ID)) })
	web.Register(api, ofPeople(op("take-seat", http.MethodPut, "/seats/{id}/occupant", "Seat a person from a day on; on a shared seat for that day")), PermissionSeat,
		func(ctx context.Context, in *takeSeatIn) (*itemsOut[Seating], error) {
			n := NewSeating{PersonID: in.Body.PersonID, FromOn: in.Body.FromOn}
			if to := in.Body.ToOn.Or(""); to != nil {
				n.ToOn = *to
			}
			return items(s.TakeSeat(ctx, in.ID, n))
		})
	web.Register(api, ofPeople(op("free-seat", http.MethodDelete, "/seats/{id}/occupant", "Take everybody off a seat from a day on")), PermissionSeat,
		func(ctx context.Context, in *struct {
			ByID
			FromOn string `query:"from_on" doc:"The day, YYYY-MM-DD; default: today"`
		}) (*itemsOut[Seating], error) {
			return items(s.FreeSeat(ctx, in.ID, in.FromOn))
		})
}
