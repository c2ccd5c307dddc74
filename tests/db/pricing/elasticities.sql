-- What elasticities are estimated from is a day's price and units; who may ask for it and keep them.
begin;
select plan(19);
\ir ../catalog/shop.psql

update public.products set category = 'Bath', created_at = now() - interval '30 days'
where workspace_id = pg_temp.workspace('Studio');

create function pg_temp.day(ago integer, at time default '00:00') returns timestamptz
language sql
as $$
    select ((now() at time zone 'UTC')::date - ago + at) at time zone 'UTC'
$$;

-- Soap: 20 until ten days ago, then 18.50; Towel changed at noon five days ago; Candle never.
insert into public.price_history (
    workspace_id, product_id, old_price, new_price, old_currency, currency, changed_at
)
values
(
    pg_temp.workspace('Studio'), pg_temp.product('Soap'), 20, 18.50, 'USD', 'USD',
    pg_temp.day(10, '03:00')
),
(
    pg_temp.workspace('Studio'), pg_temp.product('Towel'), 20, 18.50, 'USD', 'USD',
    pg_temp.day(5, '12:00')
);
insert into public.revenue_breakdown (workspace_id, product_id, date, currency, units)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), pg_temp.day(11)::date, 'USD', 3),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), pg_temp.day(2)::date, 'USD', 7),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), pg_temp.day(3)::date, 'SAR', 50);

create temporary view seen as
select
    p.value ->> 'product_id' as product_id,
    (d.place - 1)::integer as place,
    date '1970-01-01' + d.value::integer as day,
    (p.value -> 'prices' ->> (d.place - 1)::integer)::numeric as price,
    (p.value -> 'units' ->> (d.place - 1)::integer)::integer as units
from jsonb_array_elements(
    private.pricing_observations(pg_temp.workspace('Studio'), null, 500) -> 'products'
) as p
cross join lateral jsonb_array_elements_text(p.value -> 'days') with ordinality as d (value, place);

select set_eq(
    'select distinct product_id::uuid from seen',
    array[pg_temp.product('Soap'), pg_temp.product('Towel')],
    'a product with one price ever is left out'
);
select results_eq(
    $$ select price, count(*)::integer, sum(units)::integer from seen
    where product_id::uuid = pg_temp.product('Soap') group by price order by price $$,
    $$ values (18.50, 10, 7), (20.00, 19, 3) $$,
    'a day has the price of most of its hours, days without a sale count, other currencies do not'
);
select is(
    (select count(*)::integer from seen where product_id::uuid = pg_temp.product('Towel')),
    28,
    'a day with two prices is left out, as are today and the first day'
);
select is(
    private.pricing_observations(pg_temp.workspace('Studio'), null, 500) ->> 'after', null,
    'the last page says so'
);
select is(
    jsonb_array_length(
        private.pricing_observations(pg_temp.workspace('Studio'), null, 1) -> 'products'
    ), 1, 'pages are as long as asked for'
);
select ok(
    (private.pricing_observations(pg_temp.workspace('Studio'), null, 1) ->> 'after')::uuid
    in (pg_temp.product('Soap'), pg_temp.product('Towel')),
    'and say where to go on'
);
select is(
    private.pricing_observations(pg_temp.workspace('Eve''s workspace'), null, 500) -> 'products',
    '[]'::jsonb, 'another shop''s prices are not seen'
);
select ok(
    pg_temp.workspace('Studio') = any (private.elasticity_workspaces())
    and not pg_temp.workspace('Eve''s workspace') = any (private.elasticity_workspaces()),
    'shops whose prices changed are fitted'
);

-- Keeping them.
create function pg_temp.fit(product uuid, category text, elasticity numeric) returns jsonb
language sql
as $$
    select jsonb_build_array(jsonb_build_object(
        'product_id', product, 'category', category, 'elasticity', elasticity,
        'standard_error', 0.4, 'interval_low', elasticity - 0.8, 'interval_high', elasticity + 0.8,
        'method', 'test', 'observations', 30, 'shrinkage', 0.5
    ))
$$;
grant execute on all functions in schema pg_temp to public;
set local role service_role;
select is(
    public.save_price_elasticities(
        pg_temp.workspace('Studio'), pg_temp.fit(pg_temp.product('Soap'), null, -2)
    ), 1, 'a product''s estimate is kept'
);
select is(
    public.save_price_elasticities(
        pg_temp.workspace('Studio'), pg_temp.fit(pg_temp.product('Soap'), null, -2.2)
    ), 1, 'so is the next one'
);
select results_eq(
    $$ select elasticity from public.price_elasticities
    where product_id = pg_temp.product('Soap') $$,
    $$ values (-2.2) $$, 'which replaces that of the same week'
);
select is(
    public.save_price_elasticities(
        pg_temp.workspace('Studio'),
        pg_temp.fit(null, 'Bath', -2.3) || pg_temp.fit(null, null, -2.4)
    ), 2, 'a category has one, and the workspace'
);
select is(
    public.save_price_elasticities(
        pg_temp.workspace('Eve''s workspace'), pg_temp.fit(pg_temp.product('Soap'), null, -2)
    ), 0, 'a product of another shop is left out'
);
select throws_ok(
    $$ select public.save_price_elasticities(
        pg_temp.workspace('Studio'), pg_temp.fit(pg_temp.product('Soap'), 'Bath', -2)
    ) $$, '23514', null, 'an estimate is of one thing'
);
select throws_ok(
    $$ select public.save_price_elasticities(
        pg_temp.workspace('Studio'), pg_temp.fit(pg_temp.product('Soap'), null, 'NaN')
    ) $$, '23514', null, 'and a number'
);
reset role;
update public.price_elasticities set fitted_at = now() - interval '8 days'
where product_id = pg_temp.product('Soap');
select private.save_price_elasticities(
    pg_temp.workspace('Studio'), pg_temp.fit(pg_temp.product('Soap'), null, -2.5)
);
select is(
    (
        select count(*)::integer from public.price_elasticities
        where product_id = pg_temp.product('Soap')
    ), 2, 'earlier weeks stay, and show drift'
);

-- Nobody else.
select pg_temp.sign_in('ada');
select throws_ok(
    $$ select public.pricing_observations(pg_temp.workspace('Studio')) $$, '42501', null,
    'a member does not read observations'
);
select throws_ok(
    $$ select public.save_price_elasticities(pg_temp.workspace('Studio'), '[]') $$, '42501', null,
    'nor keep estimates'
);
select throws_ok(
    $$ select public.elasticity_workspaces() $$, '42501', null, 'nor learn which shops there are'
);
select pg_temp.sign_out();

select * from finish();
rollback;
