// Package segment divides the people of teams into segments (人员分层), so that each
// is led as fits.
//
// Words. A dimension (维度) is one of four: discipline, work quality, service quality
// and attitude. The first three are weighted means of points by calc/scoring over
// metrics of the catalogue; attitude is what the leader says each month of a few
// anchored statements (态度评估), and never reckoned. A dimension has a level (水平):
// high, middle, low, or unknown where too little is told. The scheme (分层口径) says
// from a day on what dimensions are made of, where levels begin, and which levels
// make which segment: the first rule that fits holds, so that everybody is in
// exactly one. An action (管理动作) is what a leader decided to do, with an owner and a
// day, carried until it is done.
//
// A person's figures are those of the days in the team of the period's last day,
// and who leads another team never sees them. The person themselves sees nothing
// of it, and nobody sees their own.
//
// Results are kept: made anew each night for the running and the last period, and
// the same of the same numbers.
//
// Tables: segment_scheme, segment_attitude, segment_result, segment_action,
// segment_night. Facts told: performance.segment.changed.
package segment
