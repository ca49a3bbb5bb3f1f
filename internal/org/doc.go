// Package org is the centre itself: its sites, teams (班组), people, skills and
// queues, and who was in which team on which day.
//
// Words. A queue or person is known to telephony sources by aliases (source,
// external name); a name never seen before becomes a discovered queue or
// person, to be completed by hand. Codes and agent numbers are unique without
// regard to case. Nothing is deleted: what is no longer used is archived
// (active = false) and keeps its history. Two that turn out to be one are merged:
// the aliases and, by the followers (needs.go), all that was counted under the
// one move to the other in one transaction; the one stays, archived, and its
// code leads to the other.
//
// Time. Team memberships and team leaders are kept as spans of whole days in
// the centre's time zone, both ends included, never overlapping for one
// person (one team). Days before today change only by a correction that gives
// its reason and is audited, so last March's team stays last March's team.
// What numbers depend on (threshold, target, short-abandon limit, repeat
// window) is kept by its first day and lasts until the next value begins.
//
// Seats. A seat plan draws the seats of a floor or room of a site. A seat is
// somebody's own from a day on, or shared: taken by whoever is there that day.
// No number depends on seats, so the directory's version does not count them.
//
// Calendar. A date is a workday, weekend, holiday or make-up workday (调休).
// Statutory days come with the program, by the year of the State Council's
// notice; an imported year replaces them; own entries, of all or some queues,
// go before both. Everybody asks Service.Calendar.
//
// Tables: org_centre (one row; its version counts every change of the
// directory), org_parameter, org_site, org_team, org_skill, org_queue, org_queue_alias,
// org_queue_day, org_person, org_person_alias, org_person_skill,
// org_membership, org_leadership; org_seat_plan, org_seat, org_seating;
// org_calendar_year, org_calendar_day (imported
// years), org_calendar_entry, org_calendar_entry_queue (own entries).
package org
