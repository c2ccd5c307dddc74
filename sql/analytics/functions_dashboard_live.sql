-- analytics: who is here now, for a dashboard that asks and for one that listens.
--
-- security definer: private.dashboard_live, so that events are read without a policy per row once
-- the caller is proved to be a viewer; private.announce_traffic, because nobody may write
-- private.traffic_announcements.

create function private.live_traffic(workspace uuid, minutes integer, rows_most integer)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    until timestamptz := now();
    since timestamptz := now() - make_interval(mins => minutes);
    report jsonb;
begin
    -- The newest events by the primary key. A flood is cut off, so that its own dashboard does
    -- not slow it down: the answer then says how far back it reaches.
    with newest as materialized (
        select
            e.occurred_at, e.event_type, e.quantity, e.visitor_id, e.session_id, e.page, e.country
        from public.events as e
        where e.workspace_id = workspace and e.occurred_at > since and e.occurred_at <= until
        order by e.occurred_at desc
        limit rows_most
    ),

    pages as (
        select n.page, sum(n.quantity) as views, count(distinct n.visitor_id) as visitors
        from newest as n
        where n.event_type = 'page_view' and n.page is not null
        group by n.page
        order by views desc, n.page
        limit 10
    ),

    countries as (
        select coalesce(n.country, 'ZZ') as country, count(distinct n.visitor_id) as visitors
        from newest as n
        where n.visitor_id is not null
        group by 1
        order by visitors desc, country
        limit 10
    )

    select
        jsonb_build_object(
            'since', case when count(*) < rows_most then since else min(n.occurred_at) end,
            'until', until,
            'is_complete', count(*) < rows_most,
            'events', count(*),
            'visitors', count(distinct n.visitor_id),
            'sessions', count(distinct n.session_id),
            'page_views', coalesce(sum(n.quantity) filter (where n.event_type = 'page_view'), 0),
            'conversions', count(*) filter (where n.event_type = 'conversion'),
            'pages', coalesce((select jsonb_agg(to_jsonb(p)) from pages as p), '[]'::jsonb),
            'countries', coalesce((select jsonb_agg(to_jsonb(c)) from countries as c), '[]'::jsonb)
        ) into report
    from newest as n;
    return report;
end
$$;
comment on function private.live_traffic(uuid, integer, integer) is
'What visitors did in the last minutes, from at most so many of the newest events.';

create function private.dashboard_live(workspace uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
begin
    perform private.require_role(workspace, 'viewer');
    return private.live_traffic(workspace, 5, 20000);
end
$$;
comment on function private.dashboard_live(uuid) is 'The body of public.dashboard_live.';

create function public.dashboard_live(workspace_id uuid) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.dashboard_live(workspace_id);
end
$$;
comment on function public.dashboard_live(uuid) is
'Visitors, sessions, page views and conversions of the last five minutes, with the pages they '
'are on and the countries they come from. Of a flood it reads the newest 20,000 events: '
'is_complete is then false, and since says how far back they reach. For viewers. To be told of '
'changes, listen for event traffic on the private topic workspace:<id>.';

create function private.traffic_today(workspace uuid) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    today constant date := (now() at time zone 'UTC')::date;
    traffic record;
begin
    select t.* into traffic from private.traffic_between(
        workspace, today, today, private.dashboard_tail(workspace)
    ) as t;
    return jsonb_build_object(
        'visitors_today', traffic.visitors,
        'sessions_today', traffic.sessions,
        'page_views_today', traffic.page_views,
        'conversions_today', traffic.conversions,
        'orders_today', (
            select coalesce(sum(r.orders_count), 0)
            from private.revenue_now(workspace, today, today) as r
        ),
        'revenue_today', (
            select coalesce(jsonb_object_agg(r.currency, r.revenue), '{}'::jsonb)
            from private.revenue_now(workspace, today, today) as r
        )
    );
end
$$;
comment on function private.traffic_today(uuid) is
'The numbers of the UTC day so far, revenue by currency.';

create function private.announce_traffic(workspaces uuid[]) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    told uuid;
    recent jsonb;
    count_told integer := 0;
begin
    if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then
        return 0;
    end if;
    insert into private.traffic_announcements as a (workspace_id)
    select w.id
    from public.workspaces as w
    where w.id = any (workspaces)
    order by w.id
    on conflict on constraint traffic_announcements_pkey do update set is_due = true
    where not a.is_due;
    -- Some a round, whoever waited longest first: the roll-up is not held up by talking.
    for told in
        update private.traffic_announcements as a
        set announced_at = clock_timestamp(), is_due = false
        from (
            select d.workspace_id
            from private.traffic_announcements as d
            where d.is_due and d.announced_at <= clock_timestamp() - interval '2 seconds'
            order by d.announced_at
            limit 25
            for update skip locked
        ) as due
        where a.workspace_id = due.workspace_id
        returning a.workspace_id
    loop
        recent := private.live_traffic(told, 5, 5000);
        perform realtime.send(
            jsonb_build_object(
                'at', recent -> 'until',
                'visitors_5m', recent -> 'visitors',
                'sessions_5m', recent -> 'sessions',
                'page_views_5m', recent -> 'page_views'
            ) || private.traffic_today(told),
            'traffic', format('workspace:%s', told), true
        );
        count_told := count_told + 1;
    end loop;
    return count_told;
end
$$;
comment on function private.announce_traffic(uuid[]) is
'Broadcasts the live numbers of workspaces whose traffic changed: event traffic on the private '
'topic workspace:<id>, each at most once in two seconds. One that must wait is told in a later '
'round, whoever that is for. The roll-up calls it after each round; returns how many were told.';
