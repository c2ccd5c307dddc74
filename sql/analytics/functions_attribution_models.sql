-- analytics: what Markov and Shapley learn from, and what they have learned.
--
-- security definer: the private functions, because journeys and orders' visitors are nobody's to
-- read, and weights nobody's to write.

create function private.attribution_workspaces() returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return array(
        select w.id
        from public.workspaces as w
        where exists (
            select
            from private.attribution_orders as o
            where o.workspace_id = w.id and o.sold_at >= now() - interval '30 days'
        )
        order by w.id
    );
end
$$;
comment on function private.attribution_workspaces() is 'Body of public.attribution_workspaces.';

create function public.attribution_workspaces() returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.attribution_workspaces();
end
$$;
comment on function public.attribution_workspaces() is
'The workspaces that sold something in 30 days: those for which paths are worth learning from. For '
'workers.';

create function private.read_journeys(workspace uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    setting constant public.attribution_settings := private.attribution_setting(workspace);
    since constant timestamptz := now() - make_interval(days => setting.look_back_days);
begin
    return (
        with sold as materialized (
            select o.path, o.visitors
            from private.attribution_orders as o
            where o.workspace_id = workspace and o.sold_at >= since
        ),

        -- Each browser that bought nothing is a journey of its own.
        others as (
            select e.visitor_id, max(e.occurred_at) as seen_at
            from public.events as e
            where
                e.workspace_id = workspace
                and e.occurred_at >= since
                and e.visitor_id is not null
            group by e.visitor_id
        ),

        lost as (
            select array_agg(t.channel order by t.place) as path
            from private.touches(
                workspace,
                array(
                    select row(
                        o.visitor_id,
                        array[o.visitor_id],
                        null,
                        since,
                        case
                            when setting.touches = 'clicks_and_views'
                                then o.seen_at - make_interval(days => setting.view_through_days)
                        end,
                        o.seen_at
                    )::private.journey
                    from others as o
                    where o.visitor_id not in (select unnest(s.visitors) from sold as s)
                )
            ) as t
            group by t.journey
        ),

        counted as (
            select p.path, sum(p.conversions) as conversions, sum(p.nulls) as nulls
            from (
                select s.path, 1 as conversions, 0 as nulls
                from sold as s
                where s.path not in ('{}', '{unattributed}')
                union all
                select l.path, 0, 1 from lost as l
            ) as p
            group by p.path
        )

        select jsonb_build_object(
            'markov_order', setting.markov_order,
            'since', private.utc_day(since),
            'until', private.utc_day(now()),
            'paths', coalesce(
                jsonb_agg(jsonb_build_array(c.path, c.conversions, c.nulls) order by c.path), '[]'
            )
        )
        from counted as c
    );
end
$$;
comment on function private.read_journeys(uuid) is 'Body of public.read_journeys.';

create function public.read_journeys(workspace uuid) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.read_journeys(workspace);
end
$$;
comment on function public.read_journeys(uuid) is
'The paths of the look-back window as [channels, conversions, nulls]: how many orders they ended '
'in, and how many visitors who bought nothing took them. For workers.';

create function private.learn_attribution(workspace uuid, since date, until date, learned jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    moment constant timestamptz := clock_timestamp();
    recent constant timestamptz := now() - make_interval(
        days => (private.attribution_setting(workspace)).look_back_days
    );
    written integer;
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.attribution ' || workspace, 0));
    insert into public.attribution_models (
        workspace_id, model, channel, weight, removal_effect, since, until, paths, conversions,
        computed_at
    )
    select workspace, l.model, l.channel, l.weight, l.removal_effect, learn_attribution.since,
        learn_attribution.until, l.paths, l.conversions, moment
    from jsonb_to_recordset(learned) as l (
        model text, channel text, weight numeric, removal_effect numeric, paths bigint,
        conversions bigint
    );
    get diagnostics written = row_count;
    if written > 0 then
        with credited as (
            update private.attribution_orders as o
            set weights_at = moment
            where o.workspace_id = workspace and o.sold_at >= recent
            returning o.id
        )

        insert into private.attribution_marks (workspace_id, order_id)
        select workspace, c.id from credited as c;
    end if;
    return written;
end
$$;
comment on function private.learn_attribution(uuid, date, date, jsonb) is
'Body of public.learn_attribution.';

create function public.learn_attribution(workspace uuid, since date, until date, learned jsonb)
returns integer
language plpgsql
set search_path = ''
as $$
begin
    return private.learn_attribution(workspace, since, until, learned);
end
$$;
comment on function public.learn_attribution(uuid, date, date, jsonb) is
'Stores what each channel is worth by markov and shapley, as a list of {model, channel, weight, '
'removal_effect, paths, conversions}, and has the orders of the look-back window credited by it. '
'Returns how many it stored. For workers: the job analytics.attribute_models.';
