-- Who may ask for pages at Stripe and for changes, what is refused, and what orders cost.
begin;
select plan(68);
\ir ../catalog/shop.psql

insert into public.subscription_plans (id, name, price, currency, trial_days, stripe_price_id, is_active)
values
(md5('free')::uuid, 'Free', 0, 'USD', 0, null, true),
(md5('pro')::uuid, 'Pro', 20, 'USD', 14, 'price_pro', true),
(md5('big')::uuid, 'Big', 50, 'USD', 0, 'price_big', true),
(md5('riyal')::uuid, 'Riyal', 50, 'SAR', 0, 'price_sar', true),
(md5('old')::uuid, 'Old', 20, 'USD', 0, 'price_old', false),
(md5('unsold')::uuid, 'Unsold', 20, 'USD', 0, null, true);

create function pg_temp.ask(plan text, key text default null, url text default 'https://app.example/ok')
returns public.billing_sessions
language sql volatile
as $$
    select public.request_checkout(
        pg_temp.workspace('Studio'), md5(plan)::uuid, url, 'https://app.example/no', 2, null, key
    )
$$;
grant execute on all functions in schema pg_temp to public;

-- roles -----------------------------------------------------------------------------------

select pg_temp.sign_in('eve');
select throws_ok($$ select pg_temp.ask('pro') $$, 'PT404', null, 'a stranger knows of no workspace');
select pg_temp.sign_in('dan');
select throws_ok($$ select pg_temp.ask('pro') $$, 'PT403', null, 'a viewer buys nothing');
select pg_temp.sign_in('cyd');
select throws_ok($$ select pg_temp.ask('pro') $$, 'PT403', null, 'nor does a member');
select throws_ok(
    format('select public.request_portal(%L, ''https://app.example'')', pg_temp.workspace('Studio')),
    'PT403', null, 'or manages what is paid'
);
select throws_ok(
    format(
        'select public.connect_stripe(%L, ''https://app.example'', ''https://app.example'')',
        pg_temp.workspace('Studio')
    ),
    'PT403', null, 'or connects an account'
);
select pg_temp.sign_in('bob');
select is((pg_temp.ask('pro', 'k1')).status, 'pending', 'an admin does');
select is(
    (pg_temp.ask('pro', 'k1')).id, (select s.id from public.billing_sessions as s), 'once for a key'
);
select results_eq(
    $$ select s.quantity, s.kind, s.options from public.billing_sessions as s $$,
    $$
    values (
        2, 'checkout',
        '{"success_url": "https://app.example/ok", "cancel_url": "https://app.example/no",
          "trial_days": 14}'::jsonb
    )
    $$,
    'with the trial of the plan'
);
select pg_temp.sign_in('ada');
select is((select count(*) from public.billing_sessions), 0::bigint, 'not even the owner sees it');
select lives_ok($$ select pg_temp.ask('pro', 'k1') $$, 'whose keys are her own');
select throws_ok(
    $$ update public.billing_sessions set url = 'https://evil.example' $$, '42501', null,
    'nobody writes one'
);
select pg_temp.sign_out();
select is(
    (
        select count(*)
        from jobs.job_queue as j
        where j.job_type = 'stripe.open_session' and j.workspace_id is null
    ),
    2::bigint, 'each has a job, which the members do not see'
);
update public.workspace_members set role = 'member'
where user_id = pg_temp.person('bob') and workspace_id = pg_temp.workspace('Studio');
select pg_temp.sign_in('bob');
select is((select count(*) from public.billing_sessions), 0::bigint, 'who is no admin any more sees none');
select pg_temp.sign_out();
update public.workspace_members set role = 'admin'
where user_id = pg_temp.person('bob') and workspace_id = pg_temp.workspace('Studio');

-- what is for sale ------------------------------------------------------------------------

select pg_temp.sign_in('bob');
select throws_ok(format('select pg_temp.ask(%L)', plan), 'PT422', message, 'no page for that')
from (
    values
    ('free', 'the plan Free is free: there is nothing to pay'),
    ('old', 'the plan Old is not offered any longer'),
    ('unsold', 'the plan Unsold is not sold through Stripe yet')
) as refused (plan, message);
select throws_ok($$ select pg_temp.ask('none') $$, 'PT404', 'there is no such plan', 'or for nothing');
select throws_ok(
    format('select pg_temp.ask(''pro'', null, %L)', url), 'PT422', null, format('not to %s', url)
)
from unnest(array[
    'javascript:alert(1)', '//evil.example', 'https://', 'ftp://app.example',
    'https://app.example\@evil.example', 'https://user@evil.example/', 'https://a b', null,
    'https://app.example' || repeat('x', 2000)
]) as url;
select lives_ok(
    format('select pg_temp.ask(''pro'', null, %L)', url), format('but to %s', url)
)
from unnest(array[
    'http://localhost:3000/x?y=1#z', 'https://app.example', 'http://[::1]:3000/',
    'https://app.example/?s={CHECKOUT_SESSION_ID}'
]) as url;
select pg_temp.sign_out();
update public.app_settings set value = '["https://App.example/"]' where key = 'billing.return_origins';
select pg_temp.sign_in('bob');
select lives_ok($$ select pg_temp.ask('pro') $$, 'to a listed site');
select throws_ok(
    $$ select pg_temp.ask('pro', null, 'https://app.example.evil.example/') $$, 'PT422',
    'success_url leads to a site that is not allowed', 'and to no other'
);
select throws_ok(
    format('select public.request_portal(%L, ''https://app.example'')', pg_temp.workspace('Studio')),
    'PT409', null, 'who has bought nothing has nothing to manage'
);
select pg_temp.sign_out();

-- changes ---------------------------------------------------------------------------------

insert into public.subscriptions (
    id, workspace_id, plan_id, stripe_subscription_id, status, current_period_start,
    current_period_end, trial_end
)
values (
    md5('sub')::uuid, pg_temp.workspace('Studio'), md5('pro')::uuid, 'sub_1', 'active',
    now() - interval '10 days', now() + interval '20 days', now() - interval '10 days'
);
select pg_temp.sign_in('bob');
select throws_ok($$ select pg_temp.ask('pro') $$, 'PT409', 'the workspace subscribes to Pro already', null);
select is((pg_temp.ask('big')).options ? 'trial_days', false, 'one trial for a workspace');
select throws_ok(format(call, md5('sub')::uuid), 'PT422', null, 'currencies are not mixed')
from (values (format('select public.change_subscription(%%L, %L)', md5('riyal')::uuid))) as c (call);
select throws_ok(
    format('select public.change_subscription(%L)', md5('sub')::uuid), 'PT409',
    'the subscription has this plan and quantity already', 'nothing is no change'
);
select is(
    (public.preview_subscription_change(md5('sub')::uuid, md5('big')::uuid)).status, 'pending',
    'an admin asks what it would cost'
);
select throws_ok(
    format(
        'select public.change_subscription(%L, %L, 1, ''now'', %L)', md5('sub')::uuid,
        md5('big')::uuid, (select c.id from public.subscription_changes as c)
    ),
    'PT409', 'this preview is not of this change', 'and waits for the answer'
);
select is(
    (public.change_subscription(md5('sub')::uuid, md5('big')::uuid, at => 'period_end')).effective_at,
    now() + interval '20 days', 'changes at the end of the period'
);
select is(
    (public.cancel_subscription(md5('sub')::uuid)).is_at_period_end, true, 'or ends it then'
);
select is(
    (
        select c.status
        from public.subscription_changes as c where c.kind = 'change' and c.is_at_period_end
    ),
    'canceled', 'the last word counts'
);
select throws_ok(
    format('select public.resume_subscription(%L)', md5('sub')::uuid), 'PT409', null,
    'what goes on is not resumed'
);
select pg_temp.sign_in('cyd');
select throws_ok(
    format('select public.cancel_subscription(%L)', md5('sub')::uuid), 'PT403', null,
    'a member ends nothing'
);
select is((select count(*) from public.subscription_changes), 0::bigint, 'and sees no changes');
select pg_temp.sign_in('eve');
select throws_ok(
    format('select public.cancel_subscription(%L)', md5('sub')::uuid), 'PT404', null,
    'for a stranger there is none'
);
select pg_temp.sign_out();

-- seats -----------------------------------------------------------------------------------

insert into public.plan_features (plan_id, feature, limit_value, period, is_per_seat)
values (md5('pro')::uuid, 'seats', 2, 'total', true);
update public.subscriptions set quantity = 2;
select results_eq(
    format(
        'select e.limit_value, e.used from public.workspace_entitlements as e '
        'where e.workspace_id = %L and e.feature = ''seats''', pg_temp.workspace('Studio')
    ),
    $$ values (4::bigint, 4::bigint) $$, 'two of a plan with two seats are four'
);
insert into public.profiles (id) values (pg_temp.person('eve')) on conflict do nothing;
prepare join_studio as
insert into public.workspace_members (workspace_id, user_id, role)
values (pg_temp.workspace('Studio'), pg_temp.person('eve'), 'member');
select throws_ok('execute join_studio', 'PT402', 'all seats of the plan are taken', 'no fifth');
update public.subscriptions set quantity = 3;
select lives_ok('execute join_studio', 'with more seats there is room');
delete from public.plan_features where feature = 'seats';
insert into public.entitlement_grants (workspace_id, feature, limit_value, period, expires_at)
values (pg_temp.workspace('Studio'), 'api_calls', 5, 'month', now() + interval '1 day');
select ok(private.entitled(pg_temp.workspace('Studio'), 'api_calls'), 'a grant of the operator holds');
update public.entitlement_grants set expires_at = now();
select ok(not private.entitled(pg_temp.workspace('Studio'), 'api_calls'), 'until it ends');

-- discounts -------------------------------------------------------------------------------

select is(
    private.volume_discount(unit, quantity, tiers::jsonb), expected,
    format('%s × %s with %s', quantity, unit, tiers)
)
from (
    values
    (999, 1, '[]', 0::bigint),
    (999, 3, '[{"min_quantity": 3, "percent": 10}, {"min_quantity": 5, "percent": 20}]', 300),
    (999, 5, '[{"min_quantity": 5, "percent": 20}, {"min_quantity": 3, "percent": 10}]', 999),
    (101, 1, '[{"min_quantity": 1, "percent": 12.5}]', 13),
    (100, 1, '[{"min_quantity": 1, "percent": 0.5}]', 1),
    (100, 1, '[{"min_quantity": 1, "percent": 100}]', 100)
) as example (unit, quantity, tiers, expected);

insert into public.bundle_products (
    id, name, description, type, content_count, time_period, base_price, currency, volume_discounts
)
select
    md5('bundle ' || currency)::uuid, 'Posts', 'Posts', 'social', 100, '1 month', price, currency,
    '[{"min_quantity": 3, "percent": 7}]'
from (values ('USD', 33.35), ('JPY', 33), ('KWD', 1.25)) as products (currency, price);
insert into public.businesses (
    id, workspace_id, name, industry, business_type, primary_product, core_offer_description
)
values (
    md5('buyer')::uuid, pg_temp.workspace('Studio'), 'Buyer', 'Textiles', 'shop', 'Blankets', 'Wool'
);

create function pg_temp.buy(currency text, more jsonb default '{}') returns uuid
language sql volatile
as $$
    select (
        public.order_bundle(
            pg_temp.workspace('Studio'), md5('buyer')::uuid,
            jsonb_build_array(
                jsonb_build_object('product_id', md5('bundle ' || currency)::uuid, 'quantity', 3) || more
            ),
            'https://app.example/ok', 'https://app.example/no'
        )
    ).bundle_order_id
$$;
grant execute on all functions in schema pg_temp to public;
select pg_temp.sign_in('cyd');
select results_eq(
    format(
        'select o.total_amount_cents, o.currency from public.bundle_orders as o where o.id = %L',
        pg_temp.buy(currency)
    ),
    format('values (%s::bigint, %L)', total, currency),
    format('an order in %s is exact', currency)
)
from (values ('USD', 9305), ('JPY', 92), ('KWD', 3490)) as expected (currency, total);
select is(
    (select count(*) from public.billing_sessions), 3::bigint, 'a member sees the page of an own order'
);
select throws_ok(format('select pg_temp.buy(''USD'', %L)', more), code, null, format('not %s', more))
from (
    values
    ('{"quantity": 0}', 'PT422'), ('{"options": {"colour": "red"}}', 'PT422'),
    ('{"options": {"language": "xx"}}', 'PT422'), ('{"product_id": "x"}', 'PT404'),
    ('{"price": 1}', 'PT422'), ('{"quantity": 1.5}', 'PT422')
) as refused (more, code);
select pg_temp.sign_in('dan');
select throws_ok($$ select pg_temp.buy('USD') $$, 'PT403', null, 'a viewer orders nothing');
select pg_temp.sign_out();

select * from finish();
rollback;
