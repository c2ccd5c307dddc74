-- The lowest price of the 30 days before a reduction, which a discount is shown from in the EU.
begin;
select plan(29);
\ir guarded.psql
select pg_temp.guard_soap('{}', 100);

create function pg_temp.shown() returns text
language sql
as $$
    select format(
        '%s from %s, %s %%, lowest %s', p.current_price, coalesce(p.prior_price::text, '-'),
        coalesce(public.discount_percent(p)::text, '-'), public.lowest_price_30d(p)
    )
    from public.products as p where p.id = md5('soap')::uuid
$$;
-- What the price was until so many days ago, and became then.
create function pg_temp.past(days numeric, old_price numeric, new_price numeric, currency text default 'USD')
returns void
language sql
as $$
    insert into public.price_history (
        workspace_id, product_id, old_price, new_price, old_currency, currency, changed_at
    )
    values (
        pg_temp.workspace('Studio'), md5('soap')::uuid, old_price, new_price, past.currency,
        past.currency, now() - days * interval '1 day'
    )
$$;
create function pg_temp.proof(days integer) returns numeric
language sql
as $$
    select h.prior_price from public.price_history as h
    where h.product_id = md5('soap')::uuid and h.changed_at = now() - days * interval '1 day'
$$;
grant execute on all functions in schema pg_temp to public;

select is(pg_temp.shown(), '100.00 from -, - %, lowest 100.00', 'a price that was never reduced has no discount');
select is(pg_temp.verdict(pg_temp.soap(80)), 'allowed', 'the price is reduced');
select is(
    pg_temp.shown(), '80.00 from 100.00, 20.00 %, lowest 80.00',
    'a product younger than 30 days: what it cost since it came'
);
select is(pg_temp.verdict(pg_temp.soap(70)), 'allowed', 'it is reduced again');
select is(
    pg_temp.shown(), '70.00 from 80.00, 12.50 %, lowest 70.00', 'which is a reduction of its own, from 80'
);
select is(pg_temp.verdict(pg_temp.soap(90)), 'allowed', 'it is raised');
select is(pg_temp.shown(), '90.00 from -, - %, lowest 70.00', 'which ends the reduction');
select is(pg_temp.verdict(pg_temp.soap(85)), 'allowed', 'reduced after a raise');
select is(
    pg_temp.shown(), '85.00 from 70.00, - %, lowest 70.00', 'it was cheaper, so nothing may be announced'
);
select results_eq(
    $$
    select h.new_price, h.prior_price
    from public.price_history as h
    where h.product_id = md5('soap')::uuid
    order by h.changed_at
    $$,
    $$ values (80.00, 100.00), (70.00, 80.00), (90.00, null), (85.00, 70.00) $$,
    'every reduction can be proven later, also those of one transaction'
);
select results_eq(
    $$
    select p.reduced_since = h.changed_at
    from public.products as p
    join public.price_history as h on h.product_id = p.id and h.new_price = 85
    where p.id = md5('soap')::uuid
    $$,
    $$ values (true) $$, 'and began when the history says'
);

-- Older history.
select pg_temp.guard_soap('{}', 60);
select pg_temp.past(10, 90, 60);
select is(pg_temp.shown(), '60.00 from 90.00, 33.33 %, lowest 60.00', 'history that is added later counts');
select pg_temp.past(20, 75, 90);
select is(pg_temp.shown(), '60.00 from 75.00, 20.00 %, lowest 60.00', 'and older one after it');
select is(pg_temp.proof(10), 75.00, 'also in the proof');
select pg_temp.past(40, 50, 75);
select is(
    pg_temp.shown(), '60.00 from 75.00, 20.00 %, lowest 60.00',
    'what ended at the start of the 30 days does not'
);
select pg_temp.past(39, 75, 40);
select pg_temp.past(38, 40, 75);
select is(pg_temp.proof(10), 40.00, 'a price of one day within them does');
select pg_temp.past(5, 60, 60, 'SAR');
select is(pg_temp.shown(), '60.00 from -, - %, lowest 60.00', 'a currency since then ends it');

select pg_temp.guard_soap('{}', 60);
select pg_temp.past(20, 90, 80);
select pg_temp.past(10, 80, 70);
select pg_temp.past(5, 70, 60);
select is(pg_temp.shown(), '60.00 from 70.00, 14.28 %, lowest 60.00', 'three in a row, from the last; cut off, not rounded up');
select is(pg_temp.proof(20), 90.00, 'the first of them was from 90');

select pg_temp.guard_soap('{}', 60);
select pg_temp.past(5, 10, 15, 'EUR');
select is(pg_temp.verdict(pg_temp.soap(50)), 'allowed', 'after prices in another currency');
select is(pg_temp.shown(), '50.00 from 60.00, 16.66 %, lowest 50.00', 'only those in its own compare');
select pg_temp.add_rule('{"currency": "EUR"}');
update public.products set currency = 'EUR', current_price = 40 where id = md5('soap')::uuid;
select is(pg_temp.shown(), '40.00 from -, - %, lowest 10.00', 'another currency is no reduction');

-- Nobody writes a discount.
select pg_temp.guard_soap('{}', 60);
select pg_temp.sign_in('cyd');
update public.products set prior_price = 1000, reduced_since = now() where id = md5('soap')::uuid;
select is(pg_temp.shown(), '60.00 from -, - %, lowest 60.00', 'a member cannot make a discount up');
select is(pg_temp.verdict(pg_temp.soap(50)), 'allowed', 'a member reduces');
update public.products set prior_price = null where id = md5('soap')::uuid;
select is(pg_temp.shown(), '50.00 from 60.00, 16.66 %, lowest 50.00', 'or hide what it is from');
insert into public.products (workspace_id, name, base_price, current_price, currency, prior_price)
values (pg_temp.workspace('Studio'), 'Born cheap', 20, 10, 'USD', 20);
select is(
    (select p.prior_price from public.products as p where p.name = 'Born cheap'), null,
    'a new product is not reduced'
);
select pg_temp.sign_out();
select pg_temp.sign_in('eve');
select is_empty(
    $$ select p.prior_price from public.products as p where p.id = md5('soap')::uuid $$,
    'strangers see none of it'
);
select is_empty(
    $$ select h.prior_price from public.price_history as h where h.product_id = md5('soap')::uuid $$,
    'nor of its history'
);
select pg_temp.sign_out();
select ok(
    not has_column_privilege('service_role', 'public.price_history', 'prior_price', 'update'),
    'not even workers rewrite the proof'
);

select * from finish();
rollback;
