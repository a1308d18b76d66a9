// Package reminder looks after everything that has a last day, whatever feature
// it is of: each morning it climbs the ladder of reminders, it counts days anew
// when the office's calendar becomes another, and it writes the feed for a
// person's own calendar. It refuses to know what a task or a proposal is: they
// come to it as calendar.Items.
package reminder
