// Package headcount plans how many people the centre, or a site, is to have by
// month (人员编制计划): what the long-range staffing asks for, who is there by the
// employee files, who is expected to leave, which classes are to begin, and what
// is missing after all.
//
// Words. Heads are people employed and trained who lead no team; who is in
// training is told apart. Heads at the end of a month are those of the month before, and
// graduates, less leavers, less who moves on. Effective heads count who has just
// been trained by what they are worth. The requirement (编制需求) is asked of the
// staffing and kept with the version that was approved. A version is a draft until
// somebody else approves it; approved it stays, and what came stands beside it.
//
// Tables: people_headcount. Facts told: people.headcount.changed.
package headcount
