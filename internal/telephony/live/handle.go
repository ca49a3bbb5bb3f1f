package live

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// AlarmDetail is an alarm with what was done about it.
type AlarmDetail struct {
	Alarm
	Actions []Action `json:"actions"`
}

// Alarms lists alarms, the newest first, as far as the context's actor sees
// them.
func (s *Service) Alarms(ctx context.Context, f AlarmFilter, cursor string, limit int) (page.Of[Alarm], error) {
	var out page.Of[Alarm]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	parts, err := page.Parse(cursor, 2)
	if err != nil {
		return out, err
	}
	if f.ToMs == 0 {
		f.ToMs = math.MaxInt64
	}
	atMs, afterID := int64(math.MaxInt64), "\U0010FFFF"
	if f.Ascending {
		atMs, afterID = -1, ""
	}
	if cursor != "" {
		if atMs, err = parseMs(parts[0]); err != nil {
			return out, err
		}
		afterID = parts[1]
	}
	limit = page.Limit(limit)
	actor, _ := authz.From(ctx)
	look := sight{actor.Scope}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		var rows []Alarm
		for len(rows) <= limit {
			more, err := walkAlarms(ctx, tx, f, atMs, afterID, limit+1)
			if err != nil {
				return err
			}
			for i := range more {
				if look.seesAlarm(&dir, &more[i]) {
					rows = append(rows, more[i])
				}
				atMs, afterID = more[i].RaisedMs, more[i].ID
			}
			if len(more) <= limit {
				break
			}
		}
		var total int64
		if look.scope.Centre {
			if total, err = countAlarms(ctx, tx, f); err != nil {
				return err
			}
		}
		if rows == nil {
			rows = []Alarm{}
		}
		out = page.Cut(rows, limit, total, func(a Alarm) string { return page.Cursor(msText(a.RaisedMs), a.ID) })
		return nil
	})
	return out, err
}

// Alarm is one alarm with what was done about it.
func (s *Service) Alarm(ctx context.Context, alarmID string) (AlarmDetail, error) {
	var out AlarmDetail
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if out.Alarm, err = s.seen(ctx, tx, alarmID); err != nil {
			return err
		}
		out.Actions, err = loadActions(ctx, tx, alarmID)
		return err
	})
	return out, err
}

// seen gives an alarm that the context's actor sees.
func (s *Service) seen(ctx context.Context, tx *sqldb.Tx, alarmID string) (Alarm, error) {
	actor, _ := authz.From(ctx)
	a, err := loadAlarm(ctx, tx, alarmID)
	if err != nil && !errors.Is(err, sqldb.ErrNotFound) {
		return a, err
	}
	dir, e := s.org.Directory(ctx, tx)
	if e != nil {
		return a, e
	}
	if err != nil || !(sight{actor.Scope}).seesAlarm(&dir, &a) {
		return a, fault.NotFoundf("telephony.floor.alarm_not_found", "There is no such alarm that you may see.")
	}
	return a, nil
}

// onAlarm changes an alarm: what change does, an action, an entry in the
// audit log and a fact, in one transaction.
func (s *Service) onAlarm(ctx context.Context, alarmID string, change func(tx *sqldb.Tx, a Alarm) (Action, error)) (AlarmDetail, error) {
	var out AlarmDetail
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.seen(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		done, err := change(tx, before)
		if err != nil {
			return err
		}
		if done.Kind != "" {
			done.ID, done.AtMs, done.ByName = id.New(s.clk), clock.Ms(s.clk), actor.Name
			if err := addAction(ctx, tx, alarmID, actor.UserID, done); err != nil {
				return err
			}
			after, err := loadAlarm(ctx, tx, alarmID)
			if err != nil {
				return err
			}
			if err := s.changed(ctx, tx, authz.Entry{Action: "live.alarm." + done.Kind, Object: "alarm", ObjectID: alarmID,
				Before: before, After: AlarmDetail{after, []Action{done}}}); err != nil {
				return err
			}
		}
		if out.Alarm, err = loadAlarm(ctx, tx, alarmID); err != nil {
			return err
		}
		out.Actions, err = loadActions(ctx, tx, alarmID)
		return err
	})
	return out, err
}

// changed finishes a write: the audit log has the entry, and whoever listens
// is told.
func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "live."+e.Object+".changed", ChangedFact{V: 1, Object: e.Object, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

// Acknowledge says that someone knows of the alarm. Asked twice, the first
// stands.
func (s *Service) Acknowledge(ctx context.Context, alarmID, text string) (AlarmDetail, error) {
	if len([]rune(text)) > 500 {
		return AlarmDetail{}, checkNote(ActionTalked, text)
	}
	actor, _ := authz.From(ctx)
	return s.onAlarm(ctx, alarmID, func(tx *sqldb.Tx, _ Alarm) (Action, error) {
		first, err := acknowledgeAlarm(ctx, tx, alarmID, actor.Name, clock.Ms(s.clk))
		if err != nil || !first {
			return Action{}, err
		}
		return Action{Kind: ActionAcknowledged, Text: strings.TrimSpace(text)}, nil
	})
}

// Assign names the person who handles the alarm; "" takes the name away.
func (s *Service) Assign(ctx context.Context, alarmID, personID string) (AlarmDetail, error) {
	return s.onAlarm(ctx, alarmID, func(tx *sqldb.Tx, a Alarm) (Action, error) {
		if a.OwnerID == personID {
			return Action{}, nil
		}
		name := ""
		if personID != "" {
			dir, err := s.org.Directory(ctx, tx)
			if err != nil {
				return Action{}, err
			}
			p, ok := dir.Person(personID)
			if !ok || !p.Active {
				return Action{}, fault.Invalidf("telephony.floor.owner", "There is no such person.").WithField("body.owner_id", "unknown", "leads to nothing")
			}
			name = p.Name
		}
		return Action{Kind: ActionAssigned, Text: name}, assignAlarm(ctx, tx, alarmID, personID, name)
	})
}

// MuteAlarm keeps what the alarm is about quiet for some minutes; the alarm
// ends.
func (s *Service) MuteAlarm(ctx context.Context, alarmID string, minutes int, reason string) (AlarmDetail, error) {
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return AlarmDetail{}, err
	}
	if err := checkMute(minutes, reason); err != nil {
		return AlarmDetail{}, err
	}
	actor, _ := authz.From(ctx)
	return s.onAlarm(ctx, alarmID, func(tx *sqldb.Tx, a Alarm) (Action, error) {
		now := clock.Ms(s.clk)
		m := Mute{ID: id.New(s.clk), Rule: a.Rule, ObjectKind: a.ObjectKind, ObjectID: a.ObjectID, ObjectName: a.ObjectName, TeamID: a.TeamID,
			UntilMs: now + int64(minutes)*60_000, Reason: strings.TrimSpace(reason), ByName: actor.Name, AtMs: now}
		return Action{Kind: ActionMuted, Text: m.Reason}, addMute(ctx, tx, m)
	})
}

// NoteAlarm adds words to an alarm.
func (s *Service) NoteAlarm(ctx context.Context, alarmID, kind, text string) (AlarmDetail, error) {
	if err := checkNote(kind, text); err != nil {
		return AlarmDetail{}, err
	}
	return s.onAlarm(ctx, alarmID, func(_ *sqldb.Tx, _ Alarm) (Action, error) {
		return Action{Kind: kind, Text: strings.TrimSpace(text)}, nil
	})
}

// Mutes lists the mutes that hold.
func (s *Service) Mutes(ctx context.Context) ([]Mute, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	actor, _ := authz.From(ctx)
	out := []Mute{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadMutes(ctx, tx, clock.Ms(s.clk))
		for i := range all {
			if (sight{actor.Scope}).seesAlarm(&dir, &Alarm{ObjectKind: all[i].ObjectKind, ObjectID: all[i].ObjectID, TeamID: all[i].TeamID}) {
				out = append(out, all[i])
			}
		}
		return err
	})
	return out, err
}

// Unmute ends a mute. One that is over already is no error.
func (s *Service) Unmute(ctx context.Context, muteID string) error {
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		m, err := loadMute(ctx, tx, muteID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		actor, _ := authz.From(ctx)
		if !(sight{actor.Scope}).seesAlarm(&dir, &Alarm{ObjectKind: m.ObjectKind, ObjectID: m.ObjectID, TeamID: m.TeamID}) {
			return nil
		}
		if err := removeMute(ctx, tx, muteID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.mute.end", Object: "mute", ObjectID: muteID, Before: m})
	})
}

// AgentDay is what an agent did today, and what was noted about them; the
// notes only for those who may add some.
type AgentDay struct {
	Row   *AgentRow             `json:"row,omitempty" doc:"now; absent for someone who was not on the floor today"`
	Spans []telephony.AgentSpan `json:"spans" doc:"since the day began, in order"`
	Notes []Action              `json:"notes" doc:"the newest first"`
}

// notesBackMs is how far back notes are shown.
const notesBackMs = 30 * telephony.DayMs

// AgentDay is an agent's day so far.
func (s *Service) AgentDay(ctx context.Context, agentID string) (AgentDay, error) {
	out := AgentDay{Spans: []telephony.AgentSpan{}, Notes: []Action{}}
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	now := clock.Ms(s.clk)
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if err := s.inSight(ctx, tx, agentID); err != nil {
			return err
		}
		if !actor.Can(PermissionAct) {
			return nil
		}
		var err error
		out.Notes, err = loadNotes(ctx, tx, agentID, now-notesBackMs)
		return err
	}); err != nil {
		return out, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.floor == nil {
		return out, nil
	}
	if row, ok := s.known.agents[agentID]; ok {
		out.Row = &row
		out.Spans = s.floor.History(agentID, now)
	}
	return out, nil
}

// inSight errs unless the context's actor sees the person, or the agent of
// the floor nobody knows yet.
func (s *Service) inSight(ctx context.Context, tx *sqldb.Tx, agentID string) error {
	actor, _ := authz.From(ctx)
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return err
	}
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return err
	}
	_, known := dir.Person(agentID)
	if !known {
		s.mu.Lock()
		_, known = s.known.agents[agentID]
		s.mu.Unlock()
	}
	if !known || !(sight{actor.Scope}).sees(&dir, agentID, dir.TeamOf(agentID, today)) {
		return fault.NotFoundf("telephony.floor.agent_not_found", "There is no such agent that you may see.")
	}
	return nil
}

// NoteAgent keeps a note about an agent, or that someone talked to them.
// Agents never see it. key makes a repeated request one note; "" makes a new
// one every time.
func (s *Service) NoteAgent(ctx context.Context, agentID, kind, text, key string) (Action, error) {
	var out Action
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return out, err
	}
	if err := checkNote(kind, text); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	now := clock.Ms(s.clk)
	out = Action{ID: id.New(s.clk), AtMs: now, ByName: actor.Name, Kind: kind, Text: strings.TrimSpace(text)}
	if key != "" {
		out.ID = id.Of(0, actor.UserID, agentID, key)
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.inSight(ctx, tx, agentID); err != nil {
			return err
		}
		if key != "" {
			notes, err := loadNotes(ctx, tx, agentID, now-notesBackMs)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(notes, func(n Action) bool { return n.ID == out.ID }); i >= 0 {
				out = notes[i]
				return nil
			}
		}
		if err := addNote(ctx, tx, agentID, actor.UserID, out); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.note." + kind, Object: "note", ObjectID: agentID, After: out})
	})
	return out, err
}

// Colleagues are the people an alarm can be given to: leaders of teams today
// first, then everyone in use, by name.
func (s *Service) Colleagues(ctx context.Context) ([]org.Named, error) {
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return nil, err
	}
	out := []org.Named{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		leads := map[string]bool{}
		for _, t := range dir.Teams {
			leads[dir.LeaderOf(t.ID, today)] = true
		}
		for _, p := range dir.People {
			if p.Active {
				out = append(out, org.Named{ID: p.ID, Name: p.Name})
			}
		}
		slices.SortStableFunc(out, func(a, b org.Named) int {
			if leads[a.ID] != leads[b.ID] {
				if leads[a.ID] {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.Name, b.Name)
		})
		return nil
	})
	return out, err
}
