package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
)

// hr is who keeps the files of the demo.
const hr = "苏晚晴"

// leavers are how many people left in the last two years.
const leavers = 36

// files are everybody's employee file, and the people who have left. Who is new
// leaves most often; shifts and pressure are the reasons told most.
func (p *planning) files(ctx context.Context) error {
	there, err := p.in.People.List(ctx, people.ListIn{State: people.Employed, Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	ctx = authz.With(ctx, authz.System(hr))
	rng := rand.New(rand.NewPCG(p.c.seed, 0x66696c6573))
	for i, x := range p.c.People {
		months := 2 + rng.IntN(20)
		if rng.IntN(3) == 0 {
			months += 24 + rng.IntN(36)
		}
		if x.Leads {
			months = 40 + rng.IntN(30)
		}
		entered := p.today.Add(-months*30 - rng.IntN(28))
		r := p.fileOf(rng, entered, p.today)
		if i%17 == 4 {
			r.Documents = []people.Document{{Name: "劳动合同扫描件", Link: fmt.Sprintf("https://files.example.com/contracts/%s.pdf", x.AgentNo), AddedOn: entered.String()}}
		}
		if _, err := p.in.People.Save(ctx, p.have.people[x.AgentNo], r, 0); err != nil {
			return fmt.Errorf("write the file of %s: %w", x.AgentNo, err)
		}
	}
	late, err := p.gone(ctx, rng)
	if err != nil {
		return err
	}
	if err := p.headcount(ctx, late); err != nil {
		return err
	}
	return p.careers(ctx)
}

// careers are where everybody stands on the ladder, what leaders have stated so
// far, and a post that is open.
func (p *planning) careers(ctx context.Context) error {
	placed := []career.PlaceIn{}
	leads := map[string]org.Person{}
	panel := []string{}
	files, err := p.in.People.List(ctx, people.ListIn{State: people.Employed, Limit: 500})
	if err != nil {
		return err
	}
	since := map[string]people.Summary{}
	for _, x := range files.Items {
		since[x.AgentNo] = x
	}
	for _, x := range p.c.People {
		at := "expert"
		switch days := since[x.AgentNo].Days; {
		case x.Leads:
			at = "leader"
			leads[x.Team] = org.Person{ID: p.have.people[x.AgentNo], Name: x.Name}
			panel = append(panel, p.have.people[x.AgentNo])
		case days < 90:
			at = "probation"
		case days < 270:
			at = "regular"
		case days < 540:
			at = "skilled"
		case days < 1400:
			at = "senior"
		}
		placed = append(placed, career.PlaceIn{PersonID: p.have.people[x.AgentNo], Position: at, FromOn: since[x.AgentNo].EnteredOn, Reason: "建档时的岗位"})
	}
	if _, err := p.in.Career.Place(ctx, placed); err != nil {
		return fmt.Errorf("place people on the ladder: %w", err)
	}
	said := map[string][]career.StateIn{
		"probation": {{Condition: "probation-passed", Met: true, Evidence: "试用期考核 91 分，带教师傅推荐转正。"}},
		"regular":   {{Condition: "rank-60", Met: true, Evidence: "上季度 KPI 排名第 21 名。"}},
		"senior":    {{Condition: "helps", Met: true, Evidence: "本月带教两名新人，均按期转正。"}, {Condition: "assists-leader", Met: false, Evidence: "还没有代班经历。"}},
		"expert":    {{Condition: "liked", Met: true, Evidence: "班组民主测评 96 分。"}, {Condition: "motivates", Met: true, Evidence: "组织本班“服务之星”活动，本班缺勤率下降。"}},
	}
	for i, x := range p.c.People {
		leader, ok := leads[x.Team]
		if x.Leads || !ok || i%3 == 2 {
			continue
		}
		theirs := authz.With(ctx, authz.System(leader.Name))
		for _, s := range said[placed[i].Position] {
			if _, err := p.in.Career.State(theirs, p.have.people[x.AgentNo], s); err != nil {
				return fmt.Errorf("state a condition of %s: %w", x.AgentNo, err)
			}
		}
	}
	_, err = p.in.Career.SavePost(ctx, "", career.OpeningRequest{Position: "leader", Title: "三班副班长竞聘", TeamID: p.have.teams[p.c.Teams[len(p.c.Teams)-1].Code], Seats: 1, OpensOn: p.today.Add(-3).String(), ClosesOn: p.today.Add(11).String(),
		Words: "熟悉信用卡与储蓄业务，有带教经验，能上夜班。", Criteria: []career.Criterion{{Name: "带班能力", Weight: 50}, {Name: "业务水平", Weight: 30}, {Name: "现场答辩", Weight: 20}}, Panel: panel}, -1)
	return err
}

// fileOf is a file of somebody who entered on the day, as known on another.
func (p *planning) fileOf(rng *rand.Rand, entered, on civil.Date) people.Record {
	r := people.Record{Gender: "female", BirthYear: 0, Employments: []people.Employment{{EnteredOn: entered.String()}}}
	if rng.IntN(10) < 3 {
		r.Gender = "male"
	}
	year, _, _ := entered.Civil()
	r.BirthYear = year - 20 - rng.IntN(14)
	kind := "fixed"
	if rng.IntN(5) == 0 {
		kind = "dispatch"
	}
	// Terms of two years, one after the other.
	for from := entered; !on.Before(from); from = from.Add(730) {
		r.Contracts = append(r.Contracts, people.Contract{Kind: kind, FromOn: from.String(), ToOn: from.Add(729).String()})
	}
	r.Levels = []people.Level{{FromOn: entered.String(), Level: people.Newcomer}}
	for level, after := range map[string]int{people.Skilled: 180 + rng.IntN(60), people.Expert: 700 + rng.IntN(300)} {
		if since := entered.Add(after); since.Before(on) {
			r.Levels = append(r.Levels, people.Level{FromOn: since.String(), Level: level})
		}
	}
	for i, name := range []string{"普通话水平二级甲等", "银行业专业人员资格", "反洗钱培训合格"} {
		if rng.IntN(3) == 0 {
			continue
		}
		issued := entered.Add(20 + rng.IntN(60))
		c := people.Certificate{Name: name, IssuedOn: issued.String()}
		if i > 0 { // renewed every year or two
			for issued.Add(365 * i).Before(on.Add(-20)) {
				issued = issued.Add(365 * i)
			}
			c.IssuedOn, c.ExpiresOn = issued.String(), issued.Add(365*i-1).String()
		}
		if !on.Before(issued) {
			r.Certificates = append(r.Certificates, c)
		}
	}
	return r
}

// gone are the people who have left: with a number of their own, in a team
// while they were there, and archived. Of who left after the headcount plan was drawn
// up the last day comes into the file afterwards.
func (p *planning) gone(ctx context.Context, rng *rand.Rand) (late []leaving, err error) {
	used := map[string]bool{}
	for _, x := range p.c.People {
		used[x.Name] = true
	}
	reasons := []string{"shifts", "shifts", "pressure", "pressure", "salary", "salary", "development", "family", "relocation", "study", "health"}
	said := map[string]string{"shifts": "夜班多，作息不规律，身体吃不消。", "pressure": "投诉电话压力大，希望有轮换。", "salary": "同城同岗薪资更高。", "development": "看不到晋升机会。"}
	for i := range leavers {
		stayed := 20 + rng.IntN(70) // most leave in the first months
		if rng.IntN(5) > 1 {
			stayed = 90 + rng.IntN(500)
		}
		left := p.today.Add(-5 - i*720/leavers - rng.IntN(12))
		entered := left.Add(-stayed)
		r := p.fileOf(rng, entered, left)
		e := &r.Employments[0]
		e.LeftOn, e.Kind = left.String(), people.Voluntary
		switch {
		case stayed < 60 && rng.IntN(2) == 0:
			e.Kind, e.Reasons = people.Involuntary, []string{"unfit"}
		case rng.IntN(12) == 0:
			e.Kind, e.Reasons = people.OtherWay, []string{"contract_end"}
		default:
			main := reasons[rng.IntN(len(reasons))]
			e.Reasons, e.Interview = []string{main}, said[main]
			if second := reasons[rng.IntN(len(reasons))]; second != main {
				e.Reasons = append(e.Reasons, second)
			}
		}
		team := p.c.Teams[(i+rng.IntN(2))%len(p.c.Teams)]
		x, err := p.in.Org.CreatePerson(ctx, org.Person{AgentNo: fmt.Sprintf("79%02d", i+1), Name: personName(rng, used)})
		if err == nil {
			_, err = p.in.Org.Join(ctx, x.ID, org.NewMembership{TeamID: p.have.teams[team.Code], FromOn: entered.String(), ToOn: left.String(), Correction: true, Why: "历史花名册"})
		}
		before := r
		if p.planned().Before(left) {
			before.Employments = []people.Employment{{EnteredOn: entered.String()}}
			late = append(late, leaving{x.ID, 1, r})
		}
		if err == nil {
			_, err = p.in.People.Save(ctx, x.ID, before, 0)
		}
		if err == nil {
			no := false
			_, err = p.in.Org.UpdatePerson(ctx, x.ID, x.Rev, org.PersonPatch{Active: &no})
		}
		if err != nil {
			return nil, fmt.Errorf("write who left: %w", err)
		}
	}
	return late, nil
}
