-- +goose Up
-- A report to a superior is frozen when it is made: its figures never change,
-- whatever is recorded later.
create table report (
	tenant_id text not null references tenant (tenant_id),
	report_id text not null,
	ref text not null, -- BC-2026-0001
	letter_id text not null,
	cut_off text not null check (length(cut_off) = 10), -- the last day that counts
	kind text not null check (kind in ('report', 'dispatch')),
	figures text not null, -- canonical JSON: all that the documents print
	sha256 text not null check (length(sha256) = 64), -- of figures, hex
	made_at bigint not null,
	made_by text not null, -- person
	made_post text,
	primary key (tenant_id, report_id),
	unique (tenant_id, ref),
	unique (tenant_id, letter_id, cut_off, kind, sha256), -- the same request is the same report
	foreign key (tenant_id, letter_id) references letter (tenant_id, letter_id),
	foreign key (tenant_id, made_by) references person (tenant_id, person_id),
	foreign key (tenant_id, made_post) references post (tenant_id, post_id)
);
