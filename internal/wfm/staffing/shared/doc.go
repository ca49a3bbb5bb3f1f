// Package shared says how many people several queues take whose agents serve
// more than one of them. The search by simulated days is in calc/staffing; here
// are its inputs and what is kept of its answers.
//
// Words. A skill group is people with the same skills, by the queues those
// skills serve. A shared requirement is made from a plan of staffing: with the
// plan's contacts (as many as its probability asks for), handle times, patience
// and targets, for the fewest hours or the least cost of all groups together,
// day by day; what waits at the end of an interval is carried into the next. It is
// made by a job, kept whole, and never changes.
//
// Separate queues are found by the same search, each with people of its own, so
// that the saving is that of sharing alone.
//
// Plans come through wfm/staffing, people with their skills through org.
//
// Tables: staffing_shared, staffing_shared_day. Facts told:
// staffing.shared.changed.
package shared
