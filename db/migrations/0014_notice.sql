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
create index notice_unread on notice (tenant_id, person_id) where read_at is null;
create index notice_at on notice (tenant_id, at);

-- Where a person reads what goes out of the house.
create table way (
	tenant_id text not null references tenant (tenant_id),
	person_id text not null,
	way text not null, -- mail, zalo, sms
	address text not null,
	switched_on bigint not null,
	confirmed_at bigint,
	code_hash text, -- of the code that was sent to the address
	code_at bigint,
	code_count bigint not null, -- codes sent on the day of code_at
	code_tries bigint not null,
	changed_at bigint not null,
	primary key (tenant_id, person_id, way),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);

-- The kinds of notices that a person wants to see in the program only.
create table mute (
	tenant_id text not null references tenant (tenant_id),
	person_id text not null,
	kind text not null,
	primary key (tenant_id, person_id, kind),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);

-- How the office sends: mail, zalo, sms, webhook; and "hours", when it does.
create table channel (
	tenant_id text not null references tenant (tenant_id),
	way text not null,
	settings text not null, -- JSON, without secrets
	switched_on bigint not null,
	version bigint not null,
	changed_at bigint not null,
	changed_by text not null,
	primary key (tenant_id, way)
);

-- What a channel signs in with, sealed by the vault. A provider may renew it daily.
create table channel_secret (
	tenant_id text not null references tenant (tenant_id),
	way text not null,
	sealed text not null,
	changed_at bigint not null,
	primary key (tenant_id, way)
);

-- One message out of the house. The slot makes it one: a notice, or all of a
-- morning, to one person by one way.
create table delivery (
	tenant_id text not null references tenant (tenant_id),
	delivery_id text not null,
	person_id text, -- NULL where it goes to the office as a whole
	way text not null,
	slot text not null,
	legal bigint not null, -- 1: goes out on days off too
	urgent_on text check (length(urgent_on) = 10), -- on this day and after it at night too
	state text not null, -- queued, sending, failed; sent, dead, told, void
	attempt bigint not null, -- how often it was taken up
	failed bigint not null, -- how often it came back
	due_at bigint, -- when somebody has to look at it; NULL where it is over
	made_at bigint not null,
	over_at bigint,
	address text not null, -- where it went
	provider text not null, -- what the taker calls it
	why text not null, -- why it did not go out
	settled_by text,
	primary key (tenant_id, delivery_id),
	unique (tenant_id, slot),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index delivery_due on delivery (tenant_id, due_at) where due_at is not null;
create index delivery_state on delivery (tenant_id, state, delivery_id);
create index delivery_of on delivery (tenant_id, person_id);
create index delivery_made on delivery (tenant_id, made_at);

create table delivery_notice (
	tenant_id text not null references tenant (tenant_id),
	delivery_id text not null,
	notice_id text not null,
	primary key (tenant_id, delivery_id, notice_id),
	foreign key (tenant_id, delivery_id) references delivery (tenant_id, delivery_id) on delete cascade,
	foreign key (tenant_id, notice_id) references notice (tenant_id, notice_id) on delete cascade
);
create index delivery_with on delivery_notice (tenant_id, notice_id);

-- Each time a message was sent, and what came of it.
create table delivery_try (
	tenant_id text not null references tenant (tenant_id),
	delivery_id text not null,
	attempt bigint not null,
	at bigint not null,
	over_at bigint, -- NULL: the process stopped before it could say
	outcome text not null, -- '', sent, failed
	why text not null,
	detail text not null, -- what the other side said
	primary key (tenant_id, delivery_id, attempt),
	foreign key (tenant_id, delivery_id) references delivery (tenant_id, delivery_id) on delete cascade
);

-- Which of several processes does something for a commune, and until when.
create table lease (
	tenant_id text not null references tenant (tenant_id),
	name text not null,
	holder text not null,
	ends_at bigint not null,
	primary key (tenant_id, name)
);
