// Package demo makes a fictional bank hotline, 聆听银行客服中心: its people,
// teams, queues and hours, thirteen months of telephony as a real switch would
// tell it, and a centre that lives on from there.
//
// Four parts, each for itself. The plan says what a day is to be: how busy by
// weekday, pay-day, holiday and make-up workday (effect.go, rate.go), which bad
// days are planted, and who works when (shift.go), by a planner who knows the
// calendar and neither chance nor planted days. The engine (floor.go, call.go,
// agent.go) lets a day come about: customers arrive by a Poisson process and
// have limited patience, agents have breaks and skills, let a phone ring now
// and then, put customers on hold, transfer them. Waiting is not drawn from a
// table; it emerges because agents are finite. The speaker (speaker.go) tells
// it through the telephony intake: the history going back from the first
// start, and what happens as it happens. Then the centre's people have planned
// (boards.go, planning.go): what they made is made by the product's own rooms.
//
// Words. An operating day begins at 06:00, when the floor is nearly empty, and
// is a story of its own: the same seed and date give the same bytes, whatever
// was told before. So days are told in any order, and a demo that was off
// tells what was missed.
//
// Names and numbers are invented; telephone numbers begin with 100, which no
// mobile number does.
//
// Tables: none; the data folder's demo.json remembers how far the speaker is.
// Facts: none. The demo enters through the same intake and the same services
// as everybody else.
package demo
