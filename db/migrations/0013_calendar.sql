-- +goose Up
-- The days and hours that an office works, as notices decided and somebody
-- entered. What was entered is never changed or deleted: another row takes its
-- place, and ended_at says when. entry is the number of the act that it came with.
create table calendar_year (
	tenant_id text not null references tenant (tenant_id),
	year_id text not null,
	year bigint not null,
	source text not null, -- TB 9441/TB-BNV
	decided_on text not null check (length(decided_on) = 10),
	reason text not null, -- why the year is entered again, '' the first time
	entry bigint not null,
	at bigint not null,
	person_id text not null,
	post_id text,
	ended_at bigint,
	primary key (tenant_id, year_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create unique index calendar_year_now on calendar_year (tenant_id, year) where ended_at is null;

create table calendar_day (
	tenant_id text not null references tenant (tenant_id),
	day_id text not null,
	day text not null check (length(day) = 10),
	kind text not null check (kind in ('off', 'work', 'plain')), -- plain: a day as any other after all
	name text not null,
	pair text check (length(pair) = 10), -- of a swap, its other side
	year_id text, -- the year's notice it came with; null of a day decided alone
	source text not null,
	decided_on text not null check (length(decided_on) = 10),
	reason text not null, -- why something known before is changed
	entry bigint not null,
	at bigint not null,
	person_id text not null,
	post_id text,
	ended_at bigint,
	primary key (tenant_id, day_id),
	foreign key (tenant_id, year_id) references calendar_year (tenant_id, year_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create unique index calendar_day_now on calendar_day (tenant_id, day) where ended_at is null;

-- The hours from a day on, Monday first: "07:00-11:30,13:30-17:00", '' closed.
create table office_hours (
	tenant_id text not null references tenant (tenant_id),
	hours_id text not null,
	from_day text not null check (length(from_day) = 10),
	monday text not null,
	tuesday text not null,
	wednesday text not null,
	thursday text not null,
	friday text not null,
	saturday text not null,
	sunday text not null,
	cut_off text not null, -- what comes after it came the next working day; '' the end of the day
	source text not null,
	reason text not null,
	entry bigint not null,
	at bigint not null,
	person_id text not null,
	post_id text,
	ended_at bigint,
	primary key (tenant_id, hours_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create unique index office_hours_now on office_hours (tenant_id, from_day) where ended_at is null;

-- The secret address by which a person's own calendar program reads days.
create table calendar_feed (
	tenant_id text not null references tenant (tenant_id),
	feed_id text not null,
	person_id text not null,
	token_hash text not null, -- sha256, hex
	made_at bigint not null,
	ended_at bigint,
	primary key (tenant_id, feed_id),
	unique (tenant_id, token_hash),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create unique index calendar_feed_now on calendar_feed (tenant_id, person_id) where ended_at is null;
