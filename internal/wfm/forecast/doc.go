// Package forecast makes the forecast of a centre: how many contacts come to a
// queue in every half-hour, how long they take, and how sure that is. The
// mathematics of counts is in calc/series; here are its inputs and outputs.
//
// Words. A version is a forecast as it was made on a day: its queues, history,
// horizon, model and settings. It is a draft, then approved, then locked; a
// locked one never changes. The version in use for a queue and a day is the
// one of it that was locked last. A slot is 15 or 30 minutes of the centre's
// clock, counted from midnight; on a day on which the clock changes it comes
// twice or not at all. Workload is contacts times handle time.
//
// Numbers of the past come through the metric module, by its definitions of
// offered contacts and average handle time; the calendar and the opening
// hours come through org. A version is made by a job; until the job is done
// there is no version.
//
// A counts file is a table with a time and a count in every row; an evaluation
// forecasts it again and again as if later rows were not known.
//
// An edit is a rule that a planner lays over the model's forecast of a draft,
// with a reason: what is stored of a day stays the model's, edits are applied
// when it is read. What they changed is the part "manual".
//
// A treatment is what a planner said of a day of a queue's history, over what
// the model finds about such days by itself. Versions keep those they used.
//
// An event is an own entry of the organisation's calendar; its name is its
// kind. Its effect is learnt from past ones; an assumption is what a planner
// takes it to be before any was seen.
//
// What people bring to handle times, and who works when, is a part of its own
// where it helped on the past.
//
// A comparison tries the models on the queues' own history, as if later days
// were not known.
//
// Tables: forecast_version, forecast_queue, forecast_day, forecast_edit,
// forecast_treatment, forecast_assumption, forecast_outlook,
// forecast_comparison, forecast_people.
package forecast
