-- pricing: what the engine decided is written down, and applied where nobody needs to be asked.
--
-- security definer: nobody writes recommendations, holds or runs directly.

create function private.given_decisions(run public.pricing_runs, decisions jsonb)
returns private.price_decision[]
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    if jsonb_typeof(decisions) is distinct from 'array' then
        raise exception using
            errcode = 'PT422',
            message = 'Decisions are a JSON array.',
            hint = '[{"product_id": …, "kind": "change", "code": …, "price": …, "inputs": {…}}, …]';
    end if;
    return array(
        select row(
            d.product_id, s.kind, s.code, d.price,
            -- The columns hold up to 99999 times as much; nobody needs to know it better.
            least(greatest(d.expected_units_change, -99999), 99999),
            least(greatest(d.expected_profit_change, -99999), 99999),
            least(greatest(d.expected_profit_low, -99999), 99999),
            least(greatest(d.expected_profit_high, -99999), 99999),
            d.confidence, coalesce(d.reasons, '{}'::text[]), d.model, d.inputs
        )::private.price_decision
        from (
            select distinct on (g.product_id) g.*
            from jsonb_populate_recordset(null::private.price_decision, decisions) as g
            where g.product_id > coalesce(
                run.after_product, '00000000-0000-0000-0000-000000000000'::uuid
            )
            order by g.product_id
        ) as d
        cross join lateral (
            select
                d.kind = 'change'
                and (
                    d.price is null
                    or not d.price between 0.01 and 9999999999.99
                    or d.inputs is null
                    or d.model is null
                ) as is_broken
        ) as b
        cross join lateral (
            select
                case
                    when b.is_broken or d.kind is null then 'skip'
                    else d.kind
                end as kind,
                case
                    when b.is_broken or d.code is null then 'bad_number'
                    else left(d.code, 100)
                end as code
        ) as s
        where exists (
            select
            from public.products as p
            where p.workspace_id = run.workspace_id and p.id = d.product_id
        )
        order by d.product_id
    );
end
$$;
comment on function private.given_decisions(public.pricing_runs, jsonb) is
'Decisions of a run that were not saved before, by product, for products that are still there. A '
'change without a usable price is a skip.';

create function private.keep_recommendations(
    run public.pricing_runs, given private.price_decision[]
)
returns uuid[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    setting constant public.pricing_settings := private.pricing_setting(run.workspace_id);
    ends constant timestamptz := now() + make_interval(days => setting.expires_after_days);
    automatic uuid[];
begin
    -- What is recommended already, word for word, waits on: a shop that only has prices
    -- suggested does not gather the same million rows every night.
    update public.price_recommendations as r
    set expires_at = ends
    from unnest(given) as d
    where
        r.workspace_id = run.workspace_id
        and r.product_id = d.product_id
        and private.repeats(r, d);

    update public.price_recommendations as r
    set
        status = 'expired',
        status_note = case d.kind
            when 'change' then 'A newer recommendation took its place.'
            when 'keep' then 'By newer numbers the price is best as it is.'
            else 'By newer numbers the product cannot be priced.'
        end
    from unnest(given) as d
    where
        r.workspace_id = run.workspace_id
        and r.product_id = d.product_id
        and r.status in ('pending', 'approved')
        and not private.repeats(r, d)
        and (d.kind in ('change', 'keep') or (d.kind = 'skip' and r.status = 'pending'));

    with added as (
        insert into public.price_recommendations (
            workspace_id, product_id, run_id, mode, current_price, recommended_price, currency,
            expected_units_change, expected_profit_change, expected_profit_low,
            expected_profit_high, confidence, model, inputs, code, reasons, is_holdout, status,
            status_note, expires_at
        )
        select
            run.workspace_id,
            d.product_id,
            run.id,
            coalesce(d.inputs ->> 'mode', 'suggest'),
            (d.inputs ->> 'current_price')::numeric,
            d.price,
            d.inputs ->> 'currency',
            d.expected_units_change,
            d.expected_profit_change,
            d.expected_profit_low,
            d.expected_profit_high,
            d.confidence,
            d.model,
            d.inputs,
            d.code,
            d.reasons,
            h.is_holdout,
            case when h.is_holdout then 'expired' else 'pending' end,
            case when h.is_holdout then 'Held out: for comparison only.' end,
            ends
        from unnest(given) as d
        cross join lateral (
            select coalesce((d.inputs ->> 'is_holdout')::boolean, false) as is_holdout
        ) as h
        where
            d.kind = 'change'
            -- Open ones that are left are those that say the same.
            and not exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = run.workspace_id
                    and r.product_id = d.product_id
                    and r.status in ('pending', 'approved')
            )
            and not exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = run.workspace_id
                    and r.product_id = d.product_id
                    and r.status = 'rejected'
                    and r.recommended_price = d.price
                    and r.decided_at > now() - make_interval(days => setting.rest_days)
            )
        returning id, product_id, mode, is_holdout
    )

    select coalesce(array_agg(a.id order by a.product_id), '{}') into automatic
    from added as a
    where a.mode = 'automatic' and not a.is_holdout;
    return automatic;
end
$$;
comment on function private.keep_recommendations(public.pricing_runs, private.price_decision[]) is
'Writes recommendations in place of older open ones, and returns those to be applied.';

create function private.repeats(
    open public.price_recommendations, decision private.price_decision
)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
begin
    return (open).status in ('pending', 'approved')
        and (decision).kind = 'change'
        and (open).recommended_price = (decision).price
        and (open).current_price = ((decision).inputs ->> 'current_price')::numeric
        and (open).currency = (decision).inputs ->> 'currency'
        and (open).mode = coalesce((decision).inputs ->> 'mode', 'suggest')
        and (open).mode <> 'automatic'
        and not coalesce(((decision).inputs ->> 'is_holdout')::boolean, false);
end
$$;
comment on function private.repeats(public.price_recommendations, private.price_decision) is
'Whether a decision says what an open recommendation says.';

create function private.keep_holds(run public.pricing_runs, given private.price_decision[])
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from public.price_holds as h
    using unnest(given) as d
    where
        h.workspace_id = run.workspace_id
        and h.product_id = d.product_id
        and d.kind in ('change', 'keep');
    insert into public.price_holds as h (workspace_id, product_id, run_id, kind, code, reasons)
    select run.workspace_id, d.product_id, run.id, d.kind, d.code, d.reasons
    from unnest(given) as d
    where d.kind in ('hold', 'skip')
    on conflict on constraint price_holds_one_per_product do update
    set
        run_id = excluded.run_id,
        kind = excluded.kind,
        code = excluded.code,
        reasons = excluded.reasons,
        held_since = case when h.code = excluded.code then h.held_since else now() end
    -- Nothing is written every night for what is wrong for years.
    where (h.kind, h.code, h.reasons) is distinct from (excluded.kind, excluded.code, excluded.reasons);
end
$$;
comment on function private.keep_holds(public.pricing_runs, private.price_decision[]) is
'Explains what was held or skipped, and forgets the explanation of what was priced.';

create function private.save_price_decisions(
    run uuid, decisions jsonb, until uuid default null, seen text default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    found_run public.pricing_runs;
    given private.price_decision[];
    automatic uuid[];
    done jsonb := '{"applied": 0, "refused": 0}'::jsonb;
    counted jsonb;
begin
    select r.* into found_run
    from public.pricing_runs as r
    where r.id = run
    for no key update;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such run.',
            detail = format('run: %s', run),
            hint = 'Its workspace may have been deleted meanwhile.';
    end if;
    if found_run.status not in ('waiting', 'running') then
        return done || jsonb_build_object('products', 0);
    end if;

    -- Products are locked in the order of their ids, as in apply_recommendations, so that two
    -- runs over the same ones take turns.
    perform
    from public.products as p
    where
        p.workspace_id = found_run.workspace_id
        and p.id in (
            select (d.value ->> 'product_id')::uuid
            from jsonb_array_elements(
                case jsonb_typeof(decisions) when 'array' then decisions else '[]' end
            ) as d
            where d.value ->> 'kind' in ('change', 'keep')
        )
    order by p.id
    for no key update;

    given := private.given_decisions(found_run, decisions);
    automatic := private.keep_recommendations(found_run, given);
    if automatic <> '{}' then
        done := private.apply_recommendations(found_run.workspace_id, automatic);
    end if;
    perform private.keep_holds(found_run, given);
    delete from private.repricing_marks as m
    where
        m.workspace_id = found_run.workspace_id
        and found_run.product_ids is null
        and m.product_id > coalesce(
            found_run.after_product, '00000000-0000-0000-0000-000000000000'::uuid
        )
        and m.product_id <= until
        and (
            pg_visible_in_snapshot(m.made_by, seen::pg_snapshot)
            -- In a database that was restored from a dump, numbers of transactions begin anew.
            or m.created_at < found_run.started_at - interval '1 hour'
        );

    select coalesce(jsonb_object_agg(c.code, c.products), '{}') into counted
    from (
        select d.code, count(*) + coalesce((found_run.codes ->> d.code)::bigint, 0) as products
        from unnest(given) as d
        group by d.code
    ) as c;
    update public.pricing_runs as r
    set
        after_product = greatest(
            r.after_product, until, (select max(d.product_id::text)::uuid from unnest(given) as d)
        ),
        products = r.products + c.products,
        changed = r.changed + c.changed,
        kept = r.kept + c.kept,
        held = r.held + c.held,
        skipped = r.skipped + c.skipped,
        applied = r.applied + (done ->> 'applied')::integer,
        refused = r.refused + (done ->> 'refused')::integer,
        codes = r.codes || counted
    from (
        select
            count(*) as products,
            count(*) filter (where d.kind = 'change') as changed,
            count(*) filter (where d.kind = 'keep') as kept,
            count(*) filter (where d.kind = 'hold') as held,
            count(*) filter (where d.kind = 'skip') as skipped
        from unnest(given) as d
    ) as c
    where r.id = run;
    return done || jsonb_build_object('products', cardinality(given));
end
$$;
comment on function private.save_price_decisions(uuid, jsonb, uuid, text) is
'Body of save_price_decisions.';

create function public.save_price_decisions(
    run_id uuid, decisions jsonb, until uuid default null, seen text default null
)
returns jsonb
language sql
set search_path = ''
as $$
    select private.save_price_decisions(run_id, decisions, until, seen)
$$;
comment on function public.save_price_decisions(uuid, jsonb, uuid, text) is
'Saves what the engine decided of the next products of a run, and applies it in mode automatic: '
'one transaction. Each decision carries its inputs and model; until and seen are as '
'next_pricing_chunk gave them. What was saved before is left out, so that sending again changes '
'nothing. Returns {"products", "applied", "refused"}. Service key only. Raises PT404, PT422.';
