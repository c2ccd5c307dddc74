-- pricing: what was applied is taken back.
--
-- security definer: recommendations are written by nobody directly.

create function private.take_back(one public.price_recommendations)
returns public.price_recommendations
language plpgsql
security definer
set search_path = ''
as $$
declare
    sold public.products;
    before numeric;
    taken_back public.price_recommendations;
begin
    select p.* into sold
    from public.products as p
    where p.workspace_id = one.workspace_id and p.id = one.product_id
    for no key update;
    if one.status <> 'applied' then
        raise exception using
            errcode = 'PT409',
            message = format('This recommendation is %s: there is nothing to take back.', one.status),
            detail = format('recommendation: %s', one.id),
            hint = 'Only what was applied can be taken back, once.';
    end if;
    select h.old_price into before
    from public.price_history as h
    where
        h.workspace_id = one.workspace_id
        and h.recommendation_id = one.id
        and h.reason = 'recommendation'
    order by h.changed_at desc
    limit 1;
    if before is null then
        raise exception using
            errcode = 'PT409',
            message = 'There is no record of the price before.',
            detail = format('recommendation: %s', one.id),
            hint = 'Set the price by hand.';
    end if;
    if sold.current_price <> one.recommended_price or sold.currency <> one.currency then
        raise exception using
            errcode = 'PT409',
            message = format(
                'The price has moved since: it was set to %s %s, and is %s %s.',
                one.recommended_price, one.currency, sold.current_price, sold.currency
            ),
            detail = format('recommendation: %s', one.id),
            hint = 'price_history shows what came after it.';
    end if;
    perform private.set_price_origin('rollback', one.id);
    update public.products as p
    set
        current_price = before,
        pricing_factors = jsonb_build_object('recommendation_id', one.id, 'code', 'rolled_back')
    where p.workspace_id = one.workspace_id and p.id = one.product_id;
    perform set_config('flywheel.price_origin', '', true);
    update public.price_recommendations as r
    set
        status = 'rolled_back',
        rolled_back_at = now(),
        status_note = null,
        decided_by = coalesce(
            (select p.id from public.profiles as p where p.id = auth.uid()), r.decided_by
        )
    where r.id = one.id
    returning r.* into taken_back;
    return taken_back;
end
$$;
comment on function private.take_back(public.price_recommendations) is
'Restores the price from before an applied recommendation. Raises PT409 where that is not the '
'newest change any more, and what guardrails raise.';

create function private.roll_back_price(recommendation uuid)
returns public.price_recommendations
language plpgsql
security definer
set search_path = ''
as $$
begin
    return private.take_back(private.open_recommendation(recommendation));
end
$$;
comment on function private.roll_back_price(uuid) is 'Body of roll_back_price.';

create function public.roll_back_price(recommendation_id uuid)
returns public.price_recommendations
language sql
set search_path = ''
as $$
    select private.roll_back_price(recommendation_id)
$$;
comment on function public.roll_back_price(uuid) is
'Takes an applied price back: the product has exactly the price from before. Returns the '
'recommendation. For some days (pricing_settings.rest_days) nothing is applied to the product by '
'itself. Members. Raises PT401, PT403, PT404, PT409 where the price has moved since, and what '
'guardrails raise that hold for rollbacks too.';

create function private.roll_back_chunk(run uuid, after uuid, most integer) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    one public.price_recommendations;
    last_product uuid;
    restored integer := 0;
    refused integer := 0;
    said text;
begin
    -- One by one, each by itself: one that cannot be restored does not keep the others from it.
    for one in
        select r.*
        from public.price_recommendations as r
        where
            r.workspace_id = (select p.workspace_id from public.pricing_runs as p where p.id = run)
            and r.run_id = run
            and r.status = 'applied'
            and r.product_id > coalesce(after, '00000000-0000-0000-0000-000000000000'::uuid)
        order by r.product_id
        limit most
    loop
        last_product := one.product_id;
        begin
            perform private.take_back(one);
            restored := restored + 1;
        exception when others then
            said := sqlerrm;
            refused := refused + 1;
            update public.price_recommendations as r
            set status_note = left('Not taken back: ' || said, 1000)
            where r.id = one.id;
        end;
    end loop;
    return jsonb_build_object(
        'rolled_back', restored,
        'refused', refused,
        'after', case when restored + refused = most then last_product end
    );
end
$$;
comment on function private.roll_back_chunk(uuid, uuid, integer) is 'Body of roll_back_chunk.';

create function public.roll_back_chunk(run_id uuid, after uuid, most integer) returns jsonb
language sql
set search_path = ''
as $$
    select private.roll_back_chunk(run_id, after, most)
$$;
comment on function public.roll_back_chunk(uuid, uuid, integer) is
'For the job pricing.roll_back: takes the next applied prices of a run back, by product. "after" '
'of the answer is where to go on; null: that was all. Service key only.';

create function private.roll_back_run(run uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_run public.pricing_runs;
    done jsonb;
begin
    select r.* into found_run
    from public.pricing_runs as r
    where
        r.id = run
        and (private.is_service() or r.workspace_id = any (array(select private.workspace_ids('viewer'))));
    if not found then
        if not private.is_service() then
            perform private.require_user();
        end if;
        raise exception using
            errcode = 'PT404',
            message = 'There is no such run, or you are not a member of its workspace.',
            detail = format('run: %s', coalesce(run::text, 'null')),
            hint = 'pricing_runs lists those that you may see.';
    end if;
    perform private.require_role(found_run.workspace_id, 'member');
    if found_run.status in ('waiting', 'running') then
        update public.pricing_runs as r
        set status = 'failed', finished_at = now()
        where r.id = run;
    end if;
    done := private.roll_back_chunk(run, null, 200);
    return done - 'after' || jsonb_build_object(
        'job_id',
        case when done ->> 'after' is not null then jobs.enqueue(
            'pricing.roll_back',
            jsonb_build_object('run_id', run),
            found_run.workspace_id,
            dedup_key => run::text
        ) end
    );
end
$$;
comment on function private.roll_back_run(uuid) is 'Body of roll_back_run.';

create function public.roll_back_run(run_id uuid) returns jsonb
language sql
set search_path = ''
as $$
    select private.roll_back_run(run_id)
$$;
comment on function public.roll_back_run(uuid) is
'Takes back every price that a run has applied, and ends the run if it still goes. Of up to 200 '
'products at once; a job does the rest. Returns {"rolled_back", "refused", "job_id"}; status_note '
'of a recommendation says why its price was not restored. Members. Raises PT401, PT403, PT404.';
