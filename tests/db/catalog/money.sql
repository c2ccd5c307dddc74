-- Money is converted in one place, and wrong money is refused in words.
begin;
select plan(30);
\ir shop.psql

-- minor units -----------------------------------------------------------------------------

select is(private.to_minor_units(12.50, 'USD'), 1250::bigint, 'dollars have cents');
select is(private.to_minor_units(500, 'JPY'), 500::bigint, 'yen have none');
select is(private.to_minor_units(1.25, 'KWD'), 1250::bigint, 'a dinar has a thousand fils');
select is(private.to_minor_units(5, 'UGX'), 500::bigint, 'Stripe still counts UGX in cents');
select is(private.to_minor_units(5, 'ISK'), 500::bigint, 'and ISK');
select is(private.to_minor_units(5, 'MGA'), 5::bigint, 'but MGA whole');
select is(private.to_minor_units(9999999999.99, 'KWD'), 9999999999990, 'the largest amount fits');
select is(private.to_minor_units(null, 'USD'), null, 'no amount has no units');
select is(private.from_minor_units(1250, 'USD'), 12.50, 'cents become dollars');
select is(private.from_minor_units(500, 'JPY'), 500::numeric, 'yen stay yen');
select is(private.from_minor_units(1250, 'KWD'), 1.250, 'fils become dinars');
select is_empty(
    $$
    select c.code, amount
    from public.currencies as c
    cross join unnest(array[0, 1, 19, 12345678]) as amount
    where private.from_minor_units(private.to_minor_units(amount, c.code), c.code) <> amount
    $$,
    'there and back is the same amount in every currency'
);
select is_empty(
    $$
    select c.code
    from public.currencies as c
    where private.minor_digits(c.code) = 3
        and private.to_minor_units(10.01, c.code) % 10 <> 0
    $$,
    'amounts of three-decimal currencies end in 0, as Stripe wants them'
);
select set_eq(
    'select c.code from public.currencies as c where private.minor_digits(c.code) <> c.minor_units',
    array['ISK', 'MGA', 'UGX'],
    'Stripe differs from ISO 4217 in three currencies'
);
select is(private.monthly_price(120, 'year'), 10.00, 'a year has twelve months');
select is(private.monthly_price(30, 'quarter'), 10.00, 'a quarter three');
select is(private.monthly_price(7, 'week'), 30.42, 'a month more than four weeks');

-- refusals, as a member sees them ---------------------------------------------------------

select pg_temp.sign_in('cyd');

prepare sell (numeric, text) as
insert into public.products (workspace_id, name, base_price, current_price, currency)
values (pg_temp.workspace('Studio'), 'Something', $1, $1, $2);

select throws_ok(
    'execute sell(10, ''ABC'')', 'PT422', 'there is no currency ''ABC''',
    'a currency that does not exist is refused by name'
);
select lives_ok('execute sell(10, ''usd'')', 'Stripe''s spelling is understood');
select is(
    (select p.currency from public.products as p where p.name = 'Something'), 'USD',
    'and stored in upper case'
);
select throws_ok(
    'execute sell(-0.01, ''USD'')', 'PT422', 'base_price cannot be negative',
    'so is a negative price'
);
select throws_ok(
    'execute sell(10.50, ''JPY'')', 'PT422', 'base_price cannot be 10.50 JPY',
    'and half a yen'
);
select lives_ok('execute sell(1050, ''JPY'')', 'whole yen are fine');
select throws_ok(
    $$ update public.products set current_price = -1 where name = 'Soap' $$,
    'PT422', 'current_price cannot be negative', 'a price cannot become negative'
);
select throws_ok(
    $$ update public.products set currency = 'JPY' where name = 'Soap' $$,
    'PT422', 'current_price cannot be 18.50 JPY', 'or fall between the units of a new currency'
);
select throws_ok(
    $$ update public.products set currency = null where name = 'Soap' $$,
    '23502', null, 'or lose its currency'
);
select throws_ok(
    $$
    insert into public.competitor_prices (workspace_id, product_id, competitor, price)
    values (pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'Suds', -5)
    $$,
    'PT422', 'price cannot be negative', 'a competitor pays nobody either'
);
select throws_ok(
    $$
    insert into public.affiliate_offers
    (workspace_id, product_id, clickbank_id, vendor, commission_amount)
    values (pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'soap', 'Suds', -5)
    $$,
    'PT422', 'commission_amount cannot be negative', 'nor does a commission cost'
);
select pg_temp.sign_out();

create function pg_temp.hint_of(statement text) returns text
language plpgsql
as $$
declare
    hint text;
begin
    execute statement;
    return null;
exception when others then
    get stacked diagnostics hint = pg_exception_hint;
    return hint;
end;
$$;
select matches(
    pg_temp.hint_of('execute sell(10, ''ABC'')'), 'select code from currencies',
    'the hint says where the currencies are'
);
select is(
    pg_temp.hint_of('execute sell(-10, ''USD'')'), 'Give 0 or more.', 'the hint says what is right'
);

select * from finish();
rollback;
