-- Events of a month for the tests of the archive.

-- name: make_partition
select private.make_partition(
    'public.events',
    %(month)s::timestamp at time zone 'UTC',
    (%(month)s::timestamp + interval '1 month') at time zone 'UTC',
    'month'
)

-- name: fill
insert into public.events (
    id, workspace_id, batch, event_type, quantity, visitor_id, page, occurred_at, received_at,
    properties
)
select
    gen_random_uuid(),
    case when n %% 3 = 0 then '00000000-0000-4000-8000-00000000000a'::uuid
        else '00000000-0000-4000-8000-00000000000b'::uuid end,
    -1,
    'page_view',
    1 + n %% 3,
    'v' || n %% 50,
    '/p/' || n %% 7,
    %(month)s::timestamp at time zone 'UTC' + n * interval '1001.007 ms',
    now(),
    jsonb_build_object('n', n)
from generate_series(1, %(events)s) as n

-- name: extremes
-- The first and the last moment of the month, every column filled, and what text can hold.
insert into public.events (
    workspace_id, batch, campaign_id, component_id, ad_id, product_id, order_id, customer_id,
    managed_url_id, event_type, action, stage, conversion_type, quantity, revenue, currency,
    visitor_id, session_id, page, referrer, platform, source, medium, utm_source, utm_medium,
    utm_campaign, utm_content, utm_term, country, region, city, ip_address, user_agent,
    properties, occurred_at, received_at
)
values
(
    '00000000-0000-4000-8000-00000000000a', 9223372036854775807, gen_random_uuid(),
    gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
    gen_random_uuid(), gen_random_uuid(), 'conversion', 'مرحبا "quoted", با,comma', E'line\nfeed',
    '🛒 \N null', 2147483647, 9999999999.99, 'SAR', 'NULL', '\t\\', '', ' ', 'x', '''', ';', '1',
    'f', '0001', '1e5', 'true', 'SA', 'Ar-Riyāḍ', '東京', '2001:db8::1/64', E'a\r\nb',
    '{"a": [1.10, null, "\u00e9\ud83d\ude00"], "b": {"": "\n"}, "n": 123456789012345678901.50}',
    %(month)s::timestamp at time zone 'UTC', 'infinity'
),
(
    '00000000-0000-4000-8000-00000000000b', null, null, null, null, null, null, null, null,
    'custom', null, null, null, 1, 0.00, 'USD', null, null, null, null, null, null, null, null,
    null, null, null, null, null, null, null, '192.0.2.0/24', null, '{}',
    (%(month)s::timestamp + interval '1 month') at time zone 'UTC' - interval '1 us',
    '-infinity'
),
(
    '00000000-0000-4000-8000-00000000000b', null, null, null, null, null, null, null, null,
    'custom', null, null, null, 1, null, null, null, null, null, null, null, null, null, null,
    null, null, null, null, null, null, null, null, null, '{}',
    %(month)s::timestamp at time zone 'UTC' + interval '1 us', '9999-12-31 23:59:59.999999+00'
)

-- name: remove
delete from private.archived_partitions where month = %(month)s

-- name: digest
select d.rows, d.checksum
from private.digest_events(
    private.events_partition(%(month)s),
    array(
        select a.attname::text
        from pg_catalog.pg_attribute as a
        where a.attrelid = 'public.events'::regclass and a.attnum > 0 and not a.attisdropped
    )
) as d

-- name: archived
select private.is_archived(%(month)s::timestamp at time zone 'UTC') as is_archived
