-- Content bundles: what they are, what they cost, how an order of them goes.
begin;
select plan(32);
\ir ../catalog/shop.psql

insert into public.businesses (
    workspace_id, name, industry, business_type, primary_product, core_offer_description
)
select w.id, 'Brand of ' || w.name, 'Home', 'Shop', 'Soap', 'Soap by post'
from public.workspaces as w;

-- products --------------------------------------------------------------------------------

prepare offer (text, text, numeric, jsonb) as
insert into public.bundle_products (
    id, name, description, type, content_count, time_period, base_price, volume_discounts
)
values (md5($1)::uuid, $1, 'A year of it', $2, 365, '1 year', $3, $4);

select lives_ok(
    format('execute offer(%L, %L, 99.90, ''[]'')', kind, kind), format('there are %s bundles', kind)
)
from unnest(array['social', 'blog', 'email', 'upgrade']) as kind;
select throws_ok('execute offer(''x'', ''fax'', 1, ''[]'')', '23514', null, 'and no others');
select throws_ok(
    'execute offer(''x'', ''blog'', -1, ''[]'')', 'PT422', 'base_price cannot be negative',
    'a bundle costs something, or nothing'
);
select lives_ok(
    'execute offer(''many'', ''blog'', 1, ''[{"min_quantity": 3, "percent": 12.5}]'')',
    'more of them can cost less'
);
select throws_ok(
    format('execute offer(''x'', ''blog'', 1, %L)', discounts), '23514', null,
    format('volume discounts are not %s', discounts)
)
from unnest(array[
    '{}', '[3]', '[{}]', '[{"min_quantity": 0, "percent": 5}]',
    '[{"min_quantity": 3, "percent": 101}]', '[{"min_quantity": "3", "percent": 5}]'
]) as discounts;
select is(
    (select p.base_price_cents from public.bundle_products as p where p.name = 'social'),
    9990::bigint, 'a price is there in cents too'
);

-- orders ----------------------------------------------------------------------------------

prepare buy (text, text) as
insert into public.bundle_orders (id, workspace_id, business_id, total_amount, status)
select md5($1)::uuid, b.workspace_id, b.id, 199.80, $2
from public.businesses as b where b.workspace_id = pg_temp.workspace('Studio');

select lives_ok(format('execute buy(%L, %L)', status, status), format('an order can be %s', status))
from unnest(array['pending', 'paid', 'failed', 'refunded', 'canceled']) as status;
select throws_ok('execute buy(''x'', ''lost'')', 'PT422', null, 'not anything else');
select results_eq(
    $$
    select o.total_amount_cents, o.currency
    from public.bundle_orders as o where o.id = md5('paid')::uuid
    $$,
    $$ values (19980::bigint, 'USD') $$, 'in dollars, and in cents'
);
prepare move (text, text) as
update public.bundle_orders set status = $2 where id = md5($1)::uuid;
select throws_ok(
    'execute move(''paid'', ''pending'')', 'PT409', null, 'what was paid is not open again'
);
select lives_ok('execute move(''pending'', ''paid'')', 'an order is paid');
select lives_ok('execute move(''paid'', ''refunded'')', 'and refunded');
select lives_ok('execute move(''paid'', ''paid'')', 'unless the refund fails');

-- lines -----------------------------------------------------------------------------------

insert into public.bundle_order_items (
    id, workspace_id, order_id, product_id, quantity, unit_price, discount_amount
)
values (
    md5('line')::uuid, pg_temp.workspace('Studio'), md5('pending')::uuid, md5('social')::uuid,
    2, 99.90, 9.99
);
select results_eq(
    $$
    select
        i.currency, i.subtotal, i.unit_price_cents, i.subtotal_cents, i.discount_amount_cents
    from public.bundle_order_items as i
    $$,
    $$ values ('USD', 199.80, 9990::bigint, 19980::bigint, 999::bigint) $$,
    'a line has the currency of its order, and all its cents'
);
select throws_ok(
    $$
    insert into public.bundle_order_items (workspace_id, order_id, product_id, unit_price)
    values (
        pg_temp.workspace('Eve''s workspace'), md5('paid')::uuid, md5('social')::uuid, 1
    )
    $$,
    '23503', null, 'no line belongs to an order of another workspace'
);
insert into public.content_bundles (id, workspace_id, business_id, name, time_period)
select md5('bundle of ' || b.name)::uuid, b.workspace_id, b.id, 'Year', '1 year'
from public.businesses as b;
select lives_ok(
    $$
    update public.bundle_order_items
    set content_bundle_id = md5('bundle of Brand of Studio')::uuid
    $$,
    'a line is fulfilled by a content bundle'
);
select throws_ok(
    $$
    update public.bundle_order_items
    set content_bundle_id = md5('bundle of Brand of Eve''s workspace')::uuid
    $$,
    '23503', null, 'of its own workspace'
);
delete from public.businesses;
select is(
    (select count(*) from public.bundle_order_items as i where i.content_bundle_id is null),
    1::bigint, 'the purchase stays when the content goes'
);
select throws_ok(
    $$ delete from public.bundle_products where name = 'social' $$, '23503', null,
    'what was bought stays for sale, or is made inactive'
);

select pg_temp.sign_in('ada');
select throws_ok(
    $$
    insert into public.bundle_orders (workspace_id, total_amount)
    values (pg_temp.workspace('Studio'), 0)
    $$,
    '42501', null, 'nobody writes themselves an order'
);
select pg_temp.sign_out();

select * from finish();
rollback;
