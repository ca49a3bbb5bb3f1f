package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qDayAdd = sqldb.Q(`insert into forecast_day (version_id, queue_id, on_day, closed, slots, bands, parts, handle, handle_parts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qDays   = sqldb.Q(`select queue_id, on_day, closed, slots, bands, parts, handle, handle_parts from forecast_day
		where version_id = $1 and ($2 = '' or queue_id = $2) and on_day >= $3 and on_day <= $4 order by queue_id, on_day`)
)

// keptBands is the form of a day's bands: of the total, and of each slot, and
// the same of handle times; a band is its low and high end, 50, 80 and 95 %.
type keptBands struct {
	Day         [6]float64   `json:"day"`
	Slots       [][6]float64 `json:"slots,omitempty"`
	HandleDay   *[6]float64  `json:"handle_day,omitempty"`
	HandleSlots [][6]float64 `json:"handle_slots,omitempty"`
}

func packed(b [3]series.Band) [6]float64 {
	return [6]float64{b[0].Low, b[0].High, b[1].Low, b[1].High, b[2].Low, b[2].High}
}

func unpacked(v [6]float64) [3]series.Band {
	return [3]series.Band{{Low: v[0], High: v[1]}, {Low: v[2], High: v[3]}, {Low: v[4], High: v[5]}}
}

func addDay(ctx context.Context, tx *sqldb.Tx, versionID, queueID string, d Day) error {
	bands := keptBands{Day: packed(d.Bands)}
	for _, b := range d.Spread {
		bands.Slots = append(bands.Slots, packed(b))
	}
	if d.HandleSpread != nil {
		whole := packed(d.HandleBands)
		bands.HandleDay = &whole
		for _, b := range d.HandleSpread {
			bands.HandleSlots = append(bands.HandleSlots, packed(b))
		}
	}
	closed := 0
	if d.Closed {
		closed = 1
	}
	texts := make([]any, 0, 5)
	for _, v := range []any{d.Slots, bands, d.Parts, d.Handle, d.HandleParts} {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		texts = append(texts, string(text))
	}
	_, err := tx.Exec(ctx, qDayAdd, append([]any{versionID, queueID, d.On.String(), closed}, texts...)...)
	return err
}

// queueDay is a stored day and whose it is.
type queueDay struct {
	queueID string
	Day
}

func scanDay(r sqldb.Row) (d queueDay, err error) {
	var on, slots, bands, parts, handle, handleParts string
	var closed int
	if err = r.Scan(&d.queueID, &on, &closed, &slots, &bands, &parts, &handle, &handleParts); err != nil {
		return d, err
	}
	d.Closed = closed == 1
	var kept keptBands
	d.On, err = civil.Parse(on)
	err = errors.Join(err, json.Unmarshal([]byte(slots), &d.Slots), json.Unmarshal([]byte(bands), &kept), json.Unmarshal([]byte(parts), &d.Parts), json.Unmarshal([]byte(handle), &d.Handle), json.Unmarshal([]byte(handleParts), &d.HandleParts))
	d.Bands = unpacked(kept.Day)
	for _, b := range kept.Slots {
		d.Spread = append(d.Spread, unpacked(b))
	}
	if kept.HandleDay != nil {
		d.HandleBands = unpacked(*kept.HandleDay)
	}
	for _, b := range kept.HandleSlots {
		d.HandleSpread = append(d.HandleSpread, unpacked(b))
	}
	return d, err
}

// loadDays gives the days of a version, of one queue or (queueID "") of all.
func loadDays(ctx context.Context, tx *sqldb.Tx, versionID, queueID string, r civil.Range) ([]queueDay, error) {
	return sqldb.All(ctx, tx, qDays, scanDay, versionID, queueID, r.From.String(), r.To.String())
}
