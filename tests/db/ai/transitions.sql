-- A generation moves along its listed steps only, and the error says which there are.
begin;
set local search_path = public, extensions;
select plan(9);

insert into auth.users (id, email)
values ('a0000000-0000-4000-8000-000000000001', 'writer@example.com');
insert into public.workspaces (id, name, slug, owner_id)
values (
    'b0000000-0000-4000-8000-000000000001', 'Writers', 'writers-transitions',
    'a0000000-0000-4000-8000-000000000001'
);
insert into public.ai_generations (id, workspace_id, generation_type, prompt_text)
values (
    'c0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'blog_post', 'Wool care.'
);

prepare move (text) as
update public.ai_generations
set
    status = $1,
    cost = 0,
    model_used = 'offline-draft'
where id = 'c0000000-0000-4000-8000-000000000001';

select throws_ok(
    'execute move(''completed'')',
    'PT409',
    'ai_generations c0000000-0000-4000-8000-000000000001 cannot go from pending to completed',
    'a generation nobody worked on cannot be complete'
);
select lives_ok('execute move(''processing'')', 'a worker takes it');
select lives_ok('execute move(''processing'')', 'to stay is no step');
select throws_ok('execute move(''pending'')', 'PT409', null, 'it never goes back to pending');
select lives_ok('execute move(''failed'')', 'it fails');
select lives_ok('execute move(''processing'')', 'a retried job takes it up again');
select throws_ok('execute move(''lost'')', null, null, 'an unknown status is refused');
select lives_ok('execute move(''completed'')', 'it ends');
select throws_ok('execute move(''failed'')', 'PT409', null, 'the end is final');

select * from finish();
rollback;
