// Package people keeps the files of the people of the centre: employment and
// contracts, levels, certificates, documents, why somebody left; and in which
// teams and under which leaders they were.
//
// Words. A file (员工档案) is one document of a person, saved as a whole. A level
// (级别) is newcomer 新人, skilled 熟手 or expert 专家, from a day on. An
// employment (任职) lasts from the day of entry to the last day; somebody may
// come back. Of birth only the year is kept, and no number of an identity card.
//
// Who sees what. A file is told as of a day: to whom the person is within reach
// on that day, and of it what had begun by then. Why somebody left, what the
// interview brought and the notes are told only to who edits files; others read
// sums of five people or more.
//
// Of the files are counted: the structure (人员结构) of a day, attrition (流失率) by
// month and tenure, and survival (留存), how long people stay.
//
// Reasons of leaving (离职原因) are a list of the centre: renamed, added and ended,
// never taken away, since files hold their ids.
//
// Tables: people_file, people_exit_reason. Facts told: people.file.changed.
package people
