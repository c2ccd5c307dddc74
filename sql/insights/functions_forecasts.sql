-- insights: what forecasts are made from.
--
-- security definer: private.forecast_workspaces and private.forecast_series, because workers call
-- them, and prices, campaigns and profiles are not theirs to read.

create function private.forecast_setting(workspace uuid) returns public.forecast_settings
language plpgsql
stable
set search_path = ''
as $$
declare
    chosen public.forecast_settings;
begin
    select s.* into chosen from public.forecast_settings as s where s.workspace_id = workspace;
    if not found then
        -- The defaults are those of the columns.
        chosen := jsonb_populate_record(
            null::public.forecast_settings,
            jsonb_build_object(
                'look_back_days', 730, 'most_categories', 10, 'most_products', 20,
                'most_new_products', 20, 'new_product_days', 28, 'uses_holidays', true,
                'uses_promotions', true, 'is_active', true
            )
        );
    end if;
    return chosen;
end
$$;
comment on function private.forecast_setting(uuid) is
'The settings of a workspace, or the defaults.';

create function private.forecast_workspaces() returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return array(
        select w.id
        from public.workspaces as w
        where
            w.is_active
            and exists (
                select
                from public.revenue_daily as d
                where d.workspace_id = w.id and d.date >= current_date - 400 and d.revenue > 0
            )
            and coalesce(
                (
                    select s.is_active
                    from public.forecast_settings as s
                    where s.workspace_id = w.id
                ),
                true
            )
        order by w.id
    );
end
$$;
comment on function private.forecast_workspaces() is 'Body of public.forecast_workspaces.';

create function public.forecast_workspaces() returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.forecast_workspaces();
end
$$;
comment on function public.forecast_workspaces() is
'The workspaces that get forecasts every night: those that sold something in 400 days and did not '
'switch them off. For workers.';

create function private.forecast_country(workspace uuid) returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    found text;
begin
    select c.country into found
    from (
        select
            m.country,
            sum(m.revenue) as revenue,
            sum(sum(m.revenue)) over () as whole
        from public.country_metrics as m
        where m.workspace_id = workspace and m.date >= current_date - 365
        group by m.country
    ) as c
    where c.revenue * 2 > c.whole and c.country <> 'ZZ';
    if found is null then
        select p.country into found
        from public.workspaces as w
        join public.profiles as p on p.id = w.owner_id
        where w.id = workspace;
    end if;
    return found;
end
$$;
comment on function private.forecast_country(uuid) is
'Where more than half of a workspace''s revenue of a year came from, else its owner''s country; '
'null if neither is known. In several currencies the sums are rough, which a majority forgives.';

create function private.forecast_events(workspace uuid, since date, until date) returns jsonb
language sql
stable
set search_path = ''
as $$
    with reductions as (
        select
            h.product_id,
            h.changed_at::date as begins,
            -- Until the price is back; a price that stays low is no promotion after 30 days.
            least(
                h.changed_at::date + 29,
                (
                    select min(b.changed_at)::date - 1
                    from public.price_history as b
                    where
                        b.workspace_id = workspace
                        and b.product_id = h.product_id
                        and b.changed_at > h.changed_at
                        and b.new_price >= h.old_price
                )
            ) as ends
        from public.price_history as h
        where
            h.workspace_id = workspace
            and h.changed_at >= since - 30
            and h.new_price < h.old_price
            and h.currency = h.old_currency
    ),

    campaigns as (
        select
            c.product_id,
            coalesce(c.start_date, c.launched_at)::date as begins,
            coalesce(c.end_date, coalesce(c.start_date, c.launched_at) + interval '29 days')::date
                as ends
        from public.campaigns as c
        where
            c.workspace_id = workspace
            and c.type = 'promotion'
            and c.status in ('ready', 'launched', 'active', 'completed')
    ),

    events as (
        select 'reduced price' as name, r.product_id, r.begins, r.ends from reductions as r
        union all
        select 'promotion', c.product_id, c.begins, c.ends from campaigns as c
    )

    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'name', e.name,
                'product_id', e.product_id,
                'since', greatest(e.begins, since),
                'until', least(e.ends, until)
            )
            order by e.begins, e.product_id
        ),
        '[]'
    )
    from events as e
    where e.begins <= e.ends and e.ends >= since and e.begins <= until
$$;
comment on function private.forecast_events(uuid, date, date) is
'The promotions between two days: products at a reduced price, and campaigns of type promotion.';

create function private.forecast_products(
    workspace uuid, setting public.forecast_settings, today date
)
returns table (
    product_id uuid, category text, currency text, first_sold_on date, is_new boolean
)
language sql
stable
set search_path = ''
as $$
    with sold as materialized (
        select
            b.product_id,
            b.currency,
            min(b.date) filter (where b.revenue > 0) as first_sold_on,
            coalesce(sum(b.revenue) filter (where b.date >= today - 90), 0) as recent
        from public.revenue_breakdown as b
        where b.workspace_id = workspace and b.product_id is not null and b.date < today
        group by b.product_id, b.currency
    ),

    -- A product that has sold nothing counts from the day it was made.
    known as (
        select
            p.id as product_id,
            left(nullif(p.category, ''), 255) as category,
            coalesce(s.currency, p.currency) as currency,
            s.first_sold_on,
            coalesce(s.recent, 0) as recent,
            coalesce(s.first_sold_on, p.created_at::date) > today - setting.new_product_days
                as is_new,
            coalesce(s.first_sold_on, p.created_at::date) as began
        from public.products as p
        left join sold as s on s.product_id = p.id
        where
            p.workspace_id = workspace
            and p.is_active
            and (s.recent > 0 or p.created_at >= today - setting.new_product_days)
    ),

    ranked as (
        select
            k.*,
            row_number() over (
                partition by k.is_new, case when not k.is_new then k.currency end
                order by
                    case when k.is_new then k.began end desc,
                    k.recent desc,
                    k.product_id
            ) as place
        from known as k
    )

    select r.product_id, r.category, r.currency, r.first_sold_on, r.is_new
    from ranked as r
    where
        (r.is_new and r.place <= setting.most_new_products)
        or (not r.is_new and r.recent > 0 and r.place <= setting.most_products)
$$;
comment on function private.forecast_products(uuid, public.forecast_settings, date) is
'The products that get a forecast: those with the most revenue of 90 days alone, and the newest by '
'their category.';

create function private.forecast_days(
    workspace uuid, setting public.forecast_settings, since date, today date
)
returns table (
    product_id uuid, category text, currency text, days jsonb
)
language sql
stable
set search_path = ''
as $$
    with breakdown as materialized (
        select
            b.product_id,
            nullif(b.category, '') as category,
            b.currency,
            b.date,
            b.units,
            b.revenue
        from public.revenue_breakdown as b
        where b.workspace_id = workspace and b.date >= since and b.date < today
    ),

    best as (
        select
            b.category,
            b.currency,
            row_number() over (
                partition by b.currency
                order by sum(b.revenue) filter (where b.date >= today - 90) desc nulls last,
                b.category
            ) as place
        from breakdown as b
        where b.category is not null
        group by b.category, b.currency
    ),

    sales as (
        select null::uuid as product_id, null::text as category, d.currency, d.date, d.revenue,
            coalesce(u.units, 0) as units
        from public.revenue_daily as d
        left join (
            select b.currency, b.date, sum(b.units) as units
            from breakdown as b
            group by b.currency, b.date
        ) as u on u.currency = d.currency and u.date = d.date
        where d.workspace_id = workspace and d.date >= since and d.date < today
        union all
        select null, b.category, b.currency, b.date, sum(b.revenue), sum(b.units)
        from breakdown as b
        join best as c
            on
                c.category = b.category
                and c.currency = b.currency
                and c.place <= setting.most_categories
        group by b.category, b.currency, b.date
        union all
        select b.product_id, null, b.currency, b.date, sum(b.revenue), sum(b.units)
        from breakdown as b
        join private.forecast_products(workspace, setting, today) as p
            on p.product_id = b.product_id and p.currency = b.currency
        group by b.product_id, b.currency, b.date
    )

    select
        s.product_id,
        s.category,
        s.currency,
        jsonb_agg(jsonb_build_array(s.date, s.revenue, s.units) order by s.date)
    from sales as s
    where s.revenue > 0
    group by s.product_id, s.category, s.currency
$$;
comment on function private.forecast_days(uuid, public.forecast_settings, date, date) is
'Sales by day, `[date, revenue, units]`, of the workspace, its best categories and products; days '
'without a sale are left out.';

create function private.forecast_series(workspace uuid, today date) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    setting constant public.forecast_settings := private.forecast_setting(workspace);
    since constant date := today - setting.look_back_days;
begin
    return jsonb_build_object(
        'today', today,
        'uses_holidays', setting.uses_holidays,
        'country', coalesce(setting.country, private.forecast_country(workspace)),
        'series', (
            select coalesce(
                jsonb_agg(
                    to_jsonb(d)
                    order by d.product_id nulls first, d.category nulls first, d.currency
                ),
                '[]'
            )
            from private.forecast_days(workspace, setting, since, today) as d
        ),
        'new_products', (
            select coalesce(jsonb_agg(to_jsonb(p) order by p.product_id), '[]')
            from private.forecast_products(workspace, setting, today) as p
            where p.is_new
        ),
        'members', (
            select coalesce(jsonb_object_agg(c.category, c.products), '{}')
            from (
                select left(p.category, 255) as category, count(*) as products
                from public.products as p
                where p.workspace_id = workspace and p.is_active and p.category <> ''
                group by left(p.category, 255)
            ) as c
        ),
        'products', (
            select count(*)
            from public.products as p
            where p.workspace_id = workspace and p.is_active
        ),
        'events', case
            when setting.uses_promotions
                then private.forecast_events(workspace, since, today + 90)
            else '[]'
        end,
        'coverage', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'product_id', c.product_id,
                        'category', c.category,
                        'currency', c.currency,
                        'model', c.model,
                        'horizon_days', c.horizon_days,
                        'days', c.days,
                        'share', c.realised_coverage
                    )
                ),
                '[]'
            )
            from public.forecast_coverage as c
            where c.workspace_id = workspace and c.days > 0
        )
    );
end
$$;
comment on function private.forecast_series(uuid, date) is 'Body of public.forecast_series.';

create function public.forecast_series(
    workspace uuid, today date default (now() at time zone 'UTC')::date
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.forecast_series(workspace, today);
end
$$;
comment on function public.forecast_series(uuid, date) is
'All that forecasts of a workspace are made from: sales before today, by day, of the workspace, '
'its categories and products, per currency; new products; promotions; what earlier forecasts '
'covered. For workers: the job insights.forecast.';
