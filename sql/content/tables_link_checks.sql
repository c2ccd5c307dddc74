-- content: whether the addresses that links, ads and campaigns lead to still answer.

create table private.link_checks (
    key uuid primary key generated always as (md5(address)::uuid) stored,
    address text not null,
    is_dead boolean not null default false,
    failures integer not null default 0
    constraint link_checks_failures_not_negative check (failures >= 0),
    gone integer not null default 0
    constraint link_checks_gone_not_negative check (gone >= 0),
    last_status integer,
    last_error text,
    checked_at timestamptz,
    died_at timestamptz,
    next_check_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint link_checks_death_has_time check (is_dead = (died_at is not null))
);
comment on table private.link_checks is
'Each address once, however many links, ads and campaigns of whatever workspaces lead to it. The '
'job content.check_links keeps it.';
comment on column private.link_checks.key is
'Hash of the address, which may be longer than an index takes.';
comment on column private.link_checks.address is 'Without its fragment, which no server sees.';
comment on column private.link_checks.is_dead is
'True after two answers that nothing is there, or five checks that failed in other ways; a good '
'answer makes it false.';
comment on column private.link_checks.failures is 'Checks that failed since the last good one.';
comment on column private.link_checks.gone is
'How many of them said that nothing is there: 404, 410, a name that does not exist.';

create index link_checks_due on private.link_checks (next_check_at);
