package org

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// writeSeats brings the stored seats of a plan to those of p.
func (s *Service) writeSeats(ctx context.Context, tx *sqldb.Tx, p *SeatPlan) error {
	stored, err := loadSeatPlan(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	old := make(map[string]Seat, len(stored.Seats))
	for _, seat := range stored.Seats {
		old[seat.ID] = seat
	}
	kept := map[string]bool{}
	for i, seat := range p.Seats {
		if _, known := old[seat.ID]; seat.ID != "" && (!known || kept[seat.ID]) {
			return fault.Invalidf("org.seat.not_found", "There is no such seat.").WithField(fmt.Sprintf("body.seats[%d].id", i), "unknown", "is no seat of this plan; leave it out for a new one")
		}
		kept[seat.ID] = seat.ID != ""
	}
	for _, seat := range stored.Seats {
		if !kept[seat.ID] {
			if err := dropSeat(ctx, tx, seat.ID); err != nil {
				return err
			}
		}
	}
	for i, seat := range p.Seats {
		if seat.Extension != "" {
			holder, err := loadExtensionHolder(ctx, tx, seat.Extension, p.ID)
			if err != nil {
				return err
			}
			if holder != "" {
				return extensionTaken(i, seat.Extension, holder)
			}
		}
		if was := old[seat.ID]; seat.ID != "" && was.Extension != seat.Extension {
			if err := quietSeat(ctx, tx, seat.ID); err != nil {
				return err
			}
		}
	}
	for i, seat := range p.Seats {
		if err := s.writeSeat(ctx, tx, p.ID, seat, old[seat.ID]); sqldb.IsUnique(err) {
			return extensionTaken(i, seat.Extension, "") // someone was faster
		} else if err != nil {
			return err
		}
	}
	return nil
}

func extensionTaken(i int, extension, holder string) error {
	return fault.Conflictf("org.seat.extension_taken", "The extension %s belongs to the seat %s of another plan.", extension, holder).
		WithField(fmt.Sprintf("body.seats[%d].extension", i), "taken", "belongs to a seat of another plan")
}

func (s *Service) writeSeat(ctx context.Context, tx *sqldb.Tx, planID string, seat, was Seat) error {
	if seat.ID == "" {
		seat.ID = id.New(s.clk)
		return addSeat(ctx, tx, planID, seat)
	}
	if seat.Label == was.Label && seat.X == was.X && seat.Y == was.Y && seat.Extension == was.Extension && seat.Shared == was.Shared {
		return nil
	}
	if err := saveSeat(ctx, tx, seat); err != nil || seat.Shared == was.Shared {
		return err
	}
	// The kind of seat decides how long someone sits there.
	today, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	of, err := loadSeatings(ctx, tx, seat.ID, true)
	if err != nil {
		return err
	}
	return applySeatings(ctx, tx, s.clk, vacate(of, today))
}
