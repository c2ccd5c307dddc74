-- billing: what a reconciliation finds. All run as service_role.

create function private.stripe_amount(data jsonb, object text, out amount bigint, out currency text)
language sql
immutable
set search_path = ''
as $$
    select
        coalesce(
            (
                data ->> case object
                    when 'checkout.session' then 'amount_total'
                    when 'coupon' then 'amount_off'
                    when 'customer' then 'balance'
                    when 'invoice' then 'total'
                    when 'price' then 'unit_amount'
                    else 'amount'
                end
            )::numeric::bigint,
            0
        ),
        upper(data ->> 'currency')
$$;
comment on function private.stripe_amount(jsonb, text) is
'What an object is about, in the minor unit of its currency; 0 where it is not about money.';

create function private.note_stripe_drift(
    run public.stripe_reconciliations, ours public.stripe_objects, theirs jsonb
) returns void
language plpgsql
set search_path = ''
as $$
declare
    names text[];
    our_amount bigint;
    their_amount bigint;
    money_of text;
begin
    names := array(
        select coalesce(o.key, t.key)
        from jsonb_each(case when ours.gone_at is null then ours.data else '{}' end) as o
        full join jsonb_each(coalesce(theirs, '{}')) as t on o.key = t.key
        where o.value is distinct from t.value
        order by 1
    );
    our_amount := case
        when ours.gone_at is null then (private.stripe_amount(ours.data, ours.object)).amount
        else 0
    end;
    their_amount := case
        when theirs is null then 0
        else (private.stripe_amount(theirs, ours.object)).amount
    end;
    money_of := (private.stripe_amount(coalesce(theirs, ours.data), ours.object)).currency;
    insert into public.stripe_drift (
        reconciliation_id, object, id, kind, fields, ours, theirs, currency, amount_difference
    )
    values (
        run.id,
        ours.object,
        ours.id,
        case
            when theirs is null then 'extra'
            when ours.read_at is null or ours.gone_at is not null then 'missing'
            else 'different'
        end,
        names,
        case
            when ours.read_at is not null and ours.gone_at is null then (
                select coalesce(jsonb_object_agg(o.key, o.value), '{}')
                from jsonb_each(ours.data) as o
                where o.key = any (names)
            )
        end,
        case
            when theirs is not null then (
                select coalesce(jsonb_object_agg(t.key, t.value), '{}')
                from jsonb_each(theirs) as t
                where t.key = any (names)
            )
        end,
        money_of,
        coalesce(their_amount, 0) - coalesce(our_amount, 0)
    )
    on conflict on constraint stripe_drift_pkey do nothing;
end
$$;
comment on function private.note_stripe_drift(
    public.stripe_reconciliations, public.stripe_objects, jsonb
) is
'Writes down that ours (read_at null where there is none) differs from theirs (null where there is '
'none). It is repaired in the same transaction.';

create function public.take_stripe_page(
    reconciliation_id uuid, object text, after text, read_at timestamptz, objects jsonb,
    is_last boolean
) returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    step public.stripe_reconciliation_steps;
    theirs jsonb;
    ours public.stripe_objects;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = take_stripe_page.reconciliation_id and r.status = 'running';
    select s.* into step
    from public.stripe_reconciliation_steps as s
    where
        s.reconciliation_id = take_stripe_page.reconciliation_id
        and s.object = take_stripe_page.object
    for update;
    -- Another worker was here before: this page was taken in, or the run is over.
    if run.id is null
        or step.status is distinct from 'listing'
        or step.cursor is distinct from take_stripe_page.after
    then
        return false;
    end if;

    for theirs in select p.value from jsonb_array_elements(objects) as p loop
        ours := null;
        select o.* into ours
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and o.object = take_stripe_page.object
            and o.id = theirs ->> 'id';
        -- What was read after this page is newer than it.
        if ours.read_at >= take_stripe_page.read_at then
            continue;
        end if;
        if ours.id is null then
            ours.object := take_stripe_page.object;
            ours.id := theirs ->> 'id';
            if run.is_backfill then
                continue;
            end if;
        elsif ours.gone_at is null and ours.data = theirs -> 'data' then
            continue;
        end if;
        perform private.note_stripe_drift(run, ours, theirs -> 'data');
    end loop;
    perform public.store_stripe_objects(
        run.account_id,
        take_stripe_page.read_at,
        (
            select coalesce(
                jsonb_agg(p.value || jsonb_build_object('object', take_stripe_page.object)), '[]'
            )
            from jsonb_array_elements(objects) as p
        )
    );
    update public.stripe_reconciliation_steps as s
    set
        cursor = coalesce(objects -> -1 ->> 'id', s.cursor),
        listed = s.listed + jsonb_array_length(objects),
        pages = s.pages + 1,
        status = case when is_last then 'repairing' else 'listing' end
    where
        s.reconciliation_id = take_stripe_page.reconciliation_id
        and s.object = take_stripe_page.object;
    return true;
end
$$;
comment on function public.take_stripe_page(uuid, text, text, timestamptz, jsonb, boolean) is
'For workers: takes in a page of Stripe''s list, [{"id", "data"}, …]: notes what differs from what '
'we have, and stores what Stripe has. after is the cursor that next_stripe_page gave; false when '
'the page was taken in before.';

create function public.take_stripe_unread(
    reconciliation_id uuid, object text, read_at timestamptz, objects jsonb
) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    read jsonb;
    ours public.stripe_objects;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = take_stripe_unread.reconciliation_id and r.status = 'running';
    if run.id is null then
        return;
    end if;
    for read in select p.value from jsonb_array_elements(objects) as p loop
        select o.* into ours
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and o.object = take_stripe_unread.object
            and o.id = read ->> 'id';
        if ours.read_at < take_stripe_unread.read_at
            and ours.gone_at is null
            and ours.data is distinct from nullif(read -> 'data', 'null')
        then
            perform private.note_stripe_drift(run, ours, nullif(read -> 'data', 'null'));
        end if;
    end loop;
    perform public.store_stripe_objects(
        run.account_id,
        take_stripe_unread.read_at,
        (
            select coalesce(
                jsonb_agg(p.value || jsonb_build_object('object', take_stripe_unread.object)), '[]'
            )
            from jsonb_array_elements(objects) as p
        )
    );
end
$$;
comment on function public.take_stripe_unread(uuid, text, timestamptz, jsonb) is
'For workers: takes in objects that the list did not have, each read by its id; data null for one '
'that is really gone.';
