package org

import (
	"cmp"
	"context"
	"strconv"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// CentreParameters gives what the centre's numbers depended on, depend on and
// will depend on, to anyone signed in.
func (s *Service) CentreParameters(ctx context.Context) ([]ParameterPeriod, error) {
	if err := authz.Require(ctx, ""); err != nil {
		return nil, err
	}
	return s.periods(ctx, centreSubject, centreParameters)
}

// QueueParameters gives the thresholds and targets a queue has had and will
// have of its own.
func (s *Service) QueueParameters(ctx context.Context, queueID string) ([]ParameterPeriod, error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	return s.periods(ctx, queueID, queueParameters)
}

func (s *Service) periods(ctx context.Context, subject string, names []string) ([]ParameterPeriod, error) {
	out := []ParameterPeriod{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if subject != centreSubject {
			if _, err := queueList.load(ctx, tx, subject, ""); err != nil {
				return err
			}
		}
		all, err := loadHistories(ctx, tx, subject)
		for _, name := range names {
			out = append(out, periodsOf(name, all[name])...)
		}
		return err
	})
	return out, err
}

// SetCentreParameter gives a parameter of the centre a value from a day on.
// What was reported for days before today stays, unless it is a correction.
// Asked twice, it is done once.
func (s *Service) SetCentreParameter(ctx context.Context, n NewParameter) ([]ParameterPeriod, error) {
	if err := authz.Require(ctx, "settings.manage"); err != nil {
		return nil, err
	}
	return s.setOne(ctx, centreSubject, centreParameters, n)
}

// SetQueueParameter gives a queue a threshold or target of its own from a day
// on, or takes it away from that day.
func (s *Service) SetQueueParameter(ctx context.Context, queueID string, n NewParameter) ([]ParameterPeriod, error) {
	if err := manage(ctx); err != nil {
		return nil, err
	}
	return s.setOne(ctx, queueID, queueParameters, n)
}

func (s *Service) setOne(ctx context.Context, subject string, names []string, n NewParameter) ([]ParameterPeriod, error) {
	if err := n.check(names); err != nil {
		return nil, err
	}
	var out []ParameterPeriod
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		changed, err := s.setParameter(ctx, tx, subject, n)
		if err != nil {
			return err
		}
		if changed {
			if err := touchOwner(ctx, tx, subject); err != nil {
				return err
			}
		}
		after, err := loadHistories(ctx, tx, subject)
		out = periodsOf(n.Parameter, after[n.Parameter])
		return err
	})
	return out, err
}

// RemoveCentreParameter takes a value away as if it had never been set: the
// one before it holds on.
func (s *Service) RemoveCentreParameter(ctx context.Context, id string, correction bool, why string) error {
	if err := authz.Require(ctx, "settings.manage"); err != nil {
		return err
	}
	return s.removeParameter(ctx, centreSubject, id, correction, why)
}

// RemoveQueueParameter takes a value of a queue's own away.
func (s *Service) RemoveQueueParameter(ctx context.Context, queueID, id string, correction bool, why string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.removeParameter(ctx, queueID, id, correction, why)
}

func (s *Service) removeParameter(ctx context.Context, subject, id string, correction bool, why string) error {
	var w fault.Collector
	if correction {
		checkText(&w, "query.why", why, 500)
	}
	if err := w.Err("org.parameter.why", "A correction needs its reason."); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		parameter, err := loadParameterName(ctx, tx, subject, id)
		if err != nil {
			return err
		}
		changed, err := s.onSteps(ctx, tx, subject, parameter, correction, why, func(steps []step, today string) ([]step, error) {
			return without(steps, id, today, correction, subject == centreSubject)
		})
		if err != nil || !changed {
			return err
		}
		return touchOwner(ctx, tx, subject)
	})
}

// setParameter gives a parameter a value and reports whether that changed
// anything; n has been checked.
func (s *Service) setParameter(ctx context.Context, tx *sqldb.Tx, subject string, n NewParameter) (bool, error) {
	actor, _ := authz.From(ctx)
	return s.onSteps(ctx, tx, subject, n.Parameter, n.Correction, n.Why, func(steps []step, today string) ([]step, error) {
		from := cmp.Or(n.FromOn, today)
		if n.FromBeginning {
			from = ""
		}
		by := step{Value: n.Value, From: from, By: cmp.Or(actor.Name, actor.Login), AtMs: s.clk.Now().UnixMilli(), Why: n.Why}
		return put(steps, by, n.ToOn, today, n.Correction)
	})
}

// parameterAudit is what the audit log keeps of a change.
type parameterAudit struct {
	Name      string   `json:"name"` // the queue's or the centre's
	Parameter string   `json:"parameter"`
	Values    []string `json:"values"` // "2026-11-01: 20000", in order of days
	Why       string   `json:"why,omitempty"`
}

func audited(steps []step) []string {
	out := make([]string, 0, len(steps))
	for _, s := range steps {
		value := "–"
		if s.Value != nil {
			value = strconv.FormatFloat(*s.Value, 'f', -1, 64)
		}
		out = append(out, cmp.Or(s.From, "…")+": "+value)
	}
	return out
}

// onSteps runs a rule over the steps of one parameter, alone at the time.
func (s *Service) onSteps(ctx context.Context, tx *sqldb.Tx, subject, parameter string, correction bool, why string, rule func(steps []step, today string) ([]step, error)) (bool, error) {
	if err := lockOwner(ctx, tx, subject); err != nil {
		return false, err
	}
	centre, err := loadCentre(ctx, tx)
	if err != nil {
		return false, err
	}
	name := centre.Name
	if subject != centreSubject {
		q, err := queueList.load(ctx, tx, subject, "")
		if err != nil {
			return false, err
		}
		name = q.Name
	}
	all, err := loadHistories(ctx, tx, subject)
	if err != nil {
		return false, err
	}
	before := all[parameter]
	after, err := rule(before, centre.Day(s.clk.Now()))
	if err != nil || sameSteps(before, after) {
		return false, err
	}
	if err := saveSteps(ctx, tx, s.clk, subject, parameter, before, after); err != nil {
		return false, err
	}
	action := "org.parameter.set"
	if correction {
		action = "org.parameter.correct"
	}
	return true, s.changed(ctx, tx, authz.Entry{Action: action, Object: "parameter", ObjectID: subject,
		Before: parameterAudit{name, parameter, audited(before), ""}, After: parameterAudit{name, parameter, audited(after), why}})
}

// startParameters gives a new queue its own threshold and target, from the
// beginning.
func (s *Service) startParameters(ctx context.Context, tx *sqldb.Tx, q Queue) error {
	for name, v := range queueValues(q) {
		if v == nil {
			continue
		}
		if err := saveSteps(ctx, tx, s.clk, q.ID, name, nil, []step{{Value: v}}); err != nil {
			return err
		}
	}
	return nil
}

// changeParameters sets those values that differ from the ones before.
func (s *Service) changeParameters(ctx context.Context, tx *sqldb.Tx, subject string, before, after map[string]*float64, since Since) error {
	for _, name := range centreParameters {
		v, ok := after[name]
		if !ok || equalValues(before[name], v) {
			continue
		}
		if _, err := s.setParameter(ctx, tx, subject, NewParameter{Since: since, Parameter: name, Value: v}); err != nil {
			return err
		}
	}
	return nil
}

// checkSince refuses a day that is none, and a correction without reason.
func (since Since) check() error {
	var w fault.Collector
	if since.FromOn != "" {
		checkDay(&w, "body.from_on", since.FromOn)
	}
	checkWhy(&w, since.Correction, since.Why)
	return w.Err("org.parameter.invalid", "The parameter has wrong values.")
}

func queueValues(q Queue) map[string]*float64 {
	out := map[string]*float64{ParameterThreshold: nil, ParameterTarget: q.TargetPercent}
	if q.ThresholdMs != nil {
		ms := float64(*q.ThresholdMs)
		out[ParameterThreshold] = &ms
	}
	return out
}

func centreValues(c Centre) map[string]*float64 {
	threshold, short, window := float64(c.ServiceLevelThresholdMs), float64(c.ShortAbandonMs), float64(c.RepeatWindowHours)
	return map[string]*float64{ParameterThreshold: &threshold, ParameterTarget: &c.ServiceLevelTargetPercent, ParameterShortAbandon: &short, ParameterRepeatWindow: &window}
}

// centre is the centre with what holds today.
func (s *Service) centre(ctx context.Context, tx *sqldb.Tx) (Centre, error) {
	c, err := loadCentre(ctx, tx)
	if err != nil {
		return c, err
	}
	all, err := loadHistories(ctx, tx, centreSubject)
	if err != nil {
		return c, err
	}
	p := ParametersOn(stretches(nil, all, false), c.Day(s.clk.Now()))
	c.ServiceLevelThresholdMs, c.ServiceLevelTargetPercent, c.ShortAbandonMs, c.RepeatWindowHours = p.ThresholdMs, p.TargetPercent, p.ShortAbandonMs, p.RepeatWindowHours
	return c, nil
}
