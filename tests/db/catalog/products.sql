-- Products: their prices, their stores, their offers, and that none refers to another tenant's.
begin;
select plan(21);
\ir shop.psql

-- prices ----------------------------------------------------------------------------------

select isnt(
    (select p.last_price_update from public.products as p where p.name = 'Soap'), null,
    'a new product has a time of its price'
);
update public.products set last_price_update = '2020-01-01' where name = 'Soap';
update public.products set description = 'With olive oil', current_price = 18.50
where name = 'Soap';
select is(
    (select p.last_price_update from public.products as p where p.name = 'Soap'),
    '2020-01-01'::timestamptz,
    'the same price is no change'
);
update public.products set current_price = 17 where name = 'Soap';
select is(
    (select p.last_price_update from public.products as p where p.name = 'Soap'), now(),
    'a new price is'
);
select throws_ok(
    $$ update public.products set workspace_id = pg_temp.workspace('Eve''s workspace') $$,
    'PT422', null, 'a product stays in its workspace'
);

-- stores ----------------------------------------------------------------------------------

prepare sync (text, uuid, text) as
insert into public.products (
    workspace_id, store_connection_id, external_id, name, base_price, current_price
)
values (pg_temp.workspace('Studio'), $2, $3, $1, 50, 45);

select lives_ok(
    format('execute sync(''صابون الغار'', %L, ''sku-1'')', md5('store Studio')::uuid),
    'a product comes from a store'
);
select results_eq(
    $$ select s.title, s.price, s.currency, s.external_id from public.store_products as s $$,
    $$ values ('صابون الغار', 45.00, 'SAR', 'sku-1') $$,
    'the store''s words for it: title and price, in SAR unless it says otherwise'
);
select throws_ok(
    format('execute sync(''Twice'', %L, ''sku-1'')', md5('store Studio')::uuid),
    '23505', null, 'each product of a store is there once'
);
select throws_ok(
    format('execute sync(''Nameless'', %L, null)', md5('store Studio')::uuid),
    '23514', null, 'with its id in the store'
);
select throws_ok(
    format('execute sync(''Stolen'', %L, ''sku-2'')', md5('store Eve''s workspace')::uuid),
    '23503', null, 'nobody''s product comes from a store of another workspace'
);
delete from public.store_connections as s where s.id = md5('store Studio')::uuid;
select is_empty('select from public.store_products', 'a store takes its products with it');
select is((select count(*) from public.products), 4::bigint, 'and leaves the others');

-- search ----------------------------------------------------------------------------------

update public.products set tags = '{bathroom}', category = 'Home' where name = 'Towel';
select results_eq(
    $$
    select p.name from public.products as p
    where p.search_vector @@ private.search_query('bathrooms')
    $$,
    $$ values ('Towel') $$,
    'a product is found by its tags'
);

-- offers ----------------------------------------------------------------------------------

prepare promote (text, text, numeric) as
insert into public.affiliate_offers (
    workspace_id, product_id, clickbank_id, vendor, commission_rate, gravity
)
values (pg_temp.workspace('Studio'), pg_temp.product($1), $2, 'Suds', $3, 88.5);

select lives_ok('execute promote(''Soap'', ''suds-1'', 75)', 'a product has an offer');
select throws_ok('execute promote(''Soap'', ''suds-2'', 75)', '23505', null, 'one at most');
select throws_ok('execute promote(''Towel'', ''suds-1'', 75)', '23505', null, 'each offer once');
select throws_ok('execute promote(''Towel'', ''suds-2'', 101)', '23514', null, 'a rate is a percentage');
select results_eq(
    'select a.title, a.vendor, a.gravity from public.affiliate_products as a',
    $$ values ('Soap', 'Suds', 88.50) $$,
    'product and offer are one row to who promotes them'
);
select throws_ok(
    $$
    insert into public.affiliate_offers (workspace_id, product_id, clickbank_id, vendor)
    select pg_temp.workspace('Studio'), p.id, 'rug', 'Eve'
    from public.products as p where p.name = 'Rug'
    $$,
    '23503', null, 'no offer is for a product of another workspace'
);
select throws_ok(
    $$
    insert into public.competitor_prices (workspace_id, product_id, competitor, price)
    select pg_temp.workspace('Studio'), p.id, 'Suds', 1
    from public.products as p where p.name = 'Rug'
    $$,
    '23503', null, 'and no competitor''s price'
);

-- traces ----------------------------------------------------------------------------------

select ok(
    exists (
        select from public.audit_logs as l
        where l.entity_id = pg_temp.product('Soap')
            and l.action = 'update'
            and l.changes #>> '{current_price,after}' = '17.00'
    ),
    'the audit trail has the new price'
);
delete from public.products as p where p.name = 'Soap';
select is_empty('select from public.affiliate_offers', 'the offer goes with its product');

select * from finish();
rollback;
