-- +goose Up
-- A request to explain, its answer and what became of it. What was not accepted
-- is asked again by a row of its own.
create table explanation (
	tenant_id text not null references tenant (tenant_id),
	explanation_id text not null, -- the token of the form that asked
	ref text not null, -- GT-2026-0001
	task_id text not null,
	follows text, -- the answered request that this one asks again
	version bigint not null,
	state text not null check (state in ('open', 'answered', 'accepted', 'again', 'withdrawn')),
	question text not null,
	post_id text not null, -- who was accountable when it was asked
	due_from text not null check (length(due_from) = 10),
	due_rule text not null, -- 02 ngày làm việc
	due_on text not null check (length(due_on) = 10),
	asked_at bigint not null,
	asked_by text not null,
	asked_post text,
	asked_for text,
	cause text not null check (cause in ('', 'own', 'outside', 'both')),
	answer text not null,
	proposed text check (length(proposed) = 10), -- the day by which the task will be done
	hash text not null, -- sha256 of the file, '' where there is none
	name text not null,
	mime text not null,
	size bigint not null,
	answered_at bigint,
	answered_by text,
	answered_post text,
	answered_for text,
	verdict text not null, -- why it is asked again, or withdrawn
	judged_at bigint,
	judged_by text,
	judged_post text,
	judged_for text,
	primary key (tenant_id, explanation_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, follows) references explanation (tenant_id, explanation_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, asked_by) references person (tenant_id, person_id),
	foreign key (tenant_id, answered_by) references person (tenant_id, person_id),
	foreign key (tenant_id, judged_by) references person (tenant_id, person_id),
	check (state in ('open', 'withdrawn') or answered_at is not null)
);
create unique index explanation_open on explanation (tenant_id, task_id) where state in ('open', 'answered');
create index explanation_of on explanation (tenant_id, task_id, explanation_id);
create index explanation_due on explanation (tenant_id, state, due_on);

-- A later last day for a task: asked for in time, decided by who accepts the task.
-- The task keeps its old day in its own history; it stands here too.
create table extension (
	tenant_id text not null references tenant (tenant_id),
	extension_id text not null, -- the token of the form that asked
	ref text not null, -- GH-2026-0001
	task_id text not null,
	cycle text not null, -- whose result is to come later, '' of a task with one result
	version bigint not null,
	state text not null check (state in ('asked', 'granted', 'refused')),
	repeated bigint not null check (repeated in (0, 1)), -- one had been asked for before
	unasked bigint not null check (unasked in (0, 1)), -- decided by who accepts the task without being asked
	was_day text not null check (length(was_day) = 10),
	asked_day text not null check (length(asked_day) = 10),
	reason text not null,
	due_from text not null check (length(due_from) = 10), -- by when it is to be decided
	due_rule text not null,
	due_on text not null check (length(due_on) = 10),
	asked_at bigint not null,
	asked_by text not null,
	asked_post text,
	asked_for text,
	to_day text check (length(to_day) = 10), -- the day it was moved to
	decision text not null,
	decided_at bigint,
	decided_by text,
	decided_post text,
	decided_for text,
	primary key (tenant_id, extension_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, asked_by) references person (tenant_id, person_id),
	foreign key (tenant_id, decided_by) references person (tenant_id, person_id),
	check (asked_day > was_day),
	check (to_day is null or to_day > was_day),
	check ((state = 'granted') = (to_day is not null)),
	check ((state = 'asked') = (decided_at is null))
);
create unique index extension_open on extension (tenant_id, task_id) where state = 'asked';
create index extension_of on extension (tenant_id, task_id, cycle, extension_id);
create index extension_due on extension (tenant_id, state, due_on);

-- An urging letter (công văn đôn đốc). What it says is written down when it is
-- issued and never changes; its number stays taken when it is recalled.
create table urging (
	tenant_id text not null references tenant (tenant_id),
	urging_id text not null,
	ref text not null, -- DD-2026-0001
	form_id text not null, -- the token of the form that drafted it, alone or with others
	version bigint not null,
	state text not null check (state in ('draft', 'dropped', 'issued', 'answered', 'recalled')),
	subject text not null,
	demand text not null, -- one more sentence of the office's own
	urgency text not null check (urgency in ('', 'urgent', 'very', 'express')),
	copies text not null, -- Nơi nhận, a line each
	symbol text not null,
	sign_post text,
	due_rule text not null, -- by when it is to be answered, counted from its day
	number bigint,
	number_year bigint,
	dated text check (length(dated) = 10),
	due_from text check (length(due_from) = 10),
	due_on text check (length(due_on) = 10),
	content text not null, -- JSON, '' of a draft
	sha256 text not null,
	made_at bigint not null,
	made_by text not null,
	made_post text,
	made_for text,
	issued_at bigint,
	issued_by text,
	issued_post text,
	issued_for text,
	ended_reason text not null,
	ended_at bigint, -- recalled or dropped
	ended_by text,
	ended_post text,
	ended_for text,
	primary key (tenant_id, urging_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, sign_post) references post (tenant_id, post_id),
	foreign key (tenant_id, made_by) references person (tenant_id, person_id),
	foreign key (tenant_id, issued_by) references person (tenant_id, person_id),
	foreign key (tenant_id, ended_by) references person (tenant_id, person_id),
	check (state in ('draft', 'dropped') or number is not null and number > 0 and number_year is not null and dated is not null and due_on is not null and content <> '')
);
create unique index urging_number on urging (tenant_id, number_year, symbol, number) where number is not null;
create index urging_state on urging (tenant_id, state, due_on);
create index urging_form on urging (tenant_id, form_id);

-- A body that the letter goes to, and its answer.
create table urging_unit (
	tenant_id text not null references tenant (tenant_id),
	urging_id text not null,
	unit_id text not null,
	ordinal bigint not null,
	name text not null, -- as the letter calls it
	tone text not null check (tone in ('orders', 'asks')), -- yêu cầu, or đề nghị phối hợp
	left_out bigint not null check (left_out in (0, 1)), -- none of its tasks was late when the letter was issued
	number text not null, -- of the answer
	dated text check (length(dated) = 10),
	answer text not null,
	hash text not null,
	file_name text not null,
	mime text not null,
	size bigint not null,
	received_on text check (length(received_on) = 10),
	answered_at bigint, -- when it was written down
	answered_by text,
	answered_post text,
	answered_for text,
	primary key (tenant_id, urging_id, unit_id),
	foreign key (tenant_id, urging_id) references urging (tenant_id, urging_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, answered_by) references person (tenant_id, person_id)
);
create index urging_unit_of on urging_unit (tenant_id, unit_id, urging_id);

-- A late task that the letter is about.
create table urging_task (
	tenant_id text not null references tenant (tenant_id),
	urging_id text not null,
	task_id text not null,
	unit_id text not null,
	ordinal bigint not null,
	left_out bigint not null check (left_out in (0, 1)), -- was late no more when the letter was issued
	primary key (tenant_id, urging_id, task_id),
	foreign key (tenant_id, urging_id, unit_id) references urging_unit (tenant_id, urging_id, unit_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id)
);
create index urging_task_of on urging_task (tenant_id, task_id, urging_id);
