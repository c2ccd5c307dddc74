-- Orders, their lines and payments: states, money, and that none crosses tenants.
begin;
select plan(49);
\ir ../catalog/shop.psql

insert into public.customers (workspace_id, email)
select w.id, 'buyer@example.com' from public.workspaces as w;

create function pg_temp.order(reference text) returns uuid
language sql stable security definer
as $$
    select o.id
    from public.orders as o
    where o.external_id = reference and o.workspace_id = pg_temp.workspace('Studio');
$$;
prepare place (text, text, numeric, text) as
insert into public.orders (workspace_id, external_id, status, total_amount, currency)
values (pg_temp.workspace('Studio'), $1, $2, $3, $4);
grant execute on all functions in schema pg_temp to public;

-- every status that a document lists ------------------------------------------------------

select lives_ok(
    format('execute place(%L, %L, 10, ''USD'')', 'status ' || status, status),
    format('an order can be %s', status)
)
from unnest(array[
    'pending', 'paid', 'failed', 'refunded', 'partially_refunded', 'canceled', 'cancelled'
]) as status;
select is(
    (select o.status from public.orders as o where o.id = pg_temp.order('status cancelled')),
    'canceled', 'cancelled is stored in one spelling'
);
select throws_ok('execute place(''x'', ''lost'', 10, ''USD'')', 'PT422', null, 'not anything else');

-- steps -----------------------------------------------------------------------------------

execute place('steps', 'pending', 10, 'USD');
prepare move (text) as
update public.orders set status = $1 where id = pg_temp.order('steps');

select throws_ok(
    'execute move(''refunded'')', 'PT409',
    format('orders %s cannot go from pending to refunded', pg_temp.order('steps')),
    'what was not paid cannot be refunded'
);
select throws_ok('execute move(''lost'')', 'PT422', null, 'an unknown status is no step');
select lives_ok('execute move(''failed'')', 'a payment fails');
select lives_ok('execute move(''paid'')', 'the next one succeeds');
select is(
    (select o.paid_at from public.orders as o where o.id = pg_temp.order('steps')), now(),
    'the time of payment is noted'
);
select throws_ok('execute move(''pending'')', 'PT409', null, 'paid is not pending again');
select lives_ok('execute move(''partially_refunded'')', 'a part is refunded');
select lives_ok('execute move(''refunded'')', 'then all');
select lives_ok('execute move(''paid'')', 'a refund that fails takes that back');
select lives_ok('execute move(''refunded'')', 'the next one does not');
select throws_ok('execute move(''failed'')', 'PT409', null, 'what was paid did not fail');
select throws_ok('execute move(''cancelled'')', 'PT409', null, 'and is not canceled, in any spelling');
execute place('told', 'pending', 10, 'USD');
update public.orders set status = 'paid', paid_at = '2020-01-01'
where id = pg_temp.order('told');
select is(
    (select o.paid_at from public.orders as o where o.id = pg_temp.order('told')),
    '2020-01-01'::timestamptz, 'a time that the store tells stays'
);

-- money -----------------------------------------------------------------------------------

execute place('dollars', 'pending', 12.34, 'USD');
execute place('yen', 'pending', 1234, 'JPY');
execute place('dinars', 'pending', 12.34, 'KWD');
select results_eq(
    $$
    select o.external_id, o.total_amount_cents from public.orders as o
    where o.external_id in ('dollars', 'yen', 'dinars') order by 2
    $$,
    $$ values ('dollars', 1234::bigint), ('yen', 1234::bigint), ('dinars', 12340::bigint) $$,
    'totals are there in minor units too'
);
select throws_ok(
    'execute place(''x'', ''paid'', -1, ''USD'')', 'PT422', 'total_amount cannot be negative',
    'a total is not negative'
);
select throws_ok(
    'execute place(''x'', ''paid'', 1, ''QQQ'')', 'PT422', null, 'in a currency that exists'
);
insert into public.orders (workspace_id, external_id, total_amount)
values (pg_temp.workspace('Studio'), 'plain', 1);
select is(
    (select o.currency from public.orders as o where o.id = pg_temp.order('plain')), 'SAR',
    'riyals unless it says otherwise'
);

-- lines -----------------------------------------------------------------------------------

prepare add_line (text, text, integer, numeric, numeric) as
insert into public.order_items (
    workspace_id, order_id, product_id, quantity, unit_price, discount_amount
)
values (pg_temp.workspace('Studio'), pg_temp.order($1), pg_temp.product($2), $3, $4, $5);

select lives_ok('execute add_line(''dollars'', ''Soap'', 3, 2.50, 0.50)', 'an order has lines');
select results_eq(
    'select i.subtotal, i.currency from public.order_items as i',
    $$ values (7.50, 'USD') $$,
    'a line adds up, in the currency of its order'
);
select throws_ok('execute add_line(''dollars'', ''Soap'', 0, 1, 0)', '23514', null, 'of something');
select throws_ok('execute add_line(''dollars'', ''Soap'', 1, 1, 2)', '23514', null, 'for a price');
select throws_ok('execute add_line(''yen'', ''Soap'', 1, 1.50, 0)', 'PT422', null, 'that exists');
select throws_ok(
    $$ update public.order_items set currency = 'SAR' $$, '23503', null,
    'a line keeps to its order''s currency'
);
update public.orders set currency = 'EUR' where id = pg_temp.order('dollars');
select is((select i.currency from public.order_items as i), 'EUR', 'and follows it');

-- tenants ---------------------------------------------------------------------------------

select throws_ok(
    $$
    insert into public.order_items (workspace_id, order_id, unit_price)
    values (pg_temp.workspace('Eve''s workspace'), pg_temp.order('dollars'), 1)
    $$,
    '23503', null, 'no line belongs to an order of another workspace'
);
select throws_ok(
    $$
    insert into public.order_items (workspace_id, order_id, product_id, unit_price)
    select pg_temp.workspace('Studio'), pg_temp.order('dollars'), p.id, 1
    from public.products as p where p.name = 'Rug'
    $$,
    '23503', null, 'or sells its product'
);
select throws_ok(
    format(
        'update public.orders set customer_id = %L where id = pg_temp.order(''dollars'')',
        (
            select c.id from public.customers as c
            where c.workspace_id <> pg_temp.workspace('Studio') limit 1
        )
    ),
    '23503', null, 'or was placed by its customer'
);
select throws_ok(
    format(
        'update public.orders set store_connection_id = %L where id = pg_temp.order(''dollars'')',
        md5('store Eve''s workspace')::uuid
    ),
    '23503', null, 'or in its store'
);
select throws_ok(
    $$
    insert into public.payments (workspace_id, order_id, amount, currency)
    values (pg_temp.workspace('Eve''s workspace'), pg_temp.order('dollars'), 1, 'USD')
    $$,
    '23503', null, 'or is paid there'
);
select throws_ok(
    $$
    insert into public.customers (workspace_id, email)
    values (pg_temp.workspace('Studio'), 'Buyer@Example.com')
    $$,
    '23505', null, 'a customer is there once'
);

-- payments --------------------------------------------------------------------------------

prepare pay (text) as
insert into public.payments (workspace_id, order_id, amount, currency, status)
values (pg_temp.workspace('Studio'), pg_temp.order('dollars'), 12.34, 'EUR', $1);

select lives_ok(format('execute pay(%L)', status), format('a payment can be %s', status))
from unnest(array['pending', 'paid', 'completed', 'failed', 'refunded']) as status;
select is(
    (
        select count(*) from public.payments as p
        where p.status = 'completed' and p.completed_at = now() and p.amount_cents = 1234
    ),
    2::bigint, 'paid is completed, with its time and its cents'
);
select throws_ok(
    $$ update public.payments set status = 'pending' where status = 'failed' $$,
    'PT409', null, 'a payment does not go back'
);
select throws_ok(
    $$ update public.payments set refunded_amount = 12.35 $$, '23514', null,
    'no more is refunded than was paid'
);
select pg_temp.sign_in('ada');
select throws_ok('execute pay(''completed'')', '42501', null, 'nobody writes themselves a payment');
select pg_temp.sign_out();

-- what goes -------------------------------------------------------------------------------

delete from public.customers;
delete from public.orders;
select is((select count(*) from public.payments), 5::bigint, 'payments outlive their orders');

select * from finish();
rollback;
