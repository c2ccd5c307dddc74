-- Who can do what: every table and view × every role × every command, tried out for real and
-- compared with matrix.expected. What is not listed there fails by itself.
--
-- Each trial runs as the role, with the role's claims, on rows from rows.psql, and is rolled
-- back.
begin;
select * from no_plan();

\ir rows.psql

-- Other tests leave budgets of the platform behind, of which there is one for each period.
delete from public.ai_budgets;

-- the list ---------------------------------------------------------------------------------

select is(
    (
        select count(*)::integer
        from expectation_lines
        where line !~ '^\s*(#|$)'
    ),
    (select count(*)::integer from expected),
    'every line of matrix.expected can be read'
);
select is_empty(
    'select relation from expected where rel is null',
    'every relation in matrix.expected exists'
);
select is_empty(
    $$
    select c.oid::regclass
    from pg_class as c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace)
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and not c.relispartition
        and c.oid not in (select rel from expected)
    $$,
    'every table and view is listed in matrix.expected'
);
select is_empty(
    $$
    select a.attrelid::regclass
    from pg_attribute as a
    join expected as e on e.rel = a.attrelid
    where a.attname = 'workspace_id' and e.scope = 'global'
    $$,
    'what has a workspace_id is listed as belonging to a workspace'
);

-- the trials --------------------------------------------------------------------------------

-- Runs a statement as an actor and undoes it. Returns the letter if it had an effect, nothing
-- if it was denied or found no row, and the error in brackets if it failed otherwise.
create function pg_temp.try(letter text, statement text, actor text) returns text
language plpgsql
as $$
declare
    db_role text := case when actor in ('anon', 'service_role') then actor else 'authenticated' end;
    affected integer;
begin
    perform set_config(
        'request.jwt.claims',
        jsonb_build_object(
            'role', db_role,
            'sub', (select a.user_id from actors as a where a.name = actor)
        )::text,
        true
    );
    perform set_config('role', db_role, true);
    execute statement;
    get diagnostics affected = row_count;
    raise exception using errcode = 'MX000', message = affected;
exception
    when sqlstate 'MX000' then
        return case when sqlerrm::integer > 0 then letter else '' end;
    when insufficient_privilege then
        return '';
    when unique_violation or foreign_key_violation then
        -- The role was let through; another row stood in the way.
        return letter;
    when others then
        return format('[%s: %s %s]', letter, sqlstate, sqlerrm);
end;
$$;

-- What an actor can do to the row of `holder`: letters out of s, i, u, d, or - for nothing.
create function pg_temp.powers(target expected, actor text, holder text) returns text
language plpgsql
as $$
declare
    db_role text := case when actor in ('anon', 'service_role') then actor else 'authenticated' end;
    seeded jsonb;
    changeable text;
    match text;
    found_powers text;
begin
    if (select c.relkind from pg_class as c where c.oid = target.rel) in ('v', 'm') then
        -- Views are read; a grant to write to one shows here without a trial.
        return coalesce(nullif(concat(
            pg_temp.try(
                's',
                format(
                    'select 1 from %s where %s', target.rel,
                    case target.scope
                        when 'global' then 'true'
                        else format('%I = %L', target.key, pg_temp.seed(
                            case target.scope
                                when 'tenant' then 'public.workspaces'::regclass
                                else 'public.profiles'::regclass
                            end, holder
                        ) ->> 'id')
                    end
                ),
                actor
            ),
            case when has_table_privilege(db_role, target.rel, 'insert') then 'i' end,
            case when has_table_privilege(db_role, target.rel, 'update') then 'u' end,
            case when has_table_privilege(db_role, target.rel, 'delete') then 'd' end
        ), ''), '-');
    end if;

    seeded := pg_temp.seed(target.rel, holder);
    select string_agg(format('t.%1$I = s.%1$I', a.attname), ' and ') into match
    from pg_index as i
    join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = target.rel and i.indisprimary;
    -- A column that the role may set, if there is one.
    select a.attname into changeable
    from pg_attribute as a
    where a.attrelid = target.rel
        and a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
        and a.attname not in ('id', 'workspace_id', 'created_at', 'updated_at')
    order by has_column_privilege(db_role, target.rel, a.attname, 'update') desc, a.attnum
    limit 1;

    found_powers := concat(
        pg_temp.try(
            's',
            format(
                'select 1 from %1$s as t, jsonb_populate_record(null::%1$s, %2$L) as s where %3$s',
                target.rel, seeded, match
            ),
            actor
        ),
        pg_temp.try(
            'i',
            pg_temp.insert_statement(target.rel, pg_temp.make_row(target, holder, db_role)),
            actor
        ),
        pg_temp.try(
            'u',
            format(
                'update %1$s as t set %4$I = s.%4$I '
                'from jsonb_populate_record(null::%1$s, %2$L) as s where %3$s',
                target.rel, seeded, match, changeable
            ),
            actor
        ),
        pg_temp.try(
            'd',
            format(
                'delete from %1$s as t using jsonb_populate_record(null::%1$s, %2$L) as s where %3$s',
                target.rel, seeded, match
            ),
            actor
        )
    );
    return coalesce(nullif(found_powers, ''), '-');
end;
$$;

-- the claims --------------------------------------------------------------------------------

-- All rows first: views show what the tables hold.
do $$
begin
    perform pg_temp.seed(e.rel, holder.name)
    from expected as e
    join pg_class as c on c.oid = e.rel and c.relkind in ('r', 'p')
    join lateral (
        select h.name from homes as h where e.scope <> 'person'
        union all
        select a.name from actors as a where e.scope = 'person' and a.home is not null
    ) as holder on true;
end;
$$;

select is(
    pg_temp.powers(e, actor.name, case when e.scope = 'person' then actor.person else 'ours' end),
    e.cells ->> actor.name,
    format('%s on %s', actor.label, e.relation)
)
from expected as e
cross join (
    values
    ('anon', 'owner', 'anon'),
    ('viewer', 'viewer', 'a viewer'),
    ('member', 'member', 'a member'),
    ('admin', 'admin', 'an admin'),
    ('owner', 'owner', 'the owner'),
    ('stranger', 'owner', 'the owner of another workspace'),
    ('service_role', 'owner', 'service_role')
) as actor (name, person, label)
order by e.relation;

-- Roles in our workspace count for nothing in theirs, and no rank opens a colleague's own rows.
select is(
    pg_temp.powers(e, actor, holder),
    e.cells ->> 'stranger',
    format('%s on %s of %s', actor, e.relation, holder)
)
from expected as e
cross join unnest(array['viewer', 'member', 'admin', 'owner']) as actor
cross join lateral unnest(
    case when e.scope = 'person' then array['stranger', 'colleague'] else array['theirs'] end
) as holder
where e.scope <> 'global'
order by e.relation;

-- The denials above mean something: their rows are there, and open to their owner.
select is(
    pg_temp.powers(e, 'stranger', case when e.scope = 'person' then 'stranger' else 'theirs' end),
    e.cells ->> 'owner',
    format('the other owner on their own %s', e.relation)
)
from expected as e
where e.scope <> 'global'
order by e.relation;

select * from finish();
rollback;
