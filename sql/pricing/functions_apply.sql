-- pricing: recommended prices become prices.
--
-- security definer: recommendations are written by nobody directly. The guardrails are triggers
-- of products and hold here as everywhere.

create function private.refusals(workspace uuid, recommendations uuid[])
returns table (
    recommendation_id uuid, product_id uuid, price numeric, is_temporary boolean, reason text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with wanted as (
        select r.*
        from public.price_recommendations as r
        where r.workspace_id = workspace and r.id = any (recommendations)
    ),

    bounds as materialized (
        select b.*
        from private.price_bounds(
            workspace, array(select w.product_id from wanted as w), clock_timestamp()
        ) as b
    )

    select
        w.id,
        w.product_id,
        w.recommended_price,
        coalesce(b.blocked in ('quiet_hours', 'changes_used_up'), false),
        case
            when not p.is_active then 'The product is not active.'
            when p.currency <> w.currency
                then format('The price was for %s, and the product is sold in %s now.', w.currency, p.currency)
            when p.current_price <> w.current_price
                then format(
                    'The price has moved meanwhile: it was %s, and is %s.',
                    w.current_price, p.current_price
                )
            when w.mode = 'automatic' and w.status = 'pending' and b.mode is distinct from 'automatic'
                then 'The rule does not apply prices by itself any more.'
            when b.blocked = 'quiet_hours' then 'No price changes in the quiet hours.'
            when b.blocked = 'changes_used_up' then 'The price has changed often enough today.'
            when b.blocked is not null then format('The price may not change: %s.', b.blocked)
            when w.recommended_price < b.low
                then format('The lowest price allowed now is %s.', b.low)
            when w.recommended_price > b.high
                then format('The highest price allowed now is %s.', b.high)
            when private.nearest_price(
                w.recommended_price, coalesce(b.rounding, 'none'), w.currency, b.low, b.high
            ) is distinct from w.recommended_price
                then format('Prices have another form now: %s.', b.rounding)
        end
    from wanted as w
    join public.products as p on p.workspace_id = workspace and p.id = w.product_id
    left join bounds as b on b.product_id = w.product_id;
end
$$;
comment on function private.refusals(uuid, uuid[]) is
'For each recommendation, why it cannot be applied now; null where it can. is_temporary: it can '
'later.';

create function private.write_prices(workspace uuid, recommendations uuid[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    perform set_config(
        'flywheel.price_origin',
        (
            select jsonb_build_object(
                'reason', 'recommendation',
                'recommendations', jsonb_object_agg(r.product_id, r.id)
            )::text
            from public.price_recommendations as r
            where r.workspace_id = workspace and r.id = any (recommendations)
        ),
        true
    );
    update public.products as p
    set
        current_price = r.recommended_price,
        pricing_factors = jsonb_build_object(
            'recommendation_id', r.id,
            'model', r.model,
            'code', r.code,
            'reasons', r.reasons,
            'base_cost', r.inputs -> 'base_cost',
            'elasticity', r.inputs -> 'elasticity',
            'season', r.inputs -> 'season',
            'competitors', r.inputs -> 'competitors',
            'stock', r.inputs -> 'stock'
        )
    from public.price_recommendations as r
    where
        r.workspace_id = workspace
        and r.id = any (recommendations)
        and p.workspace_id = workspace
        and p.id = r.product_id;
    perform set_config('flywheel.price_origin', '', true);
    update public.price_recommendations as r
    set status = 'applied', applied_at = now(), status_note = null
    where r.workspace_id = workspace and r.id = any (recommendations);
end
$$;
comment on function private.write_prices(uuid, uuid[]) is
'Writes recommended prices into products, whatever their bounds: triggers of products refuse what '
'they must, and then nothing of it is written.';

create function private.apply_recommendations(
    workspace uuid, recommendations uuid[], waits boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    fitting uuid[];
    each_id uuid;
    written integer := 0;
    failed integer := 0;
    said text;
begin
    -- In the order of their ids, as everybody does who locks many: nobody waits in a circle.
    perform
    from public.products as p
    where
        p.workspace_id = workspace
        and p.id in (
            select r.product_id
            from public.price_recommendations as r
            where r.workspace_id = workspace and r.id = any (recommendations)
        )
    order by p.id
    for no key update;

    with judged as (
        select j.* from private.refusals(workspace, recommendations) as j
    ),

    refused as (
        update public.price_recommendations as r
        set status = 'failed', status_note = j.reason
        from judged as j
        where
            r.workspace_id = workspace
            and r.id = j.recommendation_id
            and j.reason is not null
            and not (waits and j.is_temporary)
            and not r.is_holdout
            and r.status in ('pending', 'approved')
        returning r.id
    )

    select
        (select count(*) from refused),
        array(
            select j.recommendation_id
            from judged as j
            join public.price_recommendations as r on r.id = j.recommendation_id
            where j.reason is null and not r.is_holdout and r.status in ('pending', 'approved')
            order by j.product_id
        )
    into failed, fitting;

    if fitting <> '{}' then
        begin
            perform private.write_prices(workspace, fitting);
            written := cardinality(fitting);
        exception when others then
            -- Something that bounds do not know of refused one of them. One by one, so that
            -- the others are not lost with it: slow, and rare.
            foreach each_id in array fitting loop
                begin
                    perform private.write_prices(workspace, array[each_id]);
                    written := written + 1;
                exception when others then
                    said := sqlerrm;
                    update public.price_recommendations as r
                    set status = 'failed', status_note = said
                    where r.workspace_id = workspace and r.id = each_id;
                    failed := failed + 1;
                end;
            end loop;
        end;
    end if;
    return jsonb_build_object('applied', written, 'refused', failed);
end
$$;
comment on function private.apply_recommendations(uuid, uuid[], boolean) is
'Applies open recommendations of a workspace that still fit, all at once; the others fail, and say '
'why. With waits, those that only the hour or the day forbids stay as they are.';

-- what people decide ----------------------------------------------------------------------

create function private.open_recommendation(recommendation uuid)
returns public.price_recommendations
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_one public.price_recommendations;
begin
    select r.* into found_one
    from public.price_recommendations as r
    where
        r.id = recommendation
        and (private.is_service() or r.workspace_id = any (array(select private.workspace_ids('viewer'))));
    if not found then
        if not private.is_service() then
            perform private.require_user();
        end if;
        raise exception using
            errcode = 'PT404',
            message = 'There is no such recommendation, or you are not a member of its workspace.',
            detail = format('recommendation: %s', coalesce(recommendation::text, 'null')),
            hint = 'price_recommendations lists those that you may see.';
    end if;
    perform private.require_role(found_one.workspace_id, 'member');
    -- The product first, as runs do.
    perform from public.products as p
    where p.workspace_id = found_one.workspace_id and p.id = found_one.product_id
    for no key update;
    select r.* into found_one
    from public.price_recommendations as r
    where r.id = recommendation
    for no key update;
    return found_one;
end
$$;
comment on function private.open_recommendation(uuid) is
'Opens a decision about a recommendation: role, lock of the product and of itself. Raises PT401, '
'PT403, PT404, and PT409 in an archived workspace.';

create function private.decide_price(recommendation uuid, decision text, note text default null)
returns public.price_recommendations
language plpgsql
security definer
set search_path = ''
as $$
declare
    one public.price_recommendations := private.open_recommendation(recommendation);
    refusal text;
begin
    if one.is_holdout then
        raise exception using
            errcode = 'PT409',
            message = 'This product is held out: its price is left alone to measure what pricing brings.',
            detail = format('recommendation: %s', one.id),
            hint = 'A smaller holdout_share of its rule lets it take part again.';
    end if;
    if one.status not in ('pending', 'approved') or one.expires_at <= now() then
        raise exception using
            errcode = 'PT409',
            message = format(
                'This recommendation is %s: it cannot be decided any more.',
                case when one.status in ('pending', 'approved') then 'expired' else one.status end
            ),
            detail = format('recommendation: %s', one.id),
            hint = 'request_repricing computes a new one.';
    end if;
    if decision = 'apply' then
        select f.reason into refusal
        from private.refusals(one.workspace_id, array[one.id]) as f;
        if refusal is not null then
            raise exception using
                errcode = 'PT409',
                message = refusal,
                detail = format('recommendation: %s', one.id),
                hint = 'price_limits shows what is allowed; request_repricing computes a new price.';
        end if;
    end if;
    update public.price_recommendations as r
    set
        decided_by = (select p.id from public.profiles as p where p.id = auth.uid()),
        decided_at = now(),
        status = case decision when 'reject' then 'rejected' else 'approved' end,
        status_note = coalesce(left(btrim(note), 1000), r.status_note)
    where r.id = one.id;
    if decision = 'apply' then
        -- Not apply_recommendations: what the trigger of products says reaches the person.
        perform private.write_prices(one.workspace_id, array[one.id]);
    elsif decision = 'approve' then
        perform private.apply_recommendations(one.workspace_id, array[one.id], waits => true);
    end if;
    select r.* into one from public.price_recommendations as r where r.id = one.id;
    return one;
end
$$;
comment on function private.decide_price(uuid, text, text) is
'Body of approve_price, reject_price and apply_price.';

create function public.approve_price(recommendation_id uuid)
returns public.price_recommendations
language sql
set search_path = ''
as $$
    select private.decide_price(recommendation_id, 'approve')
$$;
comment on function public.approve_price(uuid) is
'Approves a recommended price. It is applied at once, or, where the hour or the day forbids it, as '
'soon as that is over; one that fits no more fails, and says why. Returns the recommendation. '
'Members. Raises PT401, PT403, PT404, and PT409 for one that cannot be decided any more.';

create function public.reject_price(recommendation_id uuid, note text default null)
returns public.price_recommendations
language sql
set search_path = ''
as $$
    select private.decide_price(recommendation_id, 'reject', note)
$$;
comment on function public.reject_price(uuid, text) is
'Rejects a recommended price; for some days (pricing_settings.rest_days) it is not recommended '
'again. Returns the recommendation. Members. Raises as approve_price.';

create function public.apply_price(recommendation_id uuid)
returns public.price_recommendations
language sql
set search_path = ''
as $$
    select private.decide_price(recommendation_id, 'apply')
$$;
comment on function public.apply_price(uuid) is
'Applies a recommended price by hand, now. Returns the recommendation. Members. Raises as '
'approve_price, PT409 where it fits no more or not now, and what guardrails raise.';
