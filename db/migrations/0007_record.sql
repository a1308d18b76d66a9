-- +goose Up
-- The log: one entry an act, in a Merkle tree a tenant. An entry holds no
-- personal data: a row is in it as a salted commitment.
create table record_head (
	tenant_id text not null primary key references tenant (tenant_id),
	size bigint not null, -- how many entries there are
	edge text not null -- the roots of the complete subtrees, left to right, hex
);

create table record_entry (
	tenant_id text not null references tenant (tenant_id),
	entry bigint not null, -- 0, 1, 2 … without gaps
	body text not null, -- the entry as it is published
	hashes text not null, -- what it adds to the tree, lowest level first, hex
	primary key (tenant_id, entry)
);

-- What an entry says of a row can be checked with the salt. A salt that is
-- erased leaves the proof and takes its meaning.
create table record_opening (
	tenant_id text not null references tenant (tenant_id),
	table_name text not null,
	row_key text not null,
	entry bigint not null,
	commitment text not null, -- hex, '' of a row that was deleted
	salt text, -- hex; null where it was erased
	primary key (tenant_id, row_key, table_name, entry)
);

create table record_checkpoint (
	tenant_id text not null references tenant (tenant_id),
	size bigint not null,
	at bigint not null,
	note text not null, -- signed, with the co-signatures of witnesses
	primary key (tenant_id, size)
);

-- The keys that sign, each certified by the root that is kept offline.
create table record_key (
	tenant_id text not null references tenant (tenant_id),
	key_id text not null,
	origin text not null,
	verifier text not null,
	root text not null, -- the verifier of the root
	certificate text not null, -- signed by the root
	at bigint not null,
	primary key (tenant_id, key_id)
);

-- What checking the log against the rows and files has found.
create table record_check (
	tenant_id text not null references tenant (tenant_id),
	check_id text not null,
	at bigint not null,
	entries bigint not null,
	row_count bigint not null,
	files bigint not null,
	faults text not null, -- JSON array, '[]' where all is whole
	primary key (tenant_id, check_id)
);

-- Who looks after this log: another installation that co-signs its heads.
create table record_witness (
	tenant_id text not null references tenant (tenant_id),
	witness_id text not null,
	name text not null,
	url text not null, -- where its co-signed checkpoint of this log is
	verifier text not null, -- of its co-signatures
	added_at bigint not null,
	added_by text not null, -- person
	ended_at bigint,
	state text not null check (state in ('new', 'good', 'silent', 'fork', 'rollback')),
	size bigint not null, -- of the last checkpoint it co-signed
	seen_at bigint,
	detail text not null, -- what was wrong, with the proof of it
	primary key (tenant_id, witness_id)
);

-- The logs of others that this installation looks after.
create table watched_log (
	tenant_id text not null references tenant (tenant_id),
	log_id text not null,
	origin text not null,
	name text not null,
	url text not null, -- the folder of its checkpoint, keys and tiles
	root text not null, -- the verifier of its root
	added_at bigint not null,
	added_by text not null, -- person
	ended_at bigint,
	state text not null check (state in ('new', 'good', 'silent', 'fork', 'rollback')),
	size bigint not null,
	note text not null, -- the last checkpoint found consistent, co-signed; '' before
	seen_at bigint,
	detail text not null,
	primary key (tenant_id, log_id)
);
