-- The life of a recommendation: saved, decided on, applied, taken back; and who may do it.
begin;
select plan(58);
\ir ../catalog/shop.psql

insert into public.price_rules (workspace_id, name, currency, mode, floor_price)
values (pg_temp.workspace('Studio'), 'All', 'USD', 'approve', 10);

create temp table known (run uuid);
grant select on known to public;

-- What the engine would say of a product, as save_price_decisions takes it.
create function pg_temp.decision(
    name text, kind text, price numeric default null, extra jsonb default '{}'
)
returns jsonb
language sql
as $$
    select jsonb_build_object(
        'product_id', p.id,
        'kind', kind,
        'code', kind || '_code',
        'price', price,
        'reasons', jsonb_build_array('Because.'),
        'model', 'test-1',
        'confidence', 0.9,
        'expected_profit_change', 0.05,
        'expected_profit_low', 0.01,
        'expected_profit_high', 0.09,
        'inputs', jsonb_build_object(
            'current_price', p.current_price, 'currency', p.currency, 'mode', 'approve'
        ) || extra
    )
    from public.products as p
    where p.id = pg_temp.product(decision.name);
$$;

create function pg_temp.begin_run() returns uuid
language sql
as $$
    -- In one transaction all is of one time: what was there before is made older.
    update public.price_recommendations set created_at = created_at - interval '1 minute'
    where workspace_id = pg_temp.workspace('Studio');
    delete from known;
    insert into known select private.begin_pricing_run(pg_temp.workspace('Studio'), 'request');
    select run from known;
$$;

create function pg_temp.save(variadic decisions jsonb []) returns jsonb
language sql
as $$
    select public.save_price_decisions(pg_temp.begin_run(), to_jsonb(decisions));
$$;

create function pg_temp.newest(name text) returns public.price_recommendations
language sql security definer
as $$
    select r
    from public.price_recommendations as r
    where r.product_id = pg_temp.product(newest.name)
    order by r.created_at desc
    limit 1;
$$;

create function pg_temp.price(name text) returns numeric
language sql security definer
as $$
    select p.current_price from public.products as p where p.id = pg_temp.product(price.name);
$$;
grant execute on all functions in schema pg_temp to public;

-- inputs ----------------------------------------------------------------------------------

create function pg_temp.inputs(name text) returns jsonb
language sql
as $$
    select public.pricing_inputs(
        pg_temp.workspace('Studio'), array[pg_temp.product(inputs.name)]
    ) -> 0;
$$;
select is(pg_temp.inputs('Soap') -> 'stock', 'null', 'stock that was never counted is not tracked');
update public.products set inventory_count = 3 where id = pg_temp.product('Soap');
update public.products set inventory_count = 0 where id = pg_temp.product('Soap');
select is(
    pg_temp.inputs('Soap') -> 'stock',
    '{"count": 0, "reorder_point": 50, "lead_time_days": 14}', 'once it was, it can run out'
);
update public.products set tracks_stock = false, lead_time_days = 3
where id = pg_temp.product('Soap');
select is(pg_temp.inputs('Soap') -> 'stock', 'null', 'unless somebody says that it cannot');
select is(
    pg_temp.inputs('Soap') #>> '{elasticity,source}', 'literature', 'nothing is known of demand'
);
insert into public.price_elasticities (
    workspace_id, product_id, elasticity, standard_error, method, observations, fitted_at
)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), -9, 0.1, 'old', 9, now() - interval '1 day'),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), -1.8, 0.2, 'new', 40, now());
select is(
    pg_temp.inputs('Soap') -> 'elasticity',
    '{"mean": -1.8, "sd": 0.2, "observations": 40, "source": "product"}', 'the newest fit counts'
);
insert into public.revenue_breakdown (workspace_id, product_id, date, currency, units, revenue)
select pg_temp.workspace('Studio'), pg_temp.product('Soap'), current_date - ago, currency, 2, 37
from unnest(array[1, 27, 29, 400]) as ago, unnest(array['USD', 'SAR']) as currency;
select is(
    pg_temp.inputs('Soap') -> 'units',
    '{"recent": 4, "recent_days": 28, "recent_price": 18.50, "total": 6, "total_days": 365,
        "other_currency": 6}',
    'units of other currencies are counted apart'
);
insert into public.competitor_prices (
    workspace_id, product_id, competitor, price, currency, in_stock, observed_at
)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'A', 30, 'USD', true, now() - interval '2 days'),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'A', 16, 'USD', true, now() - interval '1 day'),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'B', 20, 'USD', null, now() - interval '1 day'),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'C', 1, 'USD', false, now() - interval '1 day'),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'D', 1, 'SAR', true, now() - interval '1 day'),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'E', 1, 'USD', true, now() - interval '15 days');
select is(
    pg_temp.inputs('Soap') -> 'competitors', '{"lowest": 16, "median": 18, "count": 2}',
    'of each competitor the newest price counts: fresh, in stock, in the currency'
);
select is(pg_temp.inputs('Soap'), pg_temp.inputs('Soap'), 'inputs are the same when asked again');
select is(
    (
        select array_agg(one ->> 'product_id' order by place)
        from jsonb_array_elements(
            public.pricing_inputs(pg_temp.workspace('Studio'))
        ) with ordinality as i (one, place)
    ),
    (
        select array_agg(p.id::text order by p.id)
        from public.products as p
        where p.workspace_id = pg_temp.workspace('Studio')
    ),
    'products come in the order of their ids'
);
delete from private.repricing_marks where product_id = pg_temp.product('Soap') and reason = 'stock';

-- what changed is priced again ----------------------------------------------------------------

select is(
    (select array_agg(distinct reason) from private.repricing_marks
        where product_id = pg_temp.product('Soap')),
    array['competitors'], 'prices of competitors mark the product; stock that is not tracked does not'
);
update public.products set tracks_stock = true, inventory_count = 60 where id = pg_temp.product('Towel');
update public.products set inventory_count = 55 where id = pg_temp.product('Towel');
select is(
    (select count(*) from private.repricing_marks where product_id = pg_temp.product('Towel')),
    1::bigint, 'stock that crosses the reorder point marks it, and no other change does'
);
select is(public.begin_pricing_runs('changes'), 1, 'marks begin a run');
select is(public.begin_pricing_runs('changes'), 0, 'one at a time');
select is(
    (select triggers from public.pricing_runs where reason = 'changes'
        and workspace_id = pg_temp.workspace('Studio')),
    '{"stock": 1, "competitors": 1}', 'it knows why'
);
select is(
    (select count(*) from jobs.job_queue where job_type = 'pricing.reprice'
        and workspace_id = pg_temp.workspace('Studio')),
    1::bigint, 'it has a job'
);
create temp table chunk as
select public.next_pricing_chunk(r.id, 10) as given
from public.pricing_runs as r
where r.reason = 'changes' and r.workspace_id = pg_temp.workspace('Studio');
select is(
    (select jsonb_array_length(given -> 'inputs') from chunk), 2, 'it takes what is marked'
);
-- In the transaction of this test everything is one's own and seen by nobody's snapshot.
select lives_ok($$
    select public.save_price_decisions(
        (select id from public.pricing_runs where reason = 'changes'
            and workspace_id = pg_temp.workspace('Studio')),
        '[]', (select (given ->> 'until')::uuid from chunk), (select given ->> 'seen' from chunk)
    )
$$, 'a chunk in which there is nothing to decide is saved');
select is(
    (
        select public.next_pricing_chunk(r.id, 10) ->> 'status'
        from public.pricing_runs as r
        where r.reason = 'changes' and r.workspace_id = pg_temp.workspace('Studio')
    ), 'finished', 'and then the run is over'
);

-- saved -------------------------------------------------------------------------------------

select is(
    pg_temp.save(
        pg_temp.decision('Soap', 'change', 17),
        pg_temp.decision('Towel', 'skip'),
        pg_temp.decision('Candle', 'keep')
    ),
    '{"products": 3, "applied": 0, "refused": 0}', 'decisions are saved'
);
select is(
    (select (r.changed, r.kept, r.held, r.skipped, r.codes)::text from public.pricing_runs as r
        where r.id = (select run from known)),
    (1, 1, 0, 1, '{"keep_code": 1, "skip_code": 1, "change_code": 1}'::jsonb)::text, 'and counted'
);
select is(
    (select public.save_price_decisions(run, jsonb_build_array(pg_temp.decision('Soap', 'change', 16)))
        ->> 'products' from known),
    '0', 'what was saved is not saved again'
);
select is((pg_temp.newest('Soap')).recommended_price, 17.00, 'it stays as it was');
select is((pg_temp.newest('Soap')).status, 'pending', 'in mode approve a price waits');
select is(pg_temp.price('Soap'), 18.50, 'and is not applied');
select is(
    (select code from public.price_holds where product_id = pg_temp.product('Towel')),
    'skip_code', 'what was skipped is explained'
);
select lives_ok($$ select pg_temp.save(pg_temp.decision('Towel', 'keep')) $$, 'priced again');
select is_empty(
    $$ select from public.price_holds where product_id = pg_temp.product('Towel') $$,
    'the explanation goes'
);
select lives_ok($$ select pg_temp.save(pg_temp.decision('Soap', 'change', 15)) $$, 'a newer one');
select is(
    (select array_agg(r.status || ' ' || r.recommended_price order by r.recommended_price)
        from public.price_recommendations as r where r.product_id = pg_temp.product('Soap')),
    array['pending 15.00', 'expired 17.00'], 'takes the place of the older'
);
select lives_ok(
    $$ select pg_temp.save(pg_temp.decision('Towel', 'change', 'NaN')) $$, 'a price that is none'
);
select is(
    (select code from public.price_holds where product_id = pg_temp.product('Towel')),
    'bad_number', 'is a skip'
);

-- decided -----------------------------------------------------------------------------------

select pg_temp.sign_in('dan');
select throws_ok(
    $$ select public.approve_price((pg_temp.newest('Soap')).id) $$, 'PT403', null,
    'a viewer does not approve'
);
select throws_ok(
    $$ select public.request_repricing(pg_temp.workspace('Studio')) $$, 'PT403', null,
    'nor has prices computed'
);
select isnt_empty($$ select from public.price_recommendations $$, 'but reads');
select pg_temp.sign_in('eve');
select throws_ok(
    format('select public.%s(%L)', verb, (pg_temp.newest('Soap')).id), 'PT404', null,
    format('for a stranger there is nothing to %s', verb)
)
from unnest(array['approve_price', 'reject_price', 'apply_price', 'roll_back_price']) as verb;
select pg_temp.sign_in('cyd');
select is(
    (public.approve_price((pg_temp.newest('Soap')).id)).status, 'applied', 'a member approves'
);
select is(pg_temp.price('Soap'), 15.00, 'and it is the price');
select is(
    (
        select (h.reason, h.recommendation_id = (pg_temp.newest('Soap')).id, h.changed_by)::text
        from public.price_history as h
        where h.product_id = pg_temp.product('Soap')
        order by h.changed_at desc
        limit 1
    ),
    ('recommendation', true, pg_temp.person('cyd'))::text, 'history says whose and why'
);
select throws_ok(
    $$ select public.approve_price((pg_temp.newest('Soap')).id) $$, 'PT409', null, 'once'
);
select is(
    (public.roll_back_price((pg_temp.newest('Soap')).id)).status, 'rolled_back', 'it is taken back'
);
select is(pg_temp.price('Soap'), 18.50, 'to the price before');
select throws_ok(
    $$ select public.roll_back_price((pg_temp.newest('Soap')).id) $$, 'PT409', null, 'once, too'
);

select pg_temp.sign_out();
select lives_ok($$ select pg_temp.save(pg_temp.decision('Candle', 'change', 12)) $$, 'another');
select pg_temp.sign_in('cyd');
select is(
    (select (r.status, r.status_note)::text
        from public.reject_price((pg_temp.newest('Candle')).id, 'too cheap') as r),
    ('rejected', 'too cheap')::text, 'a member rejects, and says why'
);
select pg_temp.sign_out();
select pg_temp.save(pg_temp.decision('Candle', 'change', 12));
select is((pg_temp.newest('Candle')).status, 'rejected', 'the same is not recommended again soon');
select pg_temp.save(pg_temp.decision('Candle', 'change', 13));
update public.products set current_price = 18 where id = pg_temp.product('Candle');
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.apply_price((pg_temp.newest('Candle')).id) $$, 'PT409',
    'The price has moved meanwhile: it was 18.50, and is 18.00.', 'what fits no more is not applied'
);
select is(
    (public.approve_price((pg_temp.newest('Candle')).id)).status, 'failed', 'nor when approved'
);

-- automatic ---------------------------------------------------------------------------------

select pg_temp.sign_out();
update public.price_rules set mode = 'automatic' where name = 'All' and workspace_id = pg_temp.workspace('Studio');
select is(
    pg_temp.save(
        pg_temp.decision('Soap', 'change', 9, '{"mode": "automatic"}'),
        pg_temp.decision('Towel', 'change', 16, '{"mode": "automatic"}'),
        pg_temp.decision('Candle', 'change', 14, '{"mode": "automatic", "is_holdout": true}')
    ),
    '{"products": 3, "applied": 1, "refused": 1}', 'applied is what fits'
);
select is(
    (select (r.status, r.status_note)::text from (select (pg_temp.newest('Soap')).*) as r),
    ('failed', 'The lowest price allowed now is 10.00.')::text, 'the rest fails, and says why'
);
select is(
    array[pg_temp.price('Soap'), pg_temp.price('Towel'), pg_temp.price('Candle')],
    array[18.50, 16.00, 18.00], 'what is held out is left alone'
);
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.apply_price((pg_temp.newest('Candle')).id) $$, 'PT409', null,
    'also by hand'
);
select is(
    public.roll_back_run((select run from known)) - 'job_id', '{"rolled_back": 1, "refused": 0}',
    'a run is taken back'
);
select is(pg_temp.price('Towel'), 18.50, 'to what was before it');

-- expiry ------------------------------------------------------------------------------------

select pg_temp.sign_out();
update public.price_rules set mode = 'approve' where name = 'All' and workspace_id = pg_temp.workspace('Studio');
select pg_temp.save(pg_temp.decision('Soap', 'change', 17));
update public.price_recommendations set expires_at = now() - interval '1 second'
where id = (pg_temp.newest('Soap')).id;
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.apply_price((pg_temp.newest('Soap')).id) $$, 'PT409', null,
    'what has expired is not applied'
);
select pg_temp.sign_out();
select is(public.keep_waiting_prices() ->> 'expired', '1', 'and is put away');

select * from finish();
rollback;
