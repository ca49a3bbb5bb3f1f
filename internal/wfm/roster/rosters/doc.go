// Package rosters makes and keeps rosters: who works when over some days.
//
// Words. A roster (班表) is a version: a draft (草稿) that only planners see, or
// published (已发布), when each person of it sees their own line. It is made from
// a requirement of staffing for the people of some teams, by the engine of
// calc/roster from shift types and rules (package roster), and changed by hand.
// A line is one person's days; a cell is one of them: a shift that begins at a
// minute and serves a skill, with its breaks, or a day off. A locked cell stays
// when the rest is made anew.
//
// Cover is what is required and how many are there, by skill and interval:
// required is base agents ÷ (1 − what the roster itself does not show, such as
// training and sickness); there are people whose shift covers the interval, without
// their breaks. A person counts for the skill the shift serves, as a part of the
// interval where a break or the shift's edge takes some of it.
//
// Each interval's price in the search is the contacts that would not be answered
// in time with so many people, by the formula of the requirement, made convex
// from below, and a little for each person: what the engine minimises is late
// contacts, not heads.
//
// Of two published rosters that have the same person and day, the one published
// last holds.
//
// The certificate (认证) of a roster is a simulation of each of its days, with
// everybody's shifts and breaks, skills, absence and the forecast's uncertainty: how
// likely each target holds.
//
// Requirements come through wfm/staffing, people and skills through org.
//
// Tables: roster_version, roster_line, roster_change,
// roster_certificate. Facts told:
// roster.version.changed.
package rosters
