-- analytics: adding events to the rollups by day and hour.
--
-- One transaction at a time adds (private.roll_up_events holds a lock), so that deltas may be
-- summed first and added row by row after.

create function private.add_traffic(facts private.event_fact[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into public.traffic_daily as t (
        workspace_id, date, currency, events, page_views, clicks, cart_adds, conversions, revenue,
        refunds, visitor_hashes
    )
    select
        f.workspace_id,
        f.day,
        f.currency,
        sum(f.events),
        sum(f.page_views),
        sum(f.clicks),
        sum(f.cart_adds),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:8192], '{}')
    from unnest(facts) as f
    group by f.workspace_id, f.day, f.currency
    on conflict on constraint traffic_daily_pkey do update
    set
        events = t.events + excluded.events,
        page_views = t.page_views + excluded.page_views,
        clicks = t.clicks + excluded.clicks,
        cart_adds = t.cart_adds + excluded.cart_adds,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 8192);

    insert into public.traffic_hourly as t (
        workspace_id, hour, currency, events, page_views, conversions, revenue, refunds,
        visitor_hashes
    )
    select
        f.workspace_id,
        date_trunc('hour', f.occurred_at, 'UTC') as hour,
        f.currency,
        sum(f.events),
        sum(f.page_views),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    group by f.workspace_id, hour, f.currency
    on conflict on constraint traffic_hourly_pkey do update
    set
        events = t.events + excluded.events,
        page_views = t.page_views + excluded.page_views,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$$;
comment on function private.add_traffic(private.event_fact[]) is
'Adds events to traffic_daily and traffic_hourly.';

create function private.add_products(facts private.event_fact[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into public.product_metrics as t (
        workspace_id, product_id, date, currency, views, cart_adds, visitor_hashes
    )
    select
        f.workspace_id,
        f.product_id,
        f.day,
        f.currency,
        sum(f.views),
        sum(f.cart_adds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.products as p on p.workspace_id = f.workspace_id and p.id = f.product_id
    group by f.workspace_id, f.product_id, f.day, f.currency
    on conflict on constraint product_metrics_pkey do update
    set
        views = t.views + excluded.views,
        cart_adds = t.cart_adds + excluded.cart_adds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$$;
comment on function private.add_products(private.event_fact[]) is
'Adds events to product_metrics. What was sold is added from orders.';

create function private.add_campaigns(facts private.event_fact[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into public.campaign_metrics as t (
        workspace_id, campaign_id, date, currency, views, measured_impressions, measured_clicks,
        conversions, revenue, refunds, visitor_hashes
    )
    select
        f.workspace_id,
        f.campaign_id,
        f.day,
        f.currency,
        sum(f.views),
        sum(f.impressions),
        sum(f.clicks),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.campaigns as c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
    group by f.workspace_id, f.campaign_id, f.day, f.currency
    on conflict on constraint campaign_metrics_once_per_day do update
    set
        views = t.views + excluded.views,
        measured_impressions = t.measured_impressions + excluded.measured_impressions,
        measured_clicks = t.measured_clicks + excluded.measured_clicks,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);

    insert into public.component_metrics as t (
        workspace_id, component_id, date, views, clicks, conversions, visitor_hashes
    )
    select
        f.workspace_id,
        f.component_id,
        f.day,
        sum(f.views + f.impressions),
        sum(f.clicks),
        sum(f.conversions),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.campaign_components as c
        on c.workspace_id = f.workspace_id and c.id = f.component_id
    group by f.workspace_id, f.component_id, f.day
    on conflict on constraint component_metrics_once_per_day do update
    set
        views = t.views + excluded.views,
        clicks = t.clicks + excluded.clicks,
        conversions = t.conversions + excluded.conversions,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$$;
comment on function private.add_campaigns(private.event_fact[]) is
'Adds events to campaign_metrics and component_metrics. What was spent is added from ad_metrics.';

create function private.add_origins(facts private.event_fact[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into public.country_metrics as t (
        workspace_id, country, date, currency, views, conversions, revenue, refunds,
        visitor_hashes
    )
    select
        f.workspace_id,
        f.country,
        f.day,
        f.currency,
        sum(f.views),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    group by f.workspace_id, f.country, f.day, f.currency
    on conflict on constraint country_metrics_once_per_day do update
    set
        views = t.views + excluded.views,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);

    insert into public.source_metrics as t (
        workspace_id, source, medium, date, currency, conversions, revenue, refunds,
        visitor_hashes
    )
    select
        f.workspace_id,
        f.source,
        f.medium,
        f.day,
        f.currency,
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    group by f.workspace_id, f.source, f.medium, f.day, f.currency
    on conflict on constraint source_metrics_once_per_day do update
    set
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$$;
comment on function private.add_origins(private.event_fact[]) is
'Adds events to country_metrics and source_metrics. Sessions are added by add_sessions.';

create function private.add_pages(facts private.event_fact[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into public.page_metrics as t (workspace_id, page, date, views, visitor_hashes)
    select
        f.workspace_id,
        f.page,
        f.day,
        sum(f.page_views),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    where f.event_type = 'page_view' and f.page is not null
    group by f.workspace_id, f.page, f.day
    on conflict on constraint page_metrics_pkey do update
    set
        views = t.views + excluded.views,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);

    insert into public.link_metrics as t (
        workspace_id, managed_url_id, date, clicks, visitor_hashes
    )
    select
        f.workspace_id,
        f.managed_url_id,
        f.day,
        sum(f.link_clicks),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.managed_urls as u on u.workspace_id = f.workspace_id and u.id = f.managed_url_id
    where f.event_type = 'link_click'
    group by f.workspace_id, f.managed_url_id, f.day
    on conflict on constraint link_metrics_pkey do update
    set
        clicks = t.clicks + excluded.clicks,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$$;
comment on function private.add_pages(private.event_fact[]) is
'Adds events to page_metrics and link_metrics.';
