// Package whatif answers what a change of volume, handle time, targets,
// shrinkage, attrition or skills does to a staffing plan: people, money and
// service. The reckoning is in calc/whatif; here are its inputs from a plan and
// what is kept of its answers.
//
// Words. The base is a plan of wfm/staffing. A trial is a scenario that is
// reckoned and not kept. A scenario has a name, its levers and costs, and the
// outcome as it was told, with the versions of the models; changing its levers
// reckons it anew. Prices are what single levers bring, each alone.
//
// Plans come through wfm/staffing, which asks wfm/forecast how sure they are.
//
// Tables: staffing_scenario. Facts told: staffing.scenario.changed.
package whatif
