-- The guardrails of prices by reach: rules of one product, alone and beside those of its category
-- and of the workspace. Of each kind the tightest counts, whichever it is of.
begin;
select plan(40);
\ir guarded.psql

-- A fresh Soap at 20 USD, in category bath, that costs 10. Each rule is named by its reach, which
-- is one of Own, Category and Everywhere; Other is another product's, and must not count.
create function pg_temp.guard_by(rules jsonb) returns void
language plpgsql
as $$
declare
    reach text;
    rule jsonb;
begin
    perform pg_temp.guard_soap('{}');
    delete from public.price_rules as r where r.workspace_id = pg_temp.workspace('Studio');
    for reach, rule in select * from jsonb_each(rules) loop
        perform pg_temp.add_rule(
            jsonb_build_object('name', reach)
            || case reach
                when 'Own' then jsonb_build_object('product_id', md5('soap')::uuid)
                when 'Other' then jsonb_build_object('product_id', pg_temp.product('Towel'))
                when 'Category' then '{"category": "bath"}'
                else '{}'
            end
            || rule
        );
    end loop;
end
$$;
create function pg_temp.bound(kind text) returns text
language sql
as $$
    select format('%s by %s', b.limits -> kind ->> 'price', b.limits -> kind ->> 'rule')
    from private.price_bounds(pg_temp.workspace('Studio'), array[md5('soap')::uuid]) as b
$$;
-- What becomes of Soap at two prices, each from 20 USD; and the bound of a kind.
create function pg_temp.verdicts(rules jsonb, refused numeric, allowed numeric, kind text default null)
returns text []
language plpgsql
as $$
declare
    said text[] := '{}';
    bound text[] := '{}';
begin
    perform pg_temp.guard_by(rules);
    said := said || pg_temp.verdict(pg_temp.soap(refused));
    perform pg_temp.guard_by(rules);
    if kind is not null then
        bound := array[pg_temp.bound(kind)];
    end if;
    return said || pg_temp.verdict(pg_temp.soap(allowed)) || bound;
end
$$;

-- alone -----------------------------------------------------------------------------------

insert into public.competitor_prices (workspace_id, product_id, competitor, price, currency)
values (pg_temp.workspace('Studio'), pg_temp.product('Towel'), 'Suds', 1, 'USD');
select is(
    pg_temp.verdicts(
        format('{"Own": %s, "Other": {"floor_price": 50, "maximum_changes_per_day": 0}}', rule)::jsonb,
        refused, allowed
    ),
    array[word, 'allowed'], format('of one product alone, %s, is held to the cent', rule)
)
from (
    values
    ('{"floor_price": 15}', 14.99, 15, 'below_floor'),
    ('{"minimum_advertised_price": 15}', 14.99, 15, 'below_advertised'),
    ('{"ceiling_price": 25}', 25.01, 25, 'above_ceiling'),
    ('{"minimum_margin": 40}', 16.66, 16.67, 'below_margin'),
    ('{"maximum_step": 10}', 22.01, 22, 'step_too_large'),
    ('{"rounding": "ends_95"}', 19.99, 19.95, 'wrong_form')
) as t (rule, refused, allowed, word);

-- with others -----------------------------------------------------------------------------

-- The same three values for the three reaches, in each order: it is the value that counts.
select is(
    pg_temp.verdicts(
        format('{"Own": %s, "Category": %s, "Everywhere": %s}', own, shared, every)::jsonb,
        refused, allowed, kind
    ),
    array[word, 'allowed', wanted], format('of the bounds %s the tightest counts: %s', kind, wanted)
)
from (
    values
    ('floor', '{"floor_price": 17}', '{"floor_price": 16}', '{"floor_price": 15}', '17.00 by Own', 16.99, 17, 'below_floor'),
    ('floor', '{"floor_price": 15}', '{"floor_price": 17}', '{"floor_price": 16}', '17.00 by Category', 16.99, 17, 'below_floor'),
    ('floor', '{"floor_price": 16}', '{"floor_price": 15}', '{"floor_price": 17}', '17.00 by Everywhere', 16.99, 17, 'below_floor'),
    ('advertised', '{"minimum_advertised_price": 17}', '{"minimum_advertised_price": 15}', '{}', '17.00 by Own', 16.99, 17, 'below_advertised'),
    ('advertised', '{"minimum_advertised_price": 15}', '{"minimum_advertised_price": 16}', '{"minimum_advertised_price": 17}', '17.00 by Everywhere', 16.99, 17, 'below_advertised'),
    ('ceiling', '{"ceiling_price": 23}', '{"ceiling_price": 25}', '{"ceiling_price": 24}', '23.00 by Own', 23.01, 23, 'above_ceiling'),
    ('ceiling', '{"ceiling_price": 25}', '{"ceiling_price": 23}', '{"ceiling_price": 24}', '23.00 by Category', 23.01, 23, 'above_ceiling'),
    ('ceiling', '{}', '{"ceiling_price": 24}', '{"ceiling_price": 23}', '23.00 by Everywhere', 23.01, 23, 'above_ceiling'),
    ('margin', '{"minimum_margin": 40}', '{"minimum_margin": -50}', '{"minimum_margin": 10}', '16.67 by Own', 16.66, 16.67, 'below_margin'),
    ('margin', '{"minimum_margin": 0}', '{"minimum_margin": 40}', '{"minimum_margin": 10}', '16.67 by Category', 16.66, 16.67, 'below_margin'),
    ('step_low', '{"maximum_step": 10}', '{"maximum_step": 50}', '{"maximum_step": 20}', '18.00 by Own', 17.99, 18, 'step_too_large'),
    ('step_high', '{"maximum_step": 50}', '{"maximum_step": 20}', '{"maximum_step": 10}', '22.00 by Everywhere', 22.01, 22, 'step_too_large')
) as t (kind, own, shared, every, wanted, refused, allowed, word);

select pg_temp.guard_by('{"Own": {"competitor_band_low": 80, "competitor_band_high": 200}, "Everywhere": {"competitor_band_low": 70, "competitor_band_high": 120}}');
insert into public.competitor_prices (workspace_id, product_id, competitor, price, currency)
values (pg_temp.workspace('Studio'), md5('soap')::uuid, 'Suds', 20, 'USD');
select is(pg_temp.bound('band_low'), '16.00 by Own', 'a band has two sides, which may come from two rules');
select is(pg_temp.bound('band_high'), '24.00 by Everywhere', 'the lower and the upper');
select is(pg_temp.verdict(pg_temp.soap(15.99)), 'below_band', 'both are held');
select is(pg_temp.verdict(pg_temp.soap(24.01)), 'above_band', 'above, too');
select pg_temp.guard_by('{"Own": {"maximum_changes_per_day": 5}, "Category": {"maximum_changes_per_day": 1}, "Everywhere": {"maximum_changes_per_day": 3}}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'allowed', 'of the changes per day');
select is(pg_temp.verdict(pg_temp.soap(22)), 'changes_used_up', 'the fewest count');
select pg_temp.guard_by('{"Own": {"maximum_changes_per_day": 0}, "Everywhere": {}}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'frozen', 'one product alone may be frozen');
select is(
    pg_temp.verdict(format('update public.products set current_price = 1 where id = %L', pg_temp.product('Towel'))),
    'allowed', 'and the others not'
);
select pg_temp.guard_by('{"Own": {"quiet_from": "00:00", "quiet_until": "00:00"}, "Category": {}, "Everywhere": {}}');
select is(pg_temp.verdict(pg_temp.soap(21)), 'quiet_hours', 'or quiet');

-- what is not added up --------------------------------------------------------------------

select pg_temp.guard_by(
    '{"Own": {"rounding": "whole", "mode": "automatic", "holdout_share": 0.1, "created_at": "2000-01-01"},
    "Category": {"rounding": "ends_99", "mode": "approve", "holdout_share": 0.2, "created_at": "2010-01-01"},
    "Everywhere": {"rounding": "ends_95", "mode": "suggest", "holdout_share": 0.3}}'
);
prepare chosen as
select b.rounding, b.mode, b.holdout_share
from private.price_bounds(pg_temp.workspace('Studio'), array[md5('soap')::uuid]) as b;
select results_eq('execute chosen', $$ values ('whole', 'automatic', 0.1) $$, 'form, mode and holdout are the product''s own, were its rule the oldest');
select is(pg_temp.verdict(pg_temp.soap(20.99)), 'wrong_form', 'no form of its category');
select is(pg_temp.verdict(pg_temp.soap(21)), 'allowed', 'but its own');
select pg_temp.add_rule(
    format('{"name": "Own, newer", "product_id": "%s", "rounding": "none", "mode": "suggest", "created_at": "2001-01-01"}', md5('soap')::uuid)::jsonb
);
select results_eq('execute chosen', $$ values ('none', 'suggest', 0.0) $$, 'of two of its own the newer');
update public.price_rules set is_active = false where product_id = md5('soap')::uuid;
select results_eq('execute chosen', $$ values ('ends_99', 'approve', 0.2) $$, 'without them its category''s');

-- ways around -----------------------------------------------------------------------------

select pg_temp.guard_by('{"Own": {"floor_price": 15}, "Category": {"floor_price": 18}}');
select is(
    pg_temp.verdict('update public.products set category = ''sale'', current_price = 14 where id = md5(''soap'')::uuid'),
    'below_floor', 'its own rules go with a product into another category'
);
select is(
    pg_temp.verdict('update public.products set category = ''sale'', current_price = 16 where id = md5(''soap'')::uuid'),
    'allowed', 'those of the category do not'
);
select is(
    pg_temp.verdict('update public.products set category = ''bath'' where id = md5(''soap'')::uuid'),
    'below_floor', 'and wait there'
);
select is(
    pg_temp.verdict('update public.products set currency = ''SAR'' where id = md5(''soap'')::uuid'),
    'currency_without_rules', 'its own rule alone keeps it in its currency'
);
select pg_temp.guard_by('{"Own": {"floor_price": 100, "currency": "SAR"}}');
select is(pg_temp.verdict(pg_temp.soap(1)), 'allowed', 'a rule in another currency does not hold in this one');
select is(
    pg_temp.verdict('update public.products set currency = ''SAR'' where id = md5(''soap'')::uuid'),
    'below_floor', 'but there'
);
select pg_temp.guard_by('{"Own": {"floor_price": 15}}');
update public.price_rules set product_id = pg_temp.product('Towel') where name = 'Own';
select is(pg_temp.verdict(pg_temp.soap(1)), 'allowed', 'a rule that is given to another product leaves this one');
select is(
    pg_temp.verdict(format('update public.products set current_price = 0.5 where id = %L', pg_temp.product('Towel'))),
    'below_floor', 'and holds the other, which may stay below it, and not fall'
);

select * from finish();
rollback;
