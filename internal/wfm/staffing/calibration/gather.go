package calibration

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

const voice = "voice"

// gather reads the contacts and sign-ins of the days, with some hours around
// them.
func (s *Service) gather(ctx context.Context, tx *sqldb.Tx, dir org.Directory, fromMs, toMs int64) (*history, error) {
	h := &history{told: map[int][]duty{}}
	first, last := telephony.DayOf(fromMs-aroundMs), telephony.DayOf(toMs+aroundMs)
	queues, agents := map[string]int{}, map[string]int{}
	index := func(m map[string]int, list *[]string, id string) int {
		i, ok := m[id]
		if !ok {
			i = len(*list)
			m[id] = i
			*list = append(*list, id)
		}
		return i
	}
	want := func(queueID string) bool {
		q, ok := dir.Queue(queueID)
		return !ok || q.Channel == "" || q.Channel == voice
	}
	err := s.facts.Sheets(ctx, tx, first, last, want, func(sheet *telephony.Sheet) error {
		for i := range sheet.Len() {
			if c := sheet.Channel[i]; c >= 0 && sheet.Names[c] != voice {
				continue
			}
			at := sheet.Day*telephony.DayMs + int64(sheet.Entered[i])
			if at < fromMs-aroundMs || at >= toMs+aroundMs {
				continue
			}
			v := visit{queue: index(queues, &h.queues, sheet.QueueID), agent: -1, entered: at, how: sheet.Outcome[i],
				wait: float64(sheet.Wait[i]) / 1000, ring: float64(sheet.Ring[i]) / 1000, talk: float64(sheet.Talk[i]+sheet.Hold[i]) / 1000, wrapUp: float64(sheet.WrapUp[i]) / 1000}
			v.ring = min(v.ring, v.wait)
			if a := sheet.Agent[i]; a >= 0 && v.answered() {
				v.agent = index(agents, &h.agents, sheet.Names[a])
			}
			h.visits = append(h.visits, v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	h.sort()
	for a, id := range h.agents {
		signed, aux, err := s.facts.AgentPresence(ctx, tx, id, first, last)
		if err != nil {
			return nil, err
		}
		if len(signed) > 0 {
			h.told[a] = dutiesOf(signed, aux)
		}
	}
	h.settle()
	return h, nil
}

// dutiesOf are sign-ins with what of AUX lies within them.
func dutiesOf(signed, aux []telephony.Stretch) []duty {
	out := make([]duty, 0, len(signed))
	for _, s := range signed {
		d := duty{span: span{s.FromMs, s.ToMs}}
		for _, a := range aux {
			if from, to := max(a.FromMs, s.FromMs), min(a.ToMs, s.ToMs); to > from {
				d.away = append(d.away, span{from, to})
			}
		}
		out = append(out, d)
	}
	return out
}

// frames are the days to replay.
func frames(r civil.Range, centre org.Centre, dir org.Directory, h *history) []frame {
	zone := centre.Location()
	var out []frame
	for on := r.From; !r.To.Before(on); on = on.Add(1) {
		f := frame{from: on.Start(zone), to: on.Add(1).Start(zone)}
		for _, id := range h.queues {
			threshold, short := centre.ServiceLevelThresholdMs, centre.ShortAbandonMs
			for _, p := range dir.ParametersOf(id) {
				if p.FromOn == "" || p.FromOn <= on.String() {
					threshold, short = p.ThresholdMs, p.ShortAbandonMs
				}
			}
			f.thresholds = append(f.thresholds, float64(threshold)/1000)
			f.shorts = append(f.shorts, float64(short)/1000)
		}
		out = append(out, f)
	}
	return out
}
