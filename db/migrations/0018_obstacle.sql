-- +goose Up
-- What stands in the way of tasks, who has to solve it, and what the commune
-- asks of those above it. Rows are ended, never deleted.

-- A proposal (kiến nghị) asks a named superior to solve what is beyond the
-- commune's power. Its answer is the document that alone lets such obstacles end.
create table proposal (
	tenant_id text not null references tenant (tenant_id),
	proposal_id text not null,
	ref text not null, -- KN-2026-0001
	version bigint not null,
	state text not null check (state in ('draft', 'sent', 'received', 'considering', 'answered', 'closed', 'dropped')),
	to_tenant text, -- the superior where it works here too, else null
	to_name text not null, -- as the paper names it
	subject text not null,
	asks text not null, -- what is asked
	law text not null, -- which provision stands in the way
	done text not null, -- what the commune has done already
	watcher text not null, -- the post that follows it
	follows text, -- the proposal that this one takes further or repeats
	number text not null, -- of the paper it was sent by: 215
	symbol text not null, -- UBND-VX
	dated text check (length(dated) = 10),
	signer text not null,
	days text not null, -- the words of the time allowed: 10 ngày làm việc
	due_from text check (length(due_from) = 10),
	due_rule text not null, -- '' where a day was chosen
	due_on text check (length(due_on) = 10),
	sent_at bigint,
	carried_at bigint, -- laid on the superior's desk, where it works here too
	received_on text check (length(received_on) = 10),
	received_number text not null, -- the number it was taken in under
	considering_on text check (length(considering_on) = 10),
	verdict text not null check (verdict in ('', 'granted', 'partly', 'refused')),
	answer_number text not null,
	answer_on text check (length(answer_on) = 10),
	answer_signer text not null,
	answer text not null,
	file_hash text not null,
	file_name text not null,
	file_size bigint not null,
	file_mime text not null,
	answered_at bigint,
	closed_at bigint,
	created_at bigint not null,
	created_by text not null,
	created_post text,
	primary key (tenant_id, proposal_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, watcher) references post (tenant_id, post_id),
	foreign key (tenant_id, follows) references proposal (tenant_id, proposal_id),
	foreign key (tenant_id, created_by) references person (tenant_id, person_id),
	check (state in ('draft', 'dropped') or sent_at is not null and number <> '' and dated is not null and due_on is not null),
	check (state not in ('answered', 'closed') or verdict <> '' and answer_number <> '' and answer_on is not null and file_hash <> '')
);
create index proposal_of_state on proposal (tenant_id, state, due_on, proposal_id);
create index proposal_to on proposal (tenant_id, to_tenant, carried_at);
create index proposal_follows on proposal (tenant_id, follows);

create table proposal_event (
	tenant_id text not null references tenant (tenant_id),
	event_id text not null,
	proposal_id text not null,
	at bigint not null,
	kind text not null,
	person_id text, -- null: the superior's word, brought by the program
	post_id text,
	for_post text,
	from_state text not null,
	to_state text not null,
	says text not null,
	primary key (tenant_id, event_id),
	foreign key (tenant_id, proposal_id) references proposal (tenant_id, proposal_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index proposal_event_of on proposal_event (tenant_id, proposal_id, event_id);

-- What silence has led to: each step once.
create table proposal_step (
	tenant_id text not null references tenant (tenant_id),
	proposal_id text not null,
	step bigint not null check (step between 1 and 3),
	due_on text not null check (length(due_on) = 10), -- the answer's last day as it was then
	days bigint not null, -- working days after it
	at bigint not null,
	told text, -- the post that was told
	primary key (tenant_id, proposal_id, step),
	foreign key (tenant_id, proposal_id) references proposal (tenant_id, proposal_id),
	foreign key (tenant_id, told) references post (tenant_id, post_id)
);

create table obstacle (
	tenant_id text not null references tenant (tenant_id),
	obstacle_id text not null,
	ref text not null, -- VM-2026-0001
	version bigint not null,
	state text not null check (state in ('new', 'doing', 'beyond', 'asked', 'solved', 'closed')),
	class text not null check (class in ('', 'institution', 'money', 'people', 'infrastructure', 'data', 'coordination')),
	tag text not null,
	says text not null,
	since text not null check (length(since) = 10),
	effect text not null,
	thinks text not null check (thinks in ('', 'within', 'beyond')), -- what the reporter thinks
	beyond bigint check (beyond in (0, 1)), -- null: nobody has decided yet
	decided_at bigint,
	decided_by text,
	decided_post text,
	decided_for text,
	decided_why text not null,
	owner text, -- the post that solves what is within the commune's power
	due_from text check (length(due_from) = 10),
	due_rule text not null,
	due_on text check (length(due_on) = 10),
	solution text not null,
	solved_at bigint,
	answered_by text, -- the proposal whose answer ended what is beyond the commune's power
	closed_at bigint,
	reopened bigint not null, -- how often
	created_at bigint not null,
	created_by text not null,
	created_post text,
	created_for text,
	primary key (tenant_id, obstacle_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, decided_by) references person (tenant_id, person_id),
	foreign key (tenant_id, owner) references post (tenant_id, post_id),
	foreign key (tenant_id, answered_by) references proposal (tenant_id, proposal_id),
	foreign key (tenant_id, created_by) references person (tenant_id, person_id),
	-- Whatever way in: what is beyond the commune's power ends with an answer only.
	check (state not in ('solved', 'closed') or beyond = 1 and answered_by is not null or coalesce(beyond, 0) = 0 and solution <> ''),
	check (state <> 'doing' or beyond = 0 and owner is not null and due_on is not null),
	check (state not in ('beyond', 'asked') or beyond = 1)
);
create index obstacle_of_state on obstacle (tenant_id, state, due_on, obstacle_id);
create index obstacle_of_owner on obstacle (tenant_id, owner, state);

create table obstacle_task (
	tenant_id text not null references tenant (tenant_id),
	link_id text not null,
	obstacle_id text not null,
	task_id text not null,
	joined_at bigint not null,
	joined_by text not null,
	reason text not null,
	left_at bigint,
	left_by text,
	left_reason text not null,
	primary key (tenant_id, link_id),
	foreign key (tenant_id, obstacle_id) references obstacle (tenant_id, obstacle_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, joined_by) references person (tenant_id, person_id)
);
create unique index obstacle_task_once on obstacle_task (tenant_id, obstacle_id, task_id) where left_at is null;
create index obstacle_task_of on obstacle_task (tenant_id, task_id, obstacle_id);

-- Who reported it for which task, and what they say to what came of it.
create table obstacle_reporter (
	tenant_id text not null references tenant (tenant_id),
	obstacle_id text not null,
	task_id text not null,
	person_id text not null,
	post_id text not null, -- the post it was reported for
	at bigint not null,
	says text not null,
	verdict text not null check (verdict in ('', 'accepted', 'reopened')), -- of the latest outcome
	verdict_at bigint,
	verdict_by text,
	primary key (tenant_id, obstacle_id, task_id, person_id),
	foreign key (tenant_id, obstacle_id) references obstacle (tenant_id, obstacle_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index obstacle_reporter_of on obstacle_reporter (tenant_id, person_id, verdict);

create table obstacle_event (
	tenant_id text not null references tenant (tenant_id),
	event_id text not null,
	obstacle_id text not null,
	at bigint not null,
	kind text not null,
	person_id text, -- null: the superior's word, brought by the program
	post_id text,
	for_post text,
	from_state text not null,
	to_state text not null,
	task_id text, -- the task it is about
	proposal_id text, -- the proposal it is about
	says text not null,
	primary key (tenant_id, event_id),
	foreign key (tenant_id, obstacle_id) references obstacle (tenant_id, obstacle_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, proposal_id) references proposal (tenant_id, proposal_id)
);
create index obstacle_event_of on obstacle_event (tenant_id, obstacle_id, event_id);

create table proposal_obstacle (
	tenant_id text not null references tenant (tenant_id),
	proposal_id text not null,
	obstacle_id text not null,
	ordinal bigint not null,
	primary key (tenant_id, proposal_id, obstacle_id),
	unique (tenant_id, proposal_id, ordinal),
	foreign key (tenant_id, proposal_id) references proposal (tenant_id, proposal_id),
	foreign key (tenant_id, obstacle_id) references obstacle (tenant_id, obstacle_id)
);
create index proposal_obstacle_of on proposal_obstacle (tenant_id, obstacle_id, proposal_id);

-- An objective cause (nguyên nhân khách quan) that the competent person confirmed
-- with a document: alone this stops the clock of a task and spares its points.
create table objective_cause (
	tenant_id text not null references tenant (tenant_id),
	cause_id text not null,
	task_id text not null,
	obstacle_id text,
	from_day text not null check (length(from_day) = 10), -- the first day the clock stands
	to_day text check (length(to_day) = 10), -- the last day it stood, null while it stands
	number text not null,
	dated text not null check (length(dated) = 10),
	file_hash text not null check (length(file_hash) = 64),
	file_name text not null,
	file_size bigint not null,
	file_mime text not null,
	reason text not null,
	confirmed_at bigint not null,
	confirmed_by text not null,
	confirmed_post text,
	confirmed_for text,
	ended_at bigint,
	ended_by text,
	end_reason text not null,
	primary key (tenant_id, cause_id),
	foreign key (tenant_id, task_id) references task (tenant_id, task_id),
	foreign key (tenant_id, obstacle_id) references obstacle (tenant_id, obstacle_id),
	foreign key (tenant_id, confirmed_by) references person (tenant_id, person_id),
	foreign key (tenant_id, ended_by) references person (tenant_id, person_id)
);
create unique index objective_cause_open on objective_cause (tenant_id, task_id) where to_day is null;
create index objective_cause_of on objective_cause (tenant_id, task_id, from_day);
