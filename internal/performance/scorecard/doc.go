// Package scorecard shows people and teams where they stand, every day.
//
// Words. A scorecard set (考核方案) names the metrics of a scorecard from a day on,
// with the weight of each and its points by level. A line is a metric of the set
// for a person in a period; its score is that of calc/scoring, against the
// person's own target where there is one, else against the points of the set. The
// total (总分) is the weighted mean of the scores that are known, and says how much
// of the weight that is. The effect (影响) of a person's line is how much the
// team's figure would gain if the person were at the target.
//
// Figures that are reported by month stand for the last month told, and say so:
// carried (沿用). Everything else is asked of the metric catalogue for the days of
// the period, and within reach: a team's figures are those of the days on which
// people were in it.
//
// A board (排行榜) hangs out who leads: who has handled enough contacts is ranked,
// equals share a rank; beyond the first places everybody sees only the own one.
// Teams are compared by a funnel plot (漏斗图), which shames no small sample.
//
// A talk (面谈) of a leader with a person keeps what was agreed and when it is looked
// at again; the person sees it unless it is private.
//
// Tables: scorecard_set, scorecard_board, scorecard_talk. Facts told: performance.scorecard.changed.
package scorecard
