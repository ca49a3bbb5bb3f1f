// Package staffing finds how many agents of each group a centre needs in each
// interval, at least cost, so that targets hold in a simulation of whole days.
//
// Words: types, groups, routes and a replication are those of package sim. A
// place is an interval of the day. A row is one target of one type; a cell is a
// row in a place. The slack of a cell is how far its target is exceeded, on a
// scale on which one agent more adds about the same (probit of a share, logarithm
// of a time); below 0 the target is missed.
//
// How (Require, require.go): problem.go reads targets, costs and limits of a
// model; start.go gives a first plan by Erlang's formulas and a bound below;
// evaluate.go simulates a plan of whole days on common random numbers, so a
// backlog goes on into the next interval, and gives the slack of every cell, with
// risk.go at the wanted quantile of the forecast's uncertainty; marginal.go learns
// from all simulations what an agent of each group adds to each row; propose.go
// chooses by it what to try next in each place, where agents are taken away, added
// and exchanged; search.go tries, in all places at once, and keeps what the
// simulation confirms. days.go does this for many days, one learning from the
// other. check.go holds a plan against another seed. made_up.go has centres to
// measure on.
package staffing
