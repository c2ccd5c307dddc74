-- analytics: how far sessions come, and whether visitors come back.
--
-- security definer: private.dashboard_funnel and private.dashboard_retention, so that sums are
-- read without a policy per row once the caller is proved to be a viewer.

create function private.dashboard_funnel(
    workspace uuid, steps text[], since date, until date
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
    step text;
    p private.period_parts;
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    if coalesce(cardinality(steps), 0) not between 1 and 10 then
        raise exception using
            errcode = 'PT422',
            message = 'A funnel has one to ten steps.',
            hint = 'Give types of events or stages: page_view, cart_add, stage:checkout.';
    end if;
    foreach step in array steps loop
        if step is null or step !~ '^(stage:.{1,50}|[a-z_]{1,50})$' then
            raise exception using
                errcode = 'PT422',
                message = format('%L is no step of a funnel.', step),
                hint = 'Give types of events or stages: page_view, cart_add, stage:checkout.';
        end if;
    end loop;
    p := private.parts_of(workspace, since, until);
    with patterns as (
        select t.reached, t.sessions
        from private.session_patterns as t
        where
            t.workspace_id = workspace
            and t.grain = 'day'
            and t.bucket between p.head_since and p.head_until
        union all
        select t.reached, t.sessions
        from private.session_patterns as t
        where
            t.workspace_id = workspace
            and t.grain = 'day'
            and t.bucket between p.foot_since and p.foot_until
        union all
        select t.reached, t.sessions
        from private.session_patterns as t
        where
            t.workspace_id = workspace
            and t.grain = 'month'
            and t.bucket between p.first_month and p.last_month
        union all
        select s.reached, s.side
        from private.tail_sessions(private.dashboard_tail(workspace)) as s
        where s.day between since and until
    ),

    distinct_patterns as materialized (
        select t.reached, sum(t.sessions) as sessions
        from patterns as t
        group by t.reached
    ),

    reaches as (
        select
            s.place,
            steps[s.place] as step,
            (
                select coalesce(sum(d.sessions), 0)
                from distinct_patterns as d
                where d.reached @> steps[:s.place]
            ) as sessions
        from generate_subscripts(steps, 1) as s (place)
    )

    select
        jsonb_build_object(
            'since', since,
            'until', until,
            'sessions', (select coalesce(sum(d.sessions), 0) from distinct_patterns as d),
            'steps', jsonb_agg(
                jsonb_build_object(
                    'step', r.step,
                    'sessions', r.sessions,
                    'share', round(100 * r.sessions / nullif(r.first, 0), 2),
                    'dropped', r.previous - r.sessions,
                    'drop_off', round(
                        100 * (r.previous - r.sessions) / nullif(r.previous, 0), 2
                    )
                )
                order by r.place
            )
        ) into report
    from (
        select
            r.*,
            first_value(r.sessions) over (order by r.place) as first,
            lag(r.sessions) over (order by r.place) as previous
        from reaches as r
    ) as r;
    return report;
end
$$;
comment on function private.dashboard_funnel(uuid, text[], date, date) is
'The body of public.dashboard_funnel.';

create function public.dashboard_funnel(
    workspace_id uuid,
    steps text[] default array['page_view', 'cart_add', 'checkout', 'conversion'],
    since date default (now() at time zone 'UTC')::date - 29,
    until date default (now() at time zone 'UTC')::date
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.dashboard_funnel(workspace_id, steps, since, until);
end
$$;
comment on function public.dashboard_funnel(uuid, text[], date, date) is
'How many of the sessions that began in a period of UTC days contain the first step, the first '
'two, and so on: each with its share of the first step in percent, and how many dropped off since '
'the step before. A step is a type of event or a stage as stage:<stage>; in which order a session '
'reached them does not count. For viewers. Raises PT404 for a foreign workspace, PT422 for a '
'period or step that is none.';

-- retention -------------------------------------------------------------------------------

create function private.dashboard_retention(workspace uuid, since date, until date)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
    monday constant date := date '1970-01-05';
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    with changes as materialized (
        select c.*
        from private.visitor_changes(private.dashboard_tail(workspace)) as c
    ),

    counted as (
        select r.cohort_week, r.week, r.visitors
        from private.retention_weeks as r
        where
            r.workspace_id = workspace
            and r.cohort_week between private.week_of(since) and private.week_of(until)
            and r.week <= private.week_of(until)
        union all
        select c.before[1], w.week, -1
        from changes as c
        cross join unnest(c.before) as w (week)
        union all
        select c.after[1], w.week, 1
        from changes as c
        cross join unnest(c.after) as w (week)
    ),

    cells as (
        select c.cohort_week, c.week - c.cohort_week as place, sum(c.visitors) as visitors
        from counted as c
        where
            c.cohort_week between private.week_of(since) and private.week_of(until)
            and c.week <= private.week_of(until)
        group by c.cohort_week, c.week
        having sum(c.visitors) > 0
    ),

    cohorts as (
        select
            c.cohort_week,
            max(c.visitors) filter (where c.place = 0) as size,
            jsonb_object_agg(c.place, c.visitors) as visitors
        from cells as c
        group by c.cohort_week
    )

    select
        jsonb_agg(
            jsonb_build_object(
                'week', monday + 7 * c.cohort_week,
                'visitors', c.size,
                'weeks', (
                    select
                        jsonb_agg(
                            jsonb_build_object(
                                'visitors', coalesce((c.visitors ->> p.place::text)::bigint, 0),
                                'share', round(
                                    100 * coalesce((c.visitors ->> p.place::text)::numeric, 0)
                                    / c.size,
                                    2
                                )
                            )
                            order by p.place
                        )
                    from generate_series(0, private.week_of(until) - c.cohort_week) as p (place)
                )
            )
            order by c.cohort_week
        ) into report
    from cohorts as c;
    return jsonb_build_object(
        'since', monday + 7 * private.week_of(since),
        'until', monday + 7 * private.week_of(until) + 6,
        'cohorts', coalesce(report, '[]'::jsonb)
    );
end
$$;
comment on function private.dashboard_retention(uuid, date, date) is
'The body of public.dashboard_retention.';

create function public.dashboard_retention(
    workspace_id uuid,
    since date default (now() at time zone 'UTC')::date - 83,
    until date default (now() at time zone 'UTC')::date
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.dashboard_retention(workspace_id, since, until);
end
$$;
comment on function public.dashboard_retention(uuid, date, date) is
'The visitors first seen in each week (from Monday, UTC) of a period, and how many of them, with '
'their share in percent, were seen in that week and in each week after it. Weeks that the period '
'touches are taken whole. For viewers. Raises PT404 for a foreign workspace, PT422 for a period '
'that is none.';
