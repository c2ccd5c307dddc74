-- analytics: taking batches of events into the rollups, exactly once.
--
-- security definer: private.roll_up_events, private.recount_events, private.note_spend,
-- private.follow_currency and private.forget_events, because nobody may write rollups, batches,
-- marks and events.

create function private.roll_up_events(max_events integer default 20000) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    batches bigint[];
    facts private.event_fact[];
    sessions private.session_change[];
    visitors private.visitor_change[];
    workspaces uuid[];
begin
    perform private.hold_rollups();
    with taken as (
        delete from private.event_batches as b
        where b.id in (
            select w.id
            from (
                select q.id, sum(q.events) over (order by q.id) - q.events as before
                from (
                    select p.id, p.events
                    from private.event_batches as p
                    order by p.id
                    limit 1000
                ) as q
            ) as w
            where w.before < max_events
        )
        returning b.id, b.workspace_id
    )

    select array_agg(t.id), array_agg(distinct t.workspace_id)
    into batches, workspaces
    from taken as t;
    if batches is not null then
        facts := array(select f from private.batch_facts(batches) as f);
        perform private.add_traffic(facts);
        perform private.add_products(facts);
        perform private.add_campaigns(facts);
        perform private.add_origins(facts);
        perform private.add_pages(facts);
        perform private.add_months(facts);
        sessions := array(select c from private.session_changes(facts) as c);
        perform private.add_sessions(sessions);
        perform private.add_session_months(sessions);
        perform private.store_sessions(sessions);
        visitors := array(select c from private.visitor_changes(facts) as c);
        perform private.store_visitors(visitors);
        perform private.refresh_campaign_months(
            array_agg(k.workspace_id), array_agg(k.campaign_id), array_agg(k.month)
        )
        from (
            select distinct
                f.workspace_id, f.campaign_id, date_trunc('month', f.day)::date as month
            from unnest(facts) as f
            where f.campaign_id is not null
        ) as k;
    end if;
    perform private.announce_traffic(coalesce(workspaces, '{}'));
    delete from private.event_receipts as r where r.received_at < now() - interval '7 days';
    delete from public.event_dead_letters as d where d.created_at < now() - interval '30 days';
    return jsonb_build_object(
        'batches', coalesce(cardinality(batches), 0),
        'events', coalesce(cardinality(facts), 0),
        'days_of_spend', private.roll_up_spend()
    );
end
$$;
comment on function private.roll_up_events(integer) is 'Body of public.roll_up_events.';

create function private.hold_rollups() returns void
language plpgsql
set search_path = ''
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.rollups', 0));
end
$$;
comment on function private.hold_rollups() is
'Waits until nobody else adds to rollups, until the end of the transaction: deltas are summed '
'first and added after, and two that add would wait for each other''s rows.';

create function public.roll_up_events(max_events integer default 20000) returns jsonb
language sql
set search_path = ''
as $$
    select private.roll_up_events(roll_up_events.max_events)
$$;
comment on function public.roll_up_events(integer) is
'Takes waiting batches of about so many events into the rollups, in one step, and the changes of '
'ad_metrics. Returns how many; nothing is left once batches is 0. For workers: the job '
'analytics.roll_up; safe to repeat and to kill.';

create function private.roll_up_spend() returns integer
language plpgsql
set search_path = ''
as $$
declare
    workspaces uuid[];
    campaigns uuid[];
    days date[];
begin
    with taken as (
        delete from private.spend_marks as m
        where m.id in (select o.id from private.spend_marks as o order by o.id limit 10000)
        returning m.workspace_id, m.campaign_id, m.day
    )

    select array_agg(t.workspace_id), array_agg(t.campaign_id), array_agg(t.day)
    into workspaces, campaigns, days
    from (
        select distinct k.workspace_id, k.campaign_id, k.day
        from taken as k
        join public.campaigns as c on c.workspace_id = k.workspace_id and c.id = k.campaign_id
    ) as t;
    if days is null then
        return 0;
    end if;
    -- First nothing is reported of these days, then what there is: rows in a currency that no ad
    -- has any more do not stay behind.
    update public.campaign_metrics as t
    set reported_impressions = null, reported_clicks = null, spend = 0
    from unnest(workspaces, campaigns, days) as k (workspace, campaign, day)
    where
        t.workspace_id = k.workspace
        and t.campaign_id = k.campaign
        and t.date = k.day
        and (t.reported_impressions is not null or t.spend > 0);
    insert into public.campaign_metrics as t (
        workspace_id, campaign_id, date, currency, reported_impressions, reported_clicks, spend
    )
    select
        k.workspace, k.campaign, k.day, m.currency, sum(m.impressions), sum(m.clicks), sum(m.spend)
    from unnest(workspaces, campaigns, days) as k (workspace, campaign, day)
    join public.ad_sets as s on s.workspace_id = k.workspace and s.campaign_id = k.campaign
    join public.ads as a on a.workspace_id = s.workspace_id and a.ad_set_id = s.id
    join public.ad_metrics as m
        on m.workspace_id = a.workspace_id and m.ad_id = a.id and m.date = k.day
    group by k.workspace, k.campaign, k.day, m.currency
    on conflict on constraint campaign_metrics_once_per_day do update
    set
        reported_impressions = excluded.reported_impressions,
        reported_clicks = excluded.reported_clicks,
        spend = excluded.spend;
    perform private.refresh_campaign_months(
        workspaces,
        campaigns,
        array(select date_trunc('month', d)::date from unnest(days) with ordinality as u (d, n) order by n)
    );
    return cardinality(days);
end
$$;
comment on function private.roll_up_spend() is
'Sets what platforms report in campaign_metrics for the marked days, from ad_metrics.';

create function private.note_spend() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.spend_marks (workspace_id, campaign_id, day)
    select distinct c.workspace_id, s.campaign_id, c.date
    from changed as c
    join public.ads as a on a.workspace_id = c.workspace_id and a.id = c.ad_id
    join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id
    join public.workspaces as w on w.id = c.workspace_id;
    return null;
end
$$;
comment on function private.note_spend() is
'Trigger of ad_metrics, per statement: the days of campaigns that it touched are added up again.';

create function private.recount_events(workspace uuid) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    queued bigint;
begin
    if exists (select from private.archived_partitions as p where p.state <> 'restored') then
        raise exception using
            errcode = 'PT409',
            message = 'Months of events are in the archive: their numbers could not be counted again.',
            hint = 'Restore them first: flywheel events restore.';
    end if;
    perform private.hold_rollups();
    delete from public.traffic_daily as t where t.workspace_id = workspace;
    delete from public.traffic_hourly as t where t.workspace_id = workspace;
    delete from public.country_metrics as t where t.workspace_id = workspace;
    delete from public.source_metrics as t where t.workspace_id = workspace;
    delete from public.page_metrics as t where t.workspace_id = workspace;
    delete from public.link_metrics as t where t.workspace_id = workspace;
    delete from public.component_metrics as t where t.workspace_id = workspace;
    delete from public.campaign_metrics as t where t.workspace_id = workspace;
    delete from public.product_metrics as t where t.workspace_id = workspace;
    delete from private.metric_months as t where t.workspace_id = workspace;
    delete from private.session_patterns as t where t.workspace_id = workspace;
    delete from private.sessions as t where t.workspace_id = workspace;
    delete from private.retention_weeks as t where t.workspace_id = workspace;
    delete from private.visitors as t where t.workspace_id = workspace;
    delete from private.event_batches as b where b.workspace_id = workspace;
    insert into private.event_batches (id, workspace_id, events)
    overriding system value
    select e.batch, e.workspace_id, count(*)
    from public.events as e
    where e.workspace_id = recount_events.workspace and e.batch is not null
    group by e.batch, e.workspace_id;
    select coalesce(sum(b.events), 0) into queued
    from private.event_batches as b
    where b.workspace_id = recount_events.workspace;
    insert into private.spend_marks (workspace_id, campaign_id, day)
    select distinct m.workspace_id, s.campaign_id, m.date
    from public.ad_metrics as m
    join public.ads as a on a.workspace_id = m.workspace_id and a.id = m.ad_id
    join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id
    where m.workspace_id = recount_events.workspace;
    insert into private.revenue_marks (workspace_id, day)
    select distinct b.workspace_id, b.date
    from public.revenue_breakdown as b
    where b.workspace_id = recount_events.workspace;
    return queued;
end
$$;
comment on function private.recount_events(uuid) is
'Empties the rollups of a workspace and queues all its events again; returns how many. What is '
'read meanwhile stays whole: they are the tail until they are rolled up. PT409 while months of '
'events are in the archive. For operators.';

create function private.follow_currency() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    workspace constant uuid := coalesce(new.workspace_id, old.workspace_id);
begin
    if coalesce(new.currency, 'USD') <> coalesce(old.currency, 'USD')
        and exists (select from public.workspaces as w where w.id = workspace)
    then
        perform private.recount_events(workspace);
    end if;
    return null;
end
$$;
comment on function private.follow_currency() is
'Trigger of analytics_settings: numbers in another currency are counted again from the events.';

create function private.forget_events() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.events as e using gone where e.workspace_id = gone.id;
    return null;
end
$$;
comment on function private.forget_events() is
'Trigger of workspaces, per statement: events go with their workspace. They have no foreign key, '
'which every event would pay for.';
