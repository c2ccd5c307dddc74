-- pricing: everything that the engine is given about a product.
--
-- security definer: private.pricing_inputs, because it reads for workers what bounds and
-- forecasts are made of.

create function private.pricing_inputs(
    workspace uuid,
    products uuid[] default null,
    after uuid default null,
    most integer default 2000,
    seasons jsonb default null,
    only_ruled boolean default false
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    nil constant uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    today constant date := (now() at time zone 'UTC')::date;
    setting constant public.pricing_settings := private.pricing_setting(workspace);
    known_seasons constant jsonb := coalesce(seasons, private.season_factors(workspace));
    market_days constant integer := coalesce(
        (
            select max(r.competitor_days)
            from public.price_rules as r
            where r.workspace_id = workspace and r.is_active
        ), 14
    );
    ids uuid[];
begin
    -- The ids first: each of two simple plans is an index scan, one for both would not be.
    if products is null then
        ids := array(
            select p.id
            from public.products as p
            where p.workspace_id = workspace and p.is_active and p.id > coalesce(after, nil)
            order by p.id
            limit most
        );
    else
        ids := array(
            select distinct given.id
            from unnest(products) as given (id)
            where given.id > coalesce(after, nil)
            order by given.id
            limit most
        );
    end if;
    return (
        with chosen as materialized (
            select
                p.id, p.category, p.currency, p.current_price, p.base_price, p.base_cost,
                p.inventory_count, p.reorder_point, p.lead_time_days, p.tracks_stock
            from public.products as p
            where p.workspace_id = workspace and p.id = any (ids) and p.is_active
        ),

        category_fits as (
            select c.category, e.elasticity, e.standard_error, e.observations
            from (select distinct category from chosen where category is not null) as c
            cross join lateral (
                select f.*
                from public.price_elasticities as f
                where f.workspace_id = workspace and f.category = c.category
                order by f.fitted_at desc
                limit 1
            ) as e
        ),

        workspace_fit as (
            select f.elasticity, f.standard_error, f.observations
            from public.price_elasticities as f
            where f.workspace_id = workspace and f.category is null and f.product_id is null
            order by f.fitted_at desc
            limit 1
        ),

        -- Bijmolt, van Heerde, Pieters 2005, "New empirical generalizations on the determinants
        -- of price elasticity", Journal of Marketing Research 42(2): 1,851 elasticities have the
        -- mean -2.62. The spread is ours and wide: a product can lie anywhere from -5.9 to 0.6.
        fits as (
            select
                c.id,
                jsonb_build_object(
                    'mean', fit.elasticity,
                    'sd', fit.standard_error,
                    'observations', fit.observations,
                    'source', fit.source
                ) as elasticity
            from chosen as c
            cross join lateral (
                select found.*
                from (
                    select * from (
                        select f.elasticity, f.standard_error, f.observations, 'product' as source,
                            1 as place
                        from public.price_elasticities as f
                        where f.workspace_id = workspace and f.product_id = c.id
                        order by f.fitted_at desc
                        limit 1
                    ) as own
                    union all
                    select f.elasticity, f.standard_error, f.observations, 'category', 2
                    from category_fits as f
                    where f.category = c.category
                    union all
                    select f.elasticity, f.standard_error, f.observations, 'workspace', 3
                    from workspace_fit as f
                    union all
                    select -2.62, 1.65, 0, 'literature', 4
                ) as found
                where found.standard_error is not null
                order by found.place
                limit 1
            ) as fit
        ),

        -- One range of the index for each product, whatever the planner thinks of the table.
        sales as (
            select c.id, s.*
            from chosen as c
            cross join lateral (
                select
                    sum(b.units) filter (
                        where b.currency = c.currency and b.date >= today - setting.recent_days
                    ) as recent,
                    sum(b.units) filter (where b.currency = c.currency) as total,
                    sum(b.units) filter (where b.currency <> c.currency) as other_currency,
                    sum(b.net_revenue) filter (
                        where b.currency = c.currency and b.date >= today - setting.recent_days
                    ) as recent_revenue
                from public.revenue_breakdown as b
                where
                    b.workspace_id = workspace
                    and b.product_id = c.id
                    and b.date >= today - setting.sales_days
                    and b.date < today
            ) as s
        ),

        forecasts as (
            select distinct on (r.product_id)
                r.product_id, r.currency, avg(r.predicted_revenue) as mean
            from public.revenue_predictions as r
            join chosen as c on c.id = r.product_id and c.currency = r.currency
            where
                r.workspace_id = workspace
                and r.product_id = any (ids)
                and r.horizon_days = 7
                and r.date between today and today + 6
                and r.predicted_on > today - 7
            group by r.product_id, r.currency, r.predicted_on
            order by r.product_id, r.predicted_on desc
        ),

        -- Rested: a person has taken a price of it back not long ago.
        rested as (
            select c.id
            from chosen as c
            where exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = workspace
                    and r.product_id = c.id
                    and r.status = 'rolled_back'
                    and r.rolled_back_at > now() - make_interval(days => setting.rest_days)
            )
        ),

        bounds as materialized (
            select b.* from private.price_bounds(workspace, ids, now()) as b
        )

        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'product_id', c.id,
                    'as_of', today,
                    'currency', c.currency,
                    'decimals', k.minor_units,
                    'category', c.category,
                    'current_price', c.current_price,
                    'base_price', c.base_price,
                    'base_cost', c.base_cost,
                    'low', b.low,
                    'high', b.high,
                    'rounding', coalesce(b.rounding, 'none'),
                    'blocked', b.blocked,
                    'limits', coalesce(b.limits, '{}'),
                    'elasticity', f.elasticity,
                    'units', jsonb_build_object(
                        'recent', coalesce(s.recent, 0),
                        'recent_days', setting.recent_days,
                        'total', coalesce(s.total, 0),
                        'total_days', setting.sales_days,
                        'other_currency', coalesce(s.other_currency, 0)
                    ),
                    'stock', case
                        when coalesce(c.tracks_stock, c.inventory_count <> 0)
                            then jsonb_build_object(
                                'count', c.inventory_count,
                                'reorder_point', c.reorder_point,
                                'lead_time_days',
                                coalesce(c.lead_time_days, setting.lead_time_days)
                            )
                    end,
                    'competitors', market.competitors,
                    'season', case
                        when season.factor is null
                            then '{"factor": 1, "source": "none"}'::jsonb
                        else jsonb_build_object('factor', season.factor, 'source', 'forecast')
                    end,
                    'mode', case
                        when b.mode = 'automatic' and r.id is not null then 'approve' else b.mode
                    end,
                    'explores', setting.explores,
                    'widest_interval', setting.widest_interval,
                    'is_holdout', private.is_held_out(workspace, c.id, b.holdout_share),
                    -- 53 bits: whoever reads JSON numbers as doubles reads the same seed.
                    'seed', hashtextextended(c.id::text || today::text, 0) & 9007199254740991
                )
                order by c.id
            ),
            '[]'::jsonb
        )
        from chosen as c
        join public.currencies as k on k.code = c.currency
        join fits as f on f.id = c.id
        join sales as s on s.id = c.id
        left join bounds as b on b.product_id = c.id
        left join rested as r on r.id = c.id
        left join forecasts as a on a.product_id = c.id
        left join lateral (
            select jsonb_build_object(
                'lowest', min(latest.price),
                'median', percentile_cont(0.5) within group (order by latest.price),
                'count', count(*)
            ) as competitors
            from (
                select distinct on (p.competitor) p.price, p.in_stock, p.currency
                from public.competitor_prices as p
                where
                    p.workspace_id = workspace
                    and p.product_id = c.id
                    and p.observed_at > now() - make_interval(days => market_days)
                    and p.observed_at <= now()
                order by p.competitor, p.observed_at desc
            ) as latest
            where latest.currency = c.currency and latest.in_stock is not false and latest.price > 0
            having count(*) > 0
        ) as market on true
        cross join lateral (
            select coalesce(
                private.season_factor(a.mean, s.recent_revenue / setting.recent_days),
                (known_seasons -> c.currency -> 'categories' ->> c.category)::numeric,
                (known_seasons -> c.currency ->> 'all')::numeric
            ) as factor
        ) as season
        where b.mode is not null or not only_ruled
    );
end
$$;
comment on function private.pricing_inputs(uuid, uuid[], uuid, integer, jsonb, boolean) is
'Body of pricing_inputs. seasons: what private.season_factors gave before. only_ruled leaves out '
'products that no rule applies to.';

create function public.pricing_inputs(
    workspace uuid,
    products uuid[] default null,
    after uuid default null,
    most integer default 2000
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select private.pricing_inputs(workspace, products, after, most)
$$;
comment on function public.pricing_inputs(uuid, uuid[], uuid, integer) is
'What the engine is given: an array with an object for each active product, in the order of their '
'ids, from the one that follows "after" on. Service key only.';
