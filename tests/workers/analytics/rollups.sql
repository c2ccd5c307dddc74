-- Statements of the tests of rollups.

-- name: prepare
insert into auth.users (id, email)
values ('00000000-0000-4000-8000-000000000001', 'stream@example.com');
insert into public.workspaces (id, name, slug, owner_id)
select w.id, 'Stream', 'stream-' || right(w.id::text, 8), '00000000-0000-4000-8000-000000000001'
from (
    values
    ('00000000-0000-4000-8000-0000000000aa'::uuid),
    ('00000000-0000-4000-8000-0000000000bb'::uuid)
) as w (id);
insert into public.write_keys (workspace_id, name, key, events_per_minute)
select w.id, 'Test', 'fwp_' || replace(w.id::text, '-', ''), 100000000
from public.workspaces as w
where w.slug like 'stream-%';
insert into public.products (id, workspace_id, name, base_price, current_price, currency)
select ('10000000-0000-4000-8000-00000000000' || n)::uuid, w.id, 'Product ' || n, 1, 1, 'USD'
from generate_series(1, 4) as n
cross join (select '00000000-0000-4000-8000-0000000000aa'::uuid as id) as w;
insert into public.campaigns (id, workspace_id, name)
select ('20000000-0000-4000-8000-00000000000' || n)::uuid, w.id, 'Campaign ' || n
from generate_series(1, 3) as n
cross join (select '00000000-0000-4000-8000-0000000000aa'::uuid as id) as w;
select private.ensure_partitions('public.events', 'month', 1)

-- name: track
select public.track_events(%(payload)s)

-- name: roll_up
select private.roll_up_events(%(events)s) as done

-- name: events
select
    e.id::text, e.session_id, e.visitor_id, e.event_type, e.stage, e.quantity, e.revenue,
    e.currency, e.country, e.page, e.source, e.medium, e.campaign_id::text, e.product_id::text,
    e.occurred_at
from public.events as e
where e.workspace_id = %(workspace)s

-- name: traffic_daily
select t.*
from public.traffic_daily as t
where t.workspace_id = %(workspace)s

-- name: traffic_hourly
select t.*
from public.traffic_hourly as t
where t.workspace_id = %(workspace)s

-- name: products
select t.*
from public.product_metrics as t
where t.workspace_id = %(workspace)s

-- name: campaigns
select t.*
from public.campaign_metrics as t
where t.workspace_id = %(workspace)s

-- name: countries
select t.*
from public.country_metrics as t
where t.workspace_id = %(workspace)s

-- name: sources
select t.*
from public.source_metrics as t
where t.workspace_id = %(workspace)s

-- name: pages
select t.*
from public.page_metrics as t
where t.workspace_id = %(workspace)s

-- name: months
select t.*
from private.metric_months as t
where t.workspace_id = %(workspace)s and t.dimension = %(dimension)s

-- name: patterns
select t.*
from private.session_patterns as t
where t.workspace_id = %(workspace)s and t.grain = 'day' and t.sessions > 0

-- name: retention
select t.*
from private.retention_weeks as t
where t.workspace_id = %(workspace)s and t.visitors > 0

-- Rolled up or not, every event is counted once, in one snapshot.
-- name: counted
select
    coalesce((
        select sum(t.events) from public.traffic_daily as t where t.workspace_id = %(workspace)s
    ), 0) as rolled_up,
    (
        select coalesce(sum(f.events), 0) from private.tail_facts(%(workspace)s) as f
    ) as waiting,
    (select count(*) from public.events as e where e.workspace_id = %(workspace)s) as events

-- name: recount
select private.recount_events(%(workspace)s)

-- name: sketch
select private.union_size(array_agg(row(s.hashes, s.size)::private.sketch), %(k)s) as size
from (
    select
        k.hashes[:%(k)s] as hashes,
        private.sketch_size(k.hashes[:%(k)s], %(k)s) as size
    from unnest(%(sets)s::int[], %(lows)s::int[], %(highs)s::int[]) as u (id, low, high)
    cross join lateral (
        select private.hashes_of(
            array_agg(('x' || left(md5(%(seed)s || n), 8))::bit(32)::integer)
        ) as hashes
        from generate_series(u.low, u.high - 1) as n
    ) as k
) as s

-- name: merged
select private.sketch_size(private.merge_sketches(a.hashes[:%(k)s], b.hashes[:%(k)s], %(k)s), %(k)s)
    as size
from (
    select private.hashes_of(array_agg(('x' || left(md5(%(seed)s || n), 8))::bit(32)::integer)) as hashes
    from generate_series(0, %(first)s - 1) as n
) as a
cross join (
    select private.hashes_of(array_agg(('x' || left(md5(%(seed)s || n), 8))::bit(32)::integer)) as hashes
    from generate_series(%(second)s::int, %(third)s - 1) as n
) as b
