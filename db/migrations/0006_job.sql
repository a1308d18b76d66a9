-- +goose Up
-- Work that takes longer than a person should wait for a page.
create table job (
	tenant_id text not null references tenant (tenant_id),
	job_id text not null,
	kind text not null,
	args text not null, -- JSON
	state text not null, -- queued, running, done, failed
	done bigint not null,
	total bigint not null,
	result text not null, -- where the outcome is
	failure text not null, -- JSON of the words for the person
	attempt bigint not null,
	locked_until bigint not null,
	created_at bigint not null,
	created_by text not null,
	primary key (tenant_id, job_id)
);
create index job_waiting on job (tenant_id, state, locked_until);
