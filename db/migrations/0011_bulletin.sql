-- +goose Up
-- What the public was told, word for word. Rows are only added: the last one of
-- a thing is what is shown, those before it are its history.
create table publication (
	tenant_id text not null references tenant (tenant_id),
	publication_id text not null,
	kind text not null check (kind in ('letter', 'clause', 'report')),
	about text not null, -- the letter, clause or report
	letter_id text not null,
	address text not null, -- VB-2025-01, VB-2025-01-2.5, BC-2026-0001: the same for ever
	ordinal bigint not null check (ordinal > 0), -- 1, 2, 3 … of the thing
	at bigint not null,
	withheld bigint not null check (withheld in (0, 1)), -- 1: of a letter that is kept from the public
	code text not null, -- short, to be typed from a paper
	title text not null, -- the clause as signed, the name of the letter or report; '' of a letter kept back
	reported_bp bigint not null,
	verified_bp bigint not null,
	body text not null, -- canonical JSON: all that the page shows
	sha256 text not null check (length(sha256) = 64), -- of body, hex
	primary key (tenant_id, publication_id),
	unique (tenant_id, about, ordinal),
	unique (tenant_id, kind, address, ordinal),
	unique (tenant_id, code),
	foreign key (tenant_id, letter_id) references letter (tenant_id, letter_id),
	check (kind = 'letter' or withheld = 0)
);
create index publication_of_letter on publication (tenant_id, letter_id, kind, at);
create index publication_at on publication (tenant_id, at);

-- Letters that the chairman keeps from the public, and those given free again.
create table withholding (
	tenant_id text not null references tenant (tenant_id),
	withholding_id text not null,
	letter_id text not null,
	withheld bigint not null check (withheld in (0, 1)),
	reason text not null,
	at bigint not null,
	person_id text not null,
	post_id text,
	primary key (tenant_id, withholding_id),
	foreign key (tenant_id, letter_id) references letter (tenant_id, letter_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);
create index withholding_of on withholding (tenant_id, letter_id, at);
