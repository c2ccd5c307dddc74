-- security: what is noted about calls and sign-ins, and the alerts that come of it.
--
-- Security definer here, and why:
--   private.raise_alert           writes security_alerts, from whatever noticed something
--   private.record_login_attempt  reads auth.users; Auth calls it with a role of its own

create function private.raise_alert(
    alert_type text,
    alert_severity text,
    what text,
    workspace uuid default null,
    person uuid default null,
    more jsonb default '{}'
)
returns uuid
language sql
security definer
set search_path = ''
as $$
    insert into public.security_alerts as a (
        workspace_id, user_id, type, severity, description, details
    )
    values (workspace, person, alert_type, alert_severity, what, more)
    on conflict (
        type,
        coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'),
        coalesce(user_id, '00000000-0000-0000-0000-000000000000')
    ) where status <> 'resolved'
    do update set
        occurrences = a.occurrences + 1,
        description = excluded.description,
        details = excluded.details,
        last_seen_at = now()
    returning a.id
$$;
comment on function private.raise_alert(text, text, text, uuid, uuid, jsonb) is
'Raises an alert; while one of the same type about the same workspace and person is not resolved, '
'adds to it. Returns its id.';

create function private.settle_alert()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status = 'resolved' and old.status <> 'resolved' then
        new.resolved_at := now();
        new.resolved_by := auth.uid();
    end if;
    return new;
end
$$;
comment on function private.settle_alert() is 'Trigger: notes who resolved an alert, and when.';

create function public.log_api_calls(calls jsonb)
returns integer
language sql
set search_path = ''
as $$
    with logged as (
        insert into public.api_logs (
            workspace_id, api_key_id, user_id, endpoint, method, status_code, duration_ms,
            ip_address, user_agent, created_at
        )
        select
            c.workspace_id,
            c.api_key_id,
            c.user_id,
            split_part(left(c.endpoint, 2048), '?', 1),
            upper(c.method),
            c.status_code,
            c.duration_ms,
            c.ip_address,
            left(c.user_agent, 1000),
            coalesce(c.created_at, now())
        from jsonb_to_recordset(calls) as c (
            workspace_id uuid,
            api_key_id uuid,
            user_id uuid,
            endpoint text,
            method text,
            status_code integer,
            duration_ms integer,
            ip_address inet,
            user_agent text,
            created_at timestamptz
        )
        returning id
    )

    select count(*)::integer from logged
$$;
comment on function public.log_api_calls(jsonb) is
'For servers: writes calls of the API to api_logs, as many as there are in the array, queries cut '
'off. Returns how many.';

create function private.record_login_attempt(event jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    visitor constant uuid := (event ->> 'user_id')::uuid;
    is_valid constant boolean := (event ->> 'valid')::boolean;
    wrong record;
begin
    insert into public.login_attempts (user_id, username, success, ip_address, user_agent)
    select p.id, u.email, is_valid, private.request_ip(), private.request_user_agent()
    from auth.users as u
    left join public.profiles as p on p.id = u.id
    where u.id = visitor;
    if is_valid then
        return jsonb_build_object('decision', 'continue');
    end if;
    -- Ten wrong passwords in a quarter of an hour, and then one every 90 seconds.
    select r.* into wrong
    from private.take_rate('login:' || visitor, 10, interval '15 minutes') as r;
    if wrong.allowed then
        return jsonb_build_object('decision', 'continue');
    end if;
    perform private.raise_alert(
        'password_guessing',
        'high',
        'Somebody keeps trying wrong passwords on this account.',
        person => (select p.id from public.profiles as p where p.id = visitor)
    );
    return jsonb_build_object(
        'decision', 'reject',
        'message', format(
            'Too many wrong passwords. Try again in %s minutes.',
            ceil(extract(epoch from wrong.retry_after) / 60)
        ),
        'should_logout_user', false
    );
end
$$;
comment on function private.record_login_attempt(jsonb) is
'Auth hook "password verification attempt": notes each attempt, slows down guessing, raises the '
'alert password_guessing. Switch it on under auth.hook.password_verification_attempt, uri '
'pg-functions://postgres/private/record_login_attempt.';

create function private.forget_login_attempts(older_than interval default interval '1 year')
returns integer
language sql
set search_path = ''
as $$
    with gone as (
        delete from public.login_attempts as a
        where a.created_at < now() - older_than
        returning a.id
    )

    select count(*)::integer from gone
$$;
comment on function private.forget_login_attempts(interval) is
'Deletes attempts to sign in that are older than this: addresses of people are not kept for ever. '
'Called by jobs.maintain. Returns how many.';
