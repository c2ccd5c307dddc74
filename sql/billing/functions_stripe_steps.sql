-- billing: one step of a reconciliation, page by page. Runs as service_role.

create function private.running_stripe_step(reconciliation_id uuid, object text)
returns public.stripe_reconciliation_steps
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    step public.stripe_reconciliation_steps;
begin
    select s.* into step
    from public.stripe_reconciliation_steps as s
    join public.stripe_reconciliations as r on s.reconciliation_id = r.id
    where
        s.reconciliation_id = running_stripe_step.reconciliation_id
        and s.object = running_stripe_step.object
        and s.status not in ('completed', 'failed')
        and r.status = 'running'
    for update of s;
    return step;
end
$$;
comment on function private.running_stripe_step(uuid, text) is
'A step that is not over, locked; null if it is.';

create function public.begin_stripe_page(reconciliation_id uuid, object text) returns jsonb
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    step public.stripe_reconciliation_steps;
begin
    step := private.running_stripe_step(
        begin_stripe_page.reconciliation_id, begin_stripe_page.object
    );
    if step.object is null then
        return null;
    end if;
    if step.status = 'pending' then
        update public.stripe_reconciliation_steps as s
        set status = 'listing', started_at = clock_timestamp()
        where s.reconciliation_id = step.reconciliation_id and s.object = step.object
        returning * into step;
    end if;
    return (
        select
            jsonb_build_object(
                'account_id', r.account_id,
                'livemode', a.livemode,
                'stripe_id', private.stripe_own_id(r.account_id),
                'created_since', floor(extract(epoch from r.created_since)),
                'status', step.status,
                'cursor', step.cursor,
                'read_at', clock_timestamp(),
                'requests_per_second',
                coalesce((private.setting('stripe.requests_per_second') #>> '{}')::numeric, 20)
            )
        from public.stripe_reconciliations as r
        join public.stripe_accounts as a on r.account_id = a.id
        where r.id = step.reconciliation_id
    );
end
$$;
comment on function public.begin_stripe_page(uuid, text) is
'For workers, before each page: where a step stands, and the moment to give to take_stripe_page; '
'null when it is over.';

create function public.take_stripe_page(
    reconciliation_id uuid,
    object text,
    after text,
    read_at timestamptz,
    objects jsonb,
    next_cursor text,
    is_last boolean,
    api_version text default null
) returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    step public.stripe_reconciliation_steps;
    run public.stripe_reconciliations;
    fresh bigint;
begin
    step := private.running_stripe_step(
        take_stripe_page.reconciliation_id, take_stripe_page.object
    );
    if step.object is null
        or step.status <> 'listing'
        or step.cursor is distinct from take_stripe_page.after
    then
        return false;
    end if;
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = step.reconciliation_id;
    fresh := private.take_stripe_readings(
        run,
        step.object,
        take_stripe_page.read_at,
        coalesce(objects, '[]'),
        take_stripe_page.api_version
    );
    update public.stripe_reconciliation_steps as s
    set
        cursor = coalesce(next_cursor, s.cursor),
        listed = s.listed + coalesce(jsonb_array_length(objects), 0),
        added = s.added + fresh,
        pages = s.pages + 1,
        status = case when is_last then 'repairing' else 'listing' end
    where s.reconciliation_id = step.reconciliation_id and s.object = step.object;
    return true;
end
$$;
comment on function public.take_stripe_page(
    uuid, text, text, timestamptz, jsonb, text, boolean, text
) is
'For workers: compares a page of Stripe''s list with what we have, notes and repairs what differs '
'and moves the cursor, all in one transaction. after is the cursor that the page was asked for '
'with; false, and nothing is done, when somebody has taken that page already.';

create function public.restart_stripe_step(reconciliation_id uuid, object text) returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    update public.stripe_reconciliation_steps as s
    set cursor = null, listed = 0, added = 0, pages = 0
    where
        s.reconciliation_id = restart_stripe_step.reconciliation_id
        and s.object = restart_stripe_step.object
        and s.status = 'listing';
    return found;
end
$$;
comment on function public.restart_stripe_step(uuid, text) is
'For workers: lists a kind from its beginning, because the object at the cursor is no more.';

create function public.stripe_unlisted(
    reconciliation_id uuid, object text, most integer default 50
) returns jsonb
language sql
stable
set search_path = ''
as $$
    select
        jsonb_build_object(
            'ids', coalesce(jsonb_agg(u.id), '[]'), 'read_at', clock_timestamp()
        )
    from (
        select o.id
        from public.stripe_reconciliation_steps as s
        join public.stripe_reconciliations as r on s.reconciliation_id = r.id
        join public.stripe_objects as o on r.account_id = o.account_id and s.object = o.object
        where
            s.reconciliation_id = stripe_unlisted.reconciliation_id
            and s.object = stripe_unlisted.object
            and o.gone_at is null
            and o.read_at < s.started_at
            and (
                r.created_since is null
                or to_timestamp((o.data ->> 'created')::double precision) >= r.created_since
            )
        order by o.id
        limit most
    ) as u
$$;
comment on function public.stripe_unlisted(uuid, text, integer) is
'For workers: ids that we have and that were not in Stripe''s list, and the moment to give to '
'take_stripe_unlisted. Each is read by its id.';

create function public.take_stripe_unlisted(
    reconciliation_id uuid,
    object text,
    read_at timestamptz,
    objects jsonb,
    api_version text default null
) returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    step public.stripe_reconciliation_steps;
    run public.stripe_reconciliations;
begin
    step := private.running_stripe_step(
        take_stripe_unlisted.reconciliation_id, take_stripe_unlisted.object
    );
    if step.object is null then
        return false;
    end if;
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = step.reconciliation_id;
    perform private.take_stripe_readings(
        run, step.object, take_stripe_unlisted.read_at, objects, take_stripe_unlisted.api_version
    );
    return true;
end
$$;
comment on function public.take_stripe_unlisted(uuid, text, timestamptz, jsonb, text) is
'For workers: takes in what became of ids that were not listed.';

create function public.rederive_stripe_objects(reconciliation_id uuid, most integer default 200)
returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    step public.stripe_reconciliation_steps;
    run public.stripe_reconciliations;
    mirrored public.stripe_objects;
    fault text;
    done integer := 0;
begin
    step := private.running_stripe_step(
        rederive_stripe_objects.reconciliation_id, 'derivation'
    );
    if step.object is null then
        return false;
    end if;
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = step.reconciliation_id;
    -- A loop, because what follows from each is written elsewhere.
    for mirrored in
        select o.*
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and (run.rederives or o.error_message is not null)
            and (
                step.cursor is null
                or (o.object, o.id)
                > (split_part(step.cursor, ' ', 1), split_part(step.cursor, ' ', 2))
            )
        order by o.object, o.id
        limit most
        for update
    loop
        fault := private.derive_from_stripe(mirrored);
        if fault is distinct from mirrored.error_message then
            update public.stripe_objects as o
            set error_message = fault
            where
                o.account_id = mirrored.account_id
                and o.object = mirrored.object
                and o.id = mirrored.id;
            perform private.settle_stripe_events(
                mirrored.account_id, mirrored.object, mirrored.id
            );
        end if;
        done := done + 1;
        step.cursor := mirrored.object || ' ' || mirrored.id;
    end loop;
    update public.stripe_reconciliation_steps as s
    set
        cursor = step.cursor,
        listed = s.listed + done,
        pages = s.pages + (done > 0)::integer,
        status = case when done < most then 'repairing' else 'listing' end,
        started_at = coalesce(s.started_at, clock_timestamp())
    where s.reconciliation_id = step.reconciliation_id and s.object = step.object;
    return done = most;
end
$$;
comment on function public.rederive_stripe_objects(uuid, integer) is
'For workers: tries again what could not be made of objects (of all, where the run says so), some '
'at a time. Returns whether there are more.';
