-- pricing: settings, the draw of who is held out, and what the season does to demand.
--
-- security definer: private.season_factors, because it reads forecasts for workers.

create function private.pricing_setting(workspace uuid)
returns public.pricing_settings
language plpgsql
stable
set search_path = ''
as $$
declare
    found_settings public.pricing_settings;
begin
    select s.* into found_settings
    from public.pricing_settings as s
    where s.workspace_id = workspace;
    if not found then
        found_settings.workspace_id := workspace;
        found_settings.explores := true;
        found_settings.widest_interval := 3;
        found_settings.expires_after_days := 14;
        found_settings.rest_days := 7;
        found_settings.lead_time_days := 14;
        found_settings.sales_days := 365;
        found_settings.recent_days := 28;
        found_settings.reprices_on_change := true;
    end if;
    return found_settings;
end
$$;
comment on function private.pricing_setting(uuid) is
'The settings of a workspace; without a row, those of a new one.';

create function private.is_held_out(workspace uuid, product uuid, share numeric)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    -- The last 24 bits of the hash as a number from 0 to 1, always the same for a product: a
    -- larger share keeps whom a smaller one held out.
    return (hashtextextended(workspace::text || product::text, 17) & 16777215) / 16777216.0
        < coalesce(share, 0);
end
$$;
comment on function private.is_held_out(uuid, uuid, numeric) is
'Whether a product is among the share of its workspace whose prices are left alone for comparison. '
'Raising the share only adds products.';

create function private.season_factors(workspace uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    today constant date := (now() at time zone 'UTC')::date;
    days constant integer := (private.pricing_setting(workspace)).recent_days;
begin
    return (
        with ahead as (
            select distinct on (r.category, r.currency)
                r.category,
                r.currency,
                avg(r.predicted_revenue) as mean
            from public.revenue_predictions as r
            where
                r.workspace_id = workspace
                and r.product_id is null
                and r.horizon_days = 7
                and r.date between today and today + 6
                and r.predicted_on > today - 7
            group by r.category, r.currency, r.predicted_on
            order by r.category, r.currency, r.predicted_on desc
        ),

        behind as (
            select null as category, d.currency, sum(d.net_revenue) / days as mean
            from public.revenue_daily as d
            where d.workspace_id = workspace and d.date between today - days and today - 1
            group by d.currency
            union all
            select b.category, b.currency, sum(b.net_revenue) / days
            from public.revenue_breakdown as b
            where
                b.workspace_id = workspace
                and b.category in (select a.category from ahead as a)
                and b.date between today - days and today - 1
            group by b.category, b.currency
        )

        select coalesce(jsonb_object_agg(f.currency, f.factors), '{}'::jsonb)
        from (
            select
                a.currency,
                jsonb_build_object(
                    'all', max(private.season_factor(a.mean, b.mean)) filter (
                        where a.category is null
                    ),
                    'categories', coalesce(
                        jsonb_object_agg(a.category, private.season_factor(a.mean, b.mean)) filter (
                            where a.category is not null
                        ), '{}'
                    )
                ) as factors
            from ahead as a
            join behind as b
                on b.currency = a.currency and b.category is not distinct from a.category
            group by a.currency
        ) as f
    );
end
$$;
comment on function private.season_factors(uuid) is
'Forecast revenue of the next 7 days as a multiple of that of the recent days, as {"SAR": {"all": '
'1.1, "categories": {"tea": 1.3}}}; null or missing where there is no forecast of the last week.';

create function private.season_factor(ahead numeric, behind numeric)
returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    -- A forecast that says more than fourfold, or less than a quarter, is about something else
    -- than the season: a product that has just begun to sell, or one that is gone.
    return case when behind > 0 then round(least(greatest(ahead / behind, 0.25), 4), 4) end;
end
$$;
comment on function private.season_factor(numeric, numeric) is
'How demand of the next days compares with the last ones, from 0.25 to 4; null without sales.';
