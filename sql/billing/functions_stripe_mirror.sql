-- billing: Stripe's objects as they were when a worker last read them, and what follows from them.
--
-- security definer: private.derive_from_stripe, because what follows is written in tables of
-- several domains, some of which workers may not write.
-- The rest runs as service_role.

create function private.is_stripe_mirrored(object text) returns boolean
language plpgsql
immutable
set search_path = ''
as $$
begin
    return object in (
        'account', 'charge', 'checkout.session', 'coupon', 'credit_note', 'customer', 'dispute',
        'entitlements.active_entitlement_summary', 'entitlements.feature', 'invoice',
        'payment_intent', 'price', 'product', 'promotion_code', 'refund', 'subscription'
    );
end
$$;
comment on function private.is_stripe_mirrored(text) is
'Whether objects of this kind are kept in stripe_objects. flywheel.billing.kinds says how each is '
'read.';

create function private.enqueue_stripe_projection(account text, object text, id text) returns uuid
language plpgsql
set search_path = ''
as $$
begin
    return jobs.enqueue(
        'stripe.project',
        jsonb_build_object(
            'account_id', account, 'object', object, 'id', id, 'since', clock_timestamp()
        ),
        limit_key => account || ' ' || id
    );
end
$$;
comment on function private.enqueue_stripe_projection(text, text, text) is
'Has an object read from Stripe once, after now. Jobs of one object run one after the other; those '
'that a later reading has already answered ask Stripe nothing.';

create function public.begin_stripe_projection(
    account_id text, object text, id text, since timestamptz
) returns jsonb
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    known timestamptz;
    livemode boolean;
begin
    select o.read_at into known
    from public.stripe_objects as o
    where
        o.account_id = begin_stripe_projection.account_id
        and o.object = begin_stripe_projection.object
        and o.id = begin_stripe_projection.id;
    if known > since then
        perform private.settle_stripe_events(
            begin_stripe_projection.account_id,
            begin_stripe_projection.object,
            begin_stripe_projection.id
        );
        return null;
    end if;
    select a.livemode into livemode
    from public.stripe_accounts as a
    where a.id = begin_stripe_projection.account_id;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = format('there is no Stripe account %L', begin_stripe_projection.account_id),
            hint = 'Connect it first: see connect_stripe.';
    end if;
    return jsonb_build_object('read_at', clock_timestamp(), 'livemode', livemode);
end
$$;
comment on function public.begin_stripe_projection(text, text, text, timestamptz) is
'For workers, before an object is read: the moment to give to store_stripe_objects, and whether '
'the account is in live mode; null when a reading that began after since is there already. Raises '
'PT404.';

create function private.settle_stripe_events(account text, kind text, object_id text)
returns integer
language sql
set search_path = ''
as $$
    with settled as (
        update public.stripe_events as e
        set
            status = case when o.error_message is null then 'processed' else 'failed' end,
            error_message = o.error_message,
            attempts = e.attempts + 1
        from public.stripe_objects as o
        where
            o.account_id = settle_stripe_events.account
            and o.object = settle_stripe_events.kind
            and o.id = settle_stripe_events.object_id
            and e.account_id = o.account_id
            and e.object = o.object
            and e.object_id = o.id
            and e.created_at < o.read_at
            and (e.status = 'pending' or (e.status = 'failed' and o.error_message is null))
        returning 1
    )

    select count(*)::integer from settled
$$;
comment on function private.settle_stripe_events(text, text, text) is
'Marks the events of an object that its last reading has answered.';

create function private.await_stripe_account(account text) returns void
language sql
set search_path = ''
as $$
    select pg_advisory_xact_lock(hashtextextended('flywheel.stripe ' || account, 0))
$$;
comment on function private.await_stripe_account(text) is
'Waits until nobody else writes what an account''s objects mean, until the transaction ends. What '
'follows from two objects together is then seen by the one that comes second.';

create function private.derive_from_stripe(mirrored public.stripe_objects) returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
    workspace uuid;
begin
    if mirrored.object = 'account' then
        perform private.derive_stripe_account(mirrored);
    elsif mirrored.account_id = 'platform' then
        perform private.derive_billing(mirrored);
    else
        select a.workspace_id into workspace
        from public.stripe_accounts as a
        where a.id = mirrored.account_id;
        if workspace is not null then
            perform private.derive_commerce(workspace, mirrored);
        end if;
    end if;
    return null;
exception
    -- What Stripe says is kept in any case; what could not be made of it is shown, and tried again.
    when integrity_constraint_violation or data_exception or raise_exception
        or sqlstate 'PT409' or sqlstate 'PT422'
    then
        return sqlerrm;
end
$$;
comment on function private.derive_from_stripe(public.stripe_objects) is
'Writes what follows from an object: in billing for our own account, in commerce for a '
'workspace''s. Returns what stood in the way, or null. Safe to repeat; the order does not matter.';

create function public.store_stripe_objects(
    account_id text, read_at timestamptz, objects jsonb, api_version text default null
) returns jsonb
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    given jsonb;
    stored public.stripe_objects;
    new_data jsonb;
    is_changed boolean;
    changed integer := 0;
    failed integer := 0;
    fault text;
begin
    perform private.await_stripe_account(store_stripe_objects.account_id);
    -- A loop, because each object is followed by what it means elsewhere.
    for given in select g.value from jsonb_array_elements(objects) as g loop
        new_data := nullif(given -> 'data', 'null');
        insert into public.stripe_objects as o (
            account_id, object, id, data, api_version, read_at, gone_at
        )
        values (
            store_stripe_objects.account_id,
            given ->> 'object',
            given ->> 'id',
            coalesce(new_data, jsonb_build_object('id', given ->> 'id')),
            store_stripe_objects.api_version,
            store_stripe_objects.read_at,
            case when new_data is null then now() end
        )
        on conflict on constraint stripe_objects_pkey do nothing
        returning o.* into stored;
        is_changed := found;
        if not found then
            select o.* into strict stored
            from public.stripe_objects as o
            where
                o.account_id = store_stripe_objects.account_id
                and o.object = given ->> 'object'
                and o.id = given ->> 'id'
            for update;
            continue when stored.read_at >= store_stripe_objects.read_at;
            is_changed := (new_data is null) <> (stored.gone_at is not null)
            or new_data is distinct from case when new_data is not null then stored.data end
            or stored.error_message is not null;
            update public.stripe_objects as o
            set
                data = coalesce(new_data, o.data),
                api_version = coalesce(store_stripe_objects.api_version, o.api_version),
                read_at = store_stripe_objects.read_at,
                gone_at = case when new_data is null then coalesce(o.gone_at, now()) end
            where
                o.account_id = stored.account_id and o.object = stored.object and o.id = stored.id
            returning o.* into stored;
        end if;
        if is_changed then
            changed := changed + 1;
            fault := private.derive_from_stripe(stored);
            failed := failed + (fault is not null)::integer;
            if fault is distinct from stored.error_message then
                update public.stripe_objects as o
                set error_message = fault
                where
                    o.account_id = stored.account_id
                    and o.object = stored.object
                    and o.id = stored.id;
            end if;
        end if;
        perform private.settle_stripe_events(stored.account_id, stored.object, stored.id);
    end loop;
    -- The first object that says so tells which mode the account is in; then it is read itself.
    update public.stripe_accounts as a
    set livemode = (told.value #>> '{data,livemode}')::boolean
    from (
        select g.value
        from jsonb_array_elements(objects) as g
        where jsonb_typeof(g.value #> '{data,livemode}') = 'boolean'
        limit 1
    ) as told
    where a.id = store_stripe_objects.account_id and a.livemode is null;
    if found then
        perform private.enqueue_stripe_projection(
            store_stripe_objects.account_id, 'account', store_stripe_objects.account_id
        );
    end if;
    return jsonb_build_object('changed', changed, 'failed', failed);
end
$$;
comment on function public.store_stripe_objects(text, timestamptz, jsonb, text) is
'For workers: keeps objects that were read from Stripe, [{"object", "id", "data"}, …], data null '
'for one that is deleted, and writes what follows from them. read_at is the moment that '
'begin_stripe_projection gave: what was read later is not replaced. Returns how many changed, and '
'of how many nothing could be made (their error_message says why). Safe to repeat.';

create function private.derive_stripe_account(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
begin
    update public.stripe_accounts as a
    set
        country = substring(upper(mirrored.data ->> 'country') from '^[A-Z]{2}$'),
        currency = (
            select c.code
            from public.currencies as c
            where c.code = upper(mirrored.data ->> 'default_currency')
        ),
        charges_enabled = coalesce((mirrored.data ->> 'charges_enabled')::boolean, false),
        payouts_enabled = coalesce((mirrored.data ->> 'payouts_enabled')::boolean, false),
        details_submitted = coalesce((mirrored.data ->> 'details_submitted')::boolean, false),
        status = case
            when mirrored.gone_at is not null then 'disconnected'
            when (mirrored.data ->> 'charges_enabled')::boolean then 'active'
            when (mirrored.data ->> 'details_submitted')::boolean then 'restricted'
            else 'pending'
        end
    where a.id = mirrored.id or (a.id = 'platform' and mirrored.account_id = 'platform');
end
$$;
comment on function private.derive_stripe_account(public.stripe_objects) is
'Keeps stripe_accounts as Stripe has the account.';

create function private.fail_stripe_projection(job jobs.job_queue, error_message text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update public.stripe_events as e
    set
        status = 'failed',
        error_message = fail_stripe_projection.error_message,
        attempts = e.attempts + 1
    where
        e.account_id = job.payload ->> 'account_id'
        and e.object = job.payload ->> 'object'
        and e.object_id = job.payload ->> 'id'
        and e.status = 'pending'
        and e.created_at <= (job.payload ->> 'since')::timestamptz;
end
$$;
comment on function private.fail_stripe_projection(jobs.job_queue, text) is
'Failure function of stripe.project: its events are shown as failed, and stripe.sweep tries again.';

create function public.sweep_stripe_events(waited interval default '10 minutes')
returns integer
language plpgsql
set search_path = ''
as $$
declare
    swept integer := 0;
    lost record;
begin
    -- Each object once, whatever the number of its events.
    for lost in
        select e.account_id, e.object, e.object_id, min(e.created_at) as since
        from public.stripe_events as e
        where
            e.status in ('pending', 'failed')
            and e.updated_at <= now() - sweep_stripe_events.waited
            and e.object_id is not null
            and not exists (
                select
                from jobs.job_queue as j
                where
                    j.job_type = 'stripe.project'
                    and j.payload ->> 'account_id' = e.account_id
                    and j.payload ->> 'object' = e.object
                    and j.payload ->> 'id' = e.object_id
            )
        group by e.account_id, e.object, e.object_id
        order by since
        limit 1000
    loop
        perform private.enqueue_stripe_projection(lost.account_id, lost.object, lost.object_id);
        update public.stripe_events as e
        set updated_at = now()
        where
            e.account_id = lost.account_id
            and e.object = lost.object
            and e.object_id = lost.object_id
            and e.status in ('pending', 'failed');
        swept := swept + 1;
    end loop;
    return swept;
end
$$;
comment on function public.sweep_stripe_events(interval) is
'Enqueues again what waits for a job that is gone or has failed, and was not touched for so long. '
'Returns for how many. For workers: the job stripe.sweep; safe to repeat.';
