package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/performance/contract"
)

// position of the people with contracts.
const position = "客户服务代表"

// contracts are those of the agents of two teams: of the last month signed and
// scored, one with an appeal, one with a corrected record that waits; of this
// month running, one countered.
func (p *planning) contracts(ctx context.Context) error {
	there, err := p.in.Contract.Templates(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	line := func(id, direction, rule string, weight, threshold, target, stretch float64) contract.Line {
		return contract.Line{Metric: id, Direction: direction, Rule: rule, Weight: weight, Threshold: threshold, Target: target, Stretch: stretch}
	}
	template, err := p.in.Contract.SaveTemplate(authz.With(ctx, authz.System(operations)), "", contract.TemplateRequest{Name: "客服代表月度合同", Position: position, Lines: []contract.Line{
		line("qa-score", metric.DirectionUp, scoring.Linear, 25, 82, 90, 95),
		line("aht", metric.DirectionDown, scoring.Linear, 20, 450, 380, 320),
		line("no-answer-rate", metric.DirectionDown, scoring.Linear, 15, 5, 2, 0.5),
		line("transfer-rate", metric.DirectionDown, scoring.Capped, 15, 20, 10, 10),
		line("service-quality", metric.DirectionUp, scoring.Step, 15, 85, 91, 96),
		line("training-hours", metric.DirectionUp, scoring.Capped, 10, 3, 6, 6),
		line("complaints-major", metric.DirectionDown, scoring.Veto, 0, 0.5, 0, 0),
	}}, -1)
	if err != nil {
		return err
	}
	thisMonth := p.today.Month()
	if last := thisMonth.Add(-1); p.first.Before(last) {
		if err := p.lastContracts(ctx, template.ID, last.Month(), last); err != nil {
			return err
		}
	}
	year, month, _ := thisMonth.Civil()
	ids, err := p.agreeOn(ctx, template.ID, thisMonth, civil.Of(year, month+1, 1).Add(-1), "8104")
	if err != nil {
		return err
	}
	if id, ok := ids["8104"]; ok {
		own, err := p.in.Contract.GetOwn(p.person(ctx, "8104"), id)
		if err != nil {
			return err
		}
		lines := own.Parts[0].Lines
		lines[1].Target, lines[1].Stretch = 400, 340
		in := contract.Terms{Lines: lines, Words: "本月调到投诉与贵宾专线，通话更长，建议平均处理时长目标改为 400 秒。"}
		if _, err := p.then(p.at(thisMonth, 11)).Counter(p.person(ctx, "8104"), id, in, -1); err != nil {
			return err
		}
	}
	_, err = p.in.Contract.ScoreAll(ctx, nil)
	return err
}

// at is an hour of a day that is past.
func (p *planning) at(on civil.Date, hour int) time.Time {
	at := time.UnixMilli(on.Start(p.zone)).Add(time.Duration(hour) * time.Hour)
	if at.After(p.now) {
		return p.now
	}
	return at
}

func (p *planning) then(at time.Time) *contract.Service { return p.in.Contract.At(clock.Fixed(at)) }

// person acts for themselves.
func (p *planning) person(ctx context.Context, agentNo string) context.Context {
	for _, x := range p.c.People {
		if x.AgentNo == agentNo {
			id := p.have.people[agentNo]
			return authz.With(ctx, authz.Actor{UserID: "person " + id, Login: x.Name, Name: x.Name, PersonID: id, Permissions: map[string]bool{contract.PermissionOwn: true}, Scope: authz.Scope{Self: id}})
		}
	}
	return ctx
}

// agreeOn draws up and proposes the contracts of the first two teams; all but
// one of the people sign. It gives the contracts by agent number.
func (p *planning) agreeOn(ctx context.Context, template string, from, to civil.Date, but string) (map[string]string, error) {
	ids := map[string]string{}
	for _, team := range p.c.Teams[:2] {
		leader, superior := ctx, ""
		for _, x := range p.c.People {
			if x.Leads && x.Team == team.Code {
				leader, superior = authz.With(ctx, authz.System(x.Name)), p.have.people[x.AgentNo]
			}
		}
		for _, x := range p.c.People {
			if x.Leads || x.Team != team.Code {
				continue
			}
			in := contract.Request{PersonIDs: []string{p.have.people[x.AgentNo]}, TemplateID: template, SuperiorID: superior, FromOn: from.String(), ToOn: to.String()}
			made, err := p.then(p.at(from, 9)).DrawUp(leader, in)
			if err != nil {
				return nil, fmt.Errorf("draw up the contract of %s: %w", x.AgentNo, err)
			}
			if len(made.Made) == 0 {
				continue
			}
			id := made.Made[0]
			ids[x.AgentNo] = id
			if _, err := p.then(p.at(from, 10)).Propose(leader, id, "", -1); err != nil {
				return nil, fmt.Errorf("propose the contract of %s: %w", x.AgentNo, err)
			}
			if x.AgentNo == but {
				continue
			}
			if _, err := p.then(p.at(from, 11)).Agree(p.person(ctx, x.AgentNo), id, "", -1); err != nil {
				return nil, fmt.Errorf("sign the contract of %s: %w", x.AgentNo, err)
			}
		}
	}
	return ids, nil
}

// lastContracts are those of the month that is over.
func (p *planning) lastContracts(ctx context.Context, template string, from, to civil.Date) error {
	ids, err := p.agreeOn(ctx, template, from, to, "")
	if err != nil {
		return err
	}
	if _, err := p.then(p.at(to.Add(1), 3)).ScoreAll(ctx, nil); err != nil {
		return err
	}
	signing := p.then(p.at(to.Add(1), 10))
	leaders := map[string]string{}
	for _, x := range p.c.People {
		if x.Leads {
			leaders[x.Team] = x.Name
		}
	}
	for _, x := range p.c.People {
		id, ok := ids[x.AgentNo]
		if !ok || x.AgentNo == "8107" { // one is left to sign
			continue
		}
		if _, err := signing.SignOff(authz.With(ctx, authz.System(leaders[x.Team])), id, "数据已核对。", -1); err != nil {
			return fmt.Errorf("sign the total of %s: %w", x.AgentNo, err)
		}
		if x.AgentNo == "8103" || x.AgentNo == "8105" {
			continue // the agent's own is to be accepted, one is appealed
		}
		if _, err := p.then(p.at(to.Add(1), 14)).Accept(p.person(ctx, x.AgentNo), id, "", -1); err != nil {
			return fmt.Errorf("accept the total of %s: %w", x.AgentNo, err)
		}
	}
	if id, ok := ids["8105"]; ok {
		in := contract.AppealIn{Line: "1", Words: "月末那通信用卡来电由同事接续处理，质检记到了我名下，请复核。"}
		if _, err := p.then(p.at(to.Add(2), 9)).Appeal(p.person(ctx, "8105"), id, in, -1); err != nil {
			return err
		}
	}
	return p.correct(ctx, "8106", from)
}

// correct has the quality group correct a score it has reported: the contract
// is reopened by the next scan.
func (p *planning) correct(ctx context.Context, agentNo string, month civil.Date) error {
	told, err := p.in.Metric.ListReported(ctx, metric.ReportedIn{Search: agentNo, Limit: 100})
	if err != nil {
		return err
	}
	for _, x := range told.Items {
		if x.Figure != "qa" || x.Subject == nil || x.Subject.ID != p.have.people[agentNo] || x.FromOn != month.String() {
			continue
		}
		in := metric.NewReported{Figure: x.Figure, Level: x.Level, SubjectID: x.Subject.ID, FromOn: x.FromOn, ToOn: x.ToOn, Value: min(100, x.Value+2.5), Base: x.Base, Source: x.Source, Evidence: x.Evidence + "（复核更正）"}
		if _, err := p.in.Metric.CorrectReported(ctx, x.ID, x.Rev, in); err != nil {
			return err
		}
	}
	return nil
}
