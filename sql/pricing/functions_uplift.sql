-- pricing: what pricing has brought, measured against products that it left alone.
--
-- security definer: private.pricing_uplift, because it reads sales by product of a whole
-- workspace; it asks for the caller's role first.

create function private.student_95(freedom numeric) returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    z constant numeric := 1.959963984540054;
begin
    return z
        + (z ^ 3 + z) / 4 / freedom
        + (5 * z ^ 5 + 16 * z ^ 3 + 3 * z) / 96 / freedom ^ 2
        + (3 * z ^ 7 + 19 * z ^ 5 + 17 * z ^ 3 - 15 * z) / 384 / freedom ^ 3
        + (79 * z ^ 9 + 776 * z ^ 7 + 1482 * z ^ 5 - 1920 * z ^ 3 - 945 * z) / 92160 / freedom ^ 4;
end
$$;
comment on function private.student_95(numeric) is
'The 97.5 % quantile of Student''s t (Abramowitz, Stegun 1964, formula 26.7.5): right to five '
'digits from 9 degrees of freedom on, which is all that it is used for.';

create function private.pricing_uplift(workspace uuid, since date, until date)
returns table (
    currency text,
    first_day date,
    last_day date,
    treated_products bigint,
    holdout_products bigint,
    treated_change numeric,
    holdout_change numeric,
    uplift numeric,
    uplift_low numeric,
    uplift_high numeric,
    total_uplift numeric,
    total_low numeric,
    total_high numeric,
    verdict text,
    note text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    -- Fewer in a group say nothing that an interval by Student's t could be trusted with.
    fewest constant integer := 10;
    today constant date := (now() at time zone 'UTC')::date;
    begins date := since;
    ends constant date := coalesce(until, today - 1);
    days integer;
begin
    perform private.require_role(workspace, 'viewer');
    begins := coalesce(
        begins,
        (private.pricing_setting(workspace)).uplift_since,
        (
            select min(r.started_at at time zone 'UTC')::date
            from public.pricing_runs as r
            where r.workspace_id = workspace
        )
    );
    if begins is null then
        raise exception using
            errcode = 'PT422',
            message = 'No price has been computed yet: there is nothing to measure.',
            hint = 'request_repricing computes prices; or give the first day.';
    end if;
    if begins > ends then
        raise exception using
            errcode = 'PT422',
            message = format('The first day, %s, comes after the last one, %s.', begins, ends),
            hint = 'Give since and until in order; today is not over and does not count.';
    end if;
    days := ends - begins + 1;
    return query
    with sold as (
        -- Who sold anything before: chosen by what was before prices were touched.
        select
            p.id,
            p.currency,
            sum(b.net_revenue - b.units * coalesce(p.base_cost, 0)) filter (
                where b.date < begins
            ) as before,
            sum(b.net_revenue - b.units * coalesce(p.base_cost, 0)) filter (
                where b.date >= begins
            ) as after
        from public.revenue_breakdown as b
        join public.products as p
            on p.workspace_id = workspace and p.id = b.product_id and p.currency = b.currency
        where
            b.workspace_id = workspace
            and b.date between begins - days and ends
            and p.base_cost is not null
        group by p.id, p.currency
        having sum(b.units) filter (where b.date < begins) > 0
    ),

    bounds as materialized (
        select b.product_id, b.mode, b.holdout_share
        from private.price_bounds(workspace, array(select s.id from sold as s), now()) as b
    ),

    -- By the draw and not by what was done: to compare products whose price was changed with those
    -- whose price was not would find what the engine picks, not what it brings.
    grouped as (
        select
            s.currency,
            private.is_held_out(workspace, s.id, b.holdout_share) as is_holdout,
            (coalesce(s.after, 0) - coalesce(s.before, 0)) / days as change
        from sold as s
        join bounds as b on b.product_id = s.id
        where
            b.mode is not null
            -- Held out since a larger share, but priced before: on neither side.
            and not (
                private.is_held_out(workspace, s.id, b.holdout_share)
                and exists (
                    select
                    from public.price_history as h
                    where
                        h.workspace_id = workspace
                        and h.product_id = s.id
                        and h.reason = 'recommendation'
                        and h.changed_at >= begins - days
                        and h.changed_at < ends + 1
                )
            )
    ),

    sums as (
        select
            g.currency,
            count(*) filter (where not g.is_holdout) as treated,
            count(*) filter (where g.is_holdout) as holdout,
            avg(g.change) filter (where not g.is_holdout) as treated_mean,
            avg(g.change) filter (where g.is_holdout) as holdout_mean,
            var_samp(g.change) filter (where not g.is_holdout)
            / nullif(count(*) filter (where not g.is_holdout), 0) as treated_error,
            var_samp(g.change) filter (where g.is_holdout)
            / nullif(count(*) filter (where g.is_holdout), 0) as holdout_error
        from grouped as g
        group by g.currency
    ),

    tested as (
        select
            s.*,
            case
                when least(s.treated, s.holdout) < fewest then null
                when s.treated_error + s.holdout_error = 0 then 0
                else private.student_95(
                    (s.treated_error + s.holdout_error) ^ 2 / (
                        s.treated_error ^ 2 / (s.treated - 1)
                        + s.holdout_error ^ 2 / (s.holdout - 1)
                    )
                ) * sqrt(s.treated_error + s.holdout_error)
            end as half_width
        from sums as s
    )

    select
        t.currency,
        begins,
        ends,
        t.treated,
        t.holdout,
        round(t.treated_mean, 4),
        round(t.holdout_mean, 4),
        round(d.difference, 4),
        round(d.difference - t.half_width, 4),
        round(d.difference + t.half_width, 4),
        round(d.difference * t.treated * days, 2),
        round((d.difference - t.half_width) * t.treated * days, 2),
        round((d.difference + t.half_width) * t.treated * days, 2),
        v.verdict,
        case v.verdict
            when 'too_few' then format(
                'Too few products to tell: %s priced and %s held out sold something in the %s days '
                'before; it takes %s of each. Set holdout_share of a rule, or wait.',
                t.treated, t.holdout, days, fewest
            )
            when 'better' then 'Priced products earn more than those held out, beyond chance.'
            when 'worse' then 'Priced products earn less than those held out, beyond chance.'
            else 'The difference to products held out is within chance.'
        end
    from tested as t
    cross join lateral (select t.treated_mean - t.holdout_mean as difference) as d
    cross join lateral (
        select case
            when t.half_width is null then 'too_few'
            when d.difference - t.half_width > 0 then 'better'
            when d.difference + t.half_width < 0 then 'worse'
            else 'no_difference'
        end as verdict
    ) as v
    order by t.currency;
end
$$;
comment on function private.pricing_uplift(uuid, date, date) is 'Body of pricing_uplift.';

create function public.pricing_uplift(
    workspace_id uuid, since date default null, until date default null
)
returns table (
    currency text,
    first_day date,
    last_day date,
    treated_products bigint,
    holdout_products bigint,
    treated_change numeric,
    holdout_change numeric,
    uplift numeric,
    uplift_low numeric,
    uplift_high numeric,
    total_uplift numeric,
    total_low numeric,
    total_high numeric,
    verdict text,
    note text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select u.*
    from private.pricing_uplift(
        pricing_uplift.workspace_id, pricing_uplift.since, pricing_uplift.until
    ) as u;
end
$$;
comment on function public.pricing_uplift(uuid, date, date) is
'What pricing brought: change of profit per product and day from the days before since to those '
'since then, of products under a rule less that of products held out (difference in differences: '
'Angrist, Pischke 2009, "Mostly Harmless Econometrics", section 5.2; days collapsed to before and '
'after as in Bertrand, Duflo, Mullainathan 2004), with a 95 % interval (Welch 1947). Profit is net '
'revenue less units at the present cost; products without a cost, or that sold nothing before, are '
'left out. verdict: better, worse, no_difference, too_few. Viewers. Raises PT401, PT404, PT422.';
