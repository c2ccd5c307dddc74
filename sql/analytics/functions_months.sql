-- analytics: adding events to the rollups by month, all dimensions at once.

create function private.add_months(facts private.event_fact[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into private.metric_months as t (
        workspace_id, dimension, key, month, currency, events, views, impressions, clicks,
        cart_adds, conversions, revenue, refunds, visitor_hashes
    )
    select
        f.workspace_id,
        k.dimension,
        k.key,
        date_trunc('month', f.day)::date as month,
        f.currency,
        sum(f.events),
        sum(case k.dimension when 'page' then f.page_views when 'traffic' then f.page_views
            when 'component' then f.views + f.impressions else f.views end),
        -- Of campaigns they are set by private.refresh_campaign_months.
        sum(case when k.dimension <> 'campaign' then f.impressions else 0 end),
        sum(
            case k.dimension
                when 'campaign' then 0
                when 'link' then f.link_clicks
                else f.clicks
            end
        ),
        sum(f.cart_adds),
        sum(f.conversions),
        -- What products earned is added from orders.
        sum(case when k.dimension <> 'product' then f.revenue else 0 end),
        sum(case when k.dimension <> 'product' then f.refunds else 0 end),
        nullif(
            (private.hashes_of(array_agg(f.visitor_hash)))[
                :case k.dimension when 'traffic' then 8192 else 2048 end
            ],
            '{}'
        )
    from unnest(facts) as f
    cross join lateral (
        values
        ('traffic', ''),
        ('country', f.country),
        ('source', f.source || e'\t' || f.medium),
        ('page', case when f.event_type = 'page_view' then f.page end),
        ('link', case when f.event_type = 'link_click' then f.managed_url_id::text end),
        ('product', f.product_id::text),
        ('campaign', f.campaign_id::text),
        ('component', f.component_id::text)
    ) as k (dimension, key)
    where k.key is not null
    group by f.workspace_id, k.dimension, k.key, month, f.currency
    on conflict on constraint metric_months_pkey do update
    set
        events = t.events + excluded.events,
        views = t.views + excluded.views,
        impressions = t.impressions + excluded.impressions,
        clicks = t.clicks + excluded.clicks,
        cart_adds = t.cart_adds + excluded.cart_adds,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(
            t.visitor_hashes,
            excluded.visitor_hashes,
            case t.dimension when 'traffic' then 8192 else 2048 end
        );
end
$$;
comment on function private.add_months(private.event_fact[]) is
'Adds events to metric_months.';

create function private.refresh_campaign_months(workspaces uuid[], campaigns uuid[], months date[])
returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into private.metric_months as t (
        workspace_id, dimension, key, month, currency, impressions, clicks, spend
    )
    select
        m.workspace_id,
        'campaign',
        m.campaign_id::text,
        touched.month,
        m.currency,
        sum(m.impressions),
        sum(m.clicks),
        sum(m.spend)
    from (
        select distinct u.workspace, u.campaign, u.month
        from unnest(workspaces, campaigns, months) as u (workspace, campaign, month)
    ) as touched
    join public.campaign_metrics as m
        on
            m.workspace_id = touched.workspace
            and m.campaign_id = touched.campaign
            and m.date >= touched.month
            and m.date < touched.month + interval '1 month'
    group by m.workspace_id, m.campaign_id, touched.month, m.currency
    on conflict on constraint metric_months_pkey do update
    set
        impressions = excluded.impressions,
        clicks = excluded.clicks,
        spend = excluded.spend
    where (t.impressions, t.clicks, t.spend)
    is distinct from (excluded.impressions, excluded.clicks, excluded.spend);
end
$$;
comment on function private.refresh_campaign_months(uuid[], uuid[], date[]) is
'Sets impressions, clicks and spend of months of campaigns from their days: what platforms report '
'takes the place of what was measured, day by day.';
