-- name: relations
-- Tables and views, partitions folded into their parents, with the columns of their keys:
-- workspace_id is left out, because every tenant table has it.
select
    n.nspname as schema,
    c.relname as name,
    c.relkind::text in ('v', 'm') as is_view,
    coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
    coalesce(
        (
            select json_agg(
                json_build_object(
                    'name', a.attname,
                    'type', t.typname,
                    'is_primary', a.attnum = any(coalesce(p.conkey, '{}')),
                    'is_foreign', a.attnum = any(coalesce(f.columns, '{}'))
                )
                order by a.attnum
            )
            from pg_catalog.pg_attribute as a
            join pg_catalog.pg_type as t on t.oid = a.atttypid
            where a.attrelid = c.oid
                and a.attname <> 'workspace_id'
                and a.attnum = any(coalesce(p.conkey, '{}') || coalesce(f.columns, '{}'))
        ),
        '[]'
    ) as keys
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_constraint as p on p.conrelid = c.oid and p.contype = 'p'
left join lateral (
    select array_agg(k.attnum) as columns
    from pg_catalog.pg_constraint as r
    cross join unnest(r.conkey) as k (attnum)
    where r.conrelid = c.oid and r.contype = 'f'
) as f on true
where c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
    and n.nspname in ('public', 'private', 'jobs', 'reporting')
order by n.nspname <> 'public', n.nspname, c.relname;

-- name: foreign_keys
-- What refers to what, and how many to one. References to the workspace alone are left out.
select
    child_n.nspname as schema,
    child.relname as name,
    parent_n.nspname as parent_schema,
    parent.relname as parent_name,
    keys.columns,
    keys.is_required,
    exists(
        select
        from pg_catalog.pg_index as i
        where i.indrelid = f.conrelid
            and i.indisunique
            and i.indpred is null
            and i.indkey::smallint[] <@ f.conkey
    ) as is_one_to_one
from pg_catalog.pg_constraint as f
join pg_catalog.pg_class as child on child.oid = f.conrelid and not child.relispartition
join pg_catalog.pg_namespace as child_n on child_n.oid = child.relnamespace
join pg_catalog.pg_class as parent on parent.oid = f.confrelid and not parent.relispartition
join pg_catalog.pg_namespace as parent_n on parent_n.oid = parent.relnamespace
cross join lateral (
    select
        array_agg(a.attname::text order by k.place) filter (
            where a.attname <> 'workspace_id'
        ) as columns,
        bool_and(a.attnotnull) as is_required
    from unnest(f.conkey) with ordinality as k (attnum, place)
    join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.attnum
) as keys
where f.contype = 'f'
    and f.conparentid = 0
    and keys.columns is not null
    and child_n.nspname in ('public', 'private', 'jobs', 'reporting')
order by child.relname, f.conname;

-- name: names
select n.nspname as schema, c.relname as name
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
    and n.nspname in ('public', 'private', 'jobs', 'reporting');
