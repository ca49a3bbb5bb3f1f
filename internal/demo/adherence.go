package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/adherence"
)

// explained are deviations of the last days that agents explained, and what
// became of them.
var explained = []struct {
	kind, reason, note string
	answer             string
	approve, decided   bool
}{
	{"overrun", "customer", "小休前最后一通投诉电话延长，休息顺延", "已听录音，属实", true, true},
	{"not_taken", "customer", "客户通话未结束", "属实", true, true},
	{"other_time", "task", "帮新人处理工单，提前休息", "请先向班长报备，下不为例", false, true},
	{"overrun", "health", "胃痛，去了医务室", "", false, false},
	{"not_taken", "customer", "VIP 客户来电", "", false, false},
}

// adherence holds the days against the rosters; some deviations are explained,
// and a whole team had an outage.
func (p *planning) adherence(ctx context.Context) error {
	there, err := p.in.Adherence.Exceptions(ctx, adherence.ExceptionsIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	if _, err := p.in.Adherence.Refresh(ctx); err != nil {
		return err
	}
	yesterday := p.today.Add(-1)
	done := map[string]bool{}
	for _, x := range explained {
		list, err := p.in.Adherence.Deviations(ctx, adherence.DeviationsIn{From: p.today.Add(-4).String(), To: yesterday.String(), Kind: x.kind, Excused: "no", Limit: 50})
		if err != nil {
			return err
		}
		for _, d := range list.Items {
			if done[d.PersonID] || d.Seconds < 240 {
				continue
			}
			done[d.PersonID] = true
			theirs := authz.With(ctx, authz.Actor{UserID: d.PersonID, Name: d.PersonName, PersonID: d.PersonID, Scope: authz.Scope{Self: d.PersonID}, Permissions: map[string]bool{adherence.PermissionOwn: true}})
			e, err := p.in.Adherence.Except(theirs, adherence.ExceptionIn{FromMs: d.FromMs, ToMs: d.ToMs, Reason: x.reason, Note: x.note})
			if err == nil && x.decided {
				_, err = p.in.Adherence.Decide(authz.With(ctx, authz.System(p.leaderOf(d.TeamName))), e.ID, adherence.DecideIn{Approve: x.approve, Answer: x.answer})
			}
			if err != nil {
				return fmt.Errorf("explain a deviation of %s: %w", d.PersonName, err)
			}
			break
		}
	}
	team, at := p.c.Teams[1], yesterday.Start(p.zone)
	_, err = p.in.Adherence.Enter(authz.With(ctx, authz.System(p.leaderOf(team.Name))), adherence.ExceptionIn{TeamID: p.have.teams[team.Code], FromMs: at + (15*60+10)*60_000, ToMs: at + (15*60+25)*60_000, Reason: "system", Note: "话务平台重启"})
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// leaderOf is the name of who leads a team.
func (p *planning) leaderOf(teamName string) string {
	for _, t := range p.c.Teams {
		for _, x := range p.c.People {
			if t.Name == teamName && x.Team == t.Code && x.Leads {
				return x.Name
			}
		}
	}
	return planner
}
