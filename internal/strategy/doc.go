// Package strategy keeps where the centre wants to go and whether it gets there.
//
// Words. A goal (战略目标) stands in one of four perspectives (财务 finance, 客户
// customer, 内部运营 internal operations, 学习成长 learning and growth) of the
// strategy map (战略地图). It is measured by metrics of the catalogue, each with a
// scope and with threshold, target and stretch from a day on; the score (得分) of
// a measure is 60 at the threshold, 100 at the target, 120 at the stretch, linear
// between, and 0 below the threshold. An arrow (因果箭头) says that one goal is
// assumed to bring about another; arrows never go in a circle. An initiative
// (举措) is work for a goal, with milestones, people and money.
//
// Mission, vision and values (使命、愿景、价值观) are documents of versions that never
// change. An analysis (环境分析, SWOT) has items in four fields and the strategies
// that follow from items of two of them. A stage (阶段) is of several years.
//
// An annual plan (年度经营计划) says by quarter what measures are to be and what may
// be spent; once approved, the map judges by its targets. A review (回顾) of a month
// or a quarter keeps the map as it stood on its day, with notes; an action (行动项)
// goes from review to review until it is done.
//
// Tables: strategy_goal, strategy_arrow, strategy_initiative, strategy_document,
// strategy_analysis, strategy_stage, strategy_annual_plan, strategy_review,
// strategy_action. Facts told: strategy.goal.changed and so on, by the table.
package strategy
