-- pricing: the window that a new price has to be in. One function says so, for the trigger that
-- refuses, for the engine that proposes and for the person who asks.
--
-- security definer: private.price_window_of, because the rules hold for those, too, who may not
-- read them.
--
-- A session keeps the plan that it made while a table was empty. So, here and in what follows,
-- enable_seqscan = off, and history is looked up by product_id alone, for which there is one index:
-- with the workspace beside it, others seemed as good then, and 10,000 products later each change
-- read the whole history of the workspace (3,900 pages; so 6).

create type private.price_window as (
    low numeric,
    high numeric,
    rounding text,
    mode text,
    holdout_share numeric,
    blocked text,
    rule_low numeric,
    rule_high numeric,
    floor_price numeric,
    advertised numeric,
    margin numeric,
    ceiling_price numeric,
    band_low numeric,
    band_high numeric,
    step_low numeric,
    step_high numeric,
    rule text,
    floor_rule text,
    advertised_rule text,
    margin_rule text,
    ceiling_rule text,
    band_low_rule text,
    band_high_rule text,
    step_rule text,
    changes_rule text,
    quiet_rule text,
    quiet_until text
);
comment on type private.price_window is
'What the price rules of a product come to: low and high fold in everything, rule_low and '
'rule_high leave out the largest step and the leave to stay outside; then each bound, and the name '
'of the rule behind it. rule is the one that rounding, mode and holdout_share are of.';

create function private.lowest_competitor_price(
    workspace uuid, product uuid, currency text, since timestamptz, until timestamptz
)
returns numeric
language plpgsql
stable
set search_path = ''
set enable_seqscan = off
as $$
begin
    return (
        select min(newest.price)
        from (
            select distinct on (o.competitor) o.price, o.in_stock
            from public.competitor_prices as o
            where
                o.workspace_id = workspace
                and o.product_id = product
                and o.currency = lowest_competitor_price.currency
                and o.observed_at > since
                and o.observed_at <= until
                and o.price <> 'NaN'
            order by o.competitor, o.observed_at desc
        ) as newest
        where newest.in_stock is not false and newest.price > 0
    );
end
$$;
comment on function private.lowest_competitor_price(
    uuid, uuid, text, timestamptz, timestamptz
) is
'The lowest of the newest price of each competitor in a span of time and a currency. A competitor '
'whose newest price is 0 or out of stock does not count. Null where there is none.';

create function private.price_changes_of_day(product uuid, at timestamptz)
returns integer
language plpgsql
stable
set search_path = ''
set enable_seqscan = off
as $$
declare
    day constant timestamptz := date_trunc('day', at, 'UTC');
begin
    return (
        select count(*)
        from public.price_history as h
        where
            h.product_id = product
            and h.changed_at >= day
            and h.changed_at < day + interval '24 hours'
    );
end
$$;
comment on function private.price_changes_of_day(uuid, timestamptz) is
'How often a price changed in the UTC day of a moment, whoever changed it.';

-- One product at a time, step by step: in the trigger a query of the same size as the whole would
-- cost more to start than to run, 350 microseconds beside 100.
create function private.price_window_of(
    workspace uuid,
    product uuid,
    category text,
    currency text,
    cost numeric,
    price numeric,
    at timestamptz
)
returns private.price_window
language plpgsql
stable
security definer
set search_path = ''
set enable_seqscan = off
as $$
#variable_conflict use_variable
declare
    w private.price_window;
    r record;
    unit numeric;
    bound numeric;
    step numeric;
    most_changes integer;
    competitor_days integer := 0;
    lowest numeric;
begin
    cost := nullif(cost, 'NaN');
    price := nullif(price, 'NaN');
    -- Three ways to a rule, an index for each: a workspace may have a rule for every product.
    for r in
        select 3 as rank, p.*
        from public.price_rules as p
        where p.workspace_id = workspace and p.product_id = product
            and p.is_active and p.currency = price_window_of.currency
        union all
        select 2, c.*
        from public.price_rules as c
        where c.workspace_id = workspace and c.category = price_window_of.category
            and c.is_active and c.currency = price_window_of.currency
        union all
        select 1, e.*
        from public.price_rules as e
        where e.workspace_id = workspace and e.product_id is null and e.category is null
            and e.is_active and e.currency = price_window_of.currency
        order by rank desc, created_at desc, id desc
    loop
        if w.rule is null then
            w.rule := r.name;
            w.rounding := r.rounding;
            w.mode := r.mode;
            w.holdout_share := r.holdout_share;
            unit := private.price_unit(currency);
        end if;
        if r.floor_price > coalesce(w.floor_price, -1) then
            w.floor_price := r.floor_price;
            w.floor_rule := r.name;
        end if;
        if r.minimum_advertised_price > coalesce(w.advertised, -1) then
            w.advertised := r.minimum_advertised_price;
            w.advertised_rule := r.name;
        end if;
        if r.ceiling_price < coalesce(w.ceiling_price, 'Infinity') then
            w.ceiling_price := r.ceiling_price;
            w.ceiling_rule := r.name;
        end if;
        if r.minimum_margin is not null then
            -- (price - cost) / price >= margin. Of an unknown cost only this is known: a higher
            -- price leaves more than the present one.
            bound := case
                when cost is null then price
                else ceil(cost * 100 / (100 - r.minimum_margin) / unit) * unit
            end;
            if bound > coalesce(w.margin, -1) then
                w.margin := bound;
                w.margin_rule := r.name;
            end if;
        end if;
        if r.maximum_step < coalesce(step, 'Infinity') then
            step := r.maximum_step;
            w.step_rule := r.name;
        end if;
        if r.maximum_changes_per_day < coalesce(most_changes, 1441) then
            most_changes := r.maximum_changes_per_day;
            w.changes_rule := r.name;
        end if;
        if r.competitor_band_low is not null or r.competitor_band_high is not null then
            if competitor_days <> r.competitor_days then
                competitor_days := r.competitor_days;
                lowest := private.lowest_competitor_price(
                    workspace, product, currency, at - make_interval(days => competitor_days), at
                );
            end if;
            bound := ceil(lowest * r.competitor_band_low * 0.01 / unit) * unit;
            if bound > coalesce(w.band_low, -1) then
                w.band_low := bound;
                w.band_low_rule := r.name;
            end if;
            bound := floor(lowest * r.competitor_band_high * 0.01 / unit) * unit;
            if bound < coalesce(w.band_high, 'Infinity') then
                w.band_high := bound;
                w.band_high_rule := r.name;
            end if;
        end if;
        if r.quiet_from is not null
            and private.is_quiet(r.quiet_from, r.quiet_until, r.time_zone, at)
        then
            w.quiet_rule := r.name;
            w.quiet_until := format('%s (%s)', r.quiet_until, r.time_zone);
        end if;
    end loop;
    if w.rule is null then
        w.rounding := 'none';
        return w;
    end if;
    -- Of nothing there is no percentage: a price of 0 may become any.
    if step is not null and price > 0 then
        w.step_low := ceil(price * (100 - step) * 0.01 / unit) * unit;
        w.step_high := floor(price * (100 + step) * 0.01 / unit) * unit;
    end if;
    w.rule_low := greatest(w.floor_price, w.advertised, w.margin, w.band_low);
    w.rule_high := least(w.ceiling_price, w.band_high);
    -- A price outside of the rules' bounds may stay, or move towards them.
    w.low := greatest(
        case when w.rule_low is not null then least(w.rule_low, price) end, w.step_low
    );
    w.high := least(
        case when w.rule_high is not null then greatest(w.rule_high, price) end, w.step_high
    );
    w.blocked := case
        when most_changes = 0 then 'frozen'
        when most_changes <= private.price_changes_of_day(product, at)
            then 'changes_used_up'
        when w.quiet_rule is not null then 'quiet_hours'
    end;
    return w;
end
$$;
comment on function private.price_window_of(
    uuid, uuid, text, text, numeric, numeric, timestamptz
) is
'The window for the next price of a product that has this category, currency, cost and present '
'price (null: none yet), by the rules at a moment. Bounds are multiples of the currency''s unit.';

create function private.price_limits_of(w private.price_window) returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    named constant jsonb := jsonb_build_object(
        'floor', jsonb_build_object('price', w.floor_price, 'rule', w.floor_rule),
        'advertised', jsonb_build_object('price', w.advertised, 'rule', w.advertised_rule),
        'margin', jsonb_build_object('price', w.margin, 'rule', w.margin_rule),
        'ceiling', jsonb_build_object('price', w.ceiling_price, 'rule', w.ceiling_rule),
        'band_low', jsonb_build_object('price', w.band_low, 'rule', w.band_low_rule),
        'band_high', jsonb_build_object('price', w.band_high, 'rule', w.band_high_rule),
        'step_low', jsonb_build_object('price', w.step_low, 'rule', w.step_rule),
        'step_high', jsonb_build_object('price', w.step_high, 'rule', w.step_rule)
    );
    absent constant text[] := array_remove(
        array[
            case when w.floor_price is null then 'floor' end,
            case when w.advertised is null then 'advertised' end,
            case when w.margin is null then 'margin' end,
            case when w.ceiling_price is null then 'ceiling' end,
            case when w.band_low is null then 'band_low' end,
            case when w.band_high is null then 'band_high' end,
            case when w.step_low is null then 'step_low' end,
            case when w.step_high is null then 'step_high' end
        ],
        null
    );
begin
    return named - absent;
end
$$;
comment on function private.price_limits_of(private.price_window) is
'The bounds of a window that there are, each with its rule, for people and for the inputs of a '
'recommendation.';
