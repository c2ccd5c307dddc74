-- Partitions: made ahead, filled from the default one, protected, detached after their time.
begin;
select plan(18);

create table public.test_readings (
    id uuid not null default gen_random_uuid(),
    read_at timestamptz not null,
    doubled integer generated always as (value * 2) stored,
    value integer not null,
    primary key (id, read_at)
)
partition by range (read_at);
comment on table public.test_readings is 'A test.';
create table private.test_readings_default partition of public.test_readings default;
create index test_readings_value on public.test_readings (value);

insert into public.test_readings (read_at, value)
select now() + n * interval '1 day', n from generate_series(-100, 100, 50) as n;
select is(
    private.ensure_partitions('public.test_readings', 'month', 2), 3,
    'this month and the coming ones are made'
);
select is(private.ensure_partitions('public.test_readings', 'month', 2), 0, 'once');
select is(
    (
        select tableoid::regclass::text
        from public.test_readings
        where value = 0
    ),
    'private.test_readings_' || to_char(now() at time zone 'UTC', 'YYYY_MM'),
    'rows that were there before move into theirs'
);
select is(
    (select count(*)::integer from private.test_readings_default), 3, 'the others wait'
);
select is((select sum(doubled) from public.test_readings), 0::bigint, 'no row was lost or changed');
insert into public.test_readings (read_at, value) values (now() + interval '1 month', 7);
select ok(
    (select tableoid <> 'private.test_readings_default'::regclass from public.test_readings where value = 7),
    'new rows find their partition'
);
select is_empty(
    $$
    select c.relname
    from pg_class as c
    join pg_inherits as i on i.inhrelid = c.oid
    where i.inhparent = 'public.test_readings'::regclass
        and c.relname <> 'test_readings_default'
        and (
            not c.relrowsecurity
            or has_table_privilege('authenticated', c.oid, 'select')
            or has_table_privilege('service_role', c.oid, 'select')
            or obj_description(c.oid) is null
        )
    $$,
    'a partition has row level security, a comment, and no grants'
);
select is(
    (
        select count(*)::integer
        from pg_index as x
        join pg_inherits as i on i.inhrelid = x.indexrelid
        where i.inhparent = 'public.test_readings_value'::regclass
    ),
    4, 'and its parent''s indexes'
);

-- detaching -------------------------------------------------------------------------------

select is(
    private.detach_partitions('public.test_readings', interval '1 day'), 0,
    'what has not ended stays'
);
select is(
    private.detach_partitions(
        'public.test_readings',
        -- as seen from the first day of the coming month, whatever day it is
        now() - (date_trunc('month', now() at time zone 'UTC') + interval '1 month 1 hour')
        at time zone 'UTC'
    ),
    1,
    'what ended long enough ago goes'
);
select is(
    (
        select relnamespace::regnamespace::text
        from pg_class
        where relname = 'test_readings_' || to_char(now() at time zone 'UTC', 'YYYY_MM')
    ),
    'archive', 'into the archive'
);
select is((select count(*)::integer from public.test_readings where value = 0), 0, 'with its rows');
select is(
    private.ensure_partitions('public.test_readings', 'month', 1), 0, 'and is not made anew'
);
select ok(
    not has_schema_privilege('authenticated', 'archive', 'usage')
    and not has_schema_privilege('service_role', 'archive', 'usage')
    and not has_schema_privilege('anon', 'archive', 'usage'),
    'nobody reads the archive through the API'
);

-- what is registered ----------------------------------------------------------------------

select is_empty(
    $$ select parent from private.partitioned_tables where to_regclass(parent) is null $$,
    'every registered table exists'
);
select is_empty(
    $$
    select p.partrelid::regclass
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where c.relnamespace = 'public'::regnamespace
        and c.relname <> 'test_readings'
        and c.oid not in (
            select to_regclass(t.parent) from private.partitioned_tables as t
        )
    $$,
    'every partitioned table of the API is registered'
);
select lives_ok('select jobs.maintain()', 'the queue''s upkeep keeps them');
select isnt_empty(
    $$
    select to_regclass('private.audit_logs_' || to_char(now() at time zone 'UTC', 'YYYY_MM'))
    where to_regclass('private.audit_logs_' || to_char(now() at time zone 'UTC', 'YYYY_MM')) is not null
    $$,
    'so that this month''s audit trail has its place'
);

select * from finish();
rollback;
