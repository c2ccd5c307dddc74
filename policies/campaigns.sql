-- campaigns: viewers read, members write, admins delete. Deliveries and runs are written by
-- workers; likes and downloads by functions, and each person sees their own. Shared components
-- are open to everybody who is signed in, unless they have a price.

alter table public.campaigns enable row level security;
grant select, insert, update, delete on public.campaigns to authenticated, service_role;

create policy campaigns_select on public.campaigns
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy campaigns_insert on public.campaigns
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaigns_update on public.campaigns
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaigns_delete on public.campaigns
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.affiliate_campaigns enable row level security;
grant select, insert, update, delete on public.affiliate_campaigns to authenticated, service_role;

create policy affiliate_campaigns_select on public.affiliate_campaigns
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy affiliate_campaigns_insert on public.affiliate_campaigns
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_campaigns_update on public.affiliate_campaigns
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_campaigns_delete on public.affiliate_campaigns
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.ad_campaigns enable row level security;
grant select, insert, update, delete on public.ad_campaigns to authenticated, service_role;

create policy ad_campaigns_select on public.ad_campaigns
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy ad_campaigns_insert on public.ad_campaigns
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy ad_campaigns_update on public.ad_campaigns
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy ad_campaigns_delete on public.ad_campaigns
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.campaign_components enable row level security;
grant select, insert, update, delete on public.campaign_components to authenticated, service_role;

create policy campaign_components_select on public.campaign_components
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy campaign_components_insert on public.campaign_components
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaign_components_update on public.campaign_components
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy campaign_components_delete on public.campaign_components
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.component_library enable row level security;
grant select, insert, update, delete on public.component_library to authenticated, service_role;

create policy component_library_select on public.component_library
for select to authenticated
using (
    is_public
    or (is_marketplace_item and price = 0)
    or workspace_id = any(array(select private.workspace_ids('viewer')))
);

create policy component_library_insert on public.component_library
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy component_library_update on public.component_library
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy component_library_delete on public.component_library
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.bonuses enable row level security;
grant select, insert, update, delete on public.bonuses to authenticated, service_role;

create policy bonuses_select on public.bonuses
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy bonuses_insert on public.bonuses
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy bonuses_update on public.bonuses
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy bonuses_delete on public.bonuses
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.workflows enable row level security;
grant select, insert, update, delete on public.workflows to authenticated, service_role;

create policy workflows_select on public.workflows
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy workflows_insert on public.workflows
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy workflows_update on public.workflows
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy workflows_delete on public.workflows
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.bonus_deliveries enable row level security;
grant select on public.bonus_deliveries to authenticated;
grant select, insert, update, delete on public.bonus_deliveries to service_role;

create policy bonus_deliveries_select on public.bonus_deliveries
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.workflow_runs enable row level security;
grant select on public.workflow_runs to authenticated;
grant select, insert, update, delete on public.workflow_runs to service_role;

create policy workflow_runs_select on public.workflow_runs
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.component_likes enable row level security;
grant select on public.component_likes to authenticated;
grant select, insert, update, delete on public.component_likes to service_role;
create policy component_likes_select on public.component_likes
for select to authenticated
using (user_id = (select auth.uid()));

alter table public.component_downloads enable row level security;
grant select on public.component_downloads to authenticated;
grant select, insert, update, delete on public.component_downloads to service_role;
create policy component_downloads_select on public.component_downloads
for select to authenticated
using (user_id = (select auth.uid()));

grant execute on function
public.like_component(uuid, boolean),
private.like_component(uuid, boolean),
public.download_component(uuid, uuid),
private.download_component(uuid, uuid),
public.likes(public.component_library),
public.downloads(public.component_library),
public.delivered_count(public.bonuses),
public.last_delivered_at(public.bonuses),
public.last_run_at(public.workflows)
to authenticated, service_role;
