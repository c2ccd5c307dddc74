-- name: columns
-- Every column of every relation that a document's column may be answered by.
select n.nspname as schema, c.relname as relation, c.relkind::text as kind, a.attname as "column"
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v', 'm')
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where a.attnum > 0
    and not a.attisdropped
    and not c.relispartition
    and n.nspname !~ '^(pg_|information_schema$)';

-- name: functions
-- Every function, with the columns it returns and, where it takes one row, the row's relation.
select
    n.nspname as schema,
    p.proname as name,
    array(
        select o.name
        from unnest(p.proargnames, p.proargmodes) as o (name, mode)
        where o.mode in ('o', 'b', 't')
        union all
        select a.attname
        from pg_catalog.pg_type as t
        join pg_catalog.pg_attribute as a on a.attrelid = t.typrelid and a.attnum > 0
        where t.oid = p.prorettype
    ) as columns,
    row_n.nspname as row_schema,
    row_c.relname as row_relation
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
left join pg_catalog.pg_type as row_t on p.pronargs = 1 and row_t.oid = p.proargtypes[0]
left join pg_catalog.pg_class as row_c on row_c.oid = row_t.typrelid
left join pg_catalog.pg_namespace as row_n on row_n.oid = row_c.relnamespace
where n.nspname !~ '^(pg_|information_schema$)';

-- name: column_rules
-- What decides about a value of one column alone: its type, its checks, the list it refers to,
-- the expression that generates it and the state machine that moves it. Checks over several
-- columns do not decide about one value.
select
    format_type(a.atttypid, a.atttypmod) as type,
    array(
        select pg_catalog.pg_get_expr(k.conbin, k.conrelid)
        from pg_catalog.pg_constraint as k
        where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
    ) as checks,
    array(
        select array[f.confrelid::regclass::text, p.attname::text]
        from pg_catalog.pg_constraint as f
        join pg_catalog.pg_attribute as p
            on p.attrelid = f.confrelid and p.attnum = f.confkey[1]
        where f.conrelid = a.attrelid and f.contype = 'f' and f.conkey = array[a.attnum]
    ) as lists,
    case
        when a.attgenerated <> '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid)
    end as generated,
    (
        select pg_catalog.encode(g.tgargs, 'escape')
        from pg_catalog.pg_trigger as g
        where g.tgrelid = a.attrelid
            and g.tgattr[0] = a.attnum
            and g.tgfoid::regproc::text in (
                'private.allow_transitions', 'private.allow_column_transitions'
            )
    ) as transitions
from pg_catalog.pg_attribute as a
left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = %(relation)s::regclass and a.attname = %(column)s;
