-- Who can do what: every table and view × every role × every command, tried out for real and
-- compared with matrix.expected. What is not listed there fails by itself.
--
-- Rows are made up from the catalog: required columns get values of their type, foreign keys
-- point at rows made the same way. Each trial runs as the role, with the role's claims, and
-- is rolled back.
begin;
select * from no_plan();

-- the people and their two workspaces -------------------------------------------------------

create temp table actors (name text primary key, user_id uuid, home text, role text);
insert into actors values
('owner', '00000000-0000-4000-8000-000000000001', 'ours', 'owner'),
('admin', '00000000-0000-4000-8000-000000000002', 'ours', 'admin'),
('member', '00000000-0000-4000-8000-000000000003', 'ours', 'member'),
('viewer', '00000000-0000-4000-8000-000000000004', 'ours', 'viewer'),
('colleague', '00000000-0000-4000-8000-000000000005', 'ours', null),
('stranger', '00000000-0000-4000-8000-000000000006', 'theirs', 'owner'),
('neighbour', '00000000-0000-4000-8000-000000000007', 'theirs', null),
('newcomer', '00000000-0000-4000-8000-000000000008', null, null);

insert into auth.users (id, email, email_confirmed_at)
select a.user_id, a.name || '@example.com', now() from actors as a;
-- One user is left without a profile, so that a profile can be inserted.
delete from public.profiles as p where p.id = '00000000-0000-4000-8000-000000000008';

create temp table homes (name text primary key, workspace_id uuid);
insert into homes values ('ours', gen_random_uuid()), ('theirs', gen_random_uuid());
insert into public.workspaces (id, owner_id, name)
select h.workspace_id, a.user_id, h.name
from homes as h
join actors as a on a.home = h.name and a.role = 'owner';
insert into public.workspace_members (workspace_id, user_id, role)
select h.workspace_id, a.user_id, a.role
from homes as h
join actors as a on a.home = h.name and a.role <> 'owner';

-- what is expected --------------------------------------------------------------------------

create temp table expectation_lines (line text);
\ir matrix.expected

create temp table expected as
select
    cells[1] as relation,
    to_regclass(cells[1]) as rel,
    split_part(cells[2], '=', 1) as scope,
    nullif(split_part(cells[2], '=', 2), '') as key,
    jsonb_build_object(
        'anon', cells[3],
        'viewer', cells[4],
        'member', cells[5],
        'admin', cells[6],
        'owner', cells[7],
        'stranger', cells[8],
        'service_role', cells[9]
    ) as cells,
    coalesce(cells[10], '{}')::jsonb as given
from expectation_lines
cross join lateral regexp_match(
    line, '^(\S+)' || repeat('\s+(\S+)', 8) || '(?:\s+(\{.*\}))?\s*$'
) as cells
where line !~ '^\s*(#|$)';

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

-- rows made up from the catalog -------------------------------------------------------------

create temp table seeds (rel regclass, holder text, row_data jsonb, primary key (rel, holder));

-- A value that a column accepts, judged by its type and by a check that lists its values.
create function pg_temp.some_value(col pg_attribute) returns text
language sql
as $$
    select coalesce(
        (
            select substring(pg_get_constraintdef(c.oid) from 'ARRAY\[''([^'']+)''')
            from pg_constraint as c
            where c.conrelid = col.attrelid
                and c.contype = 'c'
                and c.conkey = array[col.attnum]
                and pg_get_constraintdef(c.oid) ~ '= ANY'
            limit 1
        ),
        (
            select e.enumlabel::text
            from pg_enum as e
            where e.enumtypid = col.atttypid
            order by e.enumsortorder
            limit 1
        ),
        case
            when t.typcategory = 'A' then '{}'
            when t.typcategory = 'N' then '1'
            when t.typcategory = 'B' then 'false'
            when t.typcategory = 'D' then now()::text
            when t.typcategory = 'T' then '1 hour'
            when t.typname in ('json', 'jsonb') then '{}'
            when t.typname = 'uuid' then gen_random_uuid()::text
            when t.typname = 'bytea' then sha256(gen_random_uuid()::text::bytea)::text
            else 'x' || left(replace(gen_random_uuid()::text, '-', ''), 12)
        end
    )
    from pg_type as t
    where t.oid = col.atttypid;
$$;

-- A new row of `target` that belongs to `holder` (a home or a person), as column -> value.
-- Columns with a default are left out, and those given in matrix.expected that the writer
-- may not set.
create function pg_temp.make_row(target expected, holder text, writer name) returns jsonb
language plpgsql
as $$
declare
    made jsonb := '{}';
    col pg_attribute;
    link record;
begin
    for col in
        select a.*
        from pg_attribute as a
        where a.attrelid = target.rel
            and a.attnum > 0
            and not a.attisdropped
            and a.attnotnull
            and not a.atthasdef
            and a.attidentity = ''
    loop
        made := made || jsonb_build_object(
            col.attname,
            case
                when col.atttypid in ('json'::regtype, 'jsonb'::regtype) then '{}'
                else to_jsonb(pg_temp.some_value(col))
            end
        );
    end loop;

    for link in
        select f.confrelid::regclass as parent, k.column_name, k.parent_column
        from pg_constraint as f
        cross join lateral (
            select a.attname as column_name, p.attname as parent_column
            from unnest(f.conkey, f.confkey) as pair (child, parent)
            join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = pair.child
            join pg_attribute as p on p.attrelid = f.confrelid and p.attnum = pair.parent
        ) as k
        where f.conrelid = target.rel
            and f.contype = 'f'
            -- All its columns are required, or asked for where one of several references has to
            -- be set. Others stay empty: a table may refer to itself, or to one that refers back.
            and not exists (
                select
                from unnest(f.conkey) as c (attnum)
                join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = c.attnum
                where not (made ? a.attname or coalesce(target.given ->> a.attname = '@', false))
            )
    loop
        made := made || jsonb_build_object(
            link.column_name, pg_temp.seed(link.parent, holder) -> link.parent_column
        );
    end loop;

    if target.key <> 'id' then
        made := made || jsonb_build_object(
            target.key,
            coalesce(
                (select h.workspace_id from homes as h where h.name = holder),
                (select a.user_id from actors as a where a.name = holder)
            )
        );
    end if;
    return made || coalesce(
        (
            select jsonb_object_agg(g.key, g.value)
            from jsonb_each(target.given) as g
            where g.value <> '"@"'
                and (writer is null or has_column_privilege(writer, target.rel, g.key, 'insert'))
        ),
        '{}'
    );
end;
$$;

create function pg_temp.insert_statement(rel regclass, row_data jsonb) returns text
language sql
as $$
    select format(
        'insert into %1$s as made (%2$s) select %2$s from jsonb_populate_record(null::%1$s, %3$L)',
        rel, string_agg(quote_ident(c), ', '), row_data
    )
    from jsonb_object_keys(row_data) as c;
$$;

-- The row of `target_rel` that belongs to `holder`, made at the first call.
create function pg_temp.seed(target_rel regclass, holder text) returns jsonb
language plpgsql
as $$
declare
    target expected;
    home text := coalesce((select a.home from actors as a where a.name = holder), holder);
    person uuid := (
        select a.user_id
        from actors as a
        where a.name = holder or (a.home = holder and a.role is null)
    );
    made jsonb;
begin
    if target_rel = 'public.workspaces'::regclass then
        return (
            select to_jsonb(w)
            from public.workspaces as w
            join homes as h on h.workspace_id = w.id
            where h.name = home
        );
    end if;
    if target_rel in ('public.profiles'::regclass, 'auth.users'::regclass) then
        return (select to_jsonb(p) from public.profiles as p where p.id = person);
    end if;
    select * into target from expected as e where e.rel = target_rel;
    holder := case target.scope when 'global' then 'all' when 'tenant' then home else holder end;
    select s.row_data into made from seeds as s where s.rel = target_rel and s.holder = seed.holder;
    if made is null then
        execute pg_temp.insert_statement(target_rel, pg_temp.make_row(target, holder, null))
            || ' returning to_jsonb(made)'
        into made;
        insert into seeds values (target_rel, holder, made);
    end if;
    return made;
end;
$$;

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
