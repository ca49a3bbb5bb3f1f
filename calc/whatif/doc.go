// Package whatif reckons what a change of a staffing requirement does: other
// volume, handle times, targets, shrinkage, attrition, or people who can do
// several queues.
//
// Words: the base is a requirement as it was reckoned, interval by interval; a
// scenario is the base with levers pulled. Each scenario is reckoned twice: kept,
// when the people scheduled stay as they are and so does nothing else, and
// adapted, when as many are scheduled as the targets then take.
//
// How: levers.go says what can be changed and how it changes an interval;
// interval.go reckons one interval with calc/queueing, the same formulas the base
// was reckoned with; scenario.go sums intervals to figures with bands; cross.go
// finds what people with several skills save, by simulating usual days with
// calc/sim until fewer people give the same service; price.go tells single levers.
//
// Bands are of the forecast's 80 %. The sum of a queue's days has a band of its own,
// narrower than all intervals at their ends: all intervals have that share
// fewer or more contacts at once. Queues err apart in part; sums of queues are
// drawn towards the middle by as much.
package whatif
