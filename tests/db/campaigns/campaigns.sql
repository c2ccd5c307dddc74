-- Campaigns, what they consist of, and what is shared.
begin;
set local search_path = public, extensions;
select plan(26);
\ir ../content/people.psql

insert into campaigns (id, workspace_id, name)
values
('e0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 'Spring'),
('e0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002', 'Other');

prepare move (text) as
update campaigns set status = $1 where id = 'e0000000-0000-4000-8000-000000000001';
select throws_ok('execute move(''paused'')', 'PT409', null, 'a draft cannot be paused');
select lives_ok('execute move(''ready'')', 'a draft becomes ready');
select lives_ok('execute move(''launched'')', 'and is launched');
select is(
    (select launched_at from campaigns where name = 'Spring'), now(), 'its launch has a time'
);
select lives_ok('execute move(''paused'')', 'it pauses');
select lives_ok('execute move(''active'')', 'and goes on');
select throws_ok('execute move(''draft'')', 'PT409', null, 'but is never a draft again');
select lives_ok('execute move(''completed'')', 'it ends');
select throws_ok('execute move(''active'')', 'PT409', null, 'for good');

select throws_ok(
    $$ update campaigns set budget = -1 $$, '23514', null, 'a negative budget is refused'
);
select throws_ok(
    $$ update campaigns set currency = 'XXQ' $$, '23503', null, 'an unknown currency is refused'
);
select throws_ok(
    $$ update campaigns set start_date = now(), end_date = now() - interval '1 day' $$,
    '23514', null, 'no campaign ends before it starts'
);

insert into affiliate_campaigns (workspace_id, campaign_id, funnel_type, tracking_id)
values (
    'b0000000-0000-4000-8000-000000000001', 'e0000000-0000-4000-8000-000000000001', 'vsl', 't1'
);
select throws_ok(
    $$
    insert into affiliate_campaigns (workspace_id, campaign_id)
    values (
        'b0000000-0000-4000-8000-000000000001', 'e0000000-0000-4000-8000-000000000001'
    )
    $$,
    '23505', null, 'a campaign has one extension of a kind'
);
select throws_ok(
    $$
    insert into ad_campaigns (workspace_id, campaign_id, objective)
    values (
        'b0000000-0000-4000-8000-000000000001', 'e0000000-0000-4000-8000-000000000002', 'sales'
    )
    $$,
    '23503', null, 'and none of another workspace''s campaign'
);

insert into campaign_components (id, workspace_id, campaign_id, name, component_type)
values (
    'f0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'e0000000-0000-4000-8000-000000000001', 'Hero', 'hero_section'
);
update campaign_components set code = '<h1>Hello</h1>';
update campaign_components set name = 'The hero';
select is(
    (select version from campaign_components), 2, 'a component''s version counts its changes'
);

insert into bonuses (id, workspace_id, campaign_id, name)
values (
    'f1000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'e0000000-0000-4000-8000-000000000001', 'Checklist'
);
insert into bonus_deliveries (workspace_id, bonus_id, recipient_email, status, delivered_at)
values
(
    'b0000000-0000-4000-8000-000000000001', 'f1000000-0000-4000-8000-000000000001',
    'a@example.com', 'delivered', now()
),
(
    'b0000000-0000-4000-8000-000000000001', 'f1000000-0000-4000-8000-000000000001',
    'b@example.com', 'pending', null
);
update bonus_deliveries set status = 'delivered', delivered_at = now()
where recipient_email = 'b@example.com';
select results_eq(
    'select delivered_count(b), last_delivered_at(b) from bonuses as b',
    'values (2::bigint, now())',
    'deliveries are counted when they are delivered'
);

insert into component_library (
    id, workspace_id, name, component_type, code, price, is_public, is_marketplace_item
)
values
(
    'f2000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'Free form', 'form', '<form>', 0, true, false
),
(
    'f2000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000001',
    'Paid pricing table', 'pricing', '<table>', 9, false, true
),
(
    'f2000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000001',
    'Private footer', 'footer', '<footer>', 0, false, false
);
select throws_ok(
    $$ update component_library set is_public = true where price > 0 $$,
    '23514', null, 'what has a price is not public'
);

select pg_temp.sign_in(2);
select results_eq(
    $$ select name, code from component_library $$,
    $$ values ('Free form', '<form>') $$,
    'strangers read public components, not the code of what is sold'
);
select set_eq(
    $$ select name from search_marketplace() $$,
    $$ values ('Free form'), ('Paid pricing table') $$,
    'the marketplace lists both'
);
select results_eq(
    $$ select name, price from search_marketplace('prcing') $$,
    $$ values ('Paid pricing table', 9.00) $$,
    'and forgives typing errors'
);
select is(
    like_component('f2000000-0000-4000-8000-000000000002'), 1::bigint, 'a stranger likes an item'
);
select is(
    like_component('f2000000-0000-4000-8000-000000000002'), 1::bigint, 'once'
);
select is(
    like_component('f2000000-0000-4000-8000-000000000002', false), 0::bigint, 'or no longer'
);
select throws_ok(
    $$ select like_component('f2000000-0000-4000-8000-000000000003') $$,
    'PT404', null, 'what is not shared is not there'
);
select throws_ok(
    $$
    select download_component(
        'f2000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002'
    )
    $$,
    'PT402', null, 'what has a price is not for the taking'
);
select download_component(
    'f2000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002'
);
select results_eq(
    $$
    select c.code, o.downloads
    from component_library as c, search_marketplace('free form') as o
    where c.workspace_id = 'b0000000-0000-4000-8000-000000000002'
    $$,
    $$ values ('<form>', 1::bigint) $$,
    'a download is a copy, and is counted'
);

select * from finish();
rollback;
