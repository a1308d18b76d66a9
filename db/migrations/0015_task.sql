-- +goose Up
-- A deadline may be counted from a day by words, be moved for one cycle, and
-- stand still while somebody confirmed that the cause is not the doer's.
alter table task add column due_rule text; -- the words: '05 ngày làm việc'; null where a day was chosen
alter table task add column due_since text check (length(due_since) = 10); -- the day it is counted from; null: the day of issuing
alter table task add column cycle_dues text; -- JSON object: the last day of cycles that were given another
alter table task add column clock_stops text; -- JSON array of the times in which the clock stood still
alter table task add column handed_by text check (length(handed_by) = 10); -- the last day in time, as it was when the result was handed in
