-- A workspace may use what its plans include, as long as the limit lasts.
begin;
select plan(40);
\ir ../catalog/shop.psql

insert into public.subscription_plans (id, name, price, is_default)
values
(md5('free')::uuid, 'Free', 0, true),
(md5('pro')::uuid, 'Pro', 10, false),
(md5('addon')::uuid, 'Add-on', 5, false);
insert into public.plan_features (plan_id, feature, limit_value, period)
values
(md5('free')::uuid, 'campaigns', 2, 'month'),
(md5('free')::uuid, 'white_label', 0, 'month'),
(md5('pro')::uuid, 'campaigns', 100, 'month'),
(md5('pro')::uuid, 'storage_bytes', 1000, 'total'),
(md5('pro')::uuid, 'ab_tests', null, 'month'),
(md5('addon')::uuid, 'campaigns', null, 'month'),
(md5('addon')::uuid, 'storage_bytes', 10, 'total');

create function pg_temp.may(feature text) returns boolean
language sql volatile
as $$
    select private.entitled(pg_temp.workspace('Studio'), feature);
$$;
create function pg_temp.use(metric text, amount bigint) returns void
language sql volatile security definer
as $$
    select private.record_usage(pg_temp.workspace('Studio'), pg_temp.person('cyd'), metric, amount);
$$;
grant execute on all functions in schema pg_temp to public;

-- without a subscription ------------------------------------------------------------------

select ok(pg_temp.may('campaigns'), 'without a subscription the default plan holds');
select ok(not pg_temp.may('ab_tests'), 'and no more');
select ok(not pg_temp.may('white_label'), 'a limit of nothing is no entitlement');
select ok(not pg_temp.may('teleportation'), 'nobody has a feature that does not exist');
select ok(not private.entitled(gen_random_uuid(), 'campaigns'), 'nor does a workspace that does not');

-- limits ----------------------------------------------------------------------------------

select pg_temp.use('campaigns', 1);
select ok(pg_temp.may('campaigns'), 'one of two is left');
select pg_temp.use('campaigns', 1);
select ok(not pg_temp.may('campaigns'), 'none of two is left');
select throws_ok(
    format('select private.require_entitlement(%L, ''campaigns'')', pg_temp.workspace('Studio')),
    'PT402', 'the limit of campaigns is used up', 'which is said so'
);
select throws_ok(
    format('select private.require_entitlement(%L, ''ab_tests'')', pg_temp.workspace('Studio')),
    'PT402', 'the plan does not include ab_tests', 'unlike what is not included'
);
select pg_temp.use('campaigns', -1);
select ok(pg_temp.may('campaigns'), 'what is given back can be used again');
select pg_temp.use('campaigns', 1);
select ok(private.entitled(pg_temp.workspace('Eve''s workspace'), 'campaigns'), 'others have their own');
update public.usage_counters set month = month - interval '1 month';
select ok(pg_temp.may('campaigns'), 'a new month is a new limit');

-- with subscriptions ----------------------------------------------------------------------

insert into public.subscriptions (id, workspace_id, plan_id, status)
values (md5('sub')::uuid, pg_temp.workspace('Studio'), md5('pro')::uuid, 'incomplete');
select ok(not pg_temp.may('ab_tests'), 'what is not paid yet gives nothing');
update public.subscriptions set status = 'trialing', trial_end = now() + interval '1 day';
select ok(pg_temp.may('ab_tests'), 'a trial gives all of the plan');
select lives_ok(
    format('select private.require_entitlement(%L, ''ab_tests'')', pg_temp.workspace('Studio')),
    'without a word'
);
update public.subscriptions set trial_end = now() - interval '1 second';
select ok(not pg_temp.may('ab_tests'), 'until it ends');
update public.subscriptions set status = 'active';
select ok(pg_temp.may('ab_tests'), 'a paid plan gives it');
update public.subscriptions set status = 'past_due';
select ok(pg_temp.may('ab_tests'), 'also while a payment is late');
update public.subscriptions set status = 'unpaid';
select ok(not pg_temp.may('ab_tests'), 'but not when it never comes');
select ok(pg_temp.may('campaigns'), 'then the default plan holds again');
update public.subscriptions set status = 'active';

select pg_temp.use('storage_bytes', 600);
update public.usage_counters set month = month - interval '1 month' where metric = 'storage_bytes';
select pg_temp.use('storage_bytes', 400);
select ok(not pg_temp.may('storage_bytes'), 'a total counts all months');
select pg_temp.use('campaigns', 150);
select ok(not pg_temp.may('campaigns'), 'one plan has a limit');
insert into public.subscriptions (workspace_id, plan_id, status)
values (pg_temp.workspace('Studio'), md5('addon')::uuid, 'active');
select ok(pg_temp.may('campaigns'), 'of two plans the more generous counts, no limit above all');
select ok(not pg_temp.may('storage_bytes'), 'the larger limit, not the sum');

-- as people see it ------------------------------------------------------------------------

select pg_temp.sign_in('dan');
select results_eq(
    $$
    select e.feature, e.limit_value, e.used, e.remaining, e.is_entitled
    from public.workspace_entitlements as e
    where e.workspace_id = pg_temp.workspace('Studio')
    order by 1
    $$,
    $$
    values
    ('ab_tests', null::bigint, 0::bigint, null::bigint, true), ('campaigns', null, 150, null, true),
    ('storage_bytes', 1000, 1000, 0, false)
    $$,
    'a viewer sees limits and rests'
);
select results_eq(
    $$
    select s.plan_name, s.usage_limits, s.current_usage
    from public.workspace_subscriptions as s where s.plan_id = md5('pro')::uuid
    $$,
    $$
    values (
        'Pro', '{"ab_tests": null, "campaigns": 100, "storage_bytes": 1000}'::jsonb,
        '{"campaigns": 150, "storage_bytes": 1000}'::jsonb
    )
    $$,
    'and each subscription with what of it is used'
);
select throws_ok(
    $$
    insert into public.usage_counters (workspace_id, metric, amount)
    values (pg_temp.workspace('Studio'), 'campaigns', -1000)
    $$,
    '42501', null, 'but counts nothing'
);
select throws_ok(
    $$ select private.record_usage(pg_temp.workspace('Studio'), null, 'campaigns', -1000) $$,
    '42501', null, 'in any way'
);
select pg_temp.sign_in('eve');
select is_empty(
    format(
        'select from public.workspace_entitlements where workspace_id = %L',
        (select s.id from (select pg_temp.workspace('Studio') as id) as s)
    ),
    'a stranger sees nothing of it'
);
select pg_temp.sign_out();

-- usage by person -------------------------------------------------------------------------

select results_eq(
    $$
    select u.month = date_trunc('month', now() at time zone 'UTC')::date,
        u.campaigns_generated, u.storage_bytes_used, u.ai_credits_used, u.api_calls_made
    from public.user_usage as u where u.user_id = pg_temp.person('cyd') order by u.month
    $$,
    $$
    values
    (false, 2::bigint, 600::bigint, 0::bigint, 0::bigint), (true, 150, 1000, 0, 0)
    $$,
    'usage is there by person and month; storage is what is taken up by its end'
);
select cmp_ok(private.roll_up_usage(), '>', 0, 'rolling up saves rows');
select is(private.roll_up_usage(), 0, 'all there are to save');
select is(
    (select sum(u.campaigns_generated) from public.user_usage as u), 152::numeric,
    'and the sums are the same'
);
delete from auth.users where id = pg_temp.person('cyd');
select is(
    (
        select e.used from public.workspace_entitlements as e
        where e.workspace_id = pg_temp.workspace('Studio') and e.feature = 'storage_bytes'
    ),
    1000::bigint, 'what somebody used stays used when they leave'
);
select throws_ok(
    $$ insert into public.usage_counters (workspace_id, metric, amount, month)
    values (pg_temp.workspace('Studio'), 'campaigns', 1, '2026-11-02') $$,
    '23514', null, 'a month is its first day'
);

-- flags -----------------------------------------------------------------------------------

insert into public.feature_flags (name, is_enabled, rules)
values
('translations', true, '{"entitlement": "translations"}'),
('translations_later', false, '{"entitlement": "translations"}');
insert into public.entitlement_grants (workspace_id, feature)
values
(pg_temp.workspace('Studio'), 'translations'),
(pg_temp.workspace('Eve''s workspace'), 'translations');
select pg_temp.sign_in('ada');
select ok(
    public.feature_enabled('translations', pg_temp.workspace('Studio')),
    'a flag may follow what a workspace is entitled to'
);
select ok(
    not public.feature_enabled('translations_later', pg_temp.workspace('Studio')),
    'while it is enabled'
);
select ok(not public.feature_enabled('translations'), 'and only for a workspace');
select ok(
    not public.feature_enabled('translations', pg_temp.workspace('Eve''s workspace')),
    'what others are entitled to is not told'
);
select pg_temp.sign_out();
delete from public.entitlement_grants;
select ok(
    not public.feature_enabled('translations', pg_temp.workspace('Studio')),
    'without the entitlement it is off'
);

select * from finish();
rollback;
