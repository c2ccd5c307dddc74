-- analytics: sessions, kept as their events come in, in any order.
--
-- A session's row follows from its events alone, so what counts it (traffic, sources, entry and
-- exit pages, patterns) is corrected by what it was and what it has become.

create function private.session_changes(facts private.event_fact[])
returns setof private.session_change
language plpgsql
stable
set search_path = ''
-- A generic plan takes the facts for ten rows and joins in nested loops: 30 times slower.
set plan_cache_mode = 'force_custom_plan'
as $$
begin
    return query
    with seen as materialized (
        select f.* from unnest(facts) as f where f.session is not null
    ),

    firsts as (
        select distinct on (s.workspace_id, s.session)
            s.workspace_id, s.session, s.id, s.occurred_at, s.source, s.medium
        from seen as s
        order by s.workspace_id, s.session, s.occurred_at, s.id
    ),

    entries as (
        select distinct on (s.workspace_id, s.session)
            s.workspace_id, s.session, s.id, s.occurred_at, s.page
        from seen as s
        where s.event_type = 'page_view' and s.page is not null
        order by s.workspace_id, s.session, s.occurred_at, s.id
    ),

    exits as (
        select distinct on (s.workspace_id, s.session)
            s.workspace_id, s.session, s.id, s.occurred_at, s.page
        from seen as s
        where s.event_type = 'page_view' and s.page is not null
        order by s.workspace_id, s.session, s.occurred_at desc, s.id desc
    ),

    totals as (
        select
            s.workspace_id,
            s.session,
            max(s.occurred_at) as last_at,
            count(*) as events,
            array_agg(distinct s.event_type)
            || coalesce(
                array_agg(distinct 'stage:' || s.stage) filter (where s.stage is not null), '{}'
            ) as reached
        from seen as s
        group by s.workspace_id, s.session
    ),

    fresh as (
        select
            t.workspace_id,
            t.session,
            f.id as first_id,
            f.occurred_at as started_at,
            t.last_at,
            f.source,
            f.medium,
            n.page as entry_page,
            n.occurred_at as entry_at,
            n.id as entry_id,
            x.page as exit_page,
            x.occurred_at as exit_at,
            x.id as exit_id,
            t.events,
            t.reached
        from totals as t
        join firsts as f using (workspace_id, session)
        left join entries as n using (workspace_id, session)
        left join exits as x using (workspace_id, session)
    )

    select b, row(m.*)::private.sessions
    from fresh as n
    left join private.sessions as b using (workspace_id, session)
    cross join lateral (
        select
            b.session is null or (n.started_at, n.first_id) < (b.started_at, b.first_id) as begins,
            b.entry_id is null or (n.entry_at, n.entry_id) < (b.entry_at, b.entry_id) as enters,
            b.exit_id is null or (n.exit_at, n.exit_id) > (b.exit_at, b.exit_id) as leaves
    ) as is_new
    cross join lateral (
        select
            n.workspace_id,
            n.session,
            case when is_new.begins then n.first_id else b.first_id end,
            case when is_new.begins then n.started_at else b.started_at end,
            greatest(n.last_at, b.last_at),
            case when is_new.begins then n.source else b.source end,
            case when is_new.begins then n.medium else b.medium end,
            case when is_new.enters then n.entry_page else b.entry_page end,
            case when is_new.enters then n.entry_at else b.entry_at end,
            case when is_new.enters then n.entry_id else b.entry_id end,
            case when is_new.leaves then n.exit_page else b.exit_page end,
            case when is_new.leaves then n.exit_at else b.exit_at end,
            case when is_new.leaves then n.exit_id else b.exit_id end,
            n.events + coalesce(b.events, 0),
            array(
                select distinct r.what
                from unnest(n.reached || b.reached) as r (what)
                order by r.what
                limit 40
            )
    ) as m;
end
$$;
comment on function private.session_changes(private.event_fact[]) is
'The sessions of some events, as they were before and as they are with them. Writes nothing.';

create function private.add_sessions(changes private.session_change[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    update public.traffic_daily as t
    set
        sessions = t.sessions + d.sessions,
        bounces = t.bounces + d.bounces,
        session_seconds = t.session_seconds + d.seconds
    from (
        select
            s.workspace_id,
            s.day,
            private.home_currency(s.workspace_id) as currency,
            sum(s.side) as sessions,
            sum(s.side * s.bounces) as bounces,
            sum(s.side * s.seconds) as seconds
        from private.session_sides(changes) as s
        group by s.workspace_id, s.day
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.date = d.day
        and t.currency = d.currency
        and (d.sessions, d.bounces, d.seconds) <> (0, 0, 0);

    update public.traffic_hourly as t
    set sessions = t.sessions + d.sessions
    from (
        select
            s.workspace_id,
            s.hour,
            private.home_currency(s.workspace_id) as currency,
            sum(s.side) as sessions
        from private.session_sides(changes) as s
        group by s.workspace_id, s.hour
        having sum(s.side) <> 0
    ) as d
    where t.workspace_id = d.workspace_id and t.hour = d.hour and t.currency = d.currency;

    update public.source_metrics as t
    set sessions = t.sessions + d.sessions
    from (
        select
            s.workspace_id,
            s.source,
            s.medium,
            s.day,
            private.home_currency(s.workspace_id) as currency,
            sum(s.side) as sessions
        from private.session_sides(changes) as s
        group by s.workspace_id, s.source, s.medium, s.day
        having sum(s.side) <> 0
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.source = d.source
        and t.medium = d.medium
        and t.date = d.day
        and t.currency = d.currency;

    update public.page_metrics as t
    set entries = t.entries + d.entries, exits = t.exits + d.exits
    from (
        select
            p.workspace_id, p.page, p.day, sum(p.entries) as entries, sum(p.exits) as exits
        from private.session_pages(changes) as p
        group by p.workspace_id, p.page, p.day
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.page = d.page
        and t.date = d.day
        and (d.entries, d.exits) <> (0, 0);
end
$$;
comment on function private.add_sessions(private.session_change[]) is
'Corrects the sessions in the rollups by day and hour: their rows are there, because the events '
'that sessions begin and end with are in them.';

create function private.add_session_months(changes private.session_change[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    update private.metric_months as t
    set
        sessions = t.sessions + d.sessions,
        bounces = t.bounces + d.bounces,
        session_seconds = t.session_seconds + d.seconds,
        entries = t.entries + d.entries,
        exits = t.exits + d.exits
    from (
        select
            p.workspace_id,
            p.dimension,
            p.key,
            date_trunc('month', p.day)::date as month,
            private.home_currency(p.workspace_id) as currency,
            sum(p.sessions) as sessions,
            sum(p.bounces) as bounces,
            sum(p.seconds) as seconds,
            sum(p.entries) as entries,
            sum(p.exits) as exits
        from (
            select
                s.workspace_id,
                k.dimension,
                k.key,
                s.day,
                s.side as sessions,
                s.side * s.bounces as bounces,
                s.side * s.seconds as seconds,
                0 as entries,
                0 as exits
            from private.session_sides(changes) as s
            cross join lateral (
                values ('traffic', ''), ('source', s.source || e'\t' || s.medium)
            ) as k (dimension, key)
            union all
            select g.workspace_id, 'page', g.page, g.day, 0, 0, 0, g.entries, g.exits
            from private.session_pages(changes) as g
        ) as p
        group by p.workspace_id, p.dimension, p.key, month
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.dimension = d.dimension
        and t.key = d.key
        and t.month = d.month
        and t.currency = d.currency
        and (d.sessions, d.bounces, d.seconds, d.entries, d.exits) <> (0, 0, 0, 0, 0);
end
$$;
comment on function private.add_session_months(private.session_change[]) is
'Corrects the sessions in metric_months.';

create function private.session_sides(changes private.session_change[])
returns table (
    workspace_id uuid,
    side integer,
    day date,
    hour timestamptz,
    source text,
    medium text,
    reached text[],
    bounces integer,
    seconds numeric
)
language plpgsql
immutable
set search_path = ''
as $$
begin
    return query
    select
        s.workspace_id,
        s.side,
        (s.started_at at time zone 'UTC')::date,
        date_trunc('hour', s.started_at, 'UTC'),
        s.source,
        s.medium,
        s.reached,
        case when s.events = 1 then 1 else 0 end,
        extract(epoch from s.last_at - s.started_at)
    from (
        select -1 as side, (c.before).* from unnest(changes) as c
        where (c.before).session is not null
        union all
        select 1, (c.after).* from unnest(changes) as c
    ) as s;
end
$$;
comment on function private.session_sides(private.session_change[]) is
'What sessions counted for before, to be taken away (side -1), and count for now (side 1).';

create function private.session_pages(changes private.session_change[])
returns table (workspace_id uuid, page text, day date, entries integer, exits integer)
language plpgsql
immutable
set search_path = ''
as $$
begin
    return query
    select s.workspace_id, p.page, (p.moment at time zone 'UTC')::date, p.entries, p.exits
    from (
        select -1 as side, (c.before).* from unnest(changes) as c
        where (c.before).session is not null
        union all
        select 1, (c.after).* from unnest(changes) as c
    ) as s
    cross join lateral (
        values (s.entry_page, s.entry_at, s.side, 0), (s.exit_page, s.exit_at, 0, s.side)
    ) as p (page, moment, entries, exits)
    where p.page is not null;
end
$$;
comment on function private.session_pages(private.session_change[]) is
'Entries and exits that pages lose and win with sessions that change.';

create function private.store_sessions(changes private.session_change[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    with deltas as materialized (
        select
            s.workspace_id, g.grain, g.bucket, s.reached, sum(s.side) as sessions
        from private.session_sides(changes) as s
        cross join lateral (
            values ('day', s.day), ('month', date_trunc('month', s.day)::date)
        ) as g (grain, bucket)
        group by s.workspace_id, g.grain, g.bucket, s.reached
        having sum(s.side) <> 0
    ),

    changed as (
        update private.session_patterns as t
        set sessions = t.sessions + d.sessions
        from deltas as d
        where
            t.workspace_id = d.workspace_id
            and t.grain = d.grain
            and t.bucket = d.bucket
            and t.reached = d.reached
        returning t.workspace_id, t.grain, t.bucket, t.reached
    )

    insert into private.session_patterns (workspace_id, grain, bucket, reached, sessions)
    select d.workspace_id, d.grain, d.bucket, d.reached, d.sessions
    from deltas as d
    where (d.workspace_id, d.grain, d.bucket, d.reached) not in (
        select c.workspace_id, c.grain, c.bucket, c.reached from changed as c
    );

    insert into private.sessions as t select (c.after).* from unnest(changes) as c
    on conflict on constraint sessions_pkey do update
    set
        first_id = excluded.first_id,
        started_at = excluded.started_at,
        last_at = excluded.last_at,
        source = excluded.source,
        medium = excluded.medium,
        entry_page = excluded.entry_page,
        entry_at = excluded.entry_at,
        entry_id = excluded.entry_id,
        exit_page = excluded.exit_page,
        exit_at = excluded.exit_at,
        exit_id = excluded.exit_id,
        events = excluded.events,
        reached = excluded.reached;
end
$$;
comment on function private.store_sessions(private.session_change[]) is
'Corrects session_patterns and writes the sessions, after what counts them was corrected.';
