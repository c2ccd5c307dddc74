-- analytics: what ads cost in a period, reports that are not rolled up yet included.

create function private.campaign_tail(workspace uuid, facts private.event_fact[])
returns table (
    campaign_id uuid,
    date date,
    currency text,
    impressions bigint,
    clicks bigint,
    spend numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    if coalesce(cardinality(facts), 0) = 0 and not exists (
        select from private.spend_marks as m where m.workspace_id = workspace
    ) then
        return;
    end if;
    return query
    with marked as (
        select distinct m.campaign_id, m.day as date
        from private.spend_marks as m
        where m.workspace_id = workspace
    ),

    reported as (
        select
            k.campaign_id,
            k.date,
            m.currency,
            sum(m.impressions)::bigint as impressions,
            sum(m.clicks)::bigint as clicks,
            sum(m.spend) as spend
        from marked as k
        join public.ad_sets as s on s.workspace_id = workspace and s.campaign_id = k.campaign_id
        join public.ads as a on a.workspace_id = workspace and a.ad_set_id = s.id
        join public.ad_metrics as m
            on m.workspace_id = workspace and m.ad_id = a.id and m.date = k.date
        group by k.campaign_id, k.date, m.currency
    ),

    measured as (
        select
            f.campaign_id,
            f.day as date,
            f.currency,
            sum(f.impressions)::bigint as impressions,
            sum(f.clicks)::bigint as clicks
        from unnest(facts) as f
        where f.campaign_id is not null
        group by f.campaign_id, f.day, f.currency
    ),

    held as (
        select t.*, k.campaign_id is not null as is_marked
        from public.campaign_metrics as t
        left join marked as k on k.campaign_id = t.campaign_id and k.date = t.date
        where
            t.workspace_id = workspace
            and (t.campaign_id, t.date) in (
                select k.campaign_id, k.date from marked as k
                union all
                select m.campaign_id, m.date from measured as m
            )
    )

    select
        campaign_id,
        date,
        currency,
        coalesce(
            case when h.is_marked or h.is_marked is null then r.impressions
                else h.reported_impressions end,
            coalesce(h.measured_impressions, 0) + coalesce(m.impressions, 0)
        ) - coalesce(h.impressions, 0),
        coalesce(
            case when h.is_marked or h.is_marked is null then r.clicks
                else h.reported_clicks end,
            coalesce(h.measured_clicks, 0) + coalesce(m.clicks, 0)
        ) - coalesce(h.clicks, 0),
        case when h.is_marked or h.is_marked is null then coalesce(r.spend, 0) else h.spend end
        - coalesce(h.spend, 0)
    from held as h
    full join reported as r using (campaign_id, date, currency)
    full join measured as m using (campaign_id, date, currency);
end
$$;
comment on function private.campaign_tail(uuid, private.event_fact[]) is
'What is to be added to impressions, clicks and spend of campaign_metrics: what platforms have '
'reported since it was rolled up, and what was measured where they report nothing.';

create function private.spend_between(workspace uuid, since date, until date)
returns table (campaign_id uuid, currency text, spend numeric)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    p constant private.period_parts := private.parts_of(workspace, since, until);
begin
    return query
    select t.campaign_id, t.currency, sum(t.spend)
    from public.campaign_metrics as t
    where
        t.workspace_id = workspace
        and t.spend > 0
        and t.date between p.head_since and p.head_until
    group by t.campaign_id, t.currency
    union all
    select t.campaign_id, t.currency, sum(t.spend)
    from public.campaign_metrics as t
    where
        t.workspace_id = workspace
        and t.spend > 0
        and t.date between p.foot_since and p.foot_until
    group by t.campaign_id, t.currency
    union all
    select m.key::uuid, m.currency, m.spend
    from private.metric_months as m
    where
        m.workspace_id = workspace
        and m.dimension = 'campaign'
        and m.month between p.first_month and p.last_month
        and m.spend > 0
    union all
    select t.campaign_id, t.currency, t.spend
    from private.campaign_tail(workspace, '{}') as t
    where t.date between since and until;
end
$$;
comment on function private.spend_between(uuid, date, date) is
'What was spent on ads by campaign: rows that add up to a period. Reports that are not rolled up '
'yet are included.';

create function private.spend_by_day(workspace uuid, since date, until date)
returns table (date date, currency text, spend numeric)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select t.date, t.currency, sum(t.spend)
    from public.campaign_metrics as t
    where t.workspace_id = workspace and t.spend > 0 and t.date between since and until
    group by t.date, t.currency
    union all
    select t.date, t.currency, t.spend
    from private.campaign_tail(workspace, '{}') as t
    where t.date between since and until;
end
$$;
comment on function private.spend_by_day(uuid, date, date) is
'What was spent on ads by day, with reports that are not rolled up yet.';
