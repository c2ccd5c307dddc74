-- Files of the bucket assets: who may do what with their rows, and what becomes of them when
-- nothing refers to them any longer.
begin;
set local search_path = public, extensions;
select no_plan();
\ir people.psql

insert into auth.users (id, email, email_confirmed_at)
values ('a0000000-0000-4000-8000-000000000003', 'reader@example.com', now());
insert into workspace_members (workspace_id, user_id, role)
values
(
    'b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000003', 'viewer'
);
insert into storage.objects (bucket_id, name)
values
('assets', 'b0000000-0000-4000-8000-000000000001/a.png'),
('assets', 'b0000000-0000-4000-8000-000000000002/b.png'),
('assets', 'loose.png'),
('assets', 'no-uuid/c.png'),
('assets', '/d.png');
insert into storage.buckets (id, name) values ('elsewhere', 'elsewhere');
insert into storage.objects (bucket_id, name)
values ('elsewhere', 'b0000000-0000-4000-8000-000000000001/a.png');

-- As Storage's API sets it; a plain delete is refused for everybody.
set local storage.can_delete = 'true';

select is(
    (select public from storage.buckets where id = 'assets'), false, 'the bucket is private'
);
select is_empty(
    $$
    select t
    from storage.buckets as b, unnest(b.allowed_mime_types) as t
    where b.id = 'assets' and t in ('text/html', 'image/svg+xml', 'image/*', '*/*')
    $$,
    'it takes nothing that a browser would run'
);

-- members ----------------------------------------------------------------------------------

select pg_temp.sign_in(1);
select results_eq(
    'select bucket_id, name from storage.objects',
    $$ values ('assets', 'b0000000-0000-4000-8000-000000000001/a.png') $$,
    'a member sees the files of the workspace, in this bucket alone'
);
select lives_ok(
    $$
    insert into storage.objects (bucket_id, name)
    values ('assets', 'b0000000-0000-4000-8000-000000000001/folder/new.png')
    $$,
    'a member adds a file'
);
prepare add_file(text, text) as
insert into storage.objects (bucket_id, name) values ($1, $2);
select throws_ok(
    format('execute add_file(%L, %L)', bucket, name),
    '42501', null,
    format('a member does not add %s to %s', name, bucket)
)
from (
    values
    ('assets', 'b0000000-0000-4000-8000-000000000002/new.png'),
    ('assets', 'B0000000-0000-4000-8000-000000000001/new.png'),
    ('assets', 'b0000000-0000-4000-8000-000000000001'),
    ('assets', 'no-uuid/new.png'),
    ('assets', 'new.png'),
    ('assets', '/new.png'),
    ('assets', ''),
    ('elsewhere', 'b0000000-0000-4000-8000-000000000001/new.png')
) as wrong (bucket, name);
select lives_ok(
    $$
    update storage.objects set name = 'b0000000-0000-4000-8000-000000000001/moved.png'
    where name = 'b0000000-0000-4000-8000-000000000001/folder/new.png'
    $$,
    'a member moves a file inside of the workspace'
);
select throws_ok(
    $$
    update storage.objects set name = 'b0000000-0000-4000-8000-000000000002/moved.png'
    where name = 'b0000000-0000-4000-8000-000000000001/moved.png'
    $$,
    '42501', null, 'a member does not move a file to another workspace'
);
select throws_ok(
    $$
    update storage.objects set bucket_id = 'elsewhere'
    where name = 'b0000000-0000-4000-8000-000000000001/moved.png'
    $$,
    '42501', null, 'a member does not move a file to another bucket'
);
select results_eq(
    $$ delete from storage.objects returning name $$,
    $$
    values
    ('b0000000-0000-4000-8000-000000000001/a.png'),
    ('b0000000-0000-4000-8000-000000000001/moved.png')
    $$,
    'a member deletes files of the workspace and no others'
);
reset role;
insert into storage.objects (bucket_id, name)
values ('assets', 'b0000000-0000-4000-8000-000000000001/a.png');

-- viewers, strangers, nobody -----------------------------------------------------------------

select pg_temp.sign_in(3);
select results_eq(
    'select name from storage.objects',
    $$ values ('b0000000-0000-4000-8000-000000000001/a.png') $$,
    'a viewer sees the files of the workspace'
);
select throws_ok(
    $$ execute add_file('assets', 'b0000000-0000-4000-8000-000000000001/new.png') $$,
    '42501', null, 'a viewer adds none'
);
select is_empty(
    $$ update storage.objects set version = 'x' returning name $$, 'a viewer changes none'
);
select is_empty('delete from storage.objects returning name', 'a viewer deletes none');

reset role;
select pg_temp.sign_in(2);
select results_eq(
    'select name from storage.objects',
    $$ values ('b0000000-0000-4000-8000-000000000002/b.png') $$,
    'a stranger sees only their own'
);
select throws_ok(
    $$ execute add_file('assets', 'b0000000-0000-4000-8000-000000000001/new.png') $$,
    '42501', null, 'a stranger adds none'
);

reset role;
set local role anon;
select is_empty('select name from storage.objects', 'nobody sees a file without signing in');
select throws_ok(
    $$ execute add_file('assets', 'b0000000-0000-4000-8000-000000000001/new.png') $$,
    '42501', null, 'nobody adds one'
);
reset role;

-- files that nothing refers to -----------------------------------------------------------------

prepare jobs_of(text) as
select j.payload ->> 'path', j.workspace_id
from jobs.job_queue as j
where j.job_type = $1
order by 1;

insert into content_assets (id, workspace_id, type, name, file_url)
select
    format('e0000000-0000-4000-8000-00000000000%s', n)::uuid,
    'b0000000-0000-4000-8000-000000000001',
    'image',
    'Asset ' || n,
    url
from (
    values
    (1, 'assets/b0000000-0000-4000-8000-000000000001/one.png'),
    (2, 'assets/b0000000-0000-4000-8000-000000000001/shared.png'),
    (3, 'assets/b0000000-0000-4000-8000-000000000001/shared.png'),
    (4, 'assets/b0000000-0000-4000-8000-000000000002/theirs.png'),
    (5, 'https://example.com/elsewhere.png'),
    (6, null),
    (7, 'assets/b0000000-0000-4000-8000-000000000001/changed.png'),
    (8, 'assets/b0000000-0000-4000-8000-000000000001/named.png'),
    (9, 'assets/b0000000-0000-4000-8000-000000000001/last.png')
) as wanted (n, url);

select pg_temp.sign_in(1);
delete from content_assets
where id in (
    'e0000000-0000-4000-8000-000000000001', 'e0000000-0000-4000-8000-000000000002',
    'e0000000-0000-4000-8000-000000000004', 'e0000000-0000-4000-8000-000000000005',
    'e0000000-0000-4000-8000-000000000006'
);
update content_assets set file_url = null where id = 'e0000000-0000-4000-8000-000000000007';
update content_assets set name = 'Another' where id = 'e0000000-0000-4000-8000-000000000008';
reset role;

select results_eq(
    $$ execute jobs_of('content.delete_file') $$,
    $$
    values
    ('b0000000-0000-4000-8000-000000000001/changed.png', null::uuid),
    ('b0000000-0000-4000-8000-000000000001/one.png', null)
    $$,
    'a file goes with the last row that refers to it, and never one of another workspace'
);
delete from content_assets where id = 'e0000000-0000-4000-8000-000000000003';
select results_eq(
    $$ execute jobs_of('content.delete_file') $$,
    $$
    values
    ('b0000000-0000-4000-8000-000000000001/changed.png', null::uuid),
    ('b0000000-0000-4000-8000-000000000001/one.png', null),
    ('b0000000-0000-4000-8000-000000000001/shared.png', null)
    $$,
    'a shared file goes with the second of its rows'
);

delete from jobs.job_queue;
delete from workspaces where id = 'b0000000-0000-4000-8000-000000000001';
select is_empty(
    $$ execute jobs_of('content.delete_file') $$,
    'where a workspace goes, there are no jobs for single files'
);
select results_eq(
    $$
    select j.payload, j.workspace_id from jobs.job_queue as j
    where j.job_type = 'content.delete_workspace_files'
    $$,
    $$
    values ('{"workspace_id": "b0000000-0000-4000-8000-000000000001"}'::jsonb, null::uuid)
    $$,
    'but one for the whole folder, which survives the workspace'
);

select function_privs_are(
    'public', 'is_asset_file_unused', array['text', 'timestamptz'], 'authenticated',
    array[]::text[], 'people do not ask about files of others'
);

select * from finish();
rollback;
