// Package demo makes a fictional bank hotline, 聆听银行客服中心: its people,
// teams, queues and hours, and a seeded stream of telephony events as a real
// switch would tell them.
//
// The stream comes from a discrete-event loop. Customers arrive by weekday,
// pay-day and time of day and have limited patience; agents have shifts,
// breaks and skills, let a phone ring now and then, put customers on hold and
// transfer them. Waiting is not drawn from a table: it emerges because agents
// are finite. On some days one half-hour is made bad on purpose, to be found
// under a good daily mean.
//
// The same seed, first day and zone give the same bytes, and a longer stream
// begins with the shorter one: a demo started again goes on where it ended.
//
// Names and numbers are invented; telephone numbers begin with 100, which no
// mobile number does.
//
// Tables: none. Facts: none. The demo enters through the same intake and the
// same services as everybody else.
package demo
