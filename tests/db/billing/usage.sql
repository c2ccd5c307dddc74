-- What people do is counted as usage by itself.
begin;
select plan(11);
\ir ../catalog/shop.psql

create function pg_temp.used(metric text) returns bigint
language sql volatile
as $$
    select coalesce(sum(u.amount), 0)::bigint
    from public.usage_counters as u
    where u.workspace_id = pg_temp.workspace('Studio') and u.metric = used.metric;
$$;

-- campaigns -------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
insert into public.campaigns (workspace_id, name)
select pg_temp.workspace('Studio'), name from unnest(array['Spring', 'Summer']) as name;
select pg_temp.sign_out();
select results_eq(
    $$ select u.user_id, u.campaigns_generated from public.user_usage as u $$,
    $$ values (pg_temp.person('cyd'), 2::bigint) $$,
    'campaigns count for who makes them'
);
delete from public.campaigns where name = 'Spring';
select is(pg_temp.used('campaigns'), 2::bigint, 'also when they are deleted again');

-- storage ---------------------------------------------------------------------------------

insert into public.content_assets (workspace_id, type, name, file_size)
select pg_temp.workspace('Studio'), 'image', 'Photo', size
from unnest(array[1000, 200, null]) as size;
select is(pg_temp.used('storage_bytes'), 1200::bigint, 'files take up storage');
update public.content_assets set file_size = 300 where file_size = 200;
select is(pg_temp.used('storage_bytes'), 1300::bigint, 'a larger file more');
delete from public.content_assets where file_size = 1000;
select is(pg_temp.used('storage_bytes'), 300::bigint, 'a deleted file none');

-- AI --------------------------------------------------------------------------------------

insert into public.ai_generations (workspace_id, user_id, generation_type, prompt_text)
select pg_temp.workspace('Studio'), pg_temp.person('cyd'), 'blog_post', prompt
from unnest(array['Good', 'Bad']) as prompt;
update public.ai_generations set status = 'processing';
select is(pg_temp.used('ai_credits'), 0::bigint, 'work in progress costs no credit');
update public.ai_generations
set
    status = case prompt_text when 'Good' then 'completed' else 'failed' end,
    cost = 0,
    model_used = 'offline-draft';
select is(pg_temp.used('ai_credits'), 1::bigint, 'completed work does, failed work does not');

-- the API ---------------------------------------------------------------------------------

insert into public.api_logs (workspace_id, user_id, endpoint, method, status_code)
select workspace, pg_temp.person('cyd'), '/rest/v1/products', 'GET', 200
from unnest(array[pg_temp.workspace('Studio'), pg_temp.workspace('Studio'), null]) as workspace;
select is(pg_temp.used('api_calls'), 2::bigint, 'calls of the API count');
select is(
    (select count(*) from public.usage_counters as u where u.metric = 'api_calls'), 1::bigint,
    'a batch of them in one row'
);

-- what goes -------------------------------------------------------------------------------

select lives_ok(
    format('delete from auth.users where id = %L', pg_temp.person('cyd')), 'people can go'
);
select lives_ok($$ delete from public.workspaces where name = 'Studio' $$, 'workspaces too');

select * from finish();
rollback;
