// Package career is how people rise: the ladder of positions with its conditions
// as data, what each person lacks for the next step, what assessors state,
// decisions with what they were made on, and competitions for a post.
//
// Words. A step (晋升) leads from one of some positions to one. A condition (晋职
// 条件) is held against the employee file, the metric catalogue, the standing by
// KPI, an open post, or is stated by a named assessor (评定). What is not known
// is not met: it promotes nobody, and an assessor can state it with evidence. A
// decision (晋升决定) keeps every condition with its value and source as it was,
// and never changes. A post (竞聘岗位) is open from a day to a day; candidates are
// scored by its panel.
//
// Tables: career_ladder, career_statement, career_decision, career_post,
// career_candidate, career_score. Facts told: people.career.changed.
package career
