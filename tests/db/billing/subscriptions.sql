-- Plans, subscriptions and invoices: every state a document lists, the steps between them, money.
begin;
select plan(54);
\ir ../catalog/shop.psql

insert into public.subscription_plans (id, name, tier, price, currency, "interval")
select md5('plan ' || tier)::uuid, initcap(tier), tier, 120, 'USD', 'year'
from unnest(array['freemium', 'starter', 'creator', 'professional', 'business', 'agency']) as tier;

-- plans -----------------------------------------------------------------------------------

select is((select count(*) from public.subscription_plans), 6::bigint, 'a plan has any listed tier');
select throws_ok(
    $$ insert into public.subscription_plans (name, tier, price) values ('X', 'platinum', 1) $$,
    '23514', null, 'and no other'
);
select lives_ok(
    format(
        'insert into public.subscription_plans (name, plan_type, price) values (%L, %L, 37.50)',
        plan_type, plan_type
    ),
    format('an add-on can be %s', plan_type)
)
from unnest(array['optimization', 'scheduling', 'analytics']) as plan_type;
select is(
    (
        select p.price_cents || p.currency || p.interval
        from public.subscription_plans as p where p.name = 'analytics'
    ),
    '3750SARmonth', 'by the month, in riyals, unless it says otherwise'
);
select throws_ok(
    $$ insert into public.subscription_plans (name, price) values ('X', -1) $$,
    'PT422', 'price cannot be negative', 'a plan does not pay its buyer'
);
select throws_ok(
    $$ insert into public.subscription_plans (name, price, currency) values ('X', 1, 'XYZ') $$,
    'PT422', 'there is no currency ''XYZ''', 'nor is it paid in nothing'
);
select throws_ok(
    $$ update public.subscription_plans set is_default = true where tier = 'starter' $$,
    '23514', null, 'the default plan is free'
);
update public.subscription_plans set price = 0 where tier in ('freemium', 'starter');
update public.subscription_plans set is_default = true where tier = 'freemium';
select throws_ok(
    $$ update public.subscription_plans set is_default = true where tier = 'starter' $$,
    '23505', null, 'and there is one'
);

-- subscriptions ---------------------------------------------------------------------------

prepare subscribe (text, text) as
insert into public.subscriptions (id, workspace_id, plan_id, status)
values (md5($1 || $2)::uuid, pg_temp.workspace('Studio'), md5('plan ' || $1)::uuid, $2);

select lives_ok(
    format('execute subscribe(%L, %L)', tier, status), format('a subscription can be %s', status)
)
from (
    values
    ('freemium', 'active'), ('starter', 'past_due'), ('creator', 'trial'),
    ('professional', 'trialing'), ('business', 'unpaid'), ('agency', 'incomplete'),
    ('agency', 'canceled'), ('agency', 'cancelled'), ('agency', 'incomplete_expired')
) as listed (tier, status);
select throws_ok('execute subscribe(''agency'', ''lost'')', 'PT422', null, 'not anything else');
select set_eq(
    $$
    select s.status from public.subscriptions as s
    where s.id in (md5('creatortrial')::uuid, md5('agencycancelled')::uuid)
    $$,
    array['trialing', 'canceled'],
    'trial and cancelled are stored in one spelling'
);
select lives_ok(
    $$
    insert into public.subscriptions (workspace_id, plan_id, status)
    values (pg_temp.workspace('Studio'), md5('plan agency')::uuid, 'paused')
    $$,
    'Stripe can hold two of a plan'
);
select results_eq(
    $$
    select s.price, s.currency, s.interval, s.monthly_price, s.monthly_price_cents
    from public.subscriptions as s where s.id = md5('agencyincomplete')::uuid
    $$,
    $$ values (120.00, 'USD', 'year', 10.00, 1000::bigint) $$,
    'the terms are those of the plan, by the month and in cents too'
);
update public.subscription_plans set price = 200 where tier = 'agency';
select is(
    (select s.price from public.subscriptions as s where s.id = md5('agencyincomplete')::uuid),
    120.00, 'and they stay when the plan gets dearer'
);

prepare move (text) as
update public.subscriptions set status = $1 where id = md5('agencyincomplete')::uuid;
select lives_ok('execute move(''trial'')', 'a trial begins, in any spelling');
select throws_ok(
    'execute move(''incomplete'')', 'PT409',
    format('subscriptions %s cannot go from trialing to incomplete', md5('agencyincomplete')::uuid),
    'it does not go back'
);
select lives_ok('execute move(''active'')', 'it becomes a subscription');
select lives_ok('execute move(''past_due'')', 'a payment is late');
select lives_ok('execute move(''active'')', 'it comes');
select lives_ok('execute move(''paused'')', 'it rests');
select lives_ok('execute move(''active'')', 'and goes on');
select lives_ok('execute move(''cancelled'')', 'it ends');
select is(
    (select s.canceled_at from public.subscriptions as s where s.id = md5('agencyincomplete')::uuid),
    now(), 'the time is noted'
);
select throws_ok('execute move(''active'')', 'PT409', null, 'for good');
select lives_ok('execute subscribe(''agency'', ''paused'')', 'but one can subscribe anew');
select throws_ok(
    $$
    update public.subscriptions set current_period_start = now(), current_period_end = '2020-01-01'
    $$,
    '23514', null, 'a period does not end before it starts'
);

-- invoices --------------------------------------------------------------------------------

prepare charge (text, text) as
insert into public.invoices (id, workspace_id, subscription_id, stripe_invoice_id, amount, status)
values (
    md5($1)::uuid, pg_temp.workspace('Studio'), md5('freemiumactive')::uuid, $1, 37.50, $2
);
select lives_ok(
    format('execute charge(%L, %L)', 'in_' || status, status), format('an invoice can be %s', status)
)
from unnest(
    array['draft', 'open', 'pending', 'paid', 'failed', 'uncollectible', 'void']
) as status;
select results_eq(
    $$
    select i.status, i.amount_cents, i.currency, i.paid_at
    from public.invoices as i where i.id in (md5('in_open')::uuid, md5('in_paid')::uuid) order by 1
    $$,
    $$ values ('paid', 3750::bigint, 'SAR', now()), ('pending', 3750, 'SAR', null) $$,
    'open is pending, paid has its time, and both their cents'
);
select throws_ok('execute charge(''in_paid'', ''paid'')', '23505', null, 'Stripe''s invoices are there once');
prepare settle (text, text) as update public.invoices set status = $2 where id = md5($1)::uuid;
select lives_ok('execute settle(''in_failed'', ''paid'')', 'a failed payment is tried again');
select lives_ok('execute settle(''in_paid'', ''failed'')', 'a payment can come back');
select throws_ok('execute settle(''in_void'', ''draft'')', 'PT409', null, 'no draft is made of it again');
select throws_ok('execute settle(''in_void'', ''paid'')', 'PT409', null, 'void is void');
select throws_ok(
    $$
    update public.invoices set workspace_id = pg_temp.workspace('Eve''s workspace')
    $$,
    'PT422', null, 'an invoice stays with who has to pay it'
);
select throws_ok(
    $$
    insert into public.invoices (workspace_id, subscription_id, amount)
    values (pg_temp.workspace('Eve''s workspace'), md5('freemiumactive')::uuid, 1)
    $$,
    '23503', null, 'nobody is charged for another''s subscription'
);
delete from public.subscriptions where id = md5('freemiumactive')::uuid;
select is((select count(*) from public.invoices), 7::bigint, 'invoices outlive the subscription');

-- who may ---------------------------------------------------------------------------------

select pg_temp.sign_in('ada');
select throws_ok(
    'execute subscribe(''starter'', ''active'')', '42501', null, 'not even an owner writes one'
);
select throws_ok(
    $$ update public.subscription_plans set price = 0 $$, '42501', null, 'or sets the price'
);
select pg_temp.sign_out();

select * from finish();
rollback;
