-- analytics: the traffic of a period: rollups, and what they have not taken in yet.

create function private.dashboard_tail(workspace uuid) returns private.event_fact[]
language plpgsql
stable
set search_path = ''
as $$
begin
    return array(select f from private.tail_facts(workspace) as f);
end
$$;
comment on function private.dashboard_tail(uuid) is
'The events of a workspace that are not rolled up yet: read once for all of an answer.';

create function private.tail_sessions(facts private.event_fact[])
returns table (
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
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    if coalesce(cardinality(facts), 0) = 0 then
        return;
    end if;
    return query
    select s.side, s.day, s.hour, s.source, s.medium, s.reached, s.bounces, s.seconds
    from private.session_sides(
        array(select c from private.session_changes(facts) as c)
    ) as s;
end
$$;
comment on function private.tail_sessions(private.event_fact[]) is
'What sessions lose (side -1) and win (side 1) with events that are not rolled up yet.';

-- A period is read as months, where they are whole, and days at the ends.
create function private.traffic_parts(
    workspace uuid, since date, until date, grain text, tail private.event_fact[]
)
returns table (
    at timestamp,
    page_views numeric,
    sessions numeric,
    bounces numeric,
    session_seconds numeric,
    conversions numeric,
    visitors bigint,
    visitor_hashes integer[]
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    p private.period_parts;
begin
    if grain = 'hour' then
        return query
        select
            t.hour at time zone 'UTC',
            t.page_views::numeric,
            t.sessions::numeric,
            0::numeric,
            0::numeric,
            t.conversions::numeric,
            t.visitors,
            t.visitor_hashes
        from public.traffic_hourly as t
        where
            t.workspace_id = workspace
            and t.hour >= since::timestamp at time zone 'UTC'
            and t.hour < (until + 1)::timestamp at time zone 'UTC';
    else
        if grain in ('month', 'period') then
            p := private.parts_of(workspace, since, until);
        end if;
        return query
        select
            t.date::timestamp,
            t.page_views::numeric,
            t.sessions::numeric,
            t.bounces::numeric,
            t.session_seconds,
            t.conversions::numeric,
            t.visitors,
            t.visitor_hashes
        from public.traffic_daily as t
        where
            t.workspace_id = workspace
            and t.date between since and until
            and (
                p.first_month is null or t.date < p.first_month or t.date >= p.foot_since
            );
        return query
        select
            m.month::timestamp,
            m.views::numeric,
            m.sessions::numeric,
            m.bounces::numeric,
            m.session_seconds,
            m.conversions::numeric,
            m.visitors,
            m.visitor_hashes
        from private.metric_months as m
        where
            m.workspace_id = workspace
            and m.dimension = 'traffic'
            and m.key = ''
            and m.month between p.first_month and p.last_month;
    end if;
    if tail = '{}' then
        return;
    end if;
    return query
    select
        date_trunc(
            case grain when 'hour' then 'hour' else 'day' end, f.occurred_at at time zone 'UTC'
        ) as moment,
        sum(f.page_views),
        0::numeric,
        0::numeric,
        0::numeric,
        sum(f.conversions),
        count(distinct f.visitor_hash),
        private.hashes_of(array_agg(f.visitor_hash))
    from unnest(tail) as f
    where f.day between since and until
    group by moment;
    -- All of the tail: a session counts where it began, and events before and after change that.
    return query
    select
        case grain when 'hour' then s.hour at time zone 'UTC' else s.day::timestamp end as moment,
        0::numeric,
        sum(s.side)::numeric,
        sum(s.side * s.bounces)::numeric,
        sum(s.side * s.seconds),
        0::numeric,
        0::bigint,
        null::integer[]
    from private.tail_sessions(tail) as s
    where s.day between since and until
    group by moment;
end
$$;
comment on function private.traffic_parts(uuid, date, date, text, private.event_fact[]) is
'Rows of traffic that add up to a period, tail included: by hour, by day, or for the grains month '
'and period by month with days at the ends. Visitors of several rows are a union.';

create function private.traffic_between(
    workspace uuid, since date, until date, tail private.event_fact[]
)
returns table (
    visitors bigint,
    sessions numeric,
    page_views numeric,
    bounces numeric,
    session_seconds numeric,
    conversions numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select
        private.union_size(
            array_agg(row(p.visitor_hashes, p.visitors)::private.sketch)
            filter (where p.visitors > 0),
            8192
        ),
        coalesce(sum(p.sessions), 0),
        coalesce(sum(p.page_views), 0),
        coalesce(sum(p.bounces), 0),
        coalesce(sum(p.session_seconds), 0),
        coalesce(sum(p.conversions), 0)
    from private.traffic_parts(workspace, since, until, 'period', tail) as p;
end
$$;
comment on function private.traffic_between(uuid, date, date, private.event_fact[]) is
'The traffic of a whole period.';

create function private.traffic_by(
    workspace uuid,
    since date,
    until date,
    grain text,
    tail private.event_fact[],
    with_visitors boolean
)
returns table (
    at timestamp,
    visitors bigint,
    sessions numeric,
    page_views numeric,
    bounces numeric,
    conversions numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select
        p.bucket,
        -- The sketch of a row that stands alone is not read: its size is beside it.
        case
            when min(p.parts) > 1 then private.union_size(
                array_agg(row(p.visitor_hashes, p.visitors)::private.sketch)
                filter (where p.parts > 1 and p.visitors > 0),
                case grain when 'hour' then 2048 else 8192 end,
                6000
            )
            else max(p.visitors)
        end,
        sum(p.sessions),
        sum(p.page_views),
        sum(p.bounces),
        sum(p.conversions)
    from (
        select
            t.*,
            date_trunc(grain, t.at) as bucket,
            case
                when with_visitors then count(*) filter (where t.visitors > 0) over (
                    partition by date_trunc(grain, t.at)
                )
                else 0
            end as parts
        from private.traffic_parts(workspace, since, until, grain, tail) as t
    ) as p
    group by p.bucket;
end
$$;
comment on function private.traffic_by(
    uuid, date, date, text, private.event_fact[], boolean
) is
'The traffic of a period by hour, day, week or month. Without visitors they are some number.';

-- spend -----------------------------------------------------------------------------------
