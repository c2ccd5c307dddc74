-- The history of prices writes itself, whoever changes a price and however many at once.
begin;
select plan(15);
\ir ../catalog/shop.psql

prepare history as
select p.name, h.old_price, h.new_price, h.reason, h.changed_by
from public.price_history as h
join public.products as p on p.id = h.product_id
where h.workspace_id = pg_temp.workspace('Studio')
order by p.name, h.old_price;

select is_empty('execute history', 'a new product has no history yet');
select pg_temp.sign_in('cyd');
update public.products set current_price = 17 where name = 'Soap';
select results_eq(
    'execute history', $$ values ('Soap', 18.50, 17.00, 'manual', pg_temp.person('cyd')) $$,
    'a member''s change of a price is kept, with their name'
);
update public.products set description = 'Olive oil', current_price = 17, inventory_count = 3
where name = 'Soap';
select is(
    (select count(*)::integer from public.price_history), 1, 'the same price again is no change'
);
select throws_ok(
    $$ update public.price_history set new_price = 1 $$, '42501', null, 'a member does not rewrite it'
);
select throws_ok(
    $$ delete from public.price_history $$, '42501', null, 'nor delete it'
);
select pg_temp.sign_out();
set local role service_role;
select throws_ok(
    $$ update public.price_history set new_price = 1 $$, '42501', null, 'nor does a worker'
);
select throws_ok(
    format(
        'insert into public.price_history '
        '(workspace_id, product_id, old_price, new_price, old_currency, currency) '
        'values (%L, %L, 1, 2, ''USD'', ''USD'')',
        pg_temp.workspace('Studio'), pg_temp.product('Soap')
    ), '42501', null, 'or make it up'
);

-- Workers say why.
insert into public.price_recommendations (
    id, workspace_id, product_id, current_price, recommended_price, currency, model
)
values (
    md5('recommended')::uuid, pg_temp.workspace('Studio'), pg_temp.product('Towel'), 18.50, 19,
    'USD', 'elastic-1'
);
select lives_ok(
    $$ select private.set_price_origin('recommendation', md5('recommended')::uuid) $$,
    'a worker says what it follows'
);
update public.products set current_price = current_price + 1
where currency = 'USD' and workspace_id = pg_temp.workspace('Studio');
select pg_temp.sign_out();
select results_eq(
    $$
    select p.name, h.old_price, h.new_price, h.recommendation_id is not null, h.changed_by is null
    from public.price_history as h
    join public.products as p on p.id = h.product_id
    where h.reason = 'recommendation' and h.workspace_id = pg_temp.workspace('Studio')
    order by p.name
    $$,
    $$ values
    ('Candle', 18.50, 19.50, true, true),
    ('Soap', 17.00, 18.00, true, true),
    ('Towel', 18.50, 19.50, true, true) $$,
    'many prices changed by one statement are all kept'
);
delete from public.price_recommendations where id = md5('recommended')::uuid;
select is(
    (
        select count(h.recommendation_id)::integer from public.price_history as h
        where h.workspace_id = pg_temp.workspace('Studio')
    ),
    0,
    'the history outlives the recommendation'
);
select throws_ok(
    $$
    select private.set_price_origin('whim');
    $$ || 'update public.products set current_price = 1 where name = ''Soap''',
    '23514', null, 'a reason has to be known'
);
select lives_ok($$ select private.set_price_origin('manual') $$, 'back to people');

-- A currency is half of a price.
update public.products set currency = 'SAR'
where name = 'Candle' and workspace_id = pg_temp.workspace('Studio');
select results_eq(
    $$
    select old_price, new_price, old_currency, currency
    from public.price_history
    where currency = 'SAR' and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (19.50, 19.50, 'USD', 'SAR') $$,
    'another currency is another price'
);
delete from public.products as p where p.name = 'Candle';
select is_empty(
    $$
    select id from public.price_history
    where currency = 'SAR' and workspace_id = pg_temp.workspace('Studio')
    $$,
    'a deleted product takes its history'
);
select lives_ok(
    $$ delete from public.workspaces as w where w.name = 'Studio' $$,
    'a workspace can go with all its prices'
);

select * from finish();
rollback;
