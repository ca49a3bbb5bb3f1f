// Package roster holds what rosters are made of before there is one: types of
// shift, and the rules people work by.
//
// Words. A shift type (班型) has a code, a start window, a length, breaks that
// may move within limits, and says which teams or skills may work it. It is in
// force from a day, perhaps until one; one that was in force is ended, never
// deleted, since rosters may be made of it. Times are minutes of the centre's
// clock; a shift belongs to the day it begins on. Whether it is early or a night
// follows from its times and is not entered.
//
// A rule set (排班规则) is limits of what people may be given, as data: each is hard
// or has a weight, and a shipped one names its source. A set is given to the
// centre, a team or a person from a day on; whoever has none of their own has
// their team's, else the centre's. The rules are said in the engine's words
// (calc/roster) by one pure function.
//
// A round of wishes (意愿征集) is days for which people may say until it closes what
// they would like: a day off, a type of shift, or not that type, each with a
// strength. Rosters are made with them as prices, never as rules.
//
// Tables: roster_shift_type, roster_rule_set, roster_rule_given, roster_wish_round,
// roster_wish. Facts told: roster.shift_type.changed, roster.rule_set.changed,
// roster.wish.changed.
package roster
