// Package forecast makes the forecast of a centre: how many contacts come to a
// queue in every half-hour, and how sure that is. The mathematics is in
// calc/series; here are its inputs and outputs.
//
// Words: a counts file is a table with a time and a count in every row. An
// evaluation forecasts such a file again and again as if later rows were not
// known, and scores what was forecast.
//
// Tables: none yet.
package forecast
