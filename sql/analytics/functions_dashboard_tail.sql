-- analytics: what the tail adds to each dimension, in the columns of metric_months.

create function private.dimension_tail(
    workspace uuid, dimension text, since date, until date
)
returns setof private.dimension_change
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    facts constant private.event_fact[] := private.dashboard_tail(workspace);
    home text;
begin
    if dimension = 'campaign' then
        return query
        select
            t.campaign_id::text, t.currency, 0::bigint, t.impressions, t.clicks, 0::bigint,
            0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, t.spend,
            null::integer[]
        from private.campaign_tail(workspace, facts) as t
        where t.date between since and until;
    end if;
    if facts = '{}' then
        return;
    end if;
    home := private.home_currency(workspace);
    return query
    select
        k.key,
        f.currency,
        sum(
            case dimension
                when 'page' then f.page_views
                when 'component' then f.views + f.impressions
                else f.views
            end
        )::bigint,
        sum(case when dimension <> 'campaign' then f.impressions else 0 end)::bigint,
        sum(
            case dimension
                when 'campaign' then 0
                when 'link' then f.link_clicks
                else f.clicks
            end
        )::bigint,
        sum(f.cart_adds)::bigint,
        0::bigint,
        0::bigint,
        0::bigint,
        0::bigint,
        sum(f.conversions)::bigint,
        sum(case when dimension <> 'product' then f.revenue else 0 end),
        sum(case when dimension <> 'product' then f.refunds else 0 end),
        0::numeric,
        private.hashes_of(array_agg(f.visitor_hash))
    from unnest(facts) as f
    cross join lateral (
        select
            case dimension
                when 'product' then f.product_id::text
                when 'campaign' then f.campaign_id::text
                when 'component' then f.component_id::text
                when 'country' then f.country
                when 'source' then f.source || e'\t' || f.medium
                when 'page' then case when f.event_type = 'page_view' then f.page end
                when 'link' then case
                    when f.event_type = 'link_click' then f.managed_url_id::text
                end
            end as key
    ) as k
    where k.key is not null and f.day between since and until
    group by k.key, f.currency;
    if dimension = 'source' then
        return query
        select
            s.source || e'\t' || s.medium, home, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
            0::bigint, sum(s.side)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric,
            0::numeric, null::integer[]
        from private.tail_sessions(facts) as s
        where s.day between since and until
        group by s.source, s.medium;
    elsif dimension = 'page' then
        return query
        select
            p.page, home, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
            sum(p.entries)::bigint, sum(p.exits)::bigint, 0::bigint, 0::numeric, 0::numeric,
            0::numeric, null::integer[]
        from private.session_pages(array(select c from private.session_changes(facts) as c)) as p
        where p.day between since and until
        group by p.page;
    end if;
end
$$;
comment on function private.dimension_tail(uuid, text, date, date) is
'What is to be added to the rollups of a dimension over a period: events and reports of ad '
'platforms that are not rolled up yet. What was sold waits for roll_up_revenue.';
