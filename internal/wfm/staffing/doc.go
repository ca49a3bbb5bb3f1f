// Package staffing says how many people a forecast takes. The formulas are in
// calc/queueing; here are their inputs and outputs.
//
// Words. A plan is made from a locked version of the forecast: for every queue
// and interval the fewest agents with which the queue's targets hold (base
// agents), and how many people must be scheduled so that as many are there
// after shrinkage: base / (1 − s). A target is any mix of service level, ASA,
// abandonment and occupancy. The probability of a plan is how sure the targets
// must hold in each interval, as far as the forecast of contacts is uncertain.
//
// Each queue is reckoned by itself, as if its agents did nothing else; agents
// who serve several queues need fewer. Intervals are reckoned by themselves:
// what waits at the end of one is not carried into the next.
//
// Numbers of the past (waits and abandonments, for patience) come through the
// metric module, forecasts through wfm/forecast, targets and names through
// org. A plan is made by a job and never changes; until the job is done there
// is no plan.
//
// Shrinkage is planned by kind, in per cent of scheduled time, from a day on;
// in-office kinds are also measured, from the AUX time of agents.
//
// Other parts of the house reckon further with a plan through Basis.
//
// Tables: staffing_plan, staffing_plan_queue, staffing_plan_day,
// staffing_shrinkage_change.
// Facts told: staffing.plan.changed, staffing.shrinkage.changed.
package staffing
