-- Price rules, recommendations and elasticities: what makes no sense is refused.
begin;
select plan(26);
\ir ../catalog/shop.psql

-- rules -----------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
prepare rule (jsonb) as
insert into public.price_rules (
    workspace_id, product_id, category, name, currency, floor_price, ceiling_price, minimum_margin,
    maximum_step, competitor_band_low, competitor_band_high, quiet_from
)
select
    pg_temp.workspace('Studio'), r.product_id, r.category, 'Rule', coalesce(r.currency, 'USD'),
    r.floor_price, r.ceiling_price, r.minimum_margin, r.maximum_step, r.competitor_band_low,
    r.competitor_band_high, r.quiet_from
from jsonb_populate_record(null::public.price_rules, $1) as r
returning scope;

select results_eq($$ execute rule('{}') $$, $$ values ('workspace') $$, 'a rule is for all products');
select results_eq(
    $$ execute rule('{"category": "bath"}') $$, $$ values ('category') $$, 'or for a category'
);
select results_eq(
    format('execute rule(''{"product_id": "%s"}'')', pg_temp.product('Soap')),
    $$ values ('product') $$, 'or for one product'
);
select throws_ok(
    format('execute rule(''{"category": "bath", "product_id": "%s"}'')', pg_temp.product('Soap')),
    '23514', null, 'not for two things'
);
select throws_ok(
    format('execute rule(''%s'')', given), '23514', null, format('%s makes no sense', given)
)
from unnest(array[
    '{"floor_price": 20, "ceiling_price": 10}',
    '{"minimum_margin": 100}',
    '{"maximum_step": 0}',
    '{"competitor_band_low": 110, "competitor_band_high": 90}',
    '{"quiet_from": "22:00"}'
]) as given;
select throws_ok(
    $$ execute rule('{"floor_price": -1}') $$, 'PT422', 'floor_price cannot be negative',
    'a floor is not negative'
);
select throws_ok(
    $$ execute rule('{"floor_price": 1.50, "currency": "JPY"}') $$, 'PT422', null,
    'there are no fractions of a yen'
);
select throws_ok(
    format('update public.price_rules set workspace_id = %L', pg_temp.workspace('Eve''s workspace')),
    'PT422', null, 'a rule stays in its workspace'
);

-- recommendations -------------------------------------------------------------------------

select throws_ok(
    format(
        'insert into public.price_recommendations '
        '(workspace_id, product_id, current_price, recommended_price, model) '
        'values (%L, %L, 18.50, 17, ''by hand'')',
        pg_temp.workspace('Studio'), pg_temp.product('Soap')
    ), '42501', null, 'members do not write recommendations'
);
select pg_temp.sign_out();
prepare recommend (text, numeric) as
insert into public.price_recommendations (
    workspace_id, product_id, current_price, recommended_price, currency, model
)
values (pg_temp.workspace('Studio'), pg_temp.product($1), 18.50, $2, 'USD', 'elastic-1');
prepare decide (text) as
update public.price_recommendations
set status = $1, applied_at = case $1 when 'applied' then now() else applied_at end
where product_id = pg_temp.product('Soap');

select lives_ok($$ execute recommend('Soap', 17) $$, 'a price is recommended');
select throws_ok(
    $$ execute recommend('Soap', 16) $$, '23505', null, 'a product waits for one decision at a time'
);
select throws_ok(
    $$ execute decide('rolled_back') $$, 'PT409', null, 'what was not applied is not taken back'
);
select throws_ok(
    $$ update public.price_recommendations set is_holdout = true, status = 'applied', applied_at = now() $$,
    '23514', null, 'a held-out product keeps its price'
);
select lives_ok($$ execute decide('approved') $$, 'a person approves');
select lives_ok($$ execute decide('applied') $$, 'it is applied');
select lives_ok($$ execute recommend('Soap', 16) $$, 'the next may come');
select lives_ok(
    $$ update public.price_recommendations set status = 'rolled_back' where status = 'applied' $$,
    'and the first be taken back'
);
select throws_ok(
    $$ update public.price_recommendations set status = 'applied' where status = 'rolled_back' $$,
    'PT409', null, 'for good'
);

-- elasticities ----------------------------------------------------------------------------

prepare fit (text, numeric, numeric, numeric) as
insert into public.price_elasticities (
    workspace_id, category, elasticity, interval_low, interval_high, method, observations
)
values (pg_temp.workspace('Studio'), $1, $2, $3, $4, 'ols', 60);
select lives_ok($$ execute fit('bath', -1.4, -2, -0.8) $$, 'a category has an elasticity');
select throws_ok($$ execute fit('bath', 'NaN', -2, -1) $$, '23514', null, 'NaN is none');
select throws_ok($$ execute fit('bath', -1, -1, -2) $$, '23514', null, 'an interval has an order');
select lives_ok($$ execute fit(null, -1, -2, 0) $$, 'so does the whole shop');

select * from finish();
rollback;
