-- name: relations
select
    c.relname as name,
    c.relkind in ('r', 'p') as is_table,
    (
        select json_agg(
            json_build_object(
                'name', a.attname,
                'type', format_type(a.atttypid, null),
                'is_readable', has_column_privilege('authenticated', c.oid, a.attnum, 'select'),
                'is_writable', a.attgenerated = ''
            )
            order by a.attnum
        )
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns
from pg_catalog.pg_class as c
where c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
order by c.relname;

-- name: links
select f.conname as constraint, child.relname as child, parent.relname as parent
from pg_catalog.pg_constraint as f
join pg_catalog.pg_class as child on child.oid = f.conrelid and not child.relispartition
join pg_catalog.pg_class as parent on parent.oid = f.confrelid and not parent.relispartition
where f.contype = 'f'
    and f.conparentid = 0
    and child.relnamespace = 'public'::regnamespace
    and parent.relnamespace = 'public'::regnamespace
order by f.conname;

-- name: functions
select
    p.proname as name,
    p.provolatile = 'v' as is_volatile,
    p.pronargs - p.pronargdefaults as required,
    coalesce(
        (
            select
                json_agg(
                    json_build_array(coalesce(n.name, ''), format_type(t.oid, null))
                    order by t.place
                )
            from unnest(p.proargtypes::oid[]) with ordinality as t (oid, place)
            left join unnest(p.proargnames) with ordinality as n (name, place) using (place)
        ),
        '[]'
    ) as arguments
from pg_catalog.pg_proc as p
where p.pronamespace = 'public'::regnamespace
    and p.prorettype <> 'trigger'::regtype
order by p.oid::regprocedure::text;
