-- +goose Up
-- Who holds what from when until when, who acts for whom, how the office is
-- divided on a day, and how the work of one who leaves is handed over. Rows are
-- ended, never deleted.
alter table holding add column main bigint; -- 1: the person's main post
alter table holding add column decision text; -- the number of the decision of appointment
alter table holding add column decided_on text check (length(decided_on) = 10);
alter table holding add column end_decision text;
alter table holding add column end_decided_on text check (length(end_decided_on) = 10);

-- A person acts in the place of a post: given by the post's holder or the
-- chairman, or, while the work of a vacant post is handed over, by itself to
-- whoever holds the post that looks after it.
create table acting (
	tenant_id text not null references tenant (tenant_id),
	acting_id text not null,
	kind text not null check (kind in ('given', 'handover')),
	post_id text not null, -- in whose place
	giver_post text not null,
	giver_person text not null,
	taker_person text,
	taker_post text,
	acts text not null, -- JSON array
	from_day text not null check (length(from_day) = 10),
	to_day text check (length(to_day) = 10), -- the last day
	decision text not null,
	decided_on text check (length(decided_on) = 10),
	at bigint not null,
	ended_on text check (length(ended_on) = 10), -- the first day on which it no longer holds
	ended_by text,
	end_reason text not null,
	primary key (tenant_id, acting_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, giver_post) references post (tenant_id, post_id),
	foreign key (tenant_id, giver_person) references person (tenant_id, person_id),
	foreign key (tenant_id, taker_person) references person (tenant_id, person_id),
	foreign key (tenant_id, taker_post) references post (tenant_id, post_id),
	foreign key (tenant_id, ended_by) references person (tenant_id, person_id),
	check (kind = 'given' and taker_person is not null and taker_post is null and to_day is not null
		or kind = 'handover' and taker_person is null and taker_post is not null)
);
create index acting_of_person on acting (tenant_id, taker_person);
create index acting_of_taker on acting (tenant_id, taker_post);
create index acting_of_post on acting (tenant_id, post_id);

-- unit and post hold what they were when they were entered; what they are from
-- a later day on stands in unit_day and post_day.
alter table unit add column parent_id text;
alter table unit add column opened_on text check (length(opened_on) = 10); -- null: before the record began
alter table post add column opened_on text check (length(opened_on) = 10);

-- One decision that changes how the office is divided or called.
create table reorganisation (
	tenant_id text not null references tenant (tenant_id),
	reorganisation_id text not null,
	kind text not null check (kind in ('rename', 'move', 'merge', 'split', 'close')),
	about text not null, -- the unit, post or commune it is first about
	decision text not null,
	decided_on text not null check (length(decided_on) = 10),
	from_day text not null check (length(from_day) = 10),
	says text not null, -- what it changes, in words
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, reorganisation_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);

create table unit_day (
	tenant_id text not null references tenant (tenant_id),
	unit_id text not null,
	from_day text not null check (length(from_day) = 10),
	name text not null,
	parent_id text,
	reorganisation_id text not null,
	primary key (tenant_id, unit_id, from_day),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, parent_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, reorganisation_id) references reorganisation (tenant_id, reorganisation_id)
);

create table post_day (
	tenant_id text not null references tenant (tenant_id),
	post_id text not null,
	from_day text not null check (length(from_day) = 10),
	title text not null,
	unit_id text not null,
	reorganisation_id text not null,
	primary key (tenant_id, post_id, from_day),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, reorganisation_id) references reorganisation (tenant_id, reorganisation_id)
);
create index post_day_unit on post_day (tenant_id, unit_id);

create table tenant_day (
	tenant_id text not null references tenant (tenant_id),
	from_day text not null check (length(from_day) = 10),
	name text not null,
	reorganisation_id text not null,
	primary key (tenant_id, from_day),
	foreign key (tenant_id, reorganisation_id) references reorganisation (tenant_id, reorganisation_id)
);

-- In whose place something was done.
alter table task_event add column for_post text;
alter table progress add column for_post text;
alter table verification add column for_post text;
alter table acceptance add column for_post text;
alter table report add column made_for text;

-- The work of one who leaves a post, handed over line by line.
create table handover (
	tenant_id text not null references tenant (tenant_id),
	handover_id text not null,
	ref text not null, -- BG-2026-0001
	version bigint not null,
	state text not null check (state in ('open', 'done')),
	post_id text not null,
	leaver text not null, -- person
	last_day text not null check (length(last_day) = 10),
	taker text not null, -- the person who takes what stays with the post
	taker_post text not null,
	caretaker text not null, -- the post that looks after the work meanwhile
	acting_id text not null,
	reason text not null,
	decision text not null,
	began_at bigint not null,
	began_by text not null,
	began_post text,
	gave_at bigint,
	gave_by text, -- the leaver, or who signs in the place of one who is gone
	gave_post text,
	gave_reason text not null, -- why somebody else signs for the leaver
	took_at bigint,
	took_by text,
	took_post text,
	primary key (tenant_id, handover_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, leaver) references person (tenant_id, person_id),
	foreign key (tenant_id, taker) references person (tenant_id, person_id),
	foreign key (tenant_id, taker_post) references post (tenant_id, post_id),
	foreign key (tenant_id, caretaker) references post (tenant_id, post_id),
	foreign key (tenant_id, acting_id) references acting (tenant_id, acting_id),
	foreign key (tenant_id, began_by) references person (tenant_id, person_id),
	foreign key (tenant_id, gave_by) references person (tenant_id, person_id),
	foreign key (tenant_id, took_by) references person (tenant_id, person_id),
	check (state = 'open' or gave_by is not null and took_by is not null and gave_by <> took_by),
	check (leaver <> taker)
);
create index handover_of_post on handover (tenant_id, post_id, state);

create table handover_line (
	tenant_id text not null references tenant (tenant_id),
	line_id text not null,
	handover_id text not null,
	ordinal bigint not null,
	kind text not null check (kind in ('task', 'draft', 'waiting', 'evidence', 'obstacle')),
	about text not null, -- the task
	ref text not null,
	says text not null, -- how it stood when the handover began
	to_post text, -- null: it stays with the post
	note text not null,
	primary key (tenant_id, line_id),
	unique (tenant_id, handover_id, ordinal),
	foreign key (tenant_id, handover_id) references handover (tenant_id, handover_id),
	foreign key (tenant_id, to_post) references post (tenant_id, post_id)
);
