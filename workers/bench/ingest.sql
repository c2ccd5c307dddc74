-- name: prepare
-- A workspace with products and campaigns, and a key that may send as much as it likes.
insert into auth.users (id, email)
values ('00000000-0000-4000-8000-000000000001', 'bench@example.com');
insert into public.workspaces (id, name, slug, owner_id)
values (
    '00000000-0000-4000-8000-0000000000aa', 'Bench', 'bench-ingest',
    '00000000-0000-4000-8000-000000000001'
);
insert into public.write_keys (workspace_id, name, key, events_per_minute)
values (
    '00000000-0000-4000-8000-0000000000aa', 'Bench', 'fwp_00000000000000000000000000000000',
    100000000
);
insert into public.products (id, workspace_id, name, base_price, current_price)
select
    ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    '00000000-0000-4000-8000-0000000000aa', 'Product ' || n, 1, 1
from generate_series(0, 999) as n;
insert into public.campaigns (id, workspace_id, name)
select
    ('20000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    '00000000-0000-4000-8000-0000000000aa', 'Campaign ' || n
from generate_series(0, 19) as n;
select private.ensure_partitions('public.events', 'month', 1);

-- name: empty
-- Everything that events leave behind.
truncate
    public.events, private.event_batches, private.event_receipts, public.traffic_daily,
    public.traffic_hourly, public.country_metrics, public.source_metrics, public.page_metrics,
    public.link_metrics, public.component_metrics, public.campaign_metrics, public.product_metrics,
    private.metric_months, private.sessions, private.session_patterns, private.visitors,
    private.retention_weeks;

-- name: copy_out
-- The events that came in, to be written again by COPY.
copy (select * from public.events) to stdout (format binary);

-- name: copy_in
copy public.events from stdin (format binary);

-- name: roll_up
select private.roll_up_events() as done;

-- name: waiting
select coalesce(sum(b.events), 0) as n from private.event_batches as b;

-- name: count_events
select count(*) as n from public.events;

-- name: counted
select coalesce(sum(t.events), 0) as n from public.traffic_daily as t;
