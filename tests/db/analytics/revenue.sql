-- Orders, payments and refunds become days of revenue, whole and by product.
begin;
select plan(22);
\ir ../catalog/shop.psql

update public.products set category = 'Bath' where name in ('Soap', 'Towel');

create function pg_temp.days() returns table (
    date date, currency text, revenue numeric, refunds numeric, orders_count bigint
)
language sql
as $$
    select d.date, d.currency, d.revenue, d.refunds, d.orders_count
    from public.revenue_daily as d
    where d.workspace_id = pg_temp.workspace('Studio')
    order by d.date, d.currency
$$;
create function pg_temp.products(day date) returns table (
    name text, category text, units bigint, revenue numeric, refunds numeric
)
language sql
as $$
    select p.name, b.category, b.units, b.revenue, b.refunds
    from public.revenue_breakdown as b
    left join public.products as p on p.id = b.product_id
    where b.workspace_id = pg_temp.workspace('Studio') and b.date = products.day
    order by p.name nulls last
$$;
create function pg_temp.roll_up() returns integer
language sql
as $$ select public.roll_up_revenue(pg_temp.workspace('Studio')) $$;

-- 23:30 in UTC is the next day in Riyadh.
insert into public.orders (
    id, workspace_id, total_amount, currency, status, ordered_at, paid_at
)
select
    md5(o.reference)::uuid, pg_temp.workspace('Studio'), o.total, o.currency, o.status, o.at, o.at
from (
    values
    ('first', 100.00, 'USD', 'paid', '2026-05-01 23:30Z'::timestamptz),
    ('plain', 7.50, 'USD', 'paid', '2026-05-01 10:00Z'),
    ('yen', 1000, 'JPY', 'paid', '2026-05-01 10:00Z'),
    ('waiting', 50.00, 'USD', 'pending', '2026-05-01 10:00Z')
) as o (reference, total, currency, status, at);
-- Three lines of 30.00, and 10.00 of shipping that three cannot share.
insert into public.order_items (workspace_id, order_id, product_id, quantity, unit_price)
select pg_temp.workspace('Studio'), md5('first')::uuid, pg_temp.product(name), 2, 15
from unnest(array['Soap', 'Towel', 'Candle']) as name;

select cmp_ok(pg_temp.roll_up(), '>=', 1, 'the first day is computed');
select results_eq(
    'select * from pg_temp.days()',
    $$
    values
    ('2026-05-01'::date, 'JPY', 1000::numeric, 0::numeric, 1::bigint),
    ('2026-05-01', 'USD', 107.50, 0, 2)
    $$,
    'days are UTC days, and each currency is by itself'
);
select is(pg_temp.roll_up(), 0, 'again there is nothing to do');
select is(
    (select sum(b.revenue) from pg_temp.products('2026-05-01') as b), 1107.50, 'no cent is lost'
);
select is(
    (
        select array_agg(b.revenue order by b.revenue)
        from pg_temp.products('2026-05-01') as b
        where b.name is not null
    ),
    array[33.33, 33.33, 33.34],
    'shipping is shared by largest remainder'
);
select is(
    (select array_agg(distinct b.units) from pg_temp.products('2026-05-01') as b),
    array[0, 2]::bigint[],
    'units are what was sold'
);
select is(
    (select count(*) from pg_temp.products('2026-05-01') as b where b.name is null),
    2::bigint,
    'an order without lines is revenue of no product, in its currency'
);

-- refunds ---------------------------------------------------------------------------------

insert into public.payments (id, workspace_id, order_id, amount, currency, status)
values (
    md5('payment')::uuid, pg_temp.workspace('Studio'), md5('first')::uuid, 100, 'USD', 'completed'
);
insert into public.refunds (
    id, workspace_id, payment_id, amount, currency, status, refunded_at
)
values (
    md5('refund')::uuid, pg_temp.workspace('Studio'), md5('payment')::uuid, 10, 'USD', 'succeeded',
    '2026-05-03 08:00Z'
);
select is(
    (select r.order_id from public.refunds as r where r.id = md5('refund')::uuid),
    md5('first')::uuid,
    'a refund of a payment is one of its order'
);
update public.payments set status = 'partially_refunded', refunded_amount = 10
where id = md5('payment')::uuid;
select lives_ok('select pg_temp.roll_up()', 'a refund comes');
select results_eq(
    $$
    select d.revenue, d.refunds, d.orders_count from pg_temp.days() as d where date = '2026-05-03'
    $$,
    $$ values (0::numeric, 10::numeric, 0::bigint) $$,
    'it counts once, on its own day, beside what the payment says'
);
select results_eq(
    $$
    select b.refunds, b.units from pg_temp.products('2026-05-03') as b order by b.refunds
    $$,
    $$ values (3.33, 0::bigint), (3.33, 0), (3.34, 0) $$,
    'by the lines of its order'
);
update public.refunds set status = 'failed' where id = md5('refund')::uuid;
select lives_ok('select pg_temp.roll_up()', 'it fails after all');
select is_empty(
    $$ select * from pg_temp.days() as d where d.date = '2026-05-03' $$,
    'a day that has nothing any more has no row'
);
select is_empty(
    $$ select * from pg_temp.products('2026-05-03') $$, 'nor by product'
);

update public.orders set status = 'refunded', refunded_at = '2026-05-04 12:00Z'
where id = md5('plain')::uuid;
update public.payments set disputed_amount = 40, disputed_at = '2026-05-05 12:00Z'
where id = md5('payment')::uuid;
select lives_ok('select pg_temp.roll_up()', 'a store says refunded, a dispute is lost');
select results_eq(
    $$ select d.date, d.refunds from pg_temp.days() as d where d.refunds > 0 $$,
    $$ values ('2026-05-04'::date, 7.50), ('2026-05-05', 40.00) $$,
    'each on its day'
);

-- late changes ----------------------------------------------------------------------------

update public.products set category = 'Kitchen' where name = 'Soap';
update public.orders set paid_at = '2026-05-02 12:00Z' where id = md5('first')::uuid;
select lives_ok('select pg_temp.roll_up()', 'an order was paid later');
select results_eq(
    $$
    select d.date, d.revenue from pg_temp.days() as d where d.revenue > 0 and currency = 'USD'
    $$,
    $$ values ('2026-05-01'::date, 7.50), ('2026-05-02', 100.00) $$,
    'both days are corrected'
);
update public.orders set metadata = '{"note": "call"}';
select is(pg_temp.roll_up(), 0, 'a note changes no day');
delete from public.products where name = 'Towel';
select is(pg_temp.roll_up(), 0, 'nor does a product that goes: revenue stays, with its category');
select is(
    (
        select b.category
        from public.revenue_breakdown as b
        where b.product_id is null and b.date = '2026-05-02'
    ),
    'Bath',
    'as it was sold'
);
select lives_ok(
    $$ delete from public.workspaces where name = 'Studio' $$, 'the whole shop can go'
);

select * from finish();
rollback;
