// Package jobs runs long work outside of requests: an import, a replay, a
// report. Each job is a row that pages can show (state, progress, result) and
// a message in the work queue JOBS that one worker takes.
//
// Start writes both in the caller's transaction, so a job exists exactly when
// what it is about exists. A worker that dies has its job given to another,
// which begins it again: a job's function must be able to begin again, by
// checkpoint or because doing it twice changes nothing. A job whose worker
// died five times is given up.
//
// States: waiting → running → done, failed or cancelled; a running job goes
// back to waiting when its process stops.
//
// Table: kit_job. Facts told: jobs.job.changed {id, kind, state}.
package jobs
