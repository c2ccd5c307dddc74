-- billing: comparing all that Stripe lists with what we have, and repairing the difference.
--
-- A run has a step for each kind of object. A step takes in one page after the other; each page is
-- one transaction, which compares, notes the drift, stores what Stripe has and moves the cursor. So
-- a worker may die anywhere: the next one goes on at the cursor, and nothing counts twice.
-- All run as service_role.

create function private.stripe_list_kinds() returns text[]
language sql
immutable
set search_path = ''
as $$
    select array[
        'customer', 'product', 'price', 'coupon', 'promotion_code', 'entitlements.feature',
        'payment_intent', 'charge', 'refund', 'dispute', 'subscription', 'invoice', 'credit_note',
        'checkout.session', 'entitlements.active_entitlement_summary'
    ]
$$;
comment on function private.stripe_list_kinds() is
'The kinds that a reconciliation compares, in their order: what others refer to comes first.';

create function public.start_stripe_reconciliation(
    account_id text default 'platform',
    is_backfill boolean default false,
    created_since timestamptz default null
) returns public.stripe_reconciliations
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
begin
    if not exists (
        select
        from public.stripe_accounts as a
        where a.id = start_stripe_reconciliation.account_id and a.status <> 'disconnected'
    ) then
        raise exception using
            errcode = 'PT404',
            message = format('there is no connected Stripe account %L', account_id),
            hint = 'See them with: flywheel stripe accounts.';
    end if;
    insert into public.stripe_reconciliations (account_id, is_backfill, created_since)
    values (
        start_stripe_reconciliation.account_id,
        start_stripe_reconciliation.is_backfill,
        start_stripe_reconciliation.created_since
    )
    on conflict (account_id) where status = 'running' do nothing
    returning * into run;
    if run.id is null then
        select r.* into strict run
        from public.stripe_reconciliations as r
        where r.account_id = start_stripe_reconciliation.account_id and r.status = 'running';
    else
        insert into public.stripe_reconciliation_steps (reconciliation_id, object)
        select run.id, kinds.name
        from unnest(private.stripe_list_kinds()) as kinds (name);
    end if;
    -- Also for one that was running: perhaps nobody is at it any more.
    perform private.enqueue_stripe_steps(run.id);
    return run;
end
$$;
comment on function public.start_stripe_reconciliation(text, boolean, timestamptz) is
'For operators and workers: compares an account with what we have of it, and repairs the '
'difference; only objects made since created_since, if given. One at a time for an account: while '
'one is running, it is that one that is returned. Raises PT404.';

create function public.start_stripe_reconciliations() returns integer
language sql
set search_path = ''
as $$
    select count(run.id)::integer
    from public.stripe_accounts as a
    cross join lateral public.start_stripe_reconciliation(a.id) as run
    where
        a.status <> 'disconnected'
        -- Ours, where it was never used, has nothing to compare.
        and (
            a.id <> 'platform'
            or exists (select from public.stripe_objects as o where o.account_id = a.id)
        )
$$;
comment on function public.start_stripe_reconciliations() is
'For workers: begins a reconciliation of every account that is in use. Returns how many.';

create function private.enqueue_stripe_steps(run uuid) returns void
language sql
set search_path = ''
as $$
    select jobs.enqueue(
        'stripe.reconcile_kind',
        jsonb_build_object('reconciliation_id', s.reconciliation_id, 'object', s.object),
        dedup_key => s.reconciliation_id || ' ' || s.object,
        limit_key => r.account_id
    )
    from public.stripe_reconciliation_steps as s
    join public.stripe_reconciliations as r on s.reconciliation_id = r.id
    where s.reconciliation_id = enqueue_stripe_steps.run and s.status not in ('completed', 'failed')
    order by array_position(private.stripe_list_kinds(), s.object)
$$;
comment on function private.enqueue_stripe_steps(uuid) is
'Enqueues the jobs of a reconciliation''s steps that are not at their end.';

create function public.next_stripe_page(reconciliation_id uuid, object text) returns jsonb
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    step public.stripe_reconciliation_steps;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = next_stripe_page.reconciliation_id;
    if run.status is distinct from 'running' then
        return null;
    end if;
    update public.stripe_reconciliation_steps as s
    set
        -- Summaries are not listed: each is asked for.
        status = case
            when s.status <> 'pending' then s.status
            when s.object = 'entitlements.active_entitlement_summary' then 'repairing'
            else 'listing'
        end,
        started_at = coalesce(s.started_at, clock_timestamp())
    where
        s.reconciliation_id = next_stripe_page.reconciliation_id
        and s.object = next_stripe_page.object
        and s.status in ('pending', 'listing', 'repairing')
    returning s.* into step;
    if step.object is null then
        return null;
    end if;
    return jsonb_build_object(
        'account_id', run.account_id,
        'status', step.status,
        'cursor', step.cursor,
        'created_since', extract(epoch from run.created_since)::bigint,
        'livemode', (select a.livemode from public.stripe_accounts as a where a.id = run.account_id),
        'stripe_id', private.stripe_own_id(run.account_id),
        'read_at', clock_timestamp(),
        'unread', case step.status
            when 'repairing' then private.unread_stripe_objects(run, step)
            else '[]'
        end,
        'requests_per_second', coalesce(
            (
                select (a.value #>> '{}')::numeric
                from public.app_settings as a
                where a.key = 'stripe.requests_per_second'
            ),
            20
        )
    );
end
$$;
comment on function public.next_stripe_page(uuid, text) is
'For workers: where a step of a reconciliation is: listing, from the cursor on, or repairing, with '
'the ids of objects that the list did not have; null when there is nothing left to do.';

create function public.restart_stripe_step(reconciliation_id uuid, object text) returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    update public.stripe_reconciliation_steps as s
    set cursor = null, listed = 0, pages = 0
    where
        s.reconciliation_id = restart_stripe_step.reconciliation_id
        and s.object = restart_stripe_step.object
        and s.status = 'listing';
    return found;
end
$$;
comment on function public.restart_stripe_step(uuid, text) is
'For workers: lists a kind from its beginning, because the object at the cursor is no more. What '
'was compared already is as it is listed, and no drift again.';

create function private.unread_stripe_objects(
    run public.stripe_reconciliations, step public.stripe_reconciliation_steps
) returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_agg(unread.id order by unread.id), '[]')
    from (
        select o.id
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and o.object = step.object
            and o.gone_at is null
            and o.read_at < step.started_at
            and (
                run.created_since is null
                or to_timestamp((o.data ->> 'created')::numeric) >= run.created_since
            )
        union all
        select c.stripe_customer_id
        from public.stripe_customers as c
        where
            run.account_id = 'platform'
            and step.object = 'entitlements.active_entitlement_summary'
            and not exists (
                select
                from public.stripe_objects as o
                where
                    o.account_id = 'platform'
                    and o.object = step.object
                    and o.id = c.stripe_customer_id
            )
        order by id
        limit 100
    ) as unread
$$;
comment on function private.unread_stripe_objects(
    public.stripe_reconciliations, public.stripe_reconciliation_steps
) is
'The next objects of ours, at most 100, that a step has not come across. Of summaries also those '
'of customers that were never read.';

create function public.end_stripe_step(
    reconciliation_id uuid, object text, error_message text default null
) returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    trouble text;
begin
    -- One step after the other, so that the last one sees that it is the last.
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = end_stripe_step.reconciliation_id
    for update;
    update public.stripe_reconciliation_steps as s
    set
        status = case when end_stripe_step.error_message is null then 'completed' else 'failed' end,
        completed_at = clock_timestamp()
    where
        s.reconciliation_id = end_stripe_step.reconciliation_id
        and s.object = end_stripe_step.object
        and s.status not in ('completed', 'failed');
    if run.status <> 'running' then
        return run.status;
    end if;
    if end_stripe_step.error_message is not null then
        trouble := format('%s: %s', end_stripe_step.object, end_stripe_step.error_message);
        update public.stripe_reconciliations as r
        set error_message = concat_ws(E'\n', r.error_message, trouble)
        where r.id = run.id;
    end if;
    if exists (
        select
        from public.stripe_reconciliation_steps as s
        where s.reconciliation_id = run.id and s.status not in ('completed', 'failed')
    ) then
        return 'running';
    end if;
    perform private.derive_stripe_failures(run.account_id);
    update public.stripe_reconciliations as r
    set status = case when r.error_message is null then 'completed' else 'failed' end
    where r.id = run.id
    returning r.* into run;
    return run.status;
end
$$;
comment on function public.end_stripe_step(uuid, text, text) is
'For workers: ends a step, with what went wrong if so. The last one ends the run: completed only '
'if every step came to its end.';

create function private.derive_stripe_failures(account text, everything boolean default false)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    stored public.stripe_objects;
    fault text;
    failed integer := 0;
begin
    perform private.await_stripe_account(account);
    -- A loop, because each object is followed by what it means elsewhere.
    for stored in
        select o.*
        from public.stripe_objects as o
        where o.account_id = account and (everything or o.error_message is not null)
        order by array_position(private.stripe_list_kinds(), o.object), o.id
    loop
        fault := private.derive_from_stripe(stored);
        failed := failed + (fault is not null)::integer;
        if fault is distinct from stored.error_message then
            update public.stripe_objects as o
            set error_message = fault
            where
                o.account_id = stored.account_id
                and o.object = stored.object
                and o.id = stored.id;
            perform private.settle_stripe_events(stored.account_id, stored.object, stored.id);
        end if;
    end loop;
    return failed;
end
$$;
comment on function private.derive_stripe_failures(text, boolean) is
'Tries again to make of an account''s objects what follows from them: of those that failed, or of '
'all. Returns of how many nothing could be made.';

create function private.fail_stripe_step(job jobs.job_queue, error_message text) returns void
language plpgsql
set search_path = ''
as $$
begin
    perform public.end_stripe_step(
        (job.payload ->> 'reconciliation_id')::uuid, job.payload ->> 'object', error_message
    );
end
$$;
comment on function private.fail_stripe_step(jobs.job_queue, text) is
'Failure function of stripe.reconcile_kind: a list that was not read to its end is no success.';
