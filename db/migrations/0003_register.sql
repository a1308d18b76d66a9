-- +goose Up
-- A letter is a document that binds the office: it is a proposal until a clerk
-- accepts its reading; from then on its text, head and clauses never change.
create table letter (
	tenant_id text not null references tenant (tenant_id),
	letter_id text not null,
	state text not null, -- proposed, accepted, active, dropped
	version bigint not null,
	file_hash text not null, -- sha256 of the file as it came
	file_name text not null,
	file_format text not null,
	file_size bigint not null,
	scanned bigint not null, -- 1: read from pictures
	body text not null, -- the text that was read; offsets count its bytes
	kind text,
	number text,
	symbol text,
	issuer text,
	place text,
	date text, -- YYYY-MM-DD, or YYYY-MM where the day is blank
	subject text,
	signer_name text,
	signer_title text,
	recipients text not null, -- JSON array
	cited text not null, -- JSON array of {number, date}
	same_key text not null, -- number, symbol and issuer folded; '' where the number is blank
	proposal text not null, -- JSON: the reading as the clerk corrects it; '' once accepted
	amends text, -- the letter whose clauses this one replaces
	created_at bigint not null,
	created_by text not null, -- person
	accepted_at bigint,
	accepted_by text,
	activated_at bigint,
	activated_by text,
	primary key (tenant_id, letter_id),
	foreign key (tenant_id, amends) references letter (tenant_id, letter_id)
);
create index letter_same_file on letter (tenant_id, file_hash);
create index letter_same_number on letter (tenant_id, same_key);

create table clause_group (
	tenant_id text not null references tenant (tenant_id),
	group_id text not null,
	letter_id text not null,
	ordinal bigint not null, -- 1, 2, 3 in the letter
	label text not null, -- the printed number, '' where none
	text text not null,
	from_byte bigint not null,
	to_byte bigint not null,
	primary key (tenant_id, group_id),
	unique (tenant_id, letter_id, ordinal),
	foreign key (tenant_id, letter_id) references letter (tenant_id, letter_id)
);

create table clause (
	tenant_id text not null references tenant (tenant_id),
	clause_id text not null,
	letter_id text not null,
	group_id text not null,
	ordinal bigint not null, -- 1, 2, 3 in the letter
	code text not null, -- as the office calls it: 2.5
	path text not null, -- as printed: 2.-5
	text text not null,
	from_byte bigint not null,
	to_byte bigint not null,
	lead text not null, -- JSON array
	support text not null, -- JSON array
	due_kind text not null,
	due_date text,
	due_every text,
	due_text text,
	result text,
	from_row bigint not null, -- 1: a row of a task table
	replaces text, -- the clause of an older letter that this one replaces
	no_task_reason text, -- why there is no task for it
	no_task_by text,
	no_task_at bigint,
	primary key (tenant_id, clause_id),
	unique (tenant_id, letter_id, ordinal),
	foreign key (tenant_id, letter_id) references letter (tenant_id, letter_id),
	foreign key (tenant_id, group_id) references clause_group (tenant_id, group_id),
	foreign key (tenant_id, replaces) references clause (tenant_id, clause_id)
);
create index clause_of_letter on clause (tenant_id, letter_id, group_id);
create unique index clause_replaced on clause (tenant_id, replaces); -- a clause is replaced once
