-- pricing: the window that a new price has to be in. One query says so, for the trigger that
-- refuses, for the engine that proposes and for the person who asks.
--
-- security definer: private.price_windows, because the rules hold for those who may not read
-- them; private.price_limits, which looks who asks.

create function private.price_windows(
    workspace uuid,
    products uuid[],
    categories text[],
    currencies text[],
    costs numeric[],
    prices numeric[],
    at timestamptz
)
returns table (
    product_id uuid,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    holdout_share numeric,
    limits jsonb,
    rule_low numeric,
    rule_high numeric,
    rule text,
    counted_by text,
    quiet_by text
)
language plpgsql
stable
security definer
set search_path = ''
rows 1000
as $$
#variable_conflict use_column
declare
    day constant timestamptz := date_trunc('day', at, 'UTC');
begin
    return query
    with subjects as materialized (
        select
            s.id,
            s.category,
            s.currency,
            nullif(s.cost, 'NaN') as cost,
            nullif(s.price, 'NaN') as price,
            private.price_unit(s.currency) as unit
        from unnest(products, categories, currencies, costs, prices)
            as s (id, category, currency, cost, price)
    ),

    -- Three ways to a rule, an index for each: a workspace may have a rule for every product.
    applying as materialized (
        select s.id as subject, s.cost, s.price, s.unit, s.currency as money, r.*
        from subjects as s
        cross join lateral (
            select 3 as rank, p.*
            from public.price_rules as p
            where p.workspace_id = workspace and p.product_id = s.id
            union all
            select 2, c.*
            from public.price_rules as c
            where c.workspace_id = workspace and c.category = s.category
            union all
            select 1, w.*
            from public.price_rules as w
            where w.workspace_id = workspace and w.product_id is null and w.category is null
        ) as r
        where r.is_active and r.currency = s.currency
    ),

    foremost as (
        select distinct on (a.subject)
            a.subject, a.name, a.rounding, a.mode, a.holdout_share
        from applying as a
        order by a.subject, a.rank desc, a.created_at desc, a.id desc
    ),

    -- Every bound of every rule. In multiples of the currency's unit, rounded inwards.
    bounds as materialized (
        select
            a.subject,
            b.kind,
            b.is_low,
            case
                when b.is_low then ceil(b.amount / a.unit) * a.unit
                else floor(b.amount / a.unit) * a.unit
            end as amount,
            a.id as rule_id,
            a.name
        from applying as a
        left join lateral (
            select min(newest.price) as lowest
            from (
                select distinct on (o.competitor) o.price, o.in_stock
                from public.competitor_prices as o
                where
                    o.workspace_id = workspace
                    and o.product_id = a.subject
                    and o.currency = a.money
                    and o.observed_at > at - make_interval(days => a.competitor_days)
                    and o.observed_at <= at
                    and o.price <> 'NaN'
                order by o.competitor, o.observed_at desc
            ) as newest
            where newest.in_stock is not false and newest.price > 0
        ) as competitors
            on a.competitor_band_low is not null or a.competitor_band_high is not null
        cross join lateral (
            values
            ('floor', true, a.floor_price),
            ('advertised', true, a.minimum_advertised_price),
            (
                'margin',
                true,
                -- (price - cost) / price >= margin. Of an unknown cost only this is known: at the
                -- present price it was not worse.
                case
                    when a.minimum_margin is null then null
                    when a.cost is null then a.price
                    else a.cost * 100 / (100 - a.minimum_margin)
                end
            ),
            ('ceiling', false, a.ceiling_price),
            ('band_low', true, competitors.lowest * a.competitor_band_low * 0.01),
            ('band_high', false, competitors.lowest * a.competitor_band_high * 0.01),
            -- Of nothing there is no percentage.
            ('step_low', true, nullif(a.price, 0) * (100 - a.maximum_step) * 0.01),
            ('step_high', false, nullif(a.price, 0) * (100 + a.maximum_step) * 0.01)
        ) as b (kind, is_low, amount)
        where b.amount is not null
    ),

    tightest as (
        select distinct on (b.subject, b.kind)
            b.subject, b.kind, b.is_low, b.amount, b.rule_id, b.name
        from bounds as b
        order by b.subject, b.kind, case when b.is_low then -b.amount else b.amount end
    ),

    folded as (
        select
            t.subject,
            max(t.amount) filter (where t.is_low and t.kind <> 'step_low') as rule_low,
            min(t.amount) filter (where not t.is_low and t.kind <> 'step_high') as rule_high,
            max(t.amount) filter (where t.kind = 'step_low') as step_low,
            min(t.amount) filter (where t.kind = 'step_high') as step_high,
            jsonb_object_agg(
                t.kind, jsonb_build_object('price', t.amount, 'rule', t.name, 'rule_id', t.rule_id)
            ) as limits
        from tightest as t
        group by t.subject
    ),

    times as (
        select
            a.subject,
            min(a.maximum_changes_per_day) as most_changes,
            (array_agg(a.name order by a.maximum_changes_per_day, a.id))[1] as counted_by,
            min(a.name) filter (
                where private.is_quiet(a.quiet_from, a.quiet_until, a.time_zone, at)
            ) as quiet_by
        from applying as a
        where a.maximum_changes_per_day is not null or a.quiet_from is not null
        group by a.subject
    ),

    -- A price outside of the rules' bounds may stay, or move towards them.
    windows as (
        select
            s.id,
            s.price,
            s.currency,
            f.rule_low,
            f.rule_high,
            f.limits,
            greatest(
                case when f.rule_low is not null then least(f.rule_low, s.price) end, f.step_low
            ) as low,
            least(
                case when f.rule_high is not null then greatest(f.rule_high, s.price) end,
                f.step_high
            ) as high
        from subjects as s
        left join folded as f on f.subject = s.id
    )

    select
        w.id,
        w.low,
        w.high,
        coalesce(m.rounding, 'none'),
        case
            when t.most_changes = 0 then 'frozen'
            when t.most_changes <= (
                select count(*)
                from public.price_history as h
                where
                    h.workspace_id = workspace
                    and h.product_id = w.id
                    and h.changed_at >= day
                    and h.changed_at < day + interval '1 day'
            ) then 'changes_used_up'
            when t.quiet_by is not null then 'quiet_hours'
            when
                num_nonnulls(w.low, w.high) > 0
                and private.nearest_price(
                    coalesce(w.price, w.low, w.high), m.rounding, w.currency, w.low, w.high
                ) is null
                then 'no_room'
        end,
        m.mode,
        m.holdout_share,
        coalesce(w.limits, '{}'),
        w.rule_low,
        w.rule_high,
        m.name,
        t.counted_by,
        t.quiet_by
    from windows as w
    left join foremost as m on m.subject = w.id
    left join times as t on t.subject = w.id;
end
$$;
comment on function private.price_windows(
    uuid, uuid[], text[], text[], numeric[], numeric[], timestamptz
) is
'The window for the next price of products that have these categories, currencies, costs and '
'present prices (null: none yet), by the rules at a moment. rule_low and rule_high are the bounds '
'without the largest step and without the leave to stay outside; rule is the one that rounding, '
'mode and holdout_share come from, counted_by the one that allows the fewest changes a day, quiet_by '
'one that is in its quiet hours.';

create function private.price_bounds(
    workspace uuid, products uuid[], at timestamptz default now()
)
returns table (
    product_id uuid,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    holdout_share numeric,
    limits jsonb
)
language plpgsql
stable
set search_path = ''
rows 1000
as $$
#variable_conflict use_column
begin
    return query
    select
        w.product_id, w.low, w.high, w.rounding, w.blocked, w.mode, w.holdout_share, w.limits
    from (
        select
            array_agg(p.id) as ids,
            array_agg(p.category) as categories,
            array_agg(p.currency) as currencies,
            array_agg(p.base_cost) as costs,
            array_agg(p.current_price) as prices
        from public.products as p
        where p.workspace_id = workspace and p.id = any (products)
    ) as p
    cross join lateral private.price_windows(
        workspace, p.ids, p.categories, p.currencies, p.costs, p.prices, at
    ) as w;
end
$$;
comment on function private.price_bounds(uuid, uuid[], timestamptz) is
'The window that a new price of products has to be in at a moment, one row a product. low and high '
'fold all rules in (null: no bound). blocked is null or why no price may be set now: frozen, '
'changes_used_up, quiet_hours, or no_room, where the window holds no price of the form. mode is null '
'where no rule applies. limits has the tightest of each kind of bound that there is, with the rule '
'that sets it: {"floor": {"price": 10.00, "rule": "...", "rule_id": "..."}, ...} for floor, margin, '
'advertised, ceiling, band_low, band_high, step_low and step_high.';

create function private.price_limits(product_id uuid)
returns table (
    current_price numeric,
    currency text,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    limits jsonb
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    product public.products;
begin
    select p.* into product
    from public.products as p
    where
        p.id = price_limits.product_id
        and (
            auth.role() is not distinct from 'service_role'
            or p.workspace_id = any (array(select private.workspace_ids('viewer')))
        );
    if product.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such product',
            hint = 'Give the id of a product of a workspace that you belong to.';
    end if;
    return query
    select
        product.current_price, product.currency, b.low, b.high, b.rounding, b.blocked, b.mode, b.limits
    from private.price_bounds(product.workspace_id, array[product.id], clock_timestamp()) as b;
end
$$;
comment on function private.price_limits(uuid) is
'The body of public.price_limits.';

create function public.price_limits(product_id uuid)
returns table (
    current_price numeric,
    currency text,
    low numeric,
    high numeric,
    rounding text,
    blocked text,
    mode text,
    limits jsonb
)
language sql
stable
rows 1
set search_path = ''
as $$
    select l.* from private.price_limits(price_limits.product_id) as l
$$;
comment on function public.price_limits(uuid) is
'What price a product may be given now: between low and high (null: no bound), of the rounding form, '
'unless blocked says why not: frozen, changes_used_up, quiet_hours or no_room. limits names the '
'rule behind each bound. PT404 where there is no such product.';
