// Package incentive is what people earn besides their pay: rules that turn
// numbers of the catalogue into money or points, trials, runs, points and gifts,
// badges, contests and draws.
//
// Words. A rule (激励规则) has versions; the one in force on the first day of a
// period holds for all of it. Its variables are metrics, its formula says what
// is earned, its gate (质量门槛) says whether. A trial (试算) keeps nothing. A run
// (核算) keeps its lines, each with what it was reckoned from; once approved they
// never change, and a correction is a further run of the differences.
//
// Points (积分) stand in a ledger: an entry moves them from one account to another,
// once for its key, and nobody's account holds less than nothing. Gifts (礼品) are
// taken for points. A praise (鼓励) is a message, badge or points a leader sends.
//
// Money is kept in hundredths of the centre's currency. Numbers are taken as
// people read them, so what is paid is what can be worked out by hand from the
// line; the formula's answer is rounded half up once, to a cent or a point, what
// is less than nothing is nothing, a cap comes last. What is shared in a team adds
// up to the cent.
//
// A contest (竞赛) is won by the best of a stretch of days; a draw (抽奖) by lot among
// tickets. People take part as they were on each day. The standing (排名) of each
// day is kept; the final one makes a run, which is approved and corrected like any
// other. The seed of a draw is committed to when it is made, and told when it was
// drawn before a witness (见证人).
//
// Tables: incentive_rule, incentive_rule_version, incentive_run,
// incentive_line, incentive_entry, incentive_account, incentive_gift,
// incentive_taking, incentive_praise, incentive_contest, incentive_standing. Facts told:
// performance.incentive.changed.
package incentive
