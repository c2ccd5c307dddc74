-- content: viewers read, members write, admins delete.

alter table public.content_bundles enable row level security;
grant select, insert, update, delete on public.content_bundles to authenticated, service_role;

create policy content_bundles_select on public.content_bundles
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_bundles_insert on public.content_bundles
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_bundles_update on public.content_bundles
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_bundles_delete on public.content_bundles
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.blog_posts enable row level security;
grant select, insert, update, delete on public.blog_posts to authenticated, service_role;

create policy blog_posts_select on public.blog_posts
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy blog_posts_insert on public.blog_posts
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy blog_posts_update on public.blog_posts
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy blog_posts_delete on public.blog_posts
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));
