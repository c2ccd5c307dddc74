-- No row can refer to a row of another workspace, whoever writes it: for every foreign key
-- between tables that belong to workspaces, read from the catalog, as service_role and as the
-- owner of the tables, whom no policy stops. The key itself has to refuse.
begin;
select * from no_plan();
\ir rows.psql

create temp view references_within_a_workspace as
select
    f.conname,
    f.conrelid::regclass as child,
    f.confrelid::regclass as parent,
    keys.child_columns,
    keys.parent_columns
from pg_constraint as f
join expected as c on c.rel = f.conrelid and c.scope = 'tenant' and c.key = 'workspace_id'
join expected as p on p.rel = f.confrelid and p.scope = 'tenant' and p.key = 'workspace_id'
cross join lateral (
    select
        array_agg(a.attname::text order by k.place) as child_columns,
        array_agg(r.attname::text order by k.place) as parent_columns
    from unnest(f.conkey, f.confkey) with ordinality as k (child, parent, place)
    join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.child
    join pg_attribute as r on r.attrelid = f.confrelid and r.attnum = k.parent
) as keys
where f.contype = 'f' and f.conparentid = 0;

-- The key alone is on trial: the tables' own triggers, which would refuse some of it, are off.
do $$
declare
    child regclass;
begin
    for child in select distinct l.child from references_within_a_workspace as l loop
        execute format('alter table %s disable trigger user', child);
    end loop;
end;
$$;

-- Points a row of ours at a row of theirs and tells what came of it. Where a check stands in
-- the way, it tries again with the columns emptied that the check ties to the reference: some
-- allow one of several.
create function pg_temp.point_across(
    link references_within_a_workspace, writer name, alone boolean default false
) returns text
language plpgsql
as $$
declare
    ours jsonb := pg_temp.seed(link.child, 'ours');
    theirs jsonb := pg_temp.seed(link.parent, 'theirs');
    emptied text[] := array(
        select distinct a.attname::text
        from pg_constraint as k
        join pg_attribute as reference
            on reference.attrelid = k.conrelid
            and reference.attnum = any (k.conkey)
            and reference.attname = any (link.child_columns)
        join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
        where alone
            and k.conrelid = link.child
            and k.contype = 'c'
            and not a.attnotnull
            and a.attgenerated = ''
            and a.attname <> all (link.child_columns)
    );
    keys text := (
        select string_agg(format('t.%I = s.%I', a.attname, a.attname), ' and ')
        from pg_index as i
        join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        where i.indrelid = link.child and i.indisprimary
    );
    assigned text;
    statement text;
begin
    select string_agg(format('%I = %L', pair.child, theirs ->> pair.parent), ', ') into assigned
    from unnest(link.child_columns, link.parent_columns) as pair (child, parent)
    where
        pair.child <> 'workspace_id'
        and (pair.child <> 'id' or cardinality(link.child_columns) = 2);
    select concat_ws(', ', assigned, string_agg(format('%I = null', e), ', ')) into assigned
    from unnest(emptied) as e;
    statement := format(
        'update %1$s as t set %2$s from jsonb_populate_record(null::%1$s, %3$L) as s where %4$s',
        link.child, assigned, ours, keys
    );
    perform set_config('role', writer, true);
    execute statement;
    set constraints all immediate;
    raise exception using errcode = 'MX000', message = 'it was written';
exception
    when foreign_key_violation then
        return 'refused by the key';
    when sqlstate 'MX000' then
        return 'it was written';
    when insufficient_privilege then
        return 'not granted';
    when check_violation then
        return case
            when alone then format('%s in: %s', sqlerrm, statement)
            else pg_temp.point_across(link, writer, true)
        end;
    when others then
        return format('%s %s in: %s', sqlstate, sqlerrm, statement);
end;
$$;

select isnt_empty(
    'select * from references_within_a_workspace',
    'there are references within a workspace'
);
select is_empty(
    $$
    select l.child, l.conname
    from references_within_a_workspace as l
    where not l.child_columns @> '{workspace_id}' or not l.parent_columns @> '{workspace_id}'
    $$,
    'each of them carries the workspace on both sides'
);
select is(
    pg_temp.point_across(l, current_user),
    'refused by the key',
    format('%s of %s cannot cross, even for the owner of the tables', l.conname, l.child)
)
from references_within_a_workspace as l
order by l.child::text, l.conname;

select is(
    pg_temp.point_across(l, 'service_role'),
    case
        when has_table_privilege('service_role', l.child, 'update') then 'refused by the key'
        else 'not granted'
    end,
    format('%s of %s cannot cross for service_role', l.conname, l.child)
)
from references_within_a_workspace as l
order by l.child::text, l.conname;

select * from finish();
rollback;
