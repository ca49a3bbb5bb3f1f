// Package care looks for signs of strain (疲劳与倦怠) in people's weeks, so that their
// leader may ask how they are.
//
// Words. A sign (迹象) is a figure of a person that lies beyond what is usual for
// this person, by the median and spread of their own twelve weeks before, in both of
// the last two weeks, after what all of the team did is taken away. A notice (关怀
// 提示) is two signs or more, one of them of the person's own days and not of the plan
// alone. It says that a talk may be due, and never why: it is no finding about health,
// and nothing is decided by it.
//
// Only who leads the person's team today sees a notice: no other leader, no manager,
// and not the person. Who looked is in the audit log. A leader notes a talk, or says why
// none is needed; then the person is left alone for four weeks. Others see sums of
// weeks, and of fewer than five people none. Notices go after half a year. They are on
// no board and in no export.
//
// Figures come through metric, of the days in this team; rosters through needs.
//
// Tables: care_notice, care_week, care_look, care_night. Facts told: none: nobody but
// the leader is to hear of it.
package care
