// Package intraday steers the running day: what is foreseen of the rest of it,
// where it will fall short, what can be done, and what came of what was done.
//
// Words. An outlook (当日展望) is the running day as it was foreseen at an instant:
// what came and is expected by the forecast (wfm/forecast), who is there by the
// published roster (wfm/roster/rosters) and the telephone system, and the service
// level of every interval to come by simulation. It is made every five minutes. A
// shortfall (缺口) is a stretch in which a queue's target will likely be missed; surplus
// (富余) is one in which people are over. A proposal (建议) is what can be done, with
// its simulated effect; an action (调度措施) is a proposal that was taken. An
// emergency plan (应急预案) brings people or leads contacts elsewhere.
//
// Who is not signed in ten minutes after a shift began counts as absent for the
// rest of it; who is signed in without a shift counts for an hour.
//
// Moved breaks stand in the roster at once. People lent to another skill and open
// emergency plans bear on later outlooks of the day. When an action's time is over
// its effect is measured: the stretch is simulated with the contacts that came,
// with the action and without, and the difference is taken from the service level
// that was.
//
// Tables: intraday_outlook, intraday_action, intraday_plan. Facts told:
// intraday.outlook.changed, intraday.action.changed, intraday.plan.changed.
package intraday
