-- +goose Up
-- Sign-ons of other houses (OpenID Connect) that the office trusts with who
-- somebody is; what somebody may do stays with the office.
create table sso_provider (
	tenant_id text not null references tenant (tenant_id),
	provider_id text not null,
	name text not null, -- on the button
	issuer text not null,
	client_id text not null,
	client_secret text not null, -- sealed by the vault, '' for a public client
	subject_key text not null, -- sealed: subjects are kept as a hash with this key
	scopes text not null, -- words with spaces between, as are acr and amr
	login_claim text not null,
	post_claim text not null,
	acr text not null,
	amr text not null,
	link_by_login bigint not null, -- 1: the first sign-in links by the sign-in name
	check_post bigint not null, -- 1: only whoever holds a post that the provider names
	provision bigint not null, -- 1: new persons go into vacant posts that the provider names
	second_factor bigint not null, -- 1: no other factor is asked for
	inner_network bigint not null, -- 1: the provider may stand in an inner network
	enabled bigint not null,
	version bigint not null,
	created_at bigint not null,
	primary key (tenant_id, provider_id)
);

-- What a provider calls a post.
create table sso_post (
	tenant_id text not null references tenant (tenant_id),
	provider_id text not null,
	value text not null,
	post_id text not null,
	primary key (tenant_id, provider_id, value),
	foreign key (tenant_id, provider_id) references sso_provider (tenant_id, provider_id),
	foreign key (tenant_id, post_id) references post (tenant_id, post_id)
);

-- Who somebody at a provider is here. A link is ended, never deleted.
create table sso_link (
	tenant_id text not null references tenant (tenant_id),
	link_id text not null,
	provider_id text not null,
	person_id text not null,
	subject_hash text not null, -- the provider's name for the person may be a citizen's number
	label text not null, -- the sign-in name there, numbers masked
	how text not null check (how in ('login', 'self', 'provision')),
	created_at bigint not null,
	ended_at bigint,
	primary key (tenant_id, link_id),
	foreign key (tenant_id, provider_id) references sso_provider (tenant_id, provider_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create unique index sso_link_subject on sso_link (tenant_id, provider_id, subject_hash) where ended_at is null;
create unique index sso_link_person on sso_link (tenant_id, person_id, provider_id) where ended_at is null;

-- Visits to a provider that have come back, so that each comes back once.
create table sso_used (
	tenant_id text not null references tenant (tenant_id),
	mark text not null,
	at bigint not null,
	primary key (tenant_id, mark)
);
