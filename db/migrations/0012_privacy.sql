-- +goose Up
-- What people ask about their own data, each with its clock. Never deleted.
create table data_request (
	tenant_id text not null references tenant (tenant_id),
	request_id text not null,
	ref text not null, -- DL-2026-0001
	version bigint not null,
	kind text not null check (kind in ('access', 'correct', 'erase', 'restrict', 'withdraw', 'object')),
	person_id text, -- the person of the office whose data it is; null where it is somebody else's
	asker_name text not null, -- of somebody else, '' of a person of the office
	asker_proof text not null, -- how the office knows that it is them
	wish text not null, -- what is asked for, in the asker's words
	received_on text not null check (length(received_on) = 10),
	answer_by text not null check (length(answer_by) = 10), -- the last day to answer that it came
	due_on text not null check (length(due_on) = 10), -- the last day to carry it out
	clock text not null, -- the rule the days were counted by
	state text not null check (state in ('received', 'doing', 'prepared', 'done', 'refused')),
	answered_on text check (length(answered_on) = 10),
	extended_on text check (length(extended_on) = 10), -- the day it was extended, once
	closed_on text check (length(closed_on) = 10),
	outcome text not null, -- what was done, or why it was refused
	article text not null, -- the article of law a refusal stands on
	prepared_by text, -- who prepared the erasure: somebody else decides
	created_at bigint not null,
	created_by text not null,
	created_post text,
	primary key (tenant_id, request_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, prepared_by) references person (tenant_id, person_id),
	foreign key (tenant_id, created_by) references person (tenant_id, person_id),
	check (person_id is not null and asker_name = '' or person_id is null and asker_name <> ''),
	check (state not in ('done', 'refused') or closed_on is not null)
);
create index data_request_open on data_request (tenant_id, state, due_on);
create index data_request_of on data_request (tenant_id, person_id);

create table data_request_event (
	tenant_id text not null references tenant (tenant_id),
	event_id text not null,
	request_id text not null,
	at bigint not null,
	kind text not null,
	person_id text not null,
	post_id text,
	for_post text, -- in whose place
	reason text not null,
	before_text text not null, -- of a correction
	after_text text not null,
	primary key (tenant_id, event_id),
	foreign key (tenant_id, request_id) references data_request (tenant_id, request_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index data_request_event_of on data_request_event (tenant_id, request_id, event_id);

-- Who has read personal data of others.
create table data_read (
	tenant_id text not null references tenant (tenant_id),
	read_id text not null,
	at bigint not null,
	person_id text not null, -- who has read
	post_id text,
	kind text not null,
	about text, -- the person read about; null where it was a list, or somebody outside the office
	why text not null, -- typed; '' where the page itself says why
	primary key (tenant_id, read_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, about) references person (tenant_id, person_id)
);
create index data_read_by on data_read (tenant_id, person_id, kind, at);
create index data_read_about on data_read (tenant_id, about, at);

-- What was deleted because it had been kept long enough.
create table data_expiry (
	tenant_id text not null references tenant (tenant_id),
	expiry_id text not null,
	at bigint not null,
	of_table text not null,
	row_count bigint not null,
	older_than bigint not null, -- what was deleted was over before this instant
	primary key (tenant_id, expiry_id)
);
create index data_expiry_at on data_expiry (tenant_id, at);
