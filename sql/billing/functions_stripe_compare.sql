-- billing: what differs between Stripe's objects and ours. Runs as service_role.

create function private.stripe_amount(object text, data jsonb) returns bigint
language plpgsql
immutable
set search_path = ''
as $$
declare
    given constant text := data ->> case stripe_amount.object
        when 'charge' then 'amount'
        when 'checkout.session' then 'amount_total'
        when 'credit_note' then 'amount'
        when 'dispute' then 'amount'
        when 'invoice' then 'total'
        when 'payment_intent' then 'amount'
        when 'price' then 'unit_amount'
        when 'refund' then 'amount'
    end;
begin
    return case when given ~ '^-?[0-9]{1,18}$' then given::bigint else 0 end;
end
$$;
comment on function private.stripe_amount(text, jsonb) is
'The amount that an object of Stripe stands for, in the minor unit of its currency; 0 where it is '
'none.';

create function private.stripe_comparable(data jsonb, is_nested boolean default false)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    case jsonb_typeof(data)
        when 'object' then
            if is_nested and data ? 'id'
                and (private.is_stripe_mirrored(data ->> 'object') or data ->> 'object' = 'plan')
            then
                return data -> 'id';
            end if;
            return (
                select coalesce(
                    jsonb_object_agg(f.key, private.stripe_comparable(f.value, true)), '{}'
                )
                from jsonb_each(data) as f
            );
        when 'array' then
            return (
                select coalesce(
                    jsonb_agg(private.stripe_comparable(e.value, true) order by e.place), '[]'
                )
                from jsonb_array_elements(data) with ordinality as e (value, place)
            );
        else
            return data;
    end case;
end
$$;
comment on function private.stripe_comparable(jsonb, boolean) is
'An object with the objects inside it that are mirrored themselves replaced by their ids. A price '
'inside a subscription changes without an event of the subscription; the price''s own row has it.';

create function private.stripe_differences(
    object text, ours jsonb, theirs jsonb, is_same_version boolean
) returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
    our_side jsonb;
    their_side jsonb;
begin
    if ours = theirs then
        return '{}'::text[];
    elsif not is_same_version then
        -- Another version has other fields; these are in all of them.
        return array(
            select f.field
            from unnest(array['currency', 'status']) as f (field)
            where ours -> f.field is distinct from theirs -> f.field
            union all
            select 'amount'
            where
                private.stripe_amount(object, ours) <> private.stripe_amount(object, theirs)
        );
    end if;
    our_side := private.stripe_comparable(ours);
    their_side := private.stripe_comparable(theirs);
    return array(
        select f.field
        from (
            select jsonb_object_keys(our_side) as field
            union
            select jsonb_object_keys(their_side) as field
        ) as f
        where our_side -> f.field is distinct from their_side -> f.field
        order by f.field
    );
end
$$;
comment on function private.stripe_differences(text, jsonb, jsonb, boolean) is
'Names of the fields in which two readings of an object differ. Readings made with different '
'versions of the API are compared in amount, currency and status only.';

create function private.fields_of(data jsonb, fields text[]) returns jsonb
language sql
immutable
set search_path = ''
as $$
    select coalesce(jsonb_object_agg(f.key, f.value), '{}')
    from jsonb_each(data) as f
    where f.key = any(fields)
$$;
comment on function private.fields_of(jsonb, text[]) is 'An object with these fields alone.';

create function private.take_stripe_readings(
    run public.stripe_reconciliations,
    object text,
    read_at timestamptz,
    objects jsonb,
    api_version text
) returns bigint
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    changed jsonb;
    added bigint;
begin
    -- In the order of store_stripe_objects. What a webhook has brought meanwhile is newer.
    perform o.id
    from public.stripe_objects as o
    where
        o.account_id = run.account_id
        and o.object = take_stripe_readings.object
        and o.id in (select g.value ->> 'id' from jsonb_array_elements(objects) as g)
    order by o.id
    for update;

    with compared as (
        select
            g.value as reading,
            g.value ->> 'id' as id,
            nullif(g.value -> 'data', 'null') as theirs,
            case when o.gone_at is null then o.data end as ours,
            o.id is not null and o.gone_at is null as is_ours,
            o.api_version is not distinct from take_stripe_readings.api_version as is_same_version
        from jsonb_array_elements(objects) as g
        left join public.stripe_objects as o
            on
                o.account_id = run.account_id
                and o.object = take_stripe_readings.object
                and o.id = g.value ->> 'id'
        where o.read_at is null or o.read_at < take_stripe_readings.read_at
    ),

    judged as (
        select
            c.*,
            case
                when c.theirs is null or not c.is_ours then '{}'::text[]
                else private.stripe_differences(
                    take_stripe_readings.object, c.ours, c.theirs, c.is_same_version
                )
            end as fields,
            -- What waits for a worker is late, and nothing that was lost.
            exists (
                select
                from public.stripe_events as e
                where
                    e.account_id = run.account_id
                    and e.object = take_stripe_readings.object
                    and e.object_id = c.id
                    and e.status = 'pending'
            ) as is_expected
        from compared as c
    ),

    noted as (
        insert into public.stripe_drift (
            reconciliation_id, object, id, kind, fields, ours, theirs, currency, amount_difference
        )
        select
            run.id,
            take_stripe_readings.object,
            j.id,
            case when j.theirs is null then 'extra' when j.is_ours then 'different' else 'missing' end,
            j.fields,
            case
                when j.theirs is not null and j.is_ours then private.fields_of(j.ours, j.fields)
            end,
            case
                when j.theirs is not null and j.is_ours then private.fields_of(j.theirs, j.fields)
            end,
            upper(coalesce(j.theirs ->> 'currency', j.ours ->> 'currency')),
            private.stripe_amount(take_stripe_readings.object, j.theirs)
            - private.stripe_amount(take_stripe_readings.object, j.ours)
        from judged as j
        where
            not j.is_expected
            and case
                when j.theirs is null then j.is_ours
                when j.is_ours then j.fields <> '{}'
                else not run.is_backfill
            end
        on conflict on constraint stripe_drift_pkey do nothing
    ),

    moved as (
        -- As it was: only the moment moves. No index has it, so that the update is a light one.
        update public.stripe_objects as o
        set read_at = take_stripe_readings.read_at
        from judged as j
        where
            o.account_id = run.account_id
            and o.object = take_stripe_readings.object
            and o.id = j.id
            and j.is_ours
            and j.ours = j.theirs
            and j.is_same_version
    )

    select
        coalesce(
            jsonb_agg(j.reading) filter (
                where
                    j.ours is distinct from j.theirs
                    or not j.is_same_version
            ),
            '[]'
        ),
        count(*) filter (where j.theirs is not null and not j.is_ours)
    into changed, added
    from judged as j;

    perform public.store_stripe_objects(
        run.account_id, take_stripe_readings.read_at, changed, take_stripe_readings.api_version
    );
    update public.stripe_drift as d
    set is_repaired = true
    from public.stripe_objects as o
    where
        d.reconciliation_id = run.id
        and d.object = take_stripe_readings.object
        and d.id in (select g.value ->> 'id' from jsonb_array_elements(changed) as g)
        and o.account_id = run.account_id
        and o.object = d.object
        and o.id = d.id
        and o.read_at >= take_stripe_readings.read_at
        and o.error_message is null;
    return added;
end
$$;
comment on function private.take_stripe_readings(
    public.stripe_reconciliations, text, timestamptz, jsonb, text
) is
'Compares readings of one kind, as store_stripe_objects takes them, with what we have, notes what '
'differs and stores it. Returns how many we did not have.';
