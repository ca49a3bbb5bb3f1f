package demo

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// calendar is what kind of day a date is. It is the shipped one, so that the
// same seed tells the same story whatever is entered later.
var calendar = org.ShippedCalendar()

// Effects of the calendar on how many customers call.
const (
	payDayFactor      = 1.24 // the 10th and the 25th, or the workday before
	afterPayDayFactor = 1.08
	billDayFactor     = 1.10 // the 5th: card bills
	afterHoliday      = 1.22 // the first workday after a holiday
	beforeFestival    = 1.10 // the five workdays before Spring Festival
	yearlyGrowth      = 0.05
)

var weekdayFactor = [7]float64{
	time.Sunday: 0.68, time.Monday: 1.12, time.Tuesday: 1.05, time.Wednesday: 1.0,
	time.Thursday: 0.98, time.Friday: 1.02, time.Saturday: 0.76,
}

// expectedFactor is how busy a planner expects the day to be.
func expectedFactor(on civil.Date) float64 {
	day := calendar.Day(on, "")
	f := weekdayFactor[on.Weekday()]
	switch day.Kind {
	case org.Holiday:
		f = 0.56
		if day.Name == "春节" {
			f = 0.44
		}
	case org.MakeupWorkday:
		f = 1.0
	}
	if day.Kind.Works() {
		if payDay(on) {
			f *= payDayFactor
		} else if payDay(on.Add(-1)) {
			f *= afterPayDayFactor
		}
		if _, _, d := on.Civil(); d == 5 {
			f *= billDayFactor
		}
		switch before := calendar.Day(on.Add(-1), "").Kind; {
		case before == org.Holiday:
			f *= afterHoliday
		case festivalAhead(on):
			f *= beforeFestival
		}
	}
	years := float64(on.Sub(civil.Of(2026, 1, 1))) / 365
	return f * math.Pow(1+yearlyGrowth, years)
}

// payDay reports whether wages are paid on the day: the 10th and the 25th,
// or the last workday before.
func payDay(on civil.Date) bool {
	if !calendar.Day(on, "").Kind.Works() {
		return false
	}
	for d := on; ; d = d.Add(1) {
		if _, _, n := d.Civil(); n == 10 || n == 25 {
			return true
		}
		if calendar.Day(d.Add(1), "").Kind.Works() {
			return false
		}
	}
}

// festivalAhead reports whether Spring Festival begins within five days.
func festivalAhead(on civil.Date) bool {
	for n := 1; n <= 5; n++ {
		if d := calendar.Day(on.Add(n), ""); d.Kind == org.Holiday && d.Name == "春节" {
			return true
		}
	}
	return false
}

// Planted is a bad day with a known cause. It falls on the Nth Weekday of
// Month (-1: the last) in every year and is written in the guide.
type Planted struct {
	Key            string
	Name, NameEN   string
	Cause          string // a sentence, Chinese
	Month          time.Month
	Weekday        time.Weekday
	Nth            int
	Days           int    // 0 is one day
	From, To       int    // minutes of the day
	Queue          string // code; "" is every queue
	Arrivals       float64
	Talk, WrapUp   float64 // factors; 0 is 1
	Absent         float64 // share of the agents who do not come
	Late           float64 // share of the agents of the morning who come late
	TrainingAtOnce float64 // share of the floor called away from From to To
}

// PlantedDays are the planted bad days of a year.
var PlantedDays = []Planted{
	{Key: "flu", Name: "流感高发", NameEN: "Flu wave", Cause: "坐席大量病假，实际到岗比排班少约三成",
		Month: time.January, Weekday: time.Monday, Nth: 2, Days: 5, To: 1440, Absent: 0.30},
	{Key: "core-outage", Name: "核心系统故障", NameEN: "Core banking outage", Cause: "核心系统中断 90 分钟，来电激增，通话变长",
		Month: time.March, Weekday: time.Tuesday, Nth: 3, From: 600, To: 690, Arrivals: 2.6, Talk: 1.45},
	{Key: "app-release", Name: "手机银行新版登录失败", NameEN: "Mobile app release with failing sign-in", Cause: "新版本上线后部分客户无法登录",
		Month: time.April, Weekday: time.Thursday, Nth: -1, From: 480, To: 1200, Queue: "savings", Arrivals: 2.0, Talk: 1.15},
	{Key: "campaign", Name: "未通报的积分活动", NameEN: "Campaign without notice", Cause: "市场部群发积分兑换短信，未提前通知中心",
		Month: time.June, Weekday: time.Wednesday, Nth: 1, From: 840, To: 1080, Queue: "credit-card", Arrivals: 2.3},
	{Key: "storm", Name: "暴雨迟到", NameEN: "Rainstorm, late arrivals", Cause: "暴雨致早班坐席大面积迟到",
		Month: time.July, Weekday: time.Monday, Nth: 4, From: 360, To: 660, Late: 0.45},
	{Key: "trunk-fault", Name: "中继线路故障", NameEN: "Trunk line fault", Cause: "线路中断 40 分钟几乎没有来电，恢复后集中涌入",
		Month: time.August, Weekday: time.Monday, Nth: 2, From: 900, To: 940, Arrivals: 0.08},
	{Key: "trunk-rebound", Name: "线路恢复后集中来电", NameEN: "Rush after the line fault", Cause: "线路中断期间打不进来的客户再次来电",
		Month: time.August, Weekday: time.Monday, Nth: 2, From: 940, To: 1000, Arrivals: 2.2},
	{Key: "bill-error", Name: "账单年费错误", NameEN: "Wrong annual fee on bills", Cause: "部分信用卡账单多收年费，投诉集中",
		Month: time.September, Weekday: time.Thursday, Nth: 2, From: 540, To: 1200, Queue: "vip-care", Arrivals: 3.2, Talk: 1.3},
	{Key: "training", Name: "集中培训撞上高峰", NameEN: "Training at the peak", Cause: "近一半在岗坐席同时参加培训",
		Month: time.October, Weekday: time.Thursday, Nth: 3, From: 870, To: 960, TrainingAtOnce: 0.45},
	{Key: "autumn-campaign", Name: "未通报的满减活动", NameEN: "Discount campaign without notice", Cause: "合作商户满减短信引发咨询，未提前通知中心",
		Month: time.November, Weekday: time.Wednesday, Nth: 3, From: 600, To: 780, Queue: "credit-card", Arrivals: 2.4},
	{Key: "slow-desktop", Name: "坐席系统卡顿", NameEN: "Slow agent desktop", Cause: "工单系统响应慢，整理时长成倍增加",
		Month: time.December, Weekday: time.Tuesday, Nth: 1, From: 540, To: 780, WrapUp: 3.0},
}

// First is the first day of the planted days in a year.
func (p Planted) First(year int) civil.Date {
	if p.Nth < 0 {
		last := civil.Of(year, p.Month+1, 0)
		return last.Add(-((int(last.Weekday()) - int(p.Weekday) + 7) % 7))
	}
	first := civil.Of(year, p.Month, 1)
	return first.Add((int(p.Weekday)-int(first.Weekday())+7)%7 + 7*(p.Nth-1))
}

// plantedOn gives what is planted on a day.
func plantedOn(on civil.Date) []Planted {
	var out []Planted
	year, _, _ := on.Civil()
	for _, p := range PlantedDays {
		if n := on.Sub(p.First(year)); n >= 0 && n < max(p.Days, 1) {
			out = append(out, p)
		}
	}
	return out
}

// surgeOn is a small planted rush, a text message sent to many customers: on
// about one day in six half an hour of one queue is two to three times as
// busy. ok is false on the others.
func surgeOn(seed uint64, on civil.Date) (p Planted, ok bool) {
	rng := rand.New(rand.NewPCG(seed^0x5375726765, dayNumber(on)))
	if rng.IntN(6) != 0 {
		return p, false
	}
	from := 30 * (19 + rng.IntN(20)) // 09:30 to 19:00
	return Planted{Key: "surge", From: from, To: from + 30, Queue: []string{"credit-card", "savings"}[rng.IntN(2)], Arrivals: 2 + rng.Float64()}, true
}

// at reports whether the planted effect holds at a minute of its day for a queue.
func (p Planted) at(minute int, queue string) bool {
	return minute >= p.From && minute < p.To && (p.Queue == "" || p.Queue == queue)
}

// dayNumber counts days.
func dayNumber(on civil.Date) uint64 { return uint64(on.Sub(civil.Of(1970, 1, 1))) }
