// Package queueing answers how contacts fare when so many come and so many
// agents work, and how many agents a target takes.
//
// Words: the load is contacts a second times the mean handle time, in erlangs.
// Contacts come at random (Poisson), handle times are exponential, the longest
// waiting is served first, and the interval is long enough for the queue to
// settle. All times are seconds; shares are 0 to 1, not per cent.
//
// The models: Erlang B (nobody waits), Erlang C (nobody gives up), Erlang A
// (patience is exponential), each but the first with a line of limited places
// if wanted; patience of any form; and two approximations, square-root for many
// agents and fluid for overload. Measures name the one that gave them.
//
// How: load.go holds what is asked, measures.go what is answered, waits.go the
// one calculation behind all exact models (the density of the wait that is
// offered, integrated), erlang_b.go and line.go its two special functions,
// approximate.go the approximations, level.go service level in its variants,
// required.go the inverse, distribution*.go the laws of patience and handling,
// patience.go and fit.go their estimation from data.
package queueing
