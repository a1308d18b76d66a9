-- +goose Up
-- A task is one piece of work that a clause asks for. Its six clears stand in
-- its row; nothing of it is ever deleted.
create table task (
	tenant_id text not null references tenant (tenant_id),
	task_id text not null,
	ref text not null, -- NV-2025-0001
	clause_id text not null,
	parent_id text,
	weight bigint not null check (weight between 1 and 1000), -- among the parts of its parent
	version bigint not null,
	state text not null,
	resume_to text not null, -- the state a paused task goes back to
	-- người
	accountable text, -- post
	issued_to text, -- the person who held that post when it was issued
	-- việc
	work text not null,
	detail text not null,
	-- thời gian: as printed or typed, and as computed
	due_kind text not null, -- '', date, cycle
	due_date text check (length(due_date) = 10), -- the last day; of a cycle the day it ends for good
	due_cycle text not null, -- '', week, month, quarter, half-year, year
	review_day bigint not null, -- see Cycle.Due
	due_text text not null, -- as printed
	due_from text not null, -- '', printed, typed
	-- trách nhiệm
	lead_unit text,
	support text not null, -- JSON array of names
	answers text, -- the post that answers if it is late
	-- thẩm quyền
	decider text, -- the post that accepts
	superior text not null, -- who decides what is beyond the commune
	-- kết quả
	product text not null,
	measure text not null, -- '', document, figure, product, percent
	target bigint not null, -- in target_unit; of percent in basis points
	target_unit text not null,
	proof text not null, -- '', file, link, document, figure
	proof_text text not null,
	source text not null, -- văn bản giao nhiệm vụ
	source_letter text, -- where that document is in the register
	basis text not null, -- legal basis
	catalogue text not null, -- the proposal it was made from
	-- what was last reported and last verified, in units of the target
	reported bigint not null,
	verified bigint not null,
	next_due text check (length(next_due) = 10), -- the last day of the earliest result not handed in
	handed_on text check (length(handed_on) = 10), -- the day acceptance was asked for
	created_at bigint not null,
	created_by text not null,
	issued_at bigint,
	issued_by text,
	received_at bigint,
	received_by text,
	done_at bigint,
	changed_at bigint not null,
	primary key (tenant_id, task_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, clause_id) references clause (tenant_id, clause_id),
	foreign key (tenant_id, parent_id) references task (tenant_id, task_id),
	foreign key (tenant_id, accountable) references post (tenant_id, post_id),
	foreign key (tenant_id, issued_to) references person (tenant_id, person_id),
	foreign key (tenant_id, lead_unit) references unit (tenant_id, unit_id),
	foreign key (tenant_id, answers) references post (tenant_id, post_id),
	foreign key (tenant_id, decider) references post (tenant_id, post_id),
	foreign key (tenant_id, source_letter) references letter (tenant_id, letter_id),
	foreign key (tenant_id, created_by) references person (tenant_id, person_id),
	check (parent_id is null or parent_id <> task_id),
	check (state in ('draft', 'issued', 'received', 'doing', 'waiting', 'done', 'returned', 'paused', 'cancelled')),
	-- Whatever way in: what is not six-clear is a draft, or a draft that was cancelled.
	check (state in ('draft', 'cancelled') or issued_at is not null),
	check (issued_at is null or (
		accountable is not null and issued_to is not null
		and work <> ''
		and (due_kind = 'date' and due_date is not null or due_kind = 'cycle' and due_cycle <> '')
		and lead_unit is not null and answers is not null
		and decider is not null and decider <> accountable
		and product <> '' and measure <> '' and target > 0 and proof <> ''))
);
create index task_of_clause on task (tenant_id, clause_id);
create index task_of_parent on task (tenant_id, parent_id);
create index task_of_post on task (tenant_id, accountable, state);
create index task_of_decider on task (tenant_id, decider, state);
create index task_of_state on task (tenant_id, state, (coalesce(next_due, '9999-12-31')), ref);
create index task_late on task (tenant_id, next_due, ref);
create index task_by_due on task (tenant_id, (coalesce(next_due, '9999-12-31')), ref);
create index task_to_verify on task (tenant_id, state) where reported > verified;

-- One result of a task that comes back every week, month, quarter …
create table task_cycle (
	tenant_id text not null references tenant (tenant_id),
	task_id text not null,
	cycle text not null, -- 2026-W05, 2026-03, 2026-Q1, 2026-H1, 2026
	state text not null check (state in ('doing', 'waiting', 'returned', 'accepted')),
	reported bigint not null,
	verified bigint not null,
	handed_on text check (length(handed_on) = 10),
	accepted_at bigint,
	primary key (tenant_id, task_id, cycle),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id)
);
create index task_cycle_state on task_cycle (tenant_id, state);

create table task_event (
	tenant_id text not null references tenant (tenant_id),
	event_id text not null,
	task_id text not null,
	at bigint not null,
	kind text not null,
	person_id text not null,
	post_id text,
	from_state text not null,
	to_state text not null,
	cycle text not null,
	reason text not null,
	detail text not null, -- JSON object, '' where there is none
	primary key (tenant_id, event_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index task_event_of on task_event (tenant_id, task_id, event_id);

create table progress (
	tenant_id text not null references tenant (tenant_id),
	progress_id text not null,
	task_id text not null,
	cycle text not null, -- '' where the task has one result
	value bigint, -- in units of the target; null where only a note was written
	note text not null,
	obstacle text not null,
	as_of text not null check (length(as_of) = 10), -- the day the value was true
	backdated text not null, -- why as_of is before the day it was written
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, progress_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index progress_of on progress (tenant_id, task_id, cycle, as_of);
create index progress_by on progress (tenant_id, person_id, task_id);

create table evidence (
	tenant_id text not null references tenant (tenant_id),
	evidence_id text not null,
	task_id text not null,
	progress_id text not null,
	cycle text not null,
	kind text not null check (kind in ('file', 'link', 'document', 'figure')),
	name text not null,
	hash text not null, -- sha256 of the file, '' where there is none
	size bigint not null,
	mime text not null,
	url text not null,
	number text not null, -- 12/KH-UBND
	dated text check (length(dated) = 10),
	figure text not null, -- the figure with its unit, as it stands in its source
	state text not null check (state in ('given', 'accepted', 'refused', 'withdrawn')),
	state_at bigint,
	state_by text,
	state_reason text not null,
	at bigint not null,
	primary key (tenant_id, evidence_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, progress_id) references progress (tenant_id, progress_id)
);
create index evidence_of on evidence (tenant_id, task_id, cycle);
create index evidence_file on evidence (tenant_id, hash);

create table verification (
	tenant_id text not null references tenant (tenant_id),
	verification_id text not null,
	task_id text not null,
	cycle text not null,
	value bigint not null,
	note text not null,
	looked text not null, -- what was looked at
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, verification_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index verification_of on verification (tenant_id, task_id, cycle, at);

create table acceptance (
	tenant_id text not null references tenant (tenant_id),
	acceptance_id text not null,
	task_id text not null,
	cycle text not null,
	verdict text not null check (verdict in ('accepted', 'returned')),
	reason text not null,
	looked text not null,
	handed_on text check (length(handed_on) = 10), -- when it had been handed in
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, acceptance_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index acceptance_of on acceptance (tenant_id, task_id, cycle, at);
