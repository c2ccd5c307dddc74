-- Ads: their accounts and states, what search finds of them, and what platforms report.
begin;
select plan(22);
\ir ../analytics/campaign.psql

-- accounts --------------------------------------------------------------------------------

prepare connect (text, text) as
insert into public.ad_accounts (workspace_id, platform, account_id)
values (pg_temp.workspace('Studio'), $1, $2);
select lives_ok(
    format('execute connect(%L, ''1'')', platform), format('%s is a platform', platform)
)
from unnest(array['meta', 'tiktok', 'snapchat']) as platform;
select throws_ok(
    $$ execute connect('billboard', '1') $$, '23514', null, 'a platform has to be known'
);
select throws_ok(
    $$ execute connect('meta', '1') $$, '23505', null, 'an account is connected once per workspace'
);
select is(
    (
        select a.currency from public.ad_accounts as a
        where a.platform = 'meta' and a.workspace_id = pg_temp.workspace('Studio')
    ),
    'SAR',
    'an account bills in SAR if nothing else is said'
);
delete from public.ad_accounts as a where a.id = pg_temp.thing('Account');
select results_eq(
    $$
    select campaign_id, ad_account_id
    from public.ad_campaigns
    where workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (pg_temp.thing('Spring'), null::uuid) $$,
    'a campaign outlives the connection to its account'
);

-- states ----------------------------------------------------------------------------------

prepare move (text) as
update public.ads set status = $1 where id = pg_temp.thing('Ad');
select throws_ok(
    $$ execute move('paused') $$, 'PT409',
    format('ads %s cannot go from draft to paused', pg_temp.thing('Ad')),
    'a draft cannot be paused'
);
select lives_ok($$ execute move('in_review') $$, 'an ad is looked at by the platform');
select lives_ok($$ execute move('rejected') $$, 'which may refuse it');
select throws_ok($$ execute move('active') $$, 'PT409', null, 'a refused ad does not run');
select throws_ok($$ execute move('gone') $$, 'PT422', null, 'a state has to be known');

-- an ad set ---------------------------------------------------------------------------------

select throws_ok(
    $$ update public.ad_sets set budget_amount = -1 $$, 'PT422', 'budget_amount cannot be negative',
    'a budget is not negative'
);
select throws_ok(
    $$ update public.ad_sets set currency = 'QQQ' $$, 'PT422', null, 'a currency exists'
);
select throws_ok(
    format('update public.ad_sets set campaign_id = %L', pg_temp.thing('Theirs')), '23503', null,
    'an ad set belongs to a campaign of its workspace'
);

-- search ------------------------------------------------------------------------------------

prepare find (text) as
select id from public.ads
where search_vector @@ private.search_query($1) and workspace_id = pg_temp.workspace('Studio');
select results_eq(
    format('execute find(%L)', words), 'select pg_temp.thing(''Ad'')', format('search finds %s', words)
)
from unnest(array['film', 'washed', 'صابون']) as words;

-- metrics -----------------------------------------------------------------------------------

insert into public.ad_metrics (
    workspace_id, ad_id, date, impressions, clicks, spend, conversions, revenue
)
values (pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-03-01', 2000, 50, 100, 4, 260);
select results_eq(
    format(
        'select ctr, cpc, cpm, roas, currency from public.ad_metrics where ad_id = %L', pg_temp.thing('Ad')
    ),
    $$ values (0.0250, 2.00, 50.00, 2.60, 'SAR') $$,
    'ratios come from their parts'
);
select throws_ok(
    $$ update public.ad_metrics set roas = 9 $$, '428C9', null, 'nobody sets them otherwise'
);
insert into public.ad_metrics (workspace_id, ad_id, date, impressions)
values (pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-03-01', 2100)
on conflict (workspace_id, ad_id, date) do update set impressions = excluded.impressions;
select is(
    (select m.impressions from public.ad_metrics as m where m.ad_id = pg_temp.thing('Ad')), 2100::bigint,
    'a platform''s correction replaces its day'
);
select pg_temp.sign_in('bob');
select throws_ok(
    $$ update public.ad_metrics set spend = 0 $$, '42501', null,
    'not even an admin changes what a platform reported'
);

select * from finish();
rollback;
