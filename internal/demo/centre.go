package demo

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Source names the demo's telephony source.
const Source = "demo"

// ZoneName is the zone the centre works in.
const ZoneName = "Asia/Shanghai"

// Queue is one line of the hotline.
type Queue struct {
	Code    string // the switch's name of the queue
	Name    string
	Skill   string        // code of the skill its agents have
	Opens   int           // minute of the day; the line takes calls from here …
	Closes  int           // … to here, every day; 0 to 1440 is round the clock
	PerDay  float64       // customers of an ordinary Wednesday
	Talk    time.Duration // mean conversation
	WrapUp  time.Duration // mean after-call work
	Patient time.Duration // mean patience
	Urgency int           // higher is served first
	// Threshold and Target are the queue's own service level, in seconds and per cent.
	Threshold, Target int
}

// Skill is what an agent can be asked for.
type Skill struct{ Code, Name string }

// Person works in the centre, on the phone or leading a team.
type Person struct {
	AgentNo string
	Name    string
	Team    string   // code
	Skills  []string // codes, the best first; none for a leader
	Leads   bool
	skill   map[string]int // level by code
	pace    float64        // 1 is average; below is quicker
	care    float64        // share of offers left ringing
}

// Team is a 班组.
type Team struct{ Code, Name, Site string }

// Site is a 职场.
type Site struct{ Code, Name string }

// Centre is the fictional hotline.
type Centre struct {
	Name   string
	Sites  []Site
	Teams  []Team
	Skills []Skill
	Queues []Queue
	People []Person // agents and leaders

	seed uint64
}

// agentsPerTeam and the teams below make 60 agents. About half of them are on
// the telephone on a day; the others are off, on leave or on written work.
const agentsPerTeam = 20

// NewCentre is the centre of a seed. Only people's names and habits depend on
// the seed.
func NewCentre(seed uint64) Centre {
	c := Centre{
		seed: seed, Name: "聆听银行客服中心",
		Sites: []Site{{"HF", "合肥职场"}, {"CD", "成都职场"}},
		Teams: []Team{
			{"T1", "一班", "HF"},
			{"T2", "二班", "HF"},
			{"T3", "三班", "CD"},
		},
		Skills: []Skill{{"card", "信用卡业务"}, {"account", "储蓄业务"}, {"care", "投诉与贵宾"}},
		Queues: []Queue{
			{Code: "credit-card", Name: "信用卡专线", Skill: "card", Opens: 0, Closes: 24 * 60, PerDay: 700,
				Talk: 272 * time.Second, WrapUp: 42 * time.Second, Patient: 270 * time.Second, Urgency: 1, Threshold: 20, Target: 80},
			{Code: "savings", Name: "储蓄账户专线", Skill: "account", Opens: 8 * 60, Closes: 22 * 60, PerDay: 460,
				Talk: 288 * time.Second, WrapUp: 46 * time.Second, Patient: 250 * time.Second, Urgency: 1, Threshold: 20, Target: 80},
			{Code: "vip-care", Name: "投诉与贵宾专线", Skill: "care", Opens: 8 * 60, Closes: 22 * 60, PerDay: 115,
				Talk: 385 * time.Second, WrapUp: 95 * time.Second, Patient: 320 * time.Second, Urgency: 2, Threshold: 15, Target: 90},
		},
	}
	rng := rand.New(rand.NewPCG(seed, 0x70656f706c65))
	used := map[string]bool{}
	for t, team := range c.Teams {
		c.People = append(c.People, Person{
			AgentNo: fmt.Sprintf("80%d0", t+1), Name: personName(rng, used), Team: team.Code, Leads: true,
		})
		for i := range agentsPerTeam {
			p := Person{
				AgentNo: fmt.Sprintf("8%d%02d", t+1, i+1),
				Name:    personName(rng, used),
				Team:    team.Code,
				pace:    0.8 + 0.4*rng.Float64(),
				care:    0.004 + 0.022*rng.Float64()*rng.Float64(),
			}
			switch i % 10 { // skills overlap: most agents serve two lines
			case 0:
				p.Skills = []string{"card"}
			case 2, 3, 5, 7, 8:
				p.Skills = []string{"care", "card", "account"}
			case 1, 4, 6:
				p.Skills = []string{"account", "card"}
			default:
				p.Skills = []string{"card", "account"}
			}
			p.skill = map[string]int{}
			for i, s := range p.Skills {
				p.skill[s] = levelOf(i)
			}
			c.People = append(c.People, p)
		}
	}
	return c
}

// levelOf is the level an agent has in the i-th of the skills, the first best.
func levelOf(i int) int { return 8 - 2*i }

// Agents are the people who take calls.
func (c *Centre) Agents() []Person {
	var out []Person
	for _, p := range c.People {
		if !p.Leads {
			out = append(out, p)
		}
	}
	return out
}

var (
	surnames = []rune("王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾")
	givens   = []string{
		"芳", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "超", "霞", "平", "婷",
		"雨桐", "子涵", "欣怡", "思远", "晓燕", "佳琪", "文博", "雅琴", "志强", "海燕", "梦洁", "俊杰", "诗涵", "嘉豪", "玉兰", "建华",
		"春梅", "浩然", "若曦", "明月", "晨曦", "天宇", "心怡", "立新", "秋实", "慧敏", "国栋", "可欣",
	}
)

// personName is a name not used yet.
func personName(rng *rand.Rand, used map[string]bool) string {
	for {
		name := string(surnames[rng.IntN(len(surnames))]) + givens[rng.IntN(len(givens))]
		if !used[name] {
			used[name] = true
			return name
		}
	}
}
