-- Competitor prices come in: what fits goes in, the rest is explained, counted and kept.
begin;
select plan(33);
\ir ../catalog/shop.psql

insert into public.products (
    workspace_id, store_connection_id, external_id, name, base_price, current_price, currency
)
values
(pg_temp.workspace('Studio'), md5('store Studio')::uuid, 'sku-1', 'Comb', 10, 10, 'SAR'),
(pg_temp.workspace('Studio'), null, 'sku-1', 'Comb, old', 10, 10, 'SAR'),
(pg_temp.workspace('Studio'), null, 'sku-2', 'Yen', 500, 500, 'JPY'),
(pg_temp.workspace('Studio'), null, null, 'Twin', 10, 10, 'SAR'),
(pg_temp.workspace('Studio'), null, null, 'Twin', 10, 10, 'SAR');

create function pg_temp.take(prices jsonb, source text default 'rpc') returns jsonb
language sql
as $$ select public.import_competitor_prices(pg_temp.workspace('Studio'), prices, source) $$;

-- One row, and what is said of it.
create function pg_temp.said(changed jsonb) returns text
language sql
as $$
    select coalesce(
        a #>> '{rejected,0,code}',
        case when (a ->> 'imported')::integer = 1 then 'imported' else 'duplicate' end
    )
    from pg_temp.take(jsonb_build_array(
        '{"name": "Soap", "competitor": "Acme", "price": 17, "currency": "USD"}'::jsonb || changed
    )) as a
$$;
grant execute on all functions in schema pg_temp to public;

select pg_temp.sign_in('cyd');

create temporary table file as
select jsonb_build_array(
    jsonb_build_object(
        'product_id', pg_temp.product('Soap'), 'competitor', ' Acme ', 'price', '$17.25',
        'currency', 'usd', 'in_stock', 'yes', 'url', 'https://acme.example/soap',
        'observed_at', '2025-11-01'
    ),
    '{"name": "Towel", "competitor": "Acme", "price": 18, "currency": "USD", "observed_at": "2025-11-01"}'::jsonb,
    '{"name": "Nothing", "competitor": "Acme", "price": 18, "currency": "USD"}'::jsonb,
    '{"name": "Towel", "competitor": "Acme", "price": "NaN", "currency": "USD"}'::jsonb,
    '"no row"'::jsonb
) as prices;
select is(
    (select pg_temp.take(f.prices) from file as f),
    '{
        "imported": 2, "duplicates": 0,
        "rejected": [
            {"index": 2, "code": "unknown_product", "reason": "there is no product ''Nothing'' in this workspace"},
            {"index": 3, "code": "bad_price", "reason": "the price is not a number"},
            {"index": 4, "code": "bad_row", "reason": "a row is an object with product, competitor, price and currency"}
        ]
    }',
    'the answer counts what went in, and names the rest by place with a reason'
);
select results_eq(
    $$
    select p.name, c.competitor, c.price, c.currency, c.in_stock, c.url, c.source,
        c.observed_at at time zone 'UTC'
    from public.competitor_prices as c join public.products as p on p.id = c.product_id
    order by p.name
    $$,
    $$ values
    (
        'Soap', 'Acme', 17.25, 'USD', true, 'https://acme.example/soap', 'rpc',
        '2025-11-01 00:00'::timestamp
    ),
    ('Towel', 'Acme', 18.00, 'USD', null, null, 'rpc', '2025-11-01 00:00') $$,
    'what fits is there, as it was written'
);
select is(
    (select pg_temp.take(f.prices) - 'rejected' from file as f),
    '{"imported": 0, "duplicates": 2}', 'sent again it adds nothing'
);
select results_eq(
    $$ select r.place, r.code, r.times from public.competitor_price_rejects as r order by 1 $$,
    $$ values (2, 'unknown_product', 2), (3, 'bad_price', 2), (4, 'bad_row', 2) $$,
    'what was rejected is kept once, and counted'
);
select is(
    pg_temp.said('{"observed_at": "2025-11-01", "price": 17.26}'), 'contradiction',
    'another price of the same moment is no duplicate'
);
select is(pg_temp.said('{}'), 'imported', 'without a date it is of now');
select is(pg_temp.said('{}'), 'duplicate', 'and the same within a day is no news');

select is(pg_temp.said(c.changed), c.code, format('%s: %s', c.code, c.changed))
from (
    values
    ('{"competitor": "  "}'::jsonb, 'missing_competitor'),
    ('{"name": null}', 'missing_product'),
    ('{"name": "Twin", "currency": "SAR", "price": 9}', 'ambiguous_product'),
    ('{"price": "-5"}', 'negative_price'),
    ('{"price": 0}', 'zero_price'),
    ('{"price": "1.299"}', 'bad_price'),
    ('{"price": 1850}', 'absurd_price'),
    ('{"price": 1e300}', 'absurd_price'),
    ('{"price": 17.255}', 'too_many_decimals'),
    ('{"currency": "XXQ"}', 'unknown_currency'),
    ('{"currency": null}', 'missing_currency'),
    ('{"currency": "EUR"}', 'other_currency'),
    ('{"price": "17 €"}', 'other_currency'),
    ('{"observed_at": "2100-01-01"}', 'in_future'),
    ('{"observed_at": "31.12.2025"}', 'bad_date'),
    ('{"url": "http://10.0.0.1/"}', 'bad_url'),
    ('{"in_stock": "perhaps"}', 'bad_stock')
) as c (changed, code);

select results_eq(
    $$ select pg_temp.said(g) from unnest(array[
        '{"name": null, "external_id": "sku-1", "currency": "SAR", "price": 9}',
        '{"name": null, "external_id": "sku-1", "store": "Store of Studio", "currency": "SAR", "price": 9}',
        '{"name": null, "external_id": "sku-2", "currency": "JPY", "price": "499.50"}',
        '{"name": null, "external_id": "sku-2", "currency": "JPY", "price": "٤٩٩"}'
    ]::jsonb[]) as g $$,
    $$ values ('ambiguous_product'), ('imported'), ('too_many_decimals'), ('imported') $$,
    'an external id names its product, with its store where there are two'
);

-- again
select pg_temp.sign_out();
insert into public.products (workspace_id, name, base_price, current_price, currency)
values (pg_temp.workspace('Studio'), 'Nothing', 18, 18, 'USD');
select pg_temp.sign_in('cyd');
select is(
    public.retry_competitor_prices(
        pg_temp.workspace('Studio'),
        array(
            select r.id from public.competitor_price_rejects as r
            where r.code in ('unknown_product', 'zero_price')
        )
    ) #- '{rejected,0,id}',
    '{"imported": 1, "duplicates": 0, "rejected": [{"code": "zero_price", "reason": "the price is 0: leave out what is not sold"}]}',
    'once the product is there, what was rejected goes in, and the rest stays'
);
select is(
    (select count(*) from public.competitor_price_rejects as r where r.code = 'unknown_product'),
    0::bigint, 'what went in is not rejected any more'
);

-- roles and tenants
select pg_temp.sign_in('dan');
select throws_ok(
    $$ select pg_temp.take('[]') $$, 'PT403', null, 'viewers do not import'
);
select isnt_empty(
    $$ select * from public.competitor_gaps(pg_temp.workspace('Studio')) $$, 'but read'
);
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select pg_temp.take('[]') $$, 'PT404', null, 'strangers hear of no workspace'
);

-- workers
select pg_temp.sign_in('cyd');
insert into public.competitor_feeds (workspace_id, name, url)
values (pg_temp.workspace('Studio'), 'Acme', 'https://acme.example/prices.csv');
select throws_ok(
    $$ update public.competitor_feeds set mapping = '{"prise": "x"}' where name = 'Acme' $$,
    'PT422', 'mapping cannot have ''prise''', 'a mapping of no field of ours is refused'
);
select pg_temp.sign_out();
create temporary table feed as
select f.id from public.competitor_feeds as f where f.name = 'Acme';
grant select on feed to service_role;
create temporary table studio as select pg_temp.workspace('Studio') as id;
grant select on studio to service_role;
set local role service_role;
select is(
    (
        select public.import_feed_prices(
            f.id,
            '[{"name": "Candle", "competitor": "Acme", "price": 5, "currency": "USD"}, {}]'
        ) #- '{rejected,0,reason}'
        from feed as f
    ),
    '{"imported": 1, "duplicates": 0, "rejected": [{"index": 1, "code": "missing_product"}]}',
    'a worker imports what a feed brought, with the service key alone'
);
select lives_ok(
    $$
    select public.due_competitor_feeds(), public.begin_feed_fetch(f.id),
        public.end_feed_fetch(f.id, '{"status": 200}'), public.analyse_market(s.id),
        public.market_workspaces(),
        public.save_market_trends(s.id, public.market_series(s.id) || '{"found": []}'),
        public.request_market_summaries(s.id)
    from feed as f, studio as s
    $$,
    'and does all that the jobs do'
);
select pg_temp.sign_out();

select * from finish();
rollback;
