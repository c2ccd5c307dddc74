-- The guardrails of prices: of each rule what it allows, what it refuses, what holds at the bound,
-- and what becomes of a price that a later rule left outside. Mostly as the owner of the tables.
begin;
select plan(72);
\ir guarded.psql

-- floor, ceiling, MAP ---------------------------------------------------------------------

select pg_temp.guard_soap('{"floor_price": 15}');
select is(pg_temp.verdict(pg_temp.soap(14.99)), 'below_floor', 'no price below the floor');
select is(
    pg_temp.message_of(pg_temp.soap(14.99)),
    '"Guarded soap" cannot cost 14.99 USD: rule "Rule" allows no less than 15.00 USD (floor price)',
    'the message names bound and rule'
);
select is(
    pg_temp.hint_of(pg_temp.soap(14.99)), 'The nearest allowed price is 15.00 USD.',
    'the hint says what is allowed'
);
select is(pg_temp.verdict(pg_temp.soap(15)), 'allowed', 'the floor itself is allowed');
select pg_temp.add_rule('{"name": "Higher", "floor_price": 30, "category": "bath"}');
select is(pg_temp.verdict(pg_temp.soap(14)), 'below_floor', 'of two floors the higher counts');
select is(pg_temp.verdict(pg_temp.soap(16)), 'allowed', 'a price left below may move towards it');
select is(pg_temp.verdict(pg_temp.soap(15.50)), 'below_floor', 'but not back');
select is(
    pg_temp.verdict('update public.products set name = ''Soap, still'' where id = md5(''soap'')::uuid'),
    'allowed', 'nor does it stop other changes'
);
select is(
    pg_temp.verdict(
        'insert into public.products (id, workspace_id, name, base_price, current_price, currency) '
        'select p.id, p.workspace_id, p.name, 16, 16, ''USD'' from public.products as p '
        'where p.id = md5(''soap'')::uuid '
        'on conflict (id) do update set current_price = excluded.current_price'
    ),
    'allowed', 'a sync that repeats the price passes'
);
select is(
    pg_temp.verdict(
        'insert into public.products (id, workspace_id, name, base_price, current_price, currency) '
        'select p.id, p.workspace_id, p.name, 16, 1, ''USD'' from public.products as p '
        'where p.id = md5(''soap'')::uuid '
        'on conflict (id) do update set current_price = excluded.current_price'
    ),
    'below_floor', 'one that brings a lower one does not'
);

select pg_temp.guard_soap('{"ceiling_price": 25}');
select is(pg_temp.verdict(pg_temp.soap(25.01)), 'above_ceiling', 'no price above the ceiling');
select is(pg_temp.verdict(pg_temp.soap(25)), 'allowed', 'the ceiling itself is allowed');
select pg_temp.add_rule('{"ceiling_price": 22}');
select is(pg_temp.verdict(pg_temp.soap(24)), 'allowed', 'a price left above may come down');
select is(pg_temp.verdict(pg_temp.soap(24.50)), 'above_ceiling', 'not go up');

select pg_temp.guard_soap('{"minimum_advertised_price": 18}');
select is(pg_temp.verdict(pg_temp.soap(17.99)), 'below_advertised', 'the maker''s minimum holds');
select is(pg_temp.verdict(pg_temp.soap(18)), 'allowed', 'and is allowed');

-- cost and margin -------------------------------------------------------------------------

select pg_temp.guard_soap('{"minimum_margin": 40}');
select is(pg_temp.verdict(pg_temp.soap(16.66)), 'below_margin', '40 % of 16.66 is more than what is left of 10');
select is(pg_temp.verdict(pg_temp.soap(16.67)), 'allowed', 'of 16.67 it is not');
update public.products set base_cost = null where id = md5('soap')::uuid;
select is(pg_temp.verdict(pg_temp.soap(16.66)), 'unknown_cost', 'without a cost the price is not lowered');
select is(pg_temp.verdict(pg_temp.soap(18)), 'allowed', 'but raised');
select is(
    pg_temp.verdict(pg_temp.soap(16) || '; update public.products set base_cost = 5'), 'unknown_cost',
    'nor is it lowered before the cost comes'
);
select is(
    pg_temp.verdict(
        'update public.products set base_cost = null, current_price = 1 where id = md5(''soap'')::uuid'
    ),
    'unknown_cost', 'nor by forgetting the cost in the same breath'
);
update public.products set base_cost = 16 where id = md5('soap')::uuid;
select is(pg_temp.verdict(pg_temp.soap(19)), 'allowed', 'after the cost rose the price may follow');
select is(pg_temp.verdict(pg_temp.soap(18)), 'below_margin', 'and not fall');
select pg_temp.guard_soap('{"minimum_margin": -50}');
select is(pg_temp.verdict(pg_temp.soap(6.66)), 'below_margin', 'a loss has a bound, too');
select is(pg_temp.verdict(pg_temp.soap(6.67)), 'allowed', 'and is allowed until there');

-- competitors -----------------------------------------------------------------------------

select pg_temp.guard_soap('{"competitor_band_low": 95, "competitor_band_high": 110}');
select is(pg_temp.verdict(pg_temp.soap(1)), 'allowed', 'without competitors there is no band');
update public.products set current_price = 20 where id = md5('soap')::uuid;
insert into public.competitor_prices (
    workspace_id, product_id, competitor, price, currency, in_stock, observed_at
)
select pg_temp.workspace('Studio'), md5('soap')::uuid, c.competitor, c.price, c.currency, c.in_stock, now() - c.age
from (
    values
    ('Suds', 15, 'USD', true, interval '3 days'),
    ('Suds', 20, 'USD', null, interval '2 days'),
    ('Foam', 5, 'USD', true, interval '15 days'),
    ('Bubbles', 6, 'USD', false, interval '1 day'),
    ('Lather', 7, 'SAR', true, interval '1 day'),
    ('Free', 0, 'USD', true, interval '1 day'),
    ('Later', 8, 'USD', true, interval '-1 day')
) as c (competitor, price, currency, in_stock, age);
select is(
    pg_temp.verdict(pg_temp.soap(18.99)), 'below_band',
    'the newest price of who has it, sells in the currency and was seen lately counts: 20'
);
select is(pg_temp.verdict(pg_temp.soap(19)), 'allowed', '95 % of it is allowed');
select is(pg_temp.verdict(pg_temp.soap(22.01)), 'above_band', 'no more than 110 % is');
select is(pg_temp.verdict(pg_temp.soap(22)), 'allowed', 'which is allowed');
select pg_temp.add_rule('{"competitor_band_high": 200, "competitor_days": 30}');
select is(
    pg_temp.verdict(pg_temp.soap(21.99)), 'allowed',
    'a rule that looks back further sees 5, and leaves a price above the way down'
);
select is(pg_temp.verdict(pg_temp.soap(22)), 'above_band', 'and not up');

-- the largest step ------------------------------------------------------------------------

select pg_temp.guard_soap('{"maximum_step": 10}');
select is(pg_temp.verdict(pg_temp.soap(22.01)), 'step_too_large', 'a step has a size upwards');
select is(pg_temp.verdict(pg_temp.soap(17.99)), 'step_too_large', 'and downwards');
select is(pg_temp.verdict(pg_temp.soap(22)), 'allowed', '10 % of the price before is allowed');
select is(pg_temp.verdict(pg_temp.soap(24.20)), 'allowed', 'and again, of the price now');
select pg_temp.add_rule('{"floor_price": 100}');
select is(pg_temp.verdict(pg_temp.soap(100)), 'step_too_large', 'a far floor is reached step by step');
select is(pg_temp.verdict(pg_temp.soap(26.62)), 'allowed', 'the first is allowed');
select pg_temp.guard_soap('{"maximum_step": 10}', 0);
select is(pg_temp.verdict(pg_temp.soap(5)), 'allowed', 'what was free may cost anything');

-- changes per day -------------------------------------------------------------------------

select pg_temp.guard_soap('{"maximum_changes_per_day": 2}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'allowed', 'the first change of the day');
select is(pg_temp.verdict(pg_temp.soap(22)), 'allowed', 'the second, in the same transaction');
select is(pg_temp.verdict(pg_temp.soap(23)), 'changes_used_up', 'is the last');
select is(pg_temp.hint_of(pg_temp.soap(23)), 'Try again after midnight UTC.', 'until midnight');
select is(pg_temp.verdict(pg_temp.soap(22)), 'allowed', 'the same price is no change');
select pg_temp.guard_soap('{"maximum_changes_per_day": 2}');
insert into public.price_history (
    workspace_id, product_id, old_price, new_price, old_currency, currency, changed_at
)
select pg_temp.workspace('Studio'), md5('soap')::uuid, 20, 20, 'USD', 'USD', date_trunc('day', now(), 'UTC') + age
from unnest(array[interval '-1 microsecond', '0', '1 day']) as age;
select is(pg_temp.verdict(pg_temp.soap(21)), 'allowed', 'yesterday does not count, midnight is today');
select is(pg_temp.verdict(pg_temp.soap(22)), 'changes_used_up', 'which is two');
select pg_temp.guard_soap('{"maximum_changes_per_day": 0}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'frozen', 'none is frozen');

-- quiet hours -----------------------------------------------------------------------------

select pg_temp.guard_soap('{"quiet_from": "00:00", "quiet_until": "00:00"}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'quiet_hours', 'in quiet hours no price changes');
select is(
    pg_temp.verdict(
        'insert into public.products (workspace_id, name, base_price, current_price, currency) '
        'select p.workspace_id, ''New soap'', 1, 1, ''USD'' from public.products as p '
        'where p.id = md5(''soap'')::uuid'
    ),
    'allowed', 'new products come at any hour'
);
select results_eq(
    $$
    select private.is_quiet('22:00', '07:00', 'Asia/Riyadh', t.at)
    from unnest(array['2026-01-01 18:59:59Z', '2026-01-01 19:00Z', '2026-01-02 03:59:59Z', '2026-01-02 04:00Z']::timestamptz [])
        with ordinality as t (at, n)
    order by t.n
    $$,
    $$ values (false), (true), (true), (false) $$,
    'they go over midnight, by clocks there; the end is not part of them'
);
select results_eq(
    $$
    select private.is_quiet('02:00', '03:00', 'Europe/Berlin', t.at)
    from unnest(array['2026-03-29 00:59Z', '2026-03-29 01:00Z', '2026-10-25 00:30Z', '2026-10-25 01:30Z', '2026-10-25 02:30Z']::timestamptz [])
        with ordinality as t (at, n)
    order by t.n
    $$,
    $$ values (false), (false), (true), (true), (false) $$,
    'the hour that spring skips is not there, the one that autumn repeats is quiet twice'
);
select is(
    pg_temp.verdict($$ select pg_temp.add_rule('{"time_zone": "Asia/Riyad"}') $$),
    'time_zone of a row in price_rules', 'a rule needs a time zone that there is'
);
select ok(private.is_quiet('01:00', '02:00', 'Asia/Riyad', now()), 'in one that is none, it is always quiet');

-- rounding --------------------------------------------------------------------------------

select pg_temp.guard_soap('{"rounding": "none"}');
select pg_temp.add_rule('{"rounding": "ends_99", "category": "bath"}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'wrong_form', 'a price has the form of the rule');
select is(
    pg_temp.hint_of(pg_temp.soap(21)), 'The nearest allowed price is 20.99 USD.', 'the hint gives one'
);
select is(pg_temp.verdict(pg_temp.soap(21.99)), 'allowed', 'which is allowed');
select is(
    pg_temp.verdict('update public.products set category = null where id = md5(''soap'')::uuid'),
    'allowed', 'the most specific rule counts'
);
select is(pg_temp.verdict(pg_temp.soap(21)), 'allowed', 'and elsewhere another');
select is(
    pg_temp.verdict('update public.products set category = ''bath'' where id = md5(''soap'')::uuid'),
    'wrong_form', 'coming back with a wrong form is refused'
);

-- ways around -----------------------------------------------------------------------------

select pg_temp.guard_soap('{"floor_price": 15, "category": "bath"}');
select is(
    pg_temp.verdict(
        'update public.products set category = ''sale'' where id = md5(''soap'')::uuid; ' || pg_temp.soap(1)
    ),
    'allowed', 'in another category other rules hold'
);
select is(
    pg_temp.verdict('update public.products set category = ''bath'' where id = md5(''soap'')::uuid'),
    'below_floor', 'but nothing comes back below the floor'
);
select pg_temp.guard_soap('{"maximum_step": 10}');
select is(
    pg_temp.verdict('update public.products set currency = ''SAR'' where id = md5(''soap'')::uuid'),
    'currency_without_rules', 'nothing leaves its rules by another currency'
);
select pg_temp.add_rule('{"currency": "SAR"}');
select is(
    pg_temp.verdict('update public.products set currency = ''SAR'', current_price = 5 where id = md5(''soap'')::uuid'),
    'allowed', 'where that has rules, it may go'
);
select is(
    pg_temp.verdict('update public.products set currency = ''USD'' where id = md5(''soap'')::uuid'),
    'step_too_large', 'and to and fro is one step'
);
select is(
    pg_temp.verdict('update public.products set currency = ''USD'', current_price = 22 where id = md5(''soap'')::uuid'),
    'allowed', 'from what it cost before'
);
select is(
    pg_temp.verdict(
        'insert into public.products (workspace_id, name, base_price, current_price, currency) '
        'select p.workspace_id, ''New'', 1, ''NaN'', ''USD'' from public.products as p limit 1'
    ),
    'current_price of a row in products', 'NaN is no price'
);
select throws_ok(
    $$
    insert into public.competitor_prices (workspace_id, product_id, competitor, price)
    values (pg_temp.workspace('Studio'), md5('soap')::uuid, 'Suds', 'NaN')
    $$,
    'PT422', 'price has to be a number, not NaN', 'nor a competitor''s'
);
select pg_temp.guard_soap('{"floor_price": 15}');
select is(
    pg_temp.verdict(
        'insert into public.products (workspace_id, name, base_price, current_price, currency) '
        'select p.workspace_id, ''New'', 1, 1, ''USD'' from public.products as p '
        'where p.id = md5(''soap'')::uuid'
    ),
    'below_floor', 'a new product is held to the bounds'
);

-- for everybody ---------------------------------------------------------------------------

set local role service_role;
select is(pg_temp.verdict(pg_temp.soap(1)), 'below_floor', 'the service key is held to the rules');
reset role;
select pg_temp.sign_in('cyd');
select is(pg_temp.verdict(pg_temp.soap(1)), 'below_floor', 'members are');
select pg_temp.sign_out();
select set_eq(
    $$
    select format('%s %s %s %s', tgname, tgenabled, tgdeferrable, tgconstraint <> 0)
    from pg_trigger
    where tgrelid = 'public.products'::regclass and tgname like 'products_guard%'
    $$,
    array['products_guard_new_price A f t', 'products_guard_price A f t'],
    'the triggers are constraints, not deferrable, and always on'
);

select * from finish();
rollback;
