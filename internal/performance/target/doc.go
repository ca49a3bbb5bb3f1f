// Package target is what the centre, its sites, teams and people are to reach:
// one metric over one month, quarter or year.
//
// Words. A target (目标) has a threshold, a target and a stretch of a metric for a
// scope (centre, site, team, person) and a period. A metric that takes T is aimed
// at only with its seconds. A change is a new version (目标版本) that holds from a
// day on; what held on a day before stays. A cascade (目标分解) gives the children
// of a target their part, and the check (合计校验) holds the children against the
// parent: sums add up, rates and means by weight. Actuals (实绩) come from the
// catalogue.
//
// A target is aimed at a total only where the metric adds up over time and people,
// such as complaints or hours: then it is the total of the whole period, and of a
// period that still runs the share that has passed is held against the value so
// far.
//
// Tables: target, target_version. Facts told: target.changed.
package target
