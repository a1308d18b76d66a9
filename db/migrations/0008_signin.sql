-- +goose Up
-- Who sits at a session showed who they are at that instant, by what.
alter table session add column confirmed_at bigint not null default 0;
alter table session add column confirmed_by text not null default ''; -- password, factor, passkey, other
alter table session add column end_reason text not null default ''; -- why it ended, where its person is to be told: stolen, office
create index session_person on session (tenant_id, person_id);
create index session_expires on session (tenant_id, expires_at);

-- The secrets a session has had: one is given every hour, the one before it is
-- retired when the new one is first used. session.token_hash is the first.
create table session_secret (
	tenant_id text not null references tenant (tenant_id),
	token_hash text not null, -- sha256, hex
	session_id text not null,
	made_at bigint not null,
	used_at bigint, -- first; null while only the answer that gave it has it
	retired_at bigint,
	primary key (tenant_id, token_hash),
	foreign key (tenant_id, session_id) references session (tenant_id, session_id)
);
create index session_secret_of on session_secret (tenant_id, session_id);
insert into session_secret (tenant_id, token_hash, session_id, made_at, used_at)
	select tenant_id, token_hash, session_id, created_at, created_at from session;

create index signin_failure_address on signin_failure (tenant_id, address, at);
create index signin_failure_at on signin_failure (tenant_id, at);

-- Half a sign-in: the password was right, the second step is still to come.
create table signin_step (
	tenant_id text not null references tenant (tenant_id),
	step_id text not null,
	person_id text not null,
	token_hash text not null,
	tries bigint not null,
	expires_at bigint not null,
	primary key (tenant_id, step_id),
	unique (tenant_id, token_hash),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);

-- A question to a passkey is answered once.
create table passkey_answer (
	tenant_id text not null references tenant (tenant_id),
	challenge text not null,
	at bigint not null,
	primary key (tenant_id, challenge)
);

-- Which roles must show more than a password.
create table signin_rule (
	tenant_id text not null references tenant (tenant_id),
	role text not null,
	factor bigint not null, -- 1: a second step is demanded
	at bigint not null,
	by_person text not null,
	primary key (tenant_id, role)
);

create table totp (
	tenant_id text not null references tenant (tenant_id),
	totp_id text not null,
	person_id text not null,
	secret text not null, -- sealed by the vault; '' once removed
	made_at bigint not null,
	removed_at bigint,
	primary key (tenant_id, totp_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index totp_person on totp (tenant_id, person_id);

create table totp_use (
	tenant_id text not null references tenant (tenant_id),
	totp_id text not null,
	step bigint not null, -- of the last code taken
	used_at bigint not null,
	primary key (tenant_id, totp_id),
	foreign key (tenant_id, totp_id) references totp (tenant_id, totp_id)
);

create table passkey (
	tenant_id text not null references tenant (tenant_id),
	passkey_id text not null,
	person_id text not null,
	credential_id text not null, -- base64url
	credential text not null, -- JSON, the public key in it
	name text not null, -- as the person calls it
	made_at bigint not null,
	removed_at bigint,
	primary key (tenant_id, passkey_id),
	unique (tenant_id, credential_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index passkey_person on passkey (tenant_id, person_id);

create table passkey_use (
	tenant_id text not null references tenant (tenant_id),
	passkey_id text not null,
	count bigint not null, -- of its signatures, as it says
	used_at bigint,
	suspect_at bigint, -- when its count went back
	primary key (tenant_id, passkey_id),
	foreign key (tenant_id, passkey_id) references passkey (tenant_id, passkey_id)
);

create table recovery_code (
	tenant_id text not null references tenant (tenant_id),
	code_id text not null,
	person_id text not null,
	salt text not null, -- one for the codes made together
	hash text not null, -- argon2id of the code, base64
	made_at bigint not null,
	used_at bigint,
	void_at bigint,
	primary key (tenant_id, code_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index recovery_code_person on recovery_code (tenant_id, person_id);

-- A link handed over by the office: whoever opens it sets the person's password.
create table signin_link (
	tenant_id text not null references tenant (tenant_id),
	link_id text not null,
	person_id text not null,
	kind text not null check (kind in ('invite', 'reset')),
	token_hash text not null,
	made_at bigint not null,
	made_by text not null, -- person, or 'installer'
	expires_at bigint not null,
	used_at bigint,
	void_at bigint,
	primary key (tenant_id, link_id),
	unique (tenant_id, token_hash),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index signin_link_person on signin_link (tenant_id, person_id);

-- What was changed in how a person signs in, for the person to read.
create table signin_event (
	tenant_id text not null references tenant (tenant_id),
	event_id text not null,
	person_id text not null,
	kind text not null,
	at bigint not null,
	by_person text not null, -- 'installer', '' for the program itself
	by_post text not null,
	reason text not null,
	primary key (tenant_id, event_id),
	foreign key (tenant_id, person_id) references person (tenant_id, person_id)
);
create index signin_event_person on signin_event (tenant_id, person_id, at);
