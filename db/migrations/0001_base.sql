-- +goose Up
-- Instants are Unix microseconds (bigint), civil dates are text YYYY-MM-DD,
-- flags are 0 and 1, ids are UUIDv7 as text made by the program.
create table tenant (
	tenant_id text not null primary key,
	code text not null unique, -- the five digits of the administrative unit
	name text not null,
	created_at bigint not null
);

create table counter (
	tenant_id text not null references tenant (tenant_id),
	series text not null,
	year bigint not null,
	last bigint not null,
	primary key (tenant_id, series, year)
);

create table search_entry (
	tenant_id text not null references tenant (tenant_id),
	kind text not null,
	id text not null,
	title text not null,
	body text not null,
	primary key (tenant_id, kind, id)
);

create table search_word (
	tenant_id text not null references tenant (tenant_id),
	word text not null,
	kind text not null,
	id text not null,
	primary key (tenant_id, word, kind, id)
);
create index search_word_of on search_word (tenant_id, kind, id);
