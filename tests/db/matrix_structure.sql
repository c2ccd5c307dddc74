-- What every table, policy, view and function must be, read from the catalog: a new one that
-- breaks a rule fails here without anybody naming it.
begin;
select * from no_plan();

create temp view ours as
select c.oid, c.oid::regclass as name, c.relkind
from pg_class as c
where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace);

create temp view tables as
select o.* from ours as o where o.relkind in ('r', 'p');

create temp view tenant_tables as
select t.*
from tables as t
join pg_class as c on c.oid = t.oid and not c.relispartition
join pg_attribute as a on a.attrelid = t.oid and a.attname = 'workspace_id' and not a.attisdropped;

-- Rollups, and what feeds them, are keyed by what they count: nothing refers to a row of them.
create temp view rollups as
select t.*
from tenant_tables as t
where t.name::text ~ (
    '^((public\.)?(product_metrics|page_metrics|link_metrics|traffic_daily|traffic_hourly)'
    '|private\.(metric_months|sessions|session_patterns|visitors|retention_weeks'
    '|traffic_announcements))$'
);

-- Keys as lists of column names.
create temp view keys as
select
    con.conrelid as oid,
    con.conname,
    con.contype,
    con.confrelid,
    array(
        select a.attname::text
        from unnest(con.conkey) as k (attnum)
        join pg_attribute as a on a.attrelid = con.conrelid and a.attnum = k.attnum
    ) as columns
from pg_constraint as con
where con.contype in ('p', 'u', 'f') and con.conparentid = 0;

create temp table open_function_lines (line text);
\if :{?open_functions}
\else
\set open_functions open_functions.expected
\endif
\ir :open_functions
create temp view open_functions as
select
    split_part(o.line, '  ', 1) as signature,
    nullif(trim(substr(o.line, strpos(o.line || '  ', '  '))), '') as reason
from open_function_lines as o
where o.line !~ '^\s*(#|$)';

-- tables ------------------------------------------------------------------------------------

select is_empty(
    'select t.name from tables as t join pg_class as c using (oid) where not c.relrowsecurity',
    'every table, and every partition, has row level security'
);
select is_empty(
    $$
    select t.name
    from tables as t
    join pg_class as c using (oid)
    where not c.relispartition
        and has_any_column_privilege('authenticated', t.oid, 'select, insert, update')
        and t.oid not in (select p.polrelid from pg_policy as p)
    $$,
    'every table that people are granted has a policy'
);
select is_empty(
    $$
    select t.name
    from tenant_tables as t
    join pg_attribute as a on a.attrelid = t.oid and a.attname = 'workspace_id'
    where has_column_privilege('authenticated', t.oid, a.attnum, 'update')
        and not exists (
            select from pg_trigger as g
            where g.tgrelid = t.oid
                and g.tgfoid = 'private.keep_fixed'::regproc
                and 'workspace_id' = any (string_to_array(encode(g.tgargs, 'escape'), '\000'))
        )
    $$,
    'no row that people may change moves to another workspace'
);
select is_empty(
    $$
    select t.name
    from tenant_tables as t
    where not exists (
        select from keys as k
        where k.oid = t.oid and k.contype in ('p', 'u') and k.columns @> '{workspace_id,id}'
    )
    and t.name::text not like 'jobs.%'
    and t.oid not in (select r.oid from rollups as r)
    $$,
    'every tenant table has the composite key (workspace_id, id)'
);
select is_empty(
    $$
    select t.name
    from tenant_tables as t
    where not exists (
        select from keys as k
        where k.oid = t.oid
            and k.contype = 'f'
            and k.confrelid = 'public.workspaces'::regclass
            and k.columns = '{workspace_id}'
    )
    and t.name::text not like 'jobs.%'
    -- Its batch does: a reference per event would cost more than the event.
    and t.oid <> 'public.events'::regclass
    $$,
    'every tenant table references workspaces'
);
select is_empty(
    $$
    select t.name, k.conname
    from tenant_tables as t
    join keys as k on k.oid = t.oid and k.contype = 'f'
    where k.confrelid in (select oid from tenant_tables)
        and not k.columns @> '{workspace_id}'
    $$,
    'every reference between tenant tables carries the workspace, so that none can cross'
);
select is_empty(
    $$
    select t.name, a.attname
    from tables as t
    join pg_attribute as a on a.attrelid = t.oid and a.attname = 'updated_at'
    join pg_class as c on c.oid = t.oid and not c.relispartition
    where t.name::text not like 'jobs.%'
        and not exists (
            select from pg_trigger as g
            where g.tgrelid = t.oid and g.tgfoid = 'private.touch_updated_at'::regproc
        )
    $$,
    'every updated_at is kept by the trigger'
);
select is_empty(
    $$
    select k.oid::regclass, k.conname
    from keys as k
    join tables as t using (oid)
    where k.contype = 'f'
        and not exists (
            select
            from pg_index as i
            where i.indrelid = k.oid
                -- The first columns of some index are those of the key, in any order.
                and (
                    select array_agg(a.attname::text)
                    from unnest((i.indkey::smallint[])[0:cardinality(k.columns) - 1]) as n (attnum)
                    join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = n.attnum
                ) @> k.columns
        )
    $$,
    'every foreign key has an index'
);

-- policies and grants -----------------------------------------------------------------------

select is_empty(
    $$
    select p.schemaname, p.tablename, p.policyname
    from pg_policies as p
    where p.schemaname in ('public', 'private', 'jobs')
        and (p.roles <> '{authenticated}' or p.cmd = 'ALL')
    $$,
    'every policy is for one command and for people who are signed in'
);
select is_empty(
    $$
    select p.schemaname, p.tablename, p.cmd
    from pg_policies as p
    where p.schemaname in ('public', 'private', 'jobs') and p.permissive = 'PERMISSIVE'
    group by 1, 2, 3
    having count(*) > 1
    $$,
    'no table has two permissive policies for a command'
);
select is_empty(
    $$
    select p.schemaname, p.tablename, p.policyname
    from pg_policies as p
    where p.schemaname in ('public', 'private', 'jobs')
        and concat(p.qual, p.with_check) ~ 'workspace_ids'
        and concat(p.qual, p.with_check) !~ '= ANY \(ARRAY\( SELECT private\.workspace_ids'
    $$,
    'every policy asks for the workspaces once per statement, not once per row'
);
select is_empty(
    $$
    select o.name
    from ours as o
    where o.relkind in ('r', 'p', 'v', 'm')
        and (
            has_table_privilege('anon', o.oid, 'select, insert, update, delete, truncate')
            or has_any_column_privilege('anon', o.oid, 'select, insert, update')
        )
    $$,
    'nobody reads or writes a table without signing in'
);
select is_empty(
    $$
    select o.name
    from ours as o
    where o.relkind in ('r', 'p')
        and has_table_privilege('authenticated', o.oid, 'truncate, references, trigger')
    $$,
    'truncate, which row level security does not see, is granted to no person'
);
select is_empty(
    $$
    select o.name, a.attname
    from ours as o
    join pg_attribute as a on a.attrelid = o.oid and a.attnum > 0
    where o.relkind in ('r', 'p', 'v', 'm')
        and a.attname ~ '(_hash|_secret|_token|_ciphertext|^secret|^token)$'
        and has_column_privilege('authenticated', o.oid, a.attnum, 'select')
    $$,
    'no hash, token, secret or ciphertext is granted to people'
);

-- views and functions -----------------------------------------------------------------------

select is_empty(
    $$
    select o.name
    from ours as o
    join pg_class as c using (oid)
    where o.relkind = 'v'
        and not coalesce(c.reloptions, '{}') && '{security_invoker=true,security_invoker=on}'
    $$,
    'every view asks with the rights of its reader'
);
select is_empty(
    $$
    select p.oid::regprocedure
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace)
        and not coalesce(p.proconfig, '{}') && '{"search_path=\"\""}'
        -- A setting keeps Postgres from inlining: plain expressions, used in indexes, go without.
        and not (
            p.provolatile = 'i'
            and not p.prosecdef
            and p.prolang = (select l.oid from pg_language as l where l.lanname = 'sql')
        )
    $$,
    'every function that looks things up has an empty search_path'
);
select is_empty(
    $$
    select p.oid::regprocedure
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
    $$,
    'no exposed function is security definer'
);
select is_empty(
    $$
    select p.oid::regprocedure
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace)
        and (p.proacl is null or exists (
            select from aclexplode(p.proacl) as g where g.grantee = 0
        ))
    $$,
    'no function is executable by everybody'
);
select is_empty(
    $$
    select p.oid::regprocedure
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace)
        and has_function_privilege('anon', p.oid, 'execute')
        and p.oid::regprocedure::text not in (select f.signature from open_functions as f)
    $$,
    'no function works before sign-in'
);
select is_empty(
    $$
    select p.oid::regprocedure
    from pg_proc as p
    where p.prosecdef
        and p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
        and has_function_privilege('anon', p.oid, 'execute')
        and p.oid::regprocedure::text not in (select f.signature from open_functions as f)
    $$,
    'no security definer function of any schema is open before sign-in without a reason'
);
select is_empty(
    $$
    select f.signature
    from open_functions as f
    where f.reason is null
        or to_regprocedure(f.signature) is null
        or not has_function_privilege('anon', to_regprocedure(f.signature), 'execute')
    $$,
    'every function listed as open has a reason, exists and is open'
);
select is_empty(
    $$
    select o.name::text
    from ours as o
    join pg_class as c using (oid)
    where o.relkind in ('r', 'p', 'v', 'm')
        and not c.relispartition
        and obj_description(o.oid, 'pg_class') is null
    union all
    select p.oid::regprocedure::text
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace)
        and obj_description(p.oid, 'pg_proc') is null
    $$,
    'every table, view and function has a comment'
);

select * from finish();
rollback;
