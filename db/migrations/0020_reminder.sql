-- +goose Up
-- Which step of which ladder was climbed for which last day of which thing. The
-- step 'seen' says since when the thing is looked after.
create table reminder_step (
	tenant_id text not null references tenant (tenant_id),
	kind text not null, -- task, explanation, proposal …
	about text not null, -- the row of that kind
	part text not null, -- the cycle, '' where it comes once
	due_on text not null check (length(due_on) = 10),
	step text not null, -- seen, T-15 … T0 … T+5
	day text not null check (length(day) = 10), -- the working day on which it was climbed
	told bigint not null, -- 1: somebody was told; 0: passed over, since a later step was told the same day
	ref text not null,
	at bigint not null,
	primary key (tenant_id, kind, about, part, due_on, step)
);
create index reminder_step_due on reminder_step (tenant_id, due_on);

-- The working day up to which the office was reminded.
create table reminder_run (
	tenant_id text not null references tenant (tenant_id),
	day text not null check (length(day) = 10),
	at bigint not null,
	primary key (tenant_id)
);

-- The steps of a ladder as an office chose them; the last one made holds.
create table ladder (
	tenant_id text not null references tenant (tenant_id),
	ladder_id text not null,
	name text not null, -- date, week, month, quarter, half-year, year, explanation, proposal …
	steps text not null, -- JSON array of working days before (negative) and after the last day
	reason text not null,
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, ladder_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index ladder_of on ladder (tenant_id, name, ladder_id);
