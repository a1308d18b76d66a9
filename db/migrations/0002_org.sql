-- +goose Up
create table unit (
	tenant_id text not null references tenant (tenant_id),
	unit_id text not null,
	name text not null,
	ordinal bigint not null,
	closed_on text check (length(closed_on) = 10), -- null while it exists
	primary key (tenant_id, unit_id)
);

-- A post exists apart from the person who holds it: tasks belong to posts.
create table post (
	tenant_id text not null references tenant (tenant_id),
	post_id text not null,
	unit_id text not null,
	title text not null,
	role text not null,
	ordinal bigint not null,
	closed_on text check (length(closed_on) = 10),
	primary key (tenant_id, post_id),
	foreign key (tenant_id, unit_id) references unit (tenant_id, unit_id)
);

create table person (
	tenant_id text not null references tenant (tenant_id),
	person_id text not null,
	login text not null,
	name text not null, -- '' where the post's title is the name shown
	password text not null, -- argon2id in its usual text form, '' where none was set yet
	password_once bigint not null, -- 1: given by somebody else, to be changed at the first sign-in
	created_at bigint not null,
	blocked_at bigint, -- may not sign in any more
	primary key (tenant_id, person_id),
	unique (tenant_id, login)
);

create table holding (
	tenant_id text not null references tenant (tenant_id),
	person_id text not null,
	post_id text not null,
	from_day text not null check (length(from_day) = 10),
	to_day text check (length(to_day) = 10), -- the last day, null while it lasts
	primary key (tenant_id, person_id, post_id, from_day),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index holding_of_post on holding (tenant_id, post_id);

create table session (
	tenant_id text not null references tenant (tenant_id),
	session_id text not null,
	person_id text not null,
	token_hash text not null, -- sha256 of the cookie's secret, hex
	created_at bigint not null,
	seen_at bigint not null,
	expires_at bigint not null,
	ended_at bigint,
	device text not null, -- the browser's own name, shortened
	address text not null,
	lang text not null default '',
	primary key (tenant_id, session_id),
	unique (tenant_id, token_hash),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);

create table signin_failure (
	tenant_id text not null references tenant (tenant_id),
	failure_id text not null,
	login text not null,
	address text not null,
	at bigint not null,
	primary key (tenant_id, failure_id)
);
create index signin_failure_login on signin_failure (tenant_id, login, at);
