-- +goose Up
-- What is looked at on the spot: the plan of a year or quarter, each inspection
-- with its team, minutes and conclusion, what was found and how it is mended,
-- and the results drawn by lot that another unit looks at again. Rows are added
-- and closed, never deleted.
create table inspection_plan (
	tenant_id text not null references tenant (tenant_id),
	plan_id text not null,
	ref text not null, -- KHKT-2026-0001
	version bigint not null,
	state text not null check (state in ('draft', 'issued')),
	year bigint not null,
	quarter bigint not null check (quarter between 0 and 4), -- 0: of the whole year
	basis text not null,
	number text not null, -- 15/KH-UBND
	dated text check (length(dated) = 10),
	made_at bigint not null,
	made_by text not null,
	made_post text,
	issued_at bigint,
	issued_by text,
	issued_post text,
	primary key (tenant_id, plan_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, made_by) references person (tenant_id, person_id),
	foreign key (tenant_id, issued_by) references person (tenant_id, person_id),
	check (state = 'draft' or number <> '' and dated is not null and issued_at is not null)
);
create index inspection_plan_of on inspection_plan (tenant_id, year, quarter);

create table inspection_line (
	tenant_id text not null references tenant (tenant_id),
	line_id text not null,
	plan_id text not null,
	ordinal bigint not null,
	unit_id text not null, -- that is inspected
	subject text not null,
	clause_id text, -- the clause whose tasks are looked at, null: whatever the subject names
	month text not null check (length(month) = 7), -- 2026-03
	lead_post text not null, -- who leads it
	added_at bigint not null,
	dropped_at bigint,
	primary key (tenant_id, line_id),
	unique (tenant_id, plan_id, ordinal),
	foreign key (tenant_id, plan_id) references inspection_plan (tenant_id, plan_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, clause_id) references clause (tenant_id, clause_id),
	foreign key (tenant_id, lead_post) references post (tenant_id, post_id)
);
create index inspection_line_month on inspection_line (tenant_id, month);

create table inspection (
	tenant_id text not null references tenant (tenant_id),
	inspection_id text not null,
	ref text not null, -- KT-2026-0001
	version bigint not null,
	state text not null check (state in ('open', 'signed', 'concluded', 'cancelled')),
	line_id text, -- of the plan, null: not planned
	unit_id text not null, -- that is inspected
	subject text not null,
	decision text not null, -- the number of the decision on the team
	decided_on text not null check (length(decided_on) = 10),
	from_day text not null check (length(from_day) = 10),
	to_day text not null check (length(to_day) = 10),
	place text not null,
	made_at bigint not null,
	made_by text not null,
	made_post text,
	-- the minutes while they are written
	observed text not null,
	team_says text not null,
	unit_says text not null,
	held_on text check (length(held_on) = 10),
	-- the minutes as they are signed, from the first signature on
	minutes text, -- JSON
	minutes_sha256 text,
	head_at bigint, -- the head of the team signs
	head_by text,
	head_post text,
	unit_at bigint, -- the head of the inspected unit signs
	unit_by text,
	unit_post text,
	unsigned_at bigint, -- or does not, for the reason that is written here
	unsigned_by text,
	unsigned_reason text not null,
	concluded_at bigint,
	concluded_by text,
	concluded_post text,
	concluded_for text,
	conclusion text not null,
	conclusion_number text not null, -- 12/TB-UBND
	conclusion_on text check (length(conclusion_on) = 10),
	cancelled_at bigint,
	cancelled_by text,
	cancelled_reason text not null,
	primary key (tenant_id, inspection_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, line_id) references inspection_line (tenant_id, line_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, made_by) references person (tenant_id, person_id),
	foreign key (tenant_id, head_by) references person (tenant_id, person_id),
	foreign key (tenant_id, unit_by) references person (tenant_id, person_id),
	foreign key (tenant_id, concluded_by) references person (tenant_id, person_id),
	check (from_day <= to_day),
	check (head_by is null or unit_by is null or head_by <> unit_by),
	check (head_at is null and unit_at is null or minutes is not null and minutes_sha256 is not null),
	check (state in ('open', 'cancelled') or head_at is not null and (unit_at is not null or unsigned_reason <> '')),
	check (state <> 'concluded' or conclusion_number <> '' and conclusion_on is not null)
);
create index inspection_of_unit on inspection (tenant_id, unit_id, state);
create index inspection_of_state on inspection (tenant_id, state, to_day);
create index inspection_of_line on inspection (tenant_id, line_id);

create table inspection_member (
	tenant_id text not null references tenant (tenant_id),
	member_id text not null,
	inspection_id text not null,
	person_id text not null,
	post_id text not null,
	head bigint not null, -- 1: the head of the team
	ordinal bigint not null,
	added_at bigint not null,
	left_at bigint,
	primary key (tenant_id, member_id),
	foreign key (tenant_id, inspection_id) references inspection (tenant_id, inspection_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index inspection_member_of on inspection_member (tenant_id, inspection_id);
create index inspection_member_person on inspection_member (tenant_id, person_id);

create table inspection_check (
	tenant_id text not null references tenant (tenant_id),
	check_id text not null,
	inspection_id text not null,
	ordinal bigint not null,
	question text not null, -- as the template said it on that day
	answer text not null check (answer in ('', 'yes', 'no', 'none')),
	note text not null,
	seen text not null, -- the evidence that was seen
	primary key (tenant_id, check_id),
	unique (tenant_id, inspection_id, ordinal),
	foreign key (tenant_id, inspection_id) references inspection (tenant_id, inspection_id)
);

create table inspection_task (
	tenant_id text not null references tenant (tenant_id),
	row_id text not null,
	inspection_id text not null,
	ordinal bigint not null,
	task_id text not null,
	cycle text not null,
	reported bigint not null, -- in the unit
	found bigint, -- null: not looked at
	unit text not null, -- of the figures; '%' are basis points
	seen text not null,
	primary key (tenant_id, row_id),
	unique (tenant_id, inspection_id, ordinal),
	foreign key (tenant_id, inspection_id) references inspection (tenant_id, inspection_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id)
);
create index inspection_task_of on inspection_task (tenant_id, task_id);

-- One drawing by lot of results that were reported complete.
create table sample_draw (
	tenant_id text not null references tenant (tenant_id),
	draw_id text not null,
	ref text not null, -- XS-2026-0001
	from_day text not null check (length(from_day) = 10),
	to_day text not null check (length(to_day) = 10),
	share bigint, -- basis points of all, or
	number bigint, -- so many
	seed text not null, -- 32 bytes, hexadecimal
	algorithm text not null,
	candidates text not null, -- JSON: what it was drawn from, in order
	size bigint not null, -- how many those are
	due_from text not null check (length(due_from) = 10),
	due_rule text not null,
	drawn_at bigint not null,
	drawn_by text not null,
	drawn_post text,
	primary key (tenant_id, draw_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, drawn_by) references person (tenant_id, person_id),
	check (share is null or number is null)
);

create table sample_item (
	tenant_id text not null references tenant (tenant_id),
	item_id text not null,
	draw_id text not null,
	ordinal bigint not null,
	task_id text not null,
	cycle text not null,
	unit_id text not null, -- whose result it is
	checker_unit text not null, -- who looks at it
	checker_post text not null,
	reported bigint not null,
	unit text not null,
	due_from text not null check (length(due_from) = 10),
	due_rule text not null,
	due_on text not null check (length(due_on) = 10),
	result text not null check (result in ('', 'true', 'untrue')),
	found bigint,
	what text not null,
	seen text not null,
	checked_on text check (length(checked_on) = 10),
	checked_at bigint,
	checked_by text,
	checked_post text,
	primary key (tenant_id, item_id),
	unique (tenant_id, draw_id, ordinal),
	unique (tenant_id, task_id, cycle, draw_id),
	foreign key (tenant_id, draw_id) references sample_draw (tenant_id, draw_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, checker_unit) references unit (tenant_id, unit_id),
	foreign key (tenant_id, checker_post) references post (tenant_id, post_id),
	foreign key (tenant_id, checked_by) references person (tenant_id, person_id),
	check (unit_id <> checker_unit),
	check (result = '' or checked_at is not null and seen <> '')
);
create index sample_item_open on sample_item (tenant_id, result, due_on);
create index sample_item_checked on sample_item (tenant_id, checked_on);

-- What an inspection or a check by lot has found.
create table finding (
	tenant_id text not null references tenant (tenant_id),
	finding_id text not null,
	ref text not null, -- KT-2026-0001.01, XS-2026-0001.03
	inspection_id text,
	item_id text,
	ordinal bigint not null,
	kind text not null,
	what text not null,
	cause text not null,
	remedy text not null,
	task_id text, -- that it is about
	clause_id text not null,
	post_id text not null, -- who has to mend it
	made_at bigint not null,
	made_by text not null,
	made_post text,
	dropped_at bigint, -- before the minutes were signed
	primary key (tenant_id, finding_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, inspection_id) references inspection (tenant_id, inspection_id),
	foreign key (tenant_id, item_id) references sample_item (tenant_id, item_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, clause_id) references clause (tenant_id, clause_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, made_by) references person (tenant_id, person_id),
	check (inspection_id is null and item_id is not null or inspection_id is not null and item_id is null)
);
create index finding_of on finding (tenant_id, inspection_id);
create index finding_of_item on finding (tenant_id, item_id);
create index finding_of_task on finding (tenant_id, task_id);

-- One attempt at mending it: until when, and the task it became. The next one
-- is added where looking again finds it not mended.
create table remedy (
	tenant_id text not null references tenant (tenant_id),
	remedy_id text not null,
	finding_id text not null,
	round bigint not null,
	due_from text not null check (length(due_from) = 10),
	due_rule text not null,
	due_on text not null check (length(due_on) = 10),
	task_id text,
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, remedy_id),
	unique (tenant_id, finding_id, round),
	foreign key (tenant_id, finding_id) references finding (tenant_id, finding_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index remedy_of_task on remedy (tenant_id, task_id);
create index remedy_due on remedy (tenant_id, due_on);

-- Looking again, once for each attempt.
create table recheck (
	tenant_id text not null references tenant (tenant_id),
	recheck_id text not null,
	remedy_id text not null,
	mended bigint not null,
	looked text not null, -- what was looked at
	note text not null,
	at bigint not null,
	person_id text not null,
	post_id text,
	for_post text,
	primary key (tenant_id, recheck_id),
	unique (tenant_id, remedy_id),
	foreign key (tenant_id, remedy_id) references remedy (tenant_id, remedy_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);

-- What was handed in in a period, to draw from.
create index task_event_handed on task_event (tenant_id, at) where kind = 'handed';
