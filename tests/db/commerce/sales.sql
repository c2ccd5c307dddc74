-- sales_count follows what is sold, and no sale waits for another.
begin;
select plan(19);
\ir ../catalog/shop.psql

create function pg_temp.sold(name text) returns bigint
language sql volatile
as $$
    select public.sales_count(p) from public.products as p where p.id = pg_temp.product(sold.name);
$$;
grant execute on all functions in schema pg_temp to public;

insert into public.orders (id, workspace_id, external_id, total_amount, currency, status)
select md5(reference)::uuid, pg_temp.workspace('Studio'), reference, 10, 'USD', status
from (
    values ('first', 'pending'), ('second', 'paid'), ('third', 'failed')
) as o (reference, status);
insert into public.order_items (workspace_id, order_id, product_id, quantity, unit_price)
select pg_temp.workspace('Studio'), md5(reference)::uuid, pg_temp.product(name), quantity, 1
from (
    values ('first', 'Soap', 2), ('first', 'Towel', 1), ('second', 'Soap', 5),
    ('second', 'Soap', 1), ('third', 'Candle', 4)
) as i (reference, name, quantity);

prepare move (text, text) as
update public.orders set status = $2 where id = md5($1)::uuid;

select is(pg_temp.sold('Soap'), 6::bigint, 'lines of a paid order count at once');
select is(pg_temp.sold('Towel'), 0::bigint, 'those of a pending one do not');
select is(pg_temp.sold('Candle'), 0::bigint, 'nor of a failed one');
execute move('first', 'paid');
select is(pg_temp.sold('Soap'), 8::bigint, 'a payment counts what it pays');
select is(pg_temp.sold('Towel'), 1::bigint, 'every line of it');
execute move('second', 'partially_refunded');
select is(pg_temp.sold('Soap'), 8::bigint, 'what is partly refunded is still sold');
execute move('second', 'refunded');
select is(pg_temp.sold('Soap'), 2::bigint, 'what is refunded is not');

update public.order_items set quantity = 7 where order_id = md5('first')::uuid and quantity = 2;
select is(pg_temp.sold('Soap'), 7::bigint, 'a line that changes counts anew');
update public.order_items set product_id = pg_temp.product('Candle')
where order_id = md5('first')::uuid and quantity = 7;
select is(pg_temp.sold('Soap'), 0::bigint, 'also when it was another product');
select is(pg_temp.sold('Candle'), 7::bigint, 'all along');
update public.order_items set unit_price = 3;
select is(
    (select count(*) from private.product_sales as s where s.quantity = 0), 0::bigint,
    'a change of price counts nothing'
);
delete from public.order_items where quantity = 1 and order_id = md5('first')::uuid;
select is(pg_temp.sold('Towel'), 0::bigint, 'a line that goes is taken off');

-- the roll-up -----------------------------------------------------------------------------

select cmp_ok(private.roll_up_product_sales(), '>', 0, 'rolling up saves rows');
select results_eq(
    $$
    select name, pg_temp.sold(name), (
        select count(*) from private.product_sales as s where s.product_id = pg_temp.product(name)
    )
    from unnest(array['Candle', 'Soap', 'Towel']) as name
    $$,
    $$ values ('Candle', 7::bigint, 1::bigint), ('Soap', 0, 1), ('Towel', 0, 1) $$,
    'one row a product is left, and the counts are the same'
);
select is(private.roll_up_product_sales(), 0, 'again there is nothing to save');

-- who sees, what goes ---------------------------------------------------------------------

select pg_temp.sign_in('dan');
select is(pg_temp.sold('Candle'), 7::bigint, 'a viewer sees the count');
select pg_temp.sign_out();
delete from public.orders where id = md5('first')::uuid;
select is(pg_temp.sold('Candle'), 0::bigint, 'an order that goes takes its sales along');
execute move('third', 'paid');
select lives_ok(
    $$ delete from public.products where name = 'Candle' $$, 'a product that was sold can go'
);
select lives_ok(
    $$ delete from public.workspaces where name = 'Studio' $$, 'and the whole shop'
);

select * from finish();
rollback;
