-- name: fill
-- A million businesses in a thousand workspaces, each workspace's rows spread over the whole
-- table, as they are when a thousand customers work at the same time. Triggers and foreign
-- keys are off: what they would check is true by construction, and loading is not the test.
with
numbers as (
    select n, md5('workspace ' || n)::uuid as workspace_id, md5('owner ' || n)::uuid as owner_id
    from generate_series(0, 999) as n
),

users as (
    insert into auth.users (id)
    select n.owner_id from numbers as n
    union all
    select md5('member')::uuid
    returning id
),

profiles as (
    insert into public.profiles (id) select users.id from users
),

workspaces as (
    insert into public.workspaces (id, owner_id, name, slug)
    select n.workspace_id, n.owner_id, 'Workspace ' || n.n, 'workspace-' || n.n from numbers as n
),

members as (
    insert into public.workspace_members (workspace_id, user_id, role)
    select n.workspace_id, n.owner_id, 'owner' from numbers as n
    union all
    -- The member whose queries are measured works in five workspaces.
    select n.workspace_id, md5('member')::uuid, 'member' from numbers as n where n.n < 5
)

insert into public.businesses (
    workspace_id, name, industry, business_type, primary_product, core_offer_description, created_at
)
select
    n.workspace_id, 'Business ' || i, 'Retail', 'Shop', 'Lamps', 'Light for small flats',
    timestamptz '2026-01-01' + i * interval '1 second'
from generate_series(0, 999999) as i
join numbers as n on n.n = i % 1000
order by i

-- name: become_member
select set_config(
    'request.jwt.claims',
    jsonb_build_object('role', 'authenticated', 'sub', md5('member')::uuid)::text,
    false
)

-- name: newest_page
-- The first page of a list, as a client asks for it.
select * from public.businesses
where workspace_id = md5('workspace 3')::uuid
order by created_at desc
limit 50

-- name: whole_list
select * from public.businesses
where workspace_id = md5('workspace 3')::uuid
order by created_at desc

-- name: number_of_rows
select count(*) from public.businesses where workspace_id = md5('workspace 3')::uuid

-- name: everything_of_mine
-- No filter: the policy alone decides.
select id, name from public.businesses

-- name: everything_of_five
-- The same rows, named by hand.
select id, name from public.businesses
where workspace_id = any(array(select md5('workspace ' || n)::uuid from generate_series(0, 4) as n))

-- name: policy_per_row
-- The obvious policy, which asks anew for each row.
alter policy businesses_select on public.businesses
using (private.role_in(workspace_id) is not null)
