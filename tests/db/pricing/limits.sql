-- The window that new prices have to be in, as engine and people see it; the forms of prices; and
-- taking back a recommendation.
begin;
select plan(42);
\ir guarded.psql

-- forms -----------------------------------------------------------------------------------

select is(private.nearest_price(t.price, t.form, t.currency, null, null), t.nearest, format('%s %s as %s is %s', t.price, t.currency, t.form, t.nearest))
from (
    values
    (19.50, 'ends_99', 'USD', 19.99), (19.47, 'ends_99', 'USD', 18.99), (0.10, 'ends_99', 'USD', 0.99),
    (20, 'ends_95', 'SAR', 19.95), (20, 'ends_9', 'USD', 19.90), (19.5, 'whole', 'USD', 20),
    (19.30, 'half', 'USD', 19.5), (14.99, 'tens', 'USD', 10), (15, 'tens', 'USD', 20),
    (2020, 'ends_99', 'JPY', 1999), (2020, 'ends_95', 'JPY', 1995), (2020, 'ends_9', 'JPY', 2019),
    (2020.4, 'half', 'JPY', 2020), (2020.4, 'none', 'JPY', 2020), (1.234, 'none', 'KWD', 1.23),
    (1.234, 'ends_99', 'KWD', 0.99)
) as t (price, form, currency, nearest);
select is(private.nearest_price(19, 'ends_99', 'USD', 19.10, null), 19.99, 'not below the window');
select is(private.nearest_price(21, 'ends_99', 'USD', null, 19.98), 18.99, 'nor above');
select is(private.nearest_price(21, 'ends_99', 'USD', 20, 20.98), null, 'null where it holds none');
select is(private.nearest_price('NaN', 'none', 'USD', null, null), null, 'or for what is no price');
select is_empty(
    $$
    select f, c.code, p
    from public.currencies as c
    cross join unnest(array['none', 'ends_99', 'ends_95', 'ends_9', 'whole', 'half', 'tens']) as f
    cross join generate_series(0, 300, 7.77) as p
    where not private.has_price_form(private.nearest_price(p, f, c.code, null, null), f, c.code)
    $$,
    'the nearest price has the form, in every currency'
);

-- bounds ----------------------------------------------------------------------------------

select pg_temp.guard_soap('{"name": "All", "minimum_margin": 40, "maximum_step": 10, "mode": "automatic", "holdout_share": 0.1}');
select pg_temp.add_rule('{"name": "Bath", "category": "bath", "ceiling_price": 21, "floor_price": 5, "rounding": "ends_99"}');
prepare bounds as
select b.low, b.high, b.rounding, b.blocked, b.mode, b.holdout_share
from private.price_bounds(pg_temp.workspace('Studio'), array[md5('soap')::uuid]) as b;
select results_eq(
    'execute bounds', $$ values (18.00, 21.00, 'ends_99', null, 'suggest', 0.000) $$,
    'all rules together; form, mode and holdout of the most specific'
);
select is(
    (select b.limits from private.price_bounds(pg_temp.workspace('Studio'), array[md5('soap')::uuid]) as b),
    '{"floor": {"price": 5.00, "rule": "Bath"}, "margin": {"price": 16.67, "rule": "All"},
    "ceiling": {"price": 21.00, "rule": "Bath"}, "step_low": {"price": 18.00, "rule": "All"},
    "step_high": {"price": 22.00, "rule": "All"}}',
    'each bound with the rule behind it'
);
select pg_temp.add_rule('{"name": "Narrow", "category": "bath", "floor_price": 20, "ceiling_price": 20.50, "rounding": "ends_99", "created_at": "2000-01-01"}');
select results_eq(
    'execute bounds', $$ values (20.00, 20.50, 'ends_99', 'no_room', 'suggest', 0.000) $$,
    'no price of the form in the window is no room'
);
select is(pg_temp.hint_of(pg_temp.soap(20.20)), 'No price is allowed now: see price_limits of the product.', 'which is said');
update public.price_rules set floor_price = 50, ceiling_price = 60 where name = 'Narrow';
update public.price_rules set rounding = 'none';
select results_eq(
    'execute bounds', $$ values (20.00, 21.00, 'none', null, 'suggest', 0.000) $$,
    'a price outside may stay or move towards the bounds, by a step'
);
select pg_temp.add_rule('{"maximum_changes_per_day": 0}');
select is((select b.blocked from private.price_bounds(pg_temp.workspace('Studio'), array[md5('soap')::uuid]) as b), 'frozen', 'blocked says so');
update public.price_rules set is_active = false;
select results_eq(
    'execute bounds', $$ values (null::numeric, null::numeric, 'none', null, null, null::numeric) $$,
    'rules that are off do not count, and no rule is no block'
);
select is(
    (select count(*) from private.price_bounds(pg_temp.workspace('Eve''s workspace'), array[md5('soap')::uuid])), 0::bigint,
    'nothing is told of another workspace''s product'
);

-- who may ask -----------------------------------------------------------------------------

update public.price_rules set is_active = true where name = 'All';
select pg_temp.sign_in('cyd');
select results_eq(
    $$ select current_price, currency, low, high, blocked from public.price_limits(md5('soap')::uuid) $$,
    $$ values (20.00, 'USD', 18.00, 22.00, null) $$, 'people of the workspace ask'
);
select throws_ok($$ select private.price_bounds(pg_temp.workspace('Studio'), '{}') $$, '42501', null, 'not for many');
select pg_temp.sign_out();
select pg_temp.sign_in('eve');
select throws_ok($$ select public.price_limits(md5('soap')::uuid) $$, 'PT404', null, 'strangers do not');
select pg_temp.sign_out();

-- taking back -----------------------------------------------------------------------------

create function pg_temp.recommend(name text, price numeric) returns void
language plpgsql
as $$
begin
    insert into public.price_recommendations (
        id, workspace_id, product_id, current_price, recommended_price, currency, model, status, applied_at
    )
    values (md5(name)::uuid, pg_temp.workspace('Studio'), md5('soap')::uuid, 20, price, 'USD', 'm', 'applied', now());
    perform private.set_price_origin('recommendation', md5(name)::uuid);
    execute pg_temp.soap(price);
    perform private.set_price_origin('manual');
end
$$;
create function pg_temp.taken_back(name text, price numeric) returns text
language plpgsql
as $$
declare
    said text;
begin
    perform private.set_price_origin('rollback', md5(name)::uuid);
    said := pg_temp.verdict(pg_temp.soap(price));
    perform private.set_price_origin('manual');
    return said;
end
$$;
select pg_temp.guard_soap('{}');
select pg_temp.recommend('first', 30);
select pg_temp.add_rule(
    '{"maximum_step": 1, "maximum_changes_per_day": 0, "quiet_from": "00:00", "quiet_until": "00:00", "rounding": "ends_99"}'
);
select is(pg_temp.verdict(pg_temp.soap(20)), 'frozen', 'nobody changes the price');
select is(pg_temp.taken_back('first', 20.01), 'frozen', 'a rollback restores the price before, no other');
select is(pg_temp.taken_back('none', 20), 'frozen', 'of a recommendation that there is');
select is(pg_temp.taken_back(null, 20), 'frozen', 'and is named, or nothing would count it');
update public.price_recommendations set recommended_price = 31;
select is(pg_temp.taken_back('first', 20), 'frozen', 'and that set the price which is taken back');
update public.price_recommendations set recommended_price = 30;
select pg_temp.add_rule('{"floor_price": 25}');
select is(pg_temp.taken_back('first', 20), 'below_floor', 'never below the floor');
delete from public.price_rules where floor_price = 25;
select is(pg_temp.taken_back('first', 20), 'allowed', 'it is free of step, form, changes and quiet hours');
select is(pg_temp.taken_back('first', 20), 'allowed', 'the same again changes nothing');
delete from public.price_rules where workspace_id = pg_temp.workspace('Studio');
select pg_temp.recommend('second', 25);
select pg_temp.add_rule('{"maximum_changes_per_day": 0}');
select is(pg_temp.taken_back('first', 20), 'frozen', 'only the newest can be taken back');
delete from public.price_rules where workspace_id = pg_temp.workspace('Studio');
update public.products set current_price = 26 where id = md5('soap')::uuid;
select pg_temp.add_rule('{"maximum_changes_per_day": 0}');
select is(pg_temp.taken_back('second', 20), 'frozen', 'nor what has moved since');

select * from finish();
rollback;
