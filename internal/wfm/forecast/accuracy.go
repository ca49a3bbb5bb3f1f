package forecast

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// By is what accuracy is told apart by.
type By string

// The ways to tell accuracy apart.
const (
	ByDay      By = "day"
	ByWeek     By = "week"
	ByLead     By = "lead"     // days from the first unknown day, 1 the first
	ByInterval By = "interval" // of the clock
	ByQueue    By = "queue"
)

// Bys are all of them.
var Bys = []By{ByDay, ByWeek, ByLead, ByInterval, ByQueue}

// maxScored is for how many days accuracy is asked at once.
const maxScored = 92

// AccuracyIn asks how good forecasts were.
type AccuracyIn struct {
	VersionID string // "": of each queue and day the version in use
	From, To  string // days, both included; of a version they may be empty
	QueueID   string // "": all
	By        By
}

// AccuracyRow is a row of the accuracy board.
type AccuracyRow struct {
	Key      string `json:"key" doc:"the day, the week's first day, the lead in days, the interval's beginning, or the queue's id"`
	Name     string `json:"name,omitempty" doc:"of a queue"`
	Volume   Score  `json:"volume"`
	Model    Score  `json:"model" doc:"contacts without what was changed by hand"`
	Handle   Score  `json:"handle" doc:"handle time; errors weigh by contacts"`
	Workload Score  `json:"workload"`

	HandleModel Score `json:"handle_model" doc:"handle time without what was changed by hand"`

	Edited int `json:"edited" doc:"intervals that were changed by hand"`
}

// Accuracy is the record of forecasts.
type Accuracy struct {
	From  civil.Date    `json:"from" format:"date"`
	To    civil.Date    `json:"to" format:"date"`
	Total AccuracyRow   `json:"total"`
	Hand  AccuracyRow   `json:"hand" doc:"only intervals that were changed by hand: volume is with the changes, model without"`
	Rows  []AccuracyRow `json:"rows"`

	HandHandle AccuracyRow `json:"hand_handle" doc:"only intervals whose handle time was changed by hand: handle is with the changes, handle_model without"`
}

// record is what is summed for a row.
type record struct {
	volume, model, handle, handleModel, workload scoring
	edited                                       int
}

func (r *record) row(key string) AccuracyRow {
	return AccuracyRow{Key: key, Volume: r.volume.score(), Model: r.model.score(), Handle: r.handle.score(), HandleModel: r.handleModel.score(), Workload: r.workload.score(), Edited: r.edited}
}

// scored are the days of a version that are held against what came.
type scored struct {
	version Version
	days    []queueDay
}

// Accuracy holds forecasts against what came, of days that are over. Needs
// the permission forecast.read.
func (s *Service) Accuracy(ctx context.Context, in AccuracyIn) (Accuracy, error) {
	var out Accuracy
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var all []scored
	var week time.Weekday
	names := map[string]string{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		week = centre.Weekday()
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for _, q := range dir.Queues {
			names[q.ID] = q.Name
		}
		yesterday := dayOf(s.clk.Now().In(centre.Location())).Add(-1)
		if in.VersionID != "" {
			v, err := s.version(ctx, tx, in.VersionID)
			if err != nil {
				return err
			}
			if in.From == "" {
				in.From = v.FirstOn.String()
			}
			if in.To == "" {
				in.To = v.LastOn.String()
			}
		}
		if err := in.check(&out, yesterday); err != nil {
			return err
		}
		all, err = s.toScore(ctx, tx, in, civil.Range{From: out.From, To: out.To})
		return err
	})
	if err != nil {
		return out, err
	}
	var total, hand, handHandle record
	rows := map[string]*record{}
	for _, x := range all {
		if err := s.score(ctx, x, func(d queueDay, k int) []*record {
			into := []*record{&total}
			if k >= 0 && d.Slots[k] != d.Model[k] {
				into = append(into, &hand)
			}
			if k >= 0 && d.handleEdited(k) {
				into = append(into, &handHandle)
			}
			if k < 0 && in.By == ByInterval {
				return into
			}
			key := in.key(x.version, d, k, week)
			if rows[key] == nil {
				rows[key] = &record{}
			}
			return append(into, rows[key])
		}); err != nil {
			return out, err
		}
	}
	out.Total, out.Hand, out.HandHandle, out.Rows = total.row(""), hand.row(""), handHandle.row(""), []AccuracyRow{}
	for key, r := range rows {
		row := r.row(key)
		if in.By == ByQueue {
			row.Name = names[key]
		}
		out.Rows = append(out.Rows, row)
	}
	slices.SortFunc(out.Rows, func(a, b AccuracyRow) int { // leads are numbers: the shorter first
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

func (in AccuracyIn) check(out *Accuracy, yesterday civil.Date) error {
	var w fault.Collector
	var noFrom, noTo error
	if out.From, noFrom = civil.Parse(in.From); noFrom != nil {
		w.Add("query.from", "date", "must be a date, YYYY-MM-DD")
	}
	if out.To, noTo = civil.Parse(in.To); noTo != nil {
		w.Add("query.to", "date", "must be a date, YYYY-MM-DD")
	}
	if noFrom == nil && noTo == nil {
		switch {
		case out.To.Before(out.From):
			w.Add("query.to", "order", "must not be before the first day")
		case out.To.Sub(out.From)+1 > maxScored:
			w.Add("query.to", "too_long", "must be within 92 days of the first")
		}
	}
	if !slices.Contains(Bys, in.By) {
		w.Add("query.by", "one_of", "must be day, week, lead, interval or queue")
	}
	if yesterday.Before(out.To) {
		out.To = yesterday
	}
	return w.Err("forecast.accuracy.invalid", "The accuracy cannot be told as it is asked.")
}

// key is the row a slot (k < 0: the whole day) belongs to.
func (in AccuracyIn) key(v Version, d queueDay, k int, week time.Weekday) string {
	switch in.By {
	case ByDay:
		return d.On.String()
	case ByWeek:
		return d.On.WeekFrom(week).String()
	case ByLead:
		return strconv.Itoa(d.On.Sub(v.AsOfOn) + 1)
	case ByInterval:
		return slotTime(k, v.GrainMinutes)
	}
	return d.queueID
}

// toScore are the days that are asked for: of a version, or of each queue and
// day the version in use.
func (s *Service) toScore(ctx context.Context, tx *sqldb.Tx, in AccuracyIn, r civil.Range) ([]scored, error) {
	if r.Days() == 0 {
		return nil, nil
	}
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	merged := mergesOf(dir)
	if in.QueueID != "" {
		in.QueueID = merged.to(in.QueueID)
	}
	wanted := map[string]map[queueOn]bool{} // nil for a version: all of its days
	if in.VersionID != "" {
		wanted[in.VersionID] = nil
	} else {
		queues, err := loadLocked(ctx, tx, merged, r.From)
		if err != nil {
			return nil, err
		}
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return nil, err
		}
		zone := centre.Location()
		// What was locked when the day was over was not used, however good it is.
		used := inUse(queues, func(l locked, d civil.Date) bool { return r.Has(d) && l.lockedMs < d.Add(1).Start(zone) })
		for at, id := range used {
			if wanted[id] == nil {
				wanted[id] = map[queueOn]bool{}
			}
			wanted[id][at] = true
		}
	}
	out := []scored{}
	for id, days := range wanted {
		v, err := s.version(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		all, err := editedDays(ctx, tx, v, merged, in.QueueID, &r)
		if err != nil {
			return nil, err
		}
		if days != nil {
			all = slices.DeleteFunc(all, func(d queueDay) bool { return !days[queueOn{d.queueID, d.On}] })
		}
		if len(all) > 0 {
			out = append(out, scored{v, all})
		}
	}
	slices.SortFunc(out, func(a, b scored) int { return cmp.Compare(a.version.ID, b.version.ID) })
	return out, nil
}

// score holds the days against what came, queue by queue. into gives the
// records a slot (k < 0: the day) is summed in.
func (s *Service) score(ctx context.Context, x scored, into func(d queueDay, k int) []*record) error {
	v := x.version
	zone, err := time.LoadLocation(v.Timezone)
	if err != nil {
		return err
	}
	byQueue := map[string][]queueDay{}
	var r civil.Range
	for i, d := range x.days {
		byQueue[d.queueID] = append(byQueue[d.queueID], d)
		if i == 0 || d.On.Before(r.From) {
			r.From = d.On
		}
		if i == 0 || r.To.Before(d.On) {
			r.To = d.On
		}
	}
	// The week before the forecast is what a naive one repeats.
	naiveFrom := v.FirstOn.Add(-7)
	known, err := s.knownPast(ctx, civil.Range{From: naiveFrom, To: r.To}, zone)
	if err != nil {
		return err
	}
	for _, queueID := range slices.Sorted(maps.Keys(byQueue)) {
		h, err := s.history(ctx, queueID, naiveFrom, r.To, v.GrainMinutes, zone, known.days)
		if err != nil {
			return err
		}
		for _, d := range byQueue[queueID] {
			scoreDay(v, d, h, into)
		}
	}
	return nil
}

// scoreDay sums a day up; a slot of which nothing is known is not scored.
func scoreDay(v Version, d queueDay, h *History, into func(d queueDay, k int) []*record) {
	at, naive := d.On.Sub(h.First)*h.Slots, ((d.On.Sub(v.FirstOn))%7)*h.Slots
	said, model, came, seen := 0.0, 0.0, 0.0, false
	for k, f := range d.Slots {
		a := h.Offered[at+k]
		if math.IsNaN(a) {
			continue
		}
		seen = true
		said, model, came = said+f, model+d.Model[k], came+a
		if f == 0 && d.Model[k] == 0 && a == 0 {
			continue // closed, and nothing came: that is no merit
		}
		for _, r := range into(d, k) {
			r.volume.slot(f, a, 1)
			r.model.slot(d.Model[k], a, 1)
			if d.Spread != nil {
				r.volume.band(a, d.Spread[k])
			}
			if n := h.Offered[naive+k]; !math.IsNaN(n) {
				r.volume.beside(n, f, a)
				r.model.beside(n, d.Model[k], a)
			}
			if f != d.Model[k] {
				r.edited++
			}
			if answered := h.Answered[at+k]; d.Handle != nil && answered > 0 {
				aht := h.Seconds[at+k] / answered
				r.handle.slot(d.Handle[k], aht, answered)
				if d.HandleModel != nil {
					r.handleModel.slot(d.HandleModel[k], aht, answered)
				}
				if d.HandleSpread != nil && d.HandleSpread[k][2].High > 0 {
					r.handle.band(aht, d.HandleSpread[k])
				}
				r.workload.slot(d.Workload(k)/3600, a*aht/3600, 1)
			}
		}
	}
	if !seen {
		return
	}
	for _, r := range into(d, -1) {
		r.volume.day(said, came)
		r.model.day(model, came)
	}
}
