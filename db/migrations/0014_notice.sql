-- +goose Up
-- What a person is told. One row a person and event; what goes out of the house
-- stands in delivery.
create table notice (
	tenant_id text not null references tenant (tenant_id),
	notice_id text not null,
	person_id text not null,
	event text not null,
	kind text not null,
	about text not null, -- the code people see
	says text not null, -- JSON of the words
	does text not null, -- JSON of the words of its link
	link text not null,
	at_once bigint not null,
	legal bigint not null,
	due_on text check (length(due_on) = 10),
	at bigint not null,
	read_at bigint,
	primary key (tenant_id, notice_id),
	unique (tenant_id, person_id, event),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index notice_of on notice (tenant_id, person_id, notice_id);
