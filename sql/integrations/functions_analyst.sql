-- integrations: letting analysts in and out. For operators, as the owner of the schema.

create function private.add_analyst(
    analyst text, workspaces uuid[], valid_until timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    missing uuid;
begin
    if analyst !~ '^[a-z][a-z0-9_]{1,62}$' then
        raise exception using
            errcode = 'invalid_name',
            message = format('%L cannot be the name of an analyst.', analyst),
            hint = 'Use 2 to 63 lower-case letters, digits and underscores.';
    end if;
    select wanted into missing
    from unnest(workspaces) as wanted
    where not exists (select from public.workspaces as w where w.id = wanted);
    if missing is not null then
        raise exception using
            errcode = 'PT404',
            message = format('There is no workspace %s.', missing),
            hint = 'Use ids of public.workspaces.';
    end if;
    if to_regrole(quote_ident(analyst)) is null then
        -- Without a password nobody can sign in: the operator sets one with \password.
        execute format('create role %I login in role analyst', analyst);
        -- So that the SQL editor, which signs in as the owner, can look with their eyes.
        execute format('grant %I to %I', analyst, current_user);
    elsif not exists (
        select
        from pg_catalog.pg_auth_members as m
        where m.member = to_regrole(quote_ident(analyst)) and m.roleid = to_regrole('analyst')
    ) then
        raise exception using
            errcode = 'duplicate_object',
            message = format('The role %s exists and is no analyst.', analyst),
            hint = 'Choose another name: an analyst can read the reporting views and nothing else.';
    end if;
    -- Settings are not inherited from a group role; each analyst gets them.
    execute format('alter role %I set statement_timeout = %L', analyst, '60s');
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', analyst, '60s');
    execute format('alter role %I set default_transaction_read_only = on', analyst);
    execute format('alter role %I set search_path = reporting', analyst);
    insert into private.analyst_grants (analyst, workspace_id, expires_at)
    select add_analyst.analyst, wanted, valid_until from unnest(workspaces) as wanted
    on conflict on constraint analyst_grants_once do update set expires_at = excluded.expires_at;
end
$$;
comment on function private.add_analyst(text, uuid[], timestamptz) is
'Lets an analyst read some workspaces: makes the database role where it is missing, read-only and '
'with a statement timeout, and grants the workspaces to it. Set a password with \password. '
'Raises PT404, 42602 for a bad name, 42710 for a role that is no analyst.';

create function private.remove_analyst(analyst text, workspaces uuid[] default null)
returns integer
language sql
set search_path = ''
as $$
    with gone as (
        delete from private.analyst_grants as g
        where g.analyst = remove_analyst.analyst
            and (workspaces is null or g.workspace_id = any (workspaces))
        returning g.id
    )

    select count(*)::integer from gone
$$;
comment on function private.remove_analyst(text, uuid[]) is
'Takes some or all workspaces from an analyst, at once. The role stays: drop it with drop role. '
'Returns how many it took.';
