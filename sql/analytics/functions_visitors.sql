-- analytics: in which weeks visitors come back.

create function private.visitor_changes(facts private.event_fact[])
returns setof private.visitor_change
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select
        n.workspace_id,
        n.visitor,
        v.weeks,
        case
            when v.weeks @> n.weeks then v.weeks
            else array(select distinct w.week from unnest(v.weeks || n.weeks) as w (week) order by 1)
        end
    from (
        select f.workspace_id, f.visitor, array_agg(distinct private.week_of(f.day)) as weeks
        from unnest(facts) as f
        where f.visitor is not null
        group by f.workspace_id, f.visitor
    ) as n
    left join private.visitors as v using (workspace_id, visitor)
    where v.weeks is null or not v.weeks @> n.weeks;
end
$$;
comment on function private.visitor_changes(private.event_fact[]) is
'The visitors of some events that were seen in a week for the first time. Writes nothing.';

create function private.store_visitors(changes private.visitor_change[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    with deltas as materialized (
        select s.workspace_id, s.weeks[1] as cohort_week, w.week, sum(s.side) as visitors
        from (
            select c.workspace_id, -1 as side, c.before as weeks from unnest(changes) as c
            where c.before is not null
            union all
            select c.workspace_id, 1, c.after from unnest(changes) as c
        ) as s
        cross join unnest(s.weeks) as w (week)
        group by s.workspace_id, s.weeks[1], w.week
        having sum(s.side) <> 0
    ),

    changed as (
        update private.retention_weeks as t
        set visitors = t.visitors + d.visitors
        from deltas as d
        where
            t.workspace_id = d.workspace_id
            and t.cohort_week = d.cohort_week
            and t.week = d.week
        returning t.workspace_id, t.cohort_week, t.week
    )

    insert into private.retention_weeks (workspace_id, cohort_week, week, visitors)
    select d.workspace_id, d.cohort_week, d.week, d.visitors
    from deltas as d
    where (d.workspace_id, d.cohort_week, d.week) not in (
        select c.workspace_id, c.cohort_week, c.week from changed as c
    );

    insert into private.visitors (workspace_id, visitor, weeks)
    select c.workspace_id, c.visitor, c.after from unnest(changes) as c
    on conflict on constraint visitors_pkey do update set weeks = excluded.weeks;
end
$$;
comment on function private.store_visitors(private.visitor_change[]) is
'Corrects retention_weeks and writes the weeks of the visitors.';
