-- +goose Up
-- Offices of several levels, and what those below ask of those above.
alter table tenant add column level text check (level in ('province', 'nation')); -- null is a commune
alter table tenant add column superior_id text; -- the tenant it stands under
alter table tenant add column superior_name text; -- as it was called when it was placed there

-- The proposals that wait to be carried up: found over all offices in one look.
create index proposal_outgoing on proposal (tenant_id, proposal_id) where state = 'sent' and to_tenant is not null and carried_at is null;

-- What several offices ask for, answered as one.
create table issue (
	tenant_id text not null references tenant (tenant_id),
	issue_id text not null,
	ref text not null, -- VD-2026-0001
	version bigint not null,
	title text not null,
	class text not null,
	created_at bigint not null,
	created_by text not null,
	created_post text not null,
	created_for text,
	primary key (tenant_id, issue_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, created_by) references person (tenant_id, person_id),
	foreign key (tenant_id, created_post) references post (tenant_id, post_id)
);
create index issue_of_class on issue (tenant_id, class, issue_id);

-- An answer, or the word that it was passed on to the level above.
create table petition_answer (
	tenant_id text not null references tenant (tenant_id),
	answer_id text not null, -- the token of the form
	issue_id text, -- of many petitions; null of one
	outcome text not null check (outcome in ('granted', 'partly', 'refused', 'passed')),
	says text not null,
	number text not null, -- of the paper: 1201/UBND-KGVX
	dated text not null check (length(dated) = 10),
	signer text not null,
	file_hash text not null,
	file_name text not null,
	file_size bigint not null,
	file_mime text not null,
	to_name text not null, -- to whom it was passed on, '' of an answer
	due_from text check (length(due_from) = 10), -- the clock of that body
	due_rule text not null,
	due_on text check (length(due_on) = 10),
	petitions bigint not null, -- how many it answers
	at bigint not null,
	person_id text not null,
	post_id text not null,
	for_post text,
	primary key (tenant_id, answer_id),
	foreign key (tenant_id, issue_id) references issue (tenant_id, issue_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	check ((outcome = 'passed') = (to_name <> '')),
	check ((outcome = 'passed') = (due_on is not null)),
	check (outcome = 'passed' or file_hash <> '')
);
create index petition_answer_of on petition_answer (tenant_id, issue_id, at);

-- A proposal of an office below, as it was sent. Its id is that of the proposal.
create table petition (
	tenant_id text not null references tenant (tenant_id),
	petition_id text not null,
	ref text not null, -- 21472-KN-2026-0001
	version bigint not null, -- of what is told back
	state text not null check (state in ('sent', 'received', 'considering', 'passed', 'answered')),
	from_id text not null, -- the tenant that sent it
	from_code text not null,
	from_name text not null,
	follows text, -- the petition that this one takes up again
	class text not null,
	title text not null,
	asks text not null,
	law text not null,
	done text not null,
	obstacles text not null, -- JSON: the short words of each
	number text not null, -- of the paper it came by
	dated text not null check (length(dated) = 10),
	signer text not null,
	due_from text not null check (length(due_from) = 10), -- as the sender counts
	due_rule text not null,
	due_on text not null check (length(due_on) = 10),
	sent_at bigint not null,
	arrived_at bigint not null,
	book text not null, -- the number it was taken in under, '' before
	received_on text check (length(received_on) = 10),
	post_id text, -- whose it is
	unit_id text, -- of that post when it was assigned
	considering_on text check (length(considering_on) = 10),
	issue_id text,
	answer_id text, -- the latest word given back
	answered_at bigint,
	silent bigint not null, -- how many steps silence has led to
	next_on text check (length(next_on) = 10), -- the day of the next step
	primary key (tenant_id, petition_id),
	unique (tenant_id, ref),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id),
	foreign key (tenant_id, issue_id) references issue (tenant_id, issue_id),
	foreign key (tenant_id, answer_id) references petition_answer (tenant_id, answer_id),
	check (state in ('sent') or book <> '' and received_on is not null),
	check (state not in ('passed', 'answered') or answer_id is not null),
	check ((state = 'answered') = (answered_at is not null)),
	check (state <> 'answered' or next_on is null)
);
create index petition_waiting on petition (tenant_id, class, due_from) where answered_at is null;
create index petition_due on petition (tenant_id, due_on) where answered_at is null;
create index petition_of_issue on petition (tenant_id, issue_id, from_code);
create index petition_of_answer on petition (tenant_id, answer_id);
create index petition_follows on petition (tenant_id, follows);
create index petition_silent on petition (tenant_id, next_on) where next_on is not null;

-- What happened to a petition or an issue: one row a version.
create table petition_event (
	tenant_id text not null references tenant (tenant_id),
	about text not null, -- the petition, or the issue
	version bigint not null,
	kind text not null,
	at bigint not null,
	person_id text, -- null: the program
	post_id text,
	for_post text,
	other text, -- the issue of a petition's event, the petition of an issue's, the post it was given to
	says text not null,
	primary key (tenant_id, about, version),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);

-- What is still to be told to those who sent it.
create table petition_outbox (
	tenant_id text not null references tenant (tenant_id),
	petition_id text not null,
	version bigint not null, -- the latest that has to be told
	primary key (tenant_id, petition_id),
	foreign key (tenant_id, petition_id) references petition (tenant_id, petition_id)
);
